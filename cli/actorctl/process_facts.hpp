// What actorctl learns about the process it is: the one place of it that asks the system.
#pragma once

#include <string>

#include "config/paths.hpp"

namespace actord::cli {

// Environment, host name and working directory, for reading the configuration.
config::surroundings own_surroundings();

// The path under which the program was found: `called_as` if that is a path, else what the kernel
// says.
std::string program_path(const std::string& called_as);

// Standard input and output are both a terminal: somebody sits there.
bool on_a_terminal();

}  // namespace actord::cli
