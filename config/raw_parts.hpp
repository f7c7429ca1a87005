// Lists and maps of a configuration as the text that the option table's parsers read. The items
// are final: quotes, blanks and commas in them are protected, never taken for separators.
#pragma once

#include <string>
#include <vector>

#include "config/option_types.hpp"
#include "config/raw_config.hpp"

namespace actord::config {

// `KEY="value",...` for environments, quoted words for commands, items with commas for all others
// (whose items cannot hold one).
std::string joined_parts(value_type type, const std::vector<raw_part>& parts);

}  // namespace actord::config
