// The interactive shell (contract §7.2): status first, then line after line until `exit`, ^D or ^C.
#pragma once

#include <string>

#include "cli/actorctl/call.hpp"
#include "cli/actorctl/line_reader.hpp"

namespace actord::cli {

// Returns when the user leaves; the shell's exit status is always 0. `prompt` is the word before
// `> `.
void run_shell(surroundings& here, line_reader& lines, const std::string& prompt);

}  // namespace actord::cli
