// References to environment variables: `${NAME}`, `${NAME:-default}`. A default counts when the
// variable is unset or empty, and may itself hold references. Any other dollar sign is itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace actord::config {

using variable_lookup = std::function<std::optional<std::string>(std::string_view name)>;

struct reference_rules {
  bool doubled_dollar{true};      // `$$` is one dollar sign, so `$${X}` stays `${X}`
  std::string_view percent{"%"};  // what a percent sign in a variable's value becomes
};

// `text` with every reference replaced. Throws value_error for a variable that is not set, a name
// that is none, a brace that is not closed.
std::string with_variables(std::string_view text, const variable_lookup& find,
                           const reference_rules& rules);

// `text` with its dollar signs doubled where with_variables() would act on them.
std::string without_references(std::string_view text);

}  // namespace actord::config
