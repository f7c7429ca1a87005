// Base64 (RFC 4648), as HTTP's Basic scheme and XML-RPC's <base64> use it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace actord::gateway {

// Blanks and line ends between the digits are skipped (XML-RPC clients wrap lines); missing padding
// is tolerated. Nothing for anything else that is not base64.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace actord::gateway
