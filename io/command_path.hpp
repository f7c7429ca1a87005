// What a start would execute: the configured command split into words and its first word found in
// the file system (contract §1.10, the first six rows of §3.4). Looks at files, changes nothing.
//
// A first word without '/' is searched on PATH: the process's own, else the daemon's, else a
// default; like execvp, the search goes on past what cannot be executed (§11, #8). A relative path
// is looked up in the process's directory first, where it will be executed, then in the daemon's
// (#7). The check is made as the daemon's user; what the child's user may do shows at the exec
// (#9).
#pragma once

#include <string>
#include <vector>

#include "core/program_spec.hpp"
#include "core/result.hpp"

namespace actord::io {

struct resolved_command {
  std::string executable;          // absolute
  std::vector<std::string> words;  // argv; the first is as written
};

// The reason is no_file or not_executable with Supervisor's text. `daemon_environment`: only its
// PATH matters.
core::result<resolved_command> resolve_command(const core::process_spec& spec,
                                               const core::environment_list& daemon_environment);

}  // namespace actord::io
