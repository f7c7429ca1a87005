// Sections and options that nobody reads, as an operator's check lists them: all of them, where
// load() remarks only on those that look misspelt.
#pragma once

#include <string>
#include <vector>

#include "config/raw_config.hpp"

namespace actord::config {

// "file:line: section [foo] is ignored; did you mean [group]?"
std::vector<std::string> ignored_parts(const raw_config& raw);

}  // namespace actord::config
