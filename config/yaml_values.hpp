// One value of a YAML file as an option of the table: natural types become the texts that the INI
// would have, so that everything behind this is one code path. References `${NAME}` are replaced
// here; names in %(...)s are left to the section reader. What can be checked without asking the
// system is checked here, because here its column is known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/option_types.hpp"
#include "config/raw_config.hpp"
#include "config/variables.hpp"
#include "config/yaml_tree.hpp"

namespace actord::config {

// How values of a type are written in YAML.
enum class yaml_form : std::uint8_t {
  text,      // one text; a number or a truth value is one, too
  duration,  // a text with or without a unit
  size,
  list,         // a list, or a text as in the INI
  environment,  // a map, or a text as in the INI
  command,      // a text, or a list of words
};

struct yaml_type_row {
  value_type type;
  yaml_form form;
  bool checked_at_once;       // its parser asks nobody
  std::string_view expected;  // for messages
};

const yaml_type_row& yaml_type(value_type type);

// The option as the INI would have it; nothing for an empty value, which means: not set. `path`
// names the value in messages, e.g. "programs.web.startsecs". Throws config_failure.
std::optional<raw_option> option_from(const option_row& row, const yaml_node& value,
                                      const std::string& path, const variable_lookup& find);

// A text whatever the table says, for sections that take any option.
std::optional<raw_option> text_option_from(const std::string& name, const yaml_node& value,
                                           const std::string& path, const variable_lookup& find);

// "90" for "1m30s", "0.5" for "500ms"; nothing if the text is no duration with units.
std::optional<std::string> seconds_in(std::string_view text);
// "50MB" for "50M", "50MiB" and the like; any other text is returned as it is.
std::string byte_size_in(std::string_view text);

}  // namespace actord::config
