// Splits a command as a POSIX shell would, without any expansion: blanks separate words, quotes and
// backslashes protect; `#`, `;`, `$` and `~` are ordinary characters (contract §1.10). Used at
// launch time, because a bad command is a start-time error, never a configuration error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace actord::core {

// The words, or the reason: "No closing quotation" or "No escaped character". No words at all is a
// success.
result<std::vector<std::string>, std::string> shell_split(std::string_view command);

}  // namespace actord::core
