#include "config/yaml_writer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "config/config_error.hpp"
#include "config/environment_text.hpp"
#include "config/raw_config.hpp"
#include "config/text.hpp"
#include "config/variables.hpp"
#include "config/yaml_values.hpp"

namespace actord::config {
namespace {

using text_lines = std::vector<std::string>;

constexpr std::size_t widest_list = 80;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// A colon means nothing between two other characters, outside of brackets; 1:30 is a number to
// some.
bool colons_are_safe(std::string_view text, bool in_brackets) {
  if (text.find(':') == std::string_view::npos) return true;
  if (in_brackets || text.ends_with(':') || text.find(": ") != std::string_view::npos) return false;
  return text.find_first_not_of("0123456789:") != std::string_view::npos;
}

// Strict: whatever might mean something to YAML is quoted.
bool plain_is_safe(std::string_view text, bool in_brackets) {
  constexpr std::string_view first = "/._";
  constexpr std::string_view others = "/._-+=@%()$;~*: ";
  if (text.empty() || text.ends_with(' ') || lower(text) == "null") return false;
  if (!colons_are_safe(text, in_brackets)) return false;
  if (!is_letter_or_digit(text.front()) && first.find(text.front()) == std::string_view::npos)
    return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
  });
}

// The code point at the front and its length in bytes; the text is UTF-8.
struct character {
  std::uint32_t code;
  std::size_t length;
};
character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  std::uint32_t code = length == 1 ? lead : lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length && i < text.size(); ++i)
    code = (code << 6u) | (static_cast<unsigned char>(text[i]) & 0x3fu);
  return {code, std::min(length, text.size())};
}

