// UTF-8 as strict as XML wants it: what a log holds may be anything, what leaves in a document must
// be text (contract §11.4 #47).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace actord::gateway {

// The sequence at the front of a text.
struct utf8_step {
  std::size_t length{1};  // bytes to go on by; 0 at the end
  bool valid{false};      // a whole sequence, neither overlong nor a surrogate
  char32_t point{0};      // only if valid
};
utf8_step first_of(std::string_view text);

bool is_utf8(std::string_view text);

// May XML 1.0 contain it?
constexpr bool allowed_in_xml(char32_t c) {
  if (c < 0x20) return c == 0x9 || c == 0xA || c == 0xD;
  return c != 0xFFFE && c != 0xFFFF;
}

// Text between tags of XML or HTML: markup is escaped, a carriage return written as a reference (a
// parser would swallow it), and what is not text or not allowed becomes U+FFFD.
std::string escaped(std::string_view text);
// Also fit for an attribute in double quotes.
std::string escaped_attribute(std::string_view text);

}  // namespace actord::gateway
