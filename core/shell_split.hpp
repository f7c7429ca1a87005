// Splits a command line into words as a POSIX shell does, without any expansion (contract §1.10):
// single quotes, double quotes, backslashes; `#` and `;` are ordinary.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace actord::core {

// The reason is Supervisor's text: "No closing quotation" or "No escaped character".
result<std::vector<std::string>, std::string> shell_split(std::string_view line);

}  // namespace actord::core
