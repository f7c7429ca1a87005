#include "config/json_text.hpp"

#include <cstdio>

#include "config/text.hpp"

namespace actord::config {
namespace {

constexpr std::size_t widest_line = 90;

std::string block(char open, const std::vector<std::string>& items, char close) {
  if (items.empty()) return {open, close};
  const std::string brief = open + joined(items, ", ") + close;
  if (brief.size() <= widest_line && brief.find('\n') == std::string::npos) return brief;
  return open + with_all_replaced("\n" + joined(items, ",\n"), "\n", "\n  ") + "\n" + close;
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    char escape[8];
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string json_object(const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<std::string> items;
  for (const auto& [name, value] : members)
    items.push_back(json_string(name) + ": " + value);
  return block('{', items, '}');
}

std::string json_array(const std::vector<std::string>& items) {
  return block('[', items, ']');
}

}  // namespace actord::config
