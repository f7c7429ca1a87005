// The words for a spawn that failed, as Supervisor has them (contract §3.4, §4). `name` is the bare
// process name.
#pragma once

#include <string>
#include <string_view>

#include "core/program_spec.hpp"
#include "io/child_entry.hpp"

namespace actord::io {

// "execve", for logs and tests.
std::string_view name_of(child_step step);

// The log files or pipes of a run could not be opened.
std::string dispatcher_failure(const core::process_spec& spec, int error_number);
// A step of the spawn failed. `word` is argv[0].
std::string spawn_failure_text(const core::process_spec& spec, std::string_view word,
                               child_step step, int error_number);
// The user could not be resolved or may not be switched to; `reason` as in §2.3.
std::string user_failure(::uid_t uid, std::string_view reason);

// What Supervisor's child would have written to its stderr about `text`.
std::string last_words(std::string_view text);

}  // namespace actord::io
