// Options as YAML text, the way back from yaml_values: what is written here reads as the same
// option again. For the converter and the sample configuration.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/option_types.hpp"

namespace actord::config {

// A text as a scalar on one line, quoted where YAML would misread it.
std::string yaml_scalar(std::string_view text, bool in_brackets = false);

// What stands behind "key:" and in the lines below it, which are indented further; the first line
// may be empty. `text` is the option as an INI has it.
std::vector<std::string> yaml_value(const option_row& row, std::string_view text);

// "key: value" in lines, each indented by that many blanks. `remark` is a comment with its sign for
// the first line, may be empty.
std::string yaml_lines(std::string_view key, const std::vector<std::string>& value,
                       std::size_t indent, std::string_view remark);

}  // namespace actord::config
