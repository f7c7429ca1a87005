// SHA-1 (FIPS 180-4), for passwords written as {SHA}... in old configurations. Not for anything
// that needs a collision-free hash.
#pragma once

#include <string>
#include <string_view>

namespace actord::gateway {

// 40 lower-case hexadecimal digits.
std::string sha1_hex(std::string_view bytes);

}  // namespace actord::gateway
