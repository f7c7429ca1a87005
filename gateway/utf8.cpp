#include "gateway/utf8.hpp"

namespace actord::gateway {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// The least code point that needs a sequence of this length.
constexpr char32_t least_of(std::size_t length) {
  return length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
}

std::size_t length_by(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

std::string_view reference_for(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

}  // namespace

utf8_step first_of(std::string_view text) {
  if (text.empty()) return {.length = 0};
  const auto lead = static_cast<unsigned char>(text.front());
  const auto length = length_by(lead);
  if (length == 1) return {1, true, lead};
  if (length == 0 || text.size() < length) return {};
  char32_t point = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0u) != 0x80u) return {};
    point = (point << 6u) | (next & 0x3Fu);
  }
  if (point < least_of(length) || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
    return {};
  return {length, true, point};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto step = first_of(text);
    if (!step.valid) return false;
    text.remove_prefix(step.length);
  }
  return true;
}

std::string escaped(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const auto step = first_of(text);
    if (!step.valid || !allowed_in_xml(step.point))
      safe += replacement;
    else if (const auto reference = reference_for(text.front()); !reference.empty())
      safe += reference;
    else
      safe += text.substr(0, step.length);
    text.remove_prefix(step.length);
  }
  return safe;
}

std::string escaped_attribute(std::string_view text) {
  auto safe = escaped(text);
  for (auto at = safe.find('"'); at != std::string::npos; at = safe.find('"', at))
    safe.replace(at, 1, "&quot;");
  return safe;
}

}  // namespace actord::gateway