// Line breaks and what an editor would not show.
bool needs_escape(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code <= 0xa0) || code == 0x2028 || code == 0x2029 ||
         code == 0xfeff || code == 0xfffe || code == 0xffff;
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const auto [code, length] = first_character(text);
    char escape[16];
    if (code == '\n') {
      out += "\\n";
    } else if (code == '"' || code == '\\') {
      out.append("\\").append(text.substr(0, length));
    } else if (needs_escape(code)) {
      std::snprintf(escape, sizeof escape, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
      out += escape;
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  return out + '"';
}

bool is_ascii_line(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// A command over several lines stays readable.
std::optional<text_lines> literal_block(std::string_view text) {
  text_lines lines{"|-"};
  for (;;) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    if (!is_ascii_line(line) || line != trimmed(line)) return std::nullopt;
    lines.emplace_back(line);
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
  }
  if (lines.size() < 3 || lines[1].empty() || lines.back().empty()) return std::nullopt;
  return lines;
}

text_lines text_value(std::string_view text) {
  const std::string safe = without_references(text);
  if (auto block = literal_block(safe)) return std::move(*block);
  return {yaml_scalar(safe)};
}

text_lines list_value(const text_lines& items) {
  text_lines scalars;
  for (const auto& item : items)
    scalars.push_back(yaml_scalar(without_references(item), true));
  const std::string brief = "[" + joined(scalars, ", ") + "]";
  if (brief.size() <= widest_list) return {brief};
  text_lines lines{""};
  for (const auto& item : scalars)
    lines.push_back("- " + item);
  return lines;
}

// Items that are none in the INI either are left as they are written.
text_lines comma_value(std::string_view text) {
  const auto items = comma_list(text);
  if (std::find(items.begin(), items.end(), std::string{}) != items.end()) return text_value(text);
  return list_value(items);
}

// `text` with `value` for every name in %(...)s, and single percent signs.
std::string with_names_as(std::string_view text, std::string_view value) {
  std::string out;
  while (!text.empty()) {
    const auto percent = std::min(text.find('%'), text.size());
    out.append(text.substr(0, percent));
    text.remove_prefix(percent);
    if (text.starts_with("%(")) {
      const auto close = std::min(text.find(')'), text.size());
      const auto letter = text.find_first_not_of("0123456789.#+- ", close + 1);
      out.append(value);
      text.remove_prefix(
          std::min(letter == std::string_view::npos ? letter : letter + 1, text.size()));
    } else if (!text.empty()) {
      out += '%';
      text.remove_prefix(text.starts_with("%%") ? 2 : 1);
    }
  }
  return out;
}

std::vector<raw_part> variables_of(std::string_view text) {
  const auto parsed = parse_environment(text);
  if (!parsed.cut_short.empty()) throw value_error{"the text says less than it seems to"};
  std::vector<raw_part> parts;
  for (const auto& [name, value] : parsed.variables) {
    if (name.empty() || name.find_first_of("=%") != std::string::npos)
      throw value_error{"no name for a map"};
    parts.push_back({.key = name, .value = value});
  }
  return parts;
}

// The variables of an `environment` text, if a map says the same. The INI expands names before it
// takes the text apart: whether that makes a difference is tried out with an odd value.
std::optional<std::vector<raw_part>> variables_in(std::string_view text) {
  constexpr std::string_view odd_value = "a b,c=d;e#'f' (";
  try {
    const auto parts = variables_of(text);
    auto expanded = parts;
    for (auto& part : expanded)
      part.value = with_names_as(part.value, odd_value);
    if (variables_of(with_names_as(text, odd_value)) != expanded) return std::nullopt;
    return parts;
  } catch (const value_error&) {
    return std::nullopt;
  }
}

text_lines environment_value(std::string_view text) {
  const auto variables = variables_in(text);
  if (!variables) return text_value(text);
  if (variables->empty()) return {"{}"};
  text_lines lines{""};
  for (const auto& [name, value] : *variables)
    lines.push_back(yaml_scalar(name) + ": " + yaml_scalar(without_references(value)));
  return lines;
}

std::optional<std::string> truth_in(std::string_view text) {
  const std::string word = lower(text);
  for (const auto* yes : {"yes", "true", "on", "1"})
    if (word == yes) return "true";
  for (const auto* no : {"no", "false", "off", "0"})
    if (word == no) return "false";
  return std::nullopt;
}

text_lines duration_value(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  const bool number = !text.empty() && digits.find(text.front()) != std::string_view::npos &&
                      digits.find(text.back()) != std::string_view::npos &&
                      text.find_first_not_of("0123456789.") == std::string_view::npos;
  if (number && seconds_in(std::string{text} + "s")) return {std::string{text} + "s"};
  return text_value(text);
}

}  // namespace

std::string yaml_scalar(std::string_view text, bool in_brackets) {
  if (plain_is_safe(text, in_brackets)) return std::string{text};
  if (!is_ascii_line(text)) return double_quoted(text);
  return "'" + with_all_replaced(text, "'", "''") + "'";
}

std::vector<std::string> yaml_value(const option_row& row, std::string_view text) {
  switch (yaml_type(row.type).form) {
    case yaml_form::environment:
      return environment_value(text);
    case yaml_form::list:
      return row.type == value_type::pattern_list ? list_value(words_of(text)) : comma_value(text);
    case yaml_form::duration:
      return duration_value(text);
    case yaml_form::text:
    case yaml_form::size:
    case yaml_form::command:
      break;
  }
  if (row.type == value_type::octal) return {double_quoted(without_references(text))};
  const bool truth = row.type == value_type::boolean || row.type == value_type::restart;
  if (const auto word = truth ? truth_in(text) : std::nullopt) return {*word};
  return text_value(text);
}

std::string yaml_lines(std::string_view key, const std::vector<std::string>& value,
                       std::size_t indent, std::string_view remark) {
  std::string out = std::string(indent, ' ') + yaml_scalar(key) + ":";
  if (!value.front().empty()) out += " " + value.front();
  if (!remark.empty()) out.append("  ").append(remark);
  out += "\n";
  for (std::size_t i = 1; i < value.size(); ++i)
    out += value[i].empty() ? "\n" : std::string(indent + 2, ' ') + value[i] + "\n";
  return out;
}

}  // namespace actord::config
