// Reads INI text exactly as Supervisor's parser does (contract §1.2): both comment signs, inline
// too and even inside quotes; continuation by indentation; repeated sections merge; `=` or `:`.
// It gives no meaning to anything and expands nothing. Comments are kept for the converter.
#pragma once

#include <string>
#include <string_view>

#include "config/raw_config.hpp"

namespace actord::config {

// Adds what the text says to `into`. `file` is the name used in messages and places. Throws
// config_failure with Python's words for bad UTF-8 and syntax errors.
void read_ini(std::string_view text, const std::string& file, raw_config& into);

}  // namespace actord::config
