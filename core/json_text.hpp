// Strings for JSON. Whatever the bytes are, the result is valid UTF-8 and valid JSON: bytes that
// are no UTF-8 become U+FFFD, control characters are escaped. Pure; costs one pass.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace actord::core {

// Appends `bytes` in double quotes.
void append_json_string(std::string& out, std::string_view bytes);

// How many bytes at the end of `bytes` begin a UTF-8 character that is not finished (0 to 3).
std::size_t unfinished_utf8(std::string_view bytes);

}  // namespace actord::core
