// What became of one process, in words and as exit status: the columns of contract §7.4 as a table.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "cli/actorctl/exit_status.hpp"
#include "core/fault.hpp"

namespace actord::cli {

enum class deed : std::uint8_t { start, stop, signal, clear, rotate };

struct outcome_text {
  deed done;
  core::fault_code code;
  std::string_view words;
  // What the exit status becomes; nullopt: it stays what the outcomes before made it.
  std::optional<exit_code> status;
};

std::span<const outcome_text> outcome_table();

// nullptr: an outcome that the action does not know.
const outcome_text* find_outcome(deed done, core::fault_code code);

// The exit status after an action on a group that does not exist.
exit_code no_such_group_status(deed done);

}  // namespace actord::cli
