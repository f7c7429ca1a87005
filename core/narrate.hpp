// The words for what the machine has to say, to the letter of Supervisor's log (contract §2.7).
// Scrapers read these lines.
#pragma once

#include <string>
#include <string_view>

#include "core/exit_status.hpp"
#include "core/ids.hpp"
#include "core/machine.hpp"

namespace actord::core {

struct log_line {
  log_level level{log_level::info};
  std::string text;
};

// `after` are the facts that the same step returned; `process_name` is without the group.
log_line narrate(const out::say& said, const facts& after, const policy& how,
                 std::string_view process_name);

// "exit status 1", "terminated by SIGSEGV (core dumped)"
std::string exit_text(const exit_status& status);

// `reaped unknown pid 7 (exit status 0)`: a child that is not ours, as happens to process 1.
log_line narrate_stranger(std::int32_t pid, const exit_status& status);

}  // namespace actord::core
