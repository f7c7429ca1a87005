// Reads a YAML configuration (docs/yaml.md) into the same sections and options that the INI reader
// yields; all meaning comes after that and is the same for both. Unknown keys and wrong types are
// errors here, with file, line and column.
#pragma once

#include <string>

#include "config/raw_config.hpp"
#include "config/yaml_scope.hpp"
#include "core/program_spec.hpp"

namespace actord::config {

// By the name's extension.
bool is_yaml_file(std::string_view path);

// Adds what the text says to `into`. `main_file`: sections that an operator need not write are
// made, and `include` is allowed. Throws config_failure; it carries all that is wrong, up to a
// limit. Unless the text is no YAML at all, `into` then has everything that is right.
void read_yaml(const std::string& text, const std::string& file, bool main_file,
               const core::environment_list& environment, yaml_scope& scope, raw_config& into);

}  // namespace actord::config
