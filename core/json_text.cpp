#include "core/json_text.hpp"

#include <algorithm>

namespace actord::core {

namespace {

unsigned char byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// Length of a character that begins so; 0 = none does.
std::size_t length_promised(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 0;
}

// May `second` follow `first`? Rules out overlong forms, surrogates and what is beyond U+10FFFF.
bool may_follow(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xe0:
      return second >= 0xa0 && second <= 0xbf;
    case 0xed:
      return second >= 0x80 && second <= 0x9f;
    case 0xf0:
      return second >= 0x90 && second <= 0xbf;
    case 0xf4:
      return second >= 0x80 && second <= 0x8f;
    default:
      return second >= 0x80 && second <= 0xbf;
  }
}

// How many of the bytes at hand are the beginning of one character, at most its whole length.
std::size_t matching(std::string_view bytes, std::size_t length) {
  std::size_t count = 1;
  while (count < length && count < bytes.size() &&
         (count == 1 ? may_follow(byte_at(bytes, 0), byte_at(bytes, 1))
                     : (byte_at(bytes, count) & 0xc0U) == 0x80))
    ++count;
  return count;
}

void append_escaped(std::string& out, unsigned char control) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (control) {
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += digits[control >> 4U];
      out += digits[control & 15U];
  }
}

bool plain(unsigned char byte) {
  return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

// Appends what `bytes` begins with; says how many bytes that was.
std::size_t append_next(std::string& out, std::string_view bytes) {
  const auto first = byte_at(bytes, 0);
  if (first < 0x20 || first == 0x7f) {
    append_escaped(out, first);
    return 1;
  }
  if (first == '"' || first == '\\') {
    out += '\\';
    out += bytes[0];
    return 1;
  }
  const auto length = length_promised(first);
  const auto count = length == 0 ? 1 : matching(bytes, length);
  if (count == length)
    out += bytes.substr(0, count);
  else
    out += "\xef\xbf\xbd";
  return count;
}

}  // namespace

void append_json_string(std::string& out, std::string_view bytes) {
  out += '"';
  while (!bytes.empty()) {
    const auto* const special = std::find_if_not(
        bytes.begin(), bytes.end(), [](char c) { return plain(static_cast<unsigned char>(c)); });
    const auto run = static_cast<std::size_t>(special - bytes.begin());
    out.append(bytes.substr(0, run));
    bytes.remove_prefix(run);
    if (!bytes.empty()) bytes.remove_prefix(append_next(out, bytes));
  }
  out += '"';
}

std::size_t unfinished_utf8(std::string_view bytes) {
  const auto most = std::min<std::size_t>(3, bytes.size());
  for (std::size_t back = 1; back <= most; ++back) {
    const auto tail = bytes.substr(bytes.size() - back);
    const auto length = length_promised(byte_at(tail, 0));
    if (length > back && matching(tail, length) == back) return back;
  }
  return 0;
}

}  // namespace actord::core
