// Completion for the user's own shell, made from the verb table and the table of options:
// `actorctl completion bash|zsh|fish` prints it. (completion.hpp is that of actorctl's shell.)
// Names of processes are asked of the daemon when Tab is pressed; no daemon, no names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace actord::cli {

// No value: there is none for this shell.
std::optional<std::string> completion_script(std::string_view shell);

}  // namespace actord::cli
