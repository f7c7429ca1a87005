#include "config/text.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace actord::config {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool three_byte_blank(unsigned char lead, unsigned char second, unsigned char third) {
  if (lead == 0xe1) return second == 0x9a && third == 0x80;
  if (lead == 0xe3) return second == 0x80 && third == 0x80;
  if (lead != 0xe2) return false;
  if (second == 0x80) return third <= 0x8a || third == 0xa8 || third == 0xa9 || third == 0xaf;
  return second == 0x81 && third == 0x9f;
}

// How a sequence that starts at some byte goes wrong.
struct bad_sequence {
  std::size_t length{0};  // bytes that belong to it; 0 = it is fine
  std::size_t next{1};    // bytes to skip when it is fine
  const char* reason{""};
};

struct lead_range {
  std::size_t length;
  unsigned char low;  // of the second byte
  unsigned char high;
};

lead_range range_of(unsigned char lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return {2, 0x80, 0xbf};
  if (lead == 0xe0) return {3, 0xa0, 0xbf};
  if (lead == 0xed) return {3, 0x80, 0x9f};
  if (lead >= 0xe1 && lead <= 0xef) return {3, 0x80, 0xbf};
  if (lead == 0xf0) return {4, 0x90, 0xbf};
  if (lead >= 0xf1 && lead <= 0xf3) return {4, 0x80, 0xbf};
  if (lead == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

bad_sequence check_sequence(std::string_view bytes, std::size_t at) {
  const unsigned char lead = byte_at(bytes, at);
  if (lead < 0x80) return {};
  auto [length, low, high] = range_of(lead);
  if (length == 0) return {1, 0, "invalid start byte"};
  for (std::size_t i = 1; i < length; ++i) {
    if (at + i == bytes.size()) return {i, 0, "unexpected end of data"};
    const unsigned char c = byte_at(bytes, at + i);
    if (c < low || c > high) return {i, 0, "invalid continuation byte"};
    low = 0x80;
    high = 0xbf;
  }
  return {0, length, ""};
}

}  // namespace

std::size_t blank_at(std::string_view text, std::size_t at) {
  const unsigned char c = byte_at(text, at);
  if (c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f)) return 1;
  if (c == 0xc2 && at + 1 < text.size())
    return byte_at(text, at + 1) == 0x85 || byte_at(text, at + 1) == 0xa0 ? 2 : 0;
  if (at + 2 < text.size() && three_byte_blank(c, byte_at(text, at + 1), byte_at(text, at + 2)))
    return 3;
  return 0;
}

std::string_view trimmed_right(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = 0;
    for (std::size_t back = 1; back <= 3 && back <= text.size() && length == 0; ++back)
      if (blank_at(text, text.size() - back) == back) length = back;
    if (length == 0) break;
    text.remove_suffix(length);
  }
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = blank_at(text, 0);
    if (length == 0) break;
    text.remove_prefix(length);
  }
  return trimmed_right(text);
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string upper(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t blank = blank_at(text, at);
    if (blank == 0) {
      if (!inside) words.emplace_back();
      words.back() += text[at];
    }
    inside = blank == 0;
    at += blank == 0 ? 1 : blank;
  }
  return words;
}

std::vector<std::string> comma_list(std::string_view text) {
  std::vector<std::string> parts;
  if (text.empty()) return parts;
  for (;;) {
    const auto comma = text.find(',');
    parts.emplace_back(trimmed(text.substr(0, comma)));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != &parts.front()) out.append(separator);
    out.append(part);
  }
  return out;
}

std::string with_all_replaced(std::string_view text, std::string_view what, std::string_view by) {
  std::string out;
  for (;;) {
    const auto at = text.find(what);
    out.append(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    out.append(by);
    text.remove_prefix(at + what.size());
  }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string utf8_complaint(std::string_view bytes) {
  constexpr std::size_t block = 8192;
  for (std::size_t at = 0; at < bytes.size();) {
    const bad_sequence found = check_sequence(bytes, at);
    if (found.length == 0) {
      at += found.next;
      continue;
    }
    // A sequence that the file's end cuts is looked at once more, alone.
    const bool cut = at + found.length == bytes.size() &&
                     std::string_view{found.reason} == "unexpected end of data";
    const std::size_t first = cut ? 0 : at % block;
    char text[128];
    if (found.length == 1)
      std::snprintf(text, sizeof text, "'utf-8' codec can't decode byte 0x%02x in position %zu: %s",
                    static_cast<unsigned>(byte_at(bytes, at)), first, found.reason);
    else
      std::snprintf(text, sizeof text, "'utf-8' codec can't decode bytes in position %zu-%zu: %s",
                    first, first + found.length - 1, found.reason);
    return text;
  }
  return {};
}

}  // namespace actord::config
