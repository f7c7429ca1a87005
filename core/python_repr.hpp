// Text as Supervisor quotes it in its messages (`%r`): in single quotes, or in double quotes when
// it holds a single quote and no double quote; backslash escapes inside. Part of the compatible
// surface: scripts match these texts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace actord::core {

namespace detail {
// Length of the well-formed UTF-8 sequence at the front of `text`, 0 if it is none.
constexpr std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  const unsigned char second = byte(1);
  const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
  const bool outside = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : length;
}

inline void append_hex(std::string& to, std::string_view prefix, unsigned char byte) {
  constexpr std::string_view digits = "0123456789abcdef";
  to.append(prefix);
  to += digits[byte >> 4];
  to += digits[byte & 0xf];
}
}  // namespace detail

// Every well-formed character beyond ASCII counts as printable; a byte that is no UTF-8 becomes
// \udcXX, as Python's file system encoding shows it.
inline std::string python_repr(std::string_view text) {
  const bool double_quotes =
      text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const char quote = double_quotes ? '"' : '\'';
  std::string out(1, quote);
  while (!text.empty()) {
    const char c = text.front();
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t length = detail::utf8_length(text);
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (length == 0) {
      detail::append_hex(out, "\\udc", byte);
    } else if (byte < 0x20 || byte == 0x7f) {
      detail::append_hex(out, "\\x", byte);
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += quote;
  return out;
}

}  // namespace actord::core
