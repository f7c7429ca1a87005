// Getting logs to the screen: the end of one by Supervisor's offsets (contract §6.5), or its end
// and whatever is added (§6.7). Bytes go out as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "cli/actorctl/call.hpp"

namespace actord::cli {

// `-100` means the last 100 bytes: the offset -100. As with Supervisor `--100` means from byte 100
// on, and `-0` everything. Numbers too big to count with read as the biggest. nullopt: no number.
std::optional<std::int64_t> offset_of(std::string_view modifier);

// Prints the log from `offset` on; what does not fit one reply comes in several (`offset` of a
// reply is the size of the log). Returns what the first reply complains of (success: all is
// printed), or the exit status of a lost connection.
struct read_outcome {
  core::fault_code problem{core::fault_code::success};
  std::string detail;
  std::optional<exit_code> broken;
};
read_outcome print_log(call& c, const core::log_name& log, std::int64_t offset);

// `tail -f`: until ^C, or until the daemon goes. `path` is what an error message names (on `err`,
// with exit status 0, as Supervisor does).
exit_code follow_log(call& c, const core::log_name& log, std::string_view path);

// The same for what is no log: a group.
exit_code refuse_to_follow(call& c, std::string_view path);

}  // namespace actord::cli
