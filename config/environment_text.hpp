// The grammar of `environment=` values (contract §1.8): KEY=VALUE pairs with any one token between
// them, tokens as a POSIX shell-like lexer makes them. Expansion comes before.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/program_spec.hpp"

namespace actord::config {

struct parsed_environment {
  core::environment_list variables;  // each name once; a later value replaces an earlier one
  // Names whose value was followed by something other than a comma or semicolon: Supervisor takes
  // that as separator, so the value is shorter than it looks (§11.2 #26).
  std::vector<std::string> cut_short;
};

// Throws value_error: "Unexpected end of key/value pairs in value 'A'", "No closing quotation" or
// "No escaped character".
parsed_environment parse_environment(std::string_view text);

// `later` over `earlier`.
void merge_environment(core::environment_list& earlier, const core::environment_list& later);

}  // namespace actord::config
