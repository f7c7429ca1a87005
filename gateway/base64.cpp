#include "gateway/base64.hpp"

#include <cstdint>

namespace actord::gateway {
namespace {

// 0..63, or -1.
int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text) {
  std::string bytes;
  std::uint32_t held = 0;
  int bits = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (is_blank(c)) continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const int digit = digit_of(c);
    if (digit < 0 || padding != 0) return std::nullopt;
    held = (held << 6u) | static_cast<std::uint32_t>(digit);
    bits += 6;
    ++digits;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<char>((held >> static_cast<unsigned>(bits)) & 0xFFu));
    }
  }
  if (digits % 4 == 1 || padding > 2) return std::nullopt;
  return bytes;
}

}  // namespace actord::gateway
