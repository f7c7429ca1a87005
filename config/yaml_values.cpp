#include "config/yaml_values.hpp"

#include <array>
#include <charconv>
#include <cstddef>

#include "config/config_error.hpp"
#include "config/option_value.hpp"
#include "config/raw_parts.hpp"
#include "config/text.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

using node_kind = yaml_node::kind;

constexpr std::string_view any_text = "a text";

constexpr std::array<yaml_type_row, value_type_count> type_table{{
    {value_type::text, yaml_form::text, false, any_text},
    {value_type::integer, yaml_form::text, true, "a whole number"},
    {value_type::boolean, yaml_form::text, true, "true or false"},
    {value_type::byte_size, yaml_form::size, true, "a size such as 50MB, or a number of bytes"},
    {value_type::octal, yaml_form::text, true, "an octal number such as \"022\""},
    {value_type::seconds, yaml_form::duration, true, "a duration such as 10s or 500ms"},
    {value_type::level, yaml_form::text, true,
     "critical, error, warn, info, debug, trace or blather"},
    {value_type::signal, yaml_form::text, true, "a signal such as TERM or 15"},
    {value_type::exit_codes, yaml_form::list, true,
     "a list of exit codes from 0 to 255 such as [0, 2]"},
    {value_type::restart, yaml_form::text, true, "true, false or unexpected"},
    {value_type::user, yaml_form::text, false, "a user's name or number"},
    {value_type::owner, yaml_form::text, false, "user or user:group"},
    {value_type::environment, yaml_form::environment, false, "a map of variables"},
    {value_type::list, yaml_form::list, false, "a list of names such as [a, b]"},
    {value_type::event_list, yaml_form::list, false, "a list of event types such as [TICK_60]"},
    {value_type::pattern_list, yaml_form::list, false,
     "a list of patterns such as [conf.d/*.yaml]"},
    {value_type::address, yaml_form::text, true, "an address such as 127.0.0.1:9001"},
    {value_type::url, yaml_form::text, true, "a URL"},
    {value_type::path, yaml_form::text, false, "a file name"},
    {value_type::directory, yaml_form::text, false, "a directory"},
    {value_type::file, yaml_form::text, false, "a file name"},
    {value_type::main_log, yaml_form::text, false, "a file name or syslog"},
    {value_type::child_log, yaml_form::text, false, "a file name, AUTO or NONE"},
    {value_type::log_rotation, yaml_form::text, true,
     "size, hourly, daily, weekly or a time such as 6h"},
    {value_type::log_compression, yaml_form::text, true, "none or gzip"},
    {value_type::log_overflow, yaml_form::text, true, "block or drop"},
    {value_type::log_format, yaml_form::text, true, "text or json"},
    {value_type::syslog_facility, yaml_form::text, true,
     "a facility of syslog such as daemon or local0"},
    {value_type::syslog_level, yaml_form::text, true, "a level of syslog such as info"},
    {value_type::update_strategy, yaml_form::text, true, "group or minimal"},
    {value_type::command, yaml_form::command, false, "a command, as a text or as a list of words"},
    {value_type::whole_seconds, yaml_form::duration, true,
     "a duration in whole seconds such as 10s or 2m"},
    {value_type::retries, yaml_form::text, true, "a whole number or infinite"},
    {value_type::strategy, yaml_form::text, true, "one_for_one, one_for_all or rest_for_one"},
    {value_type::escalation, yaml_form::text, true, "fatal, escalate or exit"},
    {value_type::start_strategy, yaml_form::text, true, "ordered or sequential"},
    {value_type::backoff, yaml_form::text, true, "linear, constant or exponential"},
    {value_type::exit_rule, yaml_form::text, true, "never, any_significant or all_significant"},
}};

consteval bool in_order() {
  for (std::size_t i = 0; i < type_table.size(); ++i)
    if (static_cast<std::size_t>(type_table[i].type) != i || type_table[i].expected.empty())
      return false;
  return true;
}
static_assert(in_order(), "a new type of the option table needs its row here");

constexpr double longest = 1e12;  // thousandths of a second; some thirty years

// An amount and its unit at the front of `text`, taken off it; in thousandths of a second.
std::optional<double> take_span(std::string_view& text) {
  constexpr std::array<std::pair<std::string_view, double>, 5> units{
      {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  double amount = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
  if (error != std::errc{} || !(amount >= 0)) return std::nullopt;
  text = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
  for (const auto& [unit, length] : units) {
    if (!text.starts_with(unit)) continue;
    text = trimmed(text.substr(unit.size()));
    return amount * length;
  }
  return std::nullopt;
}

// What a reader of one value knows.
struct value_reader {
  const option_row& row;
  const yaml_type_row& type;
  const std::string& path;
  const variable_lookup& find;

  [[noreturn]] void fail(const yaml_place& place, const std::string& found) const {
    fail_at(place, path + ": expected " + std::string{type.expected} + ", found " + found);
  }

  // The text with its references replaced.
  std::string text_of(const yaml_node& node) const {
    if (node.is != node_kind::text) fail(node.place, std::string{name_of(node.is)});
    // The table's reader expands each value once, and the names of child logs twice (§1.3).
    const std::string_view percent = row.type == value_type::child_log ? "%%%%" : "%%";
    try {
      return with_variables(node.text, find, {.doubled_dollar = true, .percent = percent});
    } catch (const value_error& problem) {
      fail_at(node.place, path + ": " + problem.what());
    }
  }

  std::string item_of(const yaml_node& node) const {
    std::string text = text_of(node);
    const bool patterns = row.type == value_type::pattern_list;
    if (patterns ? words_of(text).size() != 1 : text.find(',') != std::string::npos || text.empty())
      fail_at(node.place,
              path + ": the item " + core::python_repr(text) +
                  (patterns ? " is empty or has a blank, which no pattern can hold; write ? for it"
                            : " is empty or has a comma, which no item can hold"));
    return text;
  }

  void read_list(const yaml_node& node, raw_option& into) const {
    std::vector<std::string> items;
    for (const auto& item : node.items)
      items.push_back(item_of(item));
    into.value = joined(items, row.type == value_type::pattern_list ? " " : ",");
  }

  void read_environment(const yaml_node& node, raw_option& into) const {
    for (const auto& entry : node.entries)
      if (entry.value.is != node_kind::empty) {
        if (entry.key.empty() || entry.key.find('=') != std::string::npos)
          fail_at(entry.place, path + ": " + core::python_repr(entry.key) + " names no variable");
        into.parts.push_back({.key = entry.key, .value = text_of(entry.value)});
      }
    into.value = joined_parts(row.type, into.parts);
  }

  void read_words(const yaml_node& node, raw_option& into) const {
    if (node.items.empty()) fail(node.place, "an empty list");
    for (const auto& item : node.items)
      into.parts.push_back({.key = {}, .value = text_of(item)});
    into.value = joined_parts(row.type, into.parts);
  }

  std::string normal(const yaml_node& node) const {
    std::string text = text_of(node);
    if (type.form == yaml_form::size) return byte_size_in(text);
    if (type.form != yaml_form::duration) return text;
    const auto seconds = seconds_in(text);
    if (!seconds) return text;
    if (row.type == value_type::whole_seconds && seconds->find('.') != std::string::npos)
      fail(node.place, core::python_repr(text));
    return *seconds;
  }

  // Values with names are looked at when the names are known.
  void check(const yaml_node& node, const raw_option& option) const {
    if (!type.checked_at_once || option.value.find('%') != std::string::npos) return;
    try {
      (void)parse_value(row.type, option.value, {});
    } catch (const value_error&) {
      fail(node.place, core::python_repr(option.value));
    }
  }
};

raw_option placed(std::string name, const yaml_place& place) {
  raw_option option;
  option.name = std::move(name);
  option.file = *place.file;
  option.line = place.line;
  option.column = place.column;
  return option;
}

}  // namespace

const yaml_type_row& yaml_type(value_type type) {
  return type_table[static_cast<std::size_t>(type)];
}

std::optional<raw_option> option_from(const option_row& row, const yaml_node& value,
                                      const std::string& path, const variable_lookup& find) {
  if (value.is == node_kind::empty) return std::nullopt;
  const value_reader reader{.row = row, .type = yaml_type(row.type), .path = path, .find = find};
  raw_option option = placed(std::string{row.name}, value.place);
  const yaml_form form = reader.type.form;
  if (value.is == node_kind::map && form == yaml_form::environment) {
    reader.read_environment(value, option);
  } else if (value.is == node_kind::list && form == yaml_form::list) {
    reader.read_list(value, option);
  } else if (value.is == node_kind::list && form == yaml_form::command) {
    reader.read_words(value, option);
  } else {
    option.value = reader.normal(value);
  }
  reader.check(value, option);
  return option;
}

std::optional<raw_option> text_option_from(const std::string& name, const yaml_node& value,
                                           const std::string& path, const variable_lookup& find) {
  constexpr option_row any{.sections = 0,
                           .name = {},
                           .type = value_type::text,
                           .fallback = {},
                           .names = names_allowed::environment,
                           .sample = {},
                           .complaint = {},
                           .help = {}};
  auto option = option_from(any, value, path, find);
  if (option) option->name = name;
  return option;
}

std::optional<std::string> seconds_in(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  double sum = 0;
  while (!text.empty()) {
    const auto span = take_span(text);
    if (!span) return std::nullopt;
    sum += *span;
  }
  if (sum > longest) return std::nullopt;
  const auto total = static_cast<std::int64_t>(sum + 0.5);
  std::string seconds = std::to_string(total / 1000);
  std::string thousandths = std::to_string(1000 + total % 1000).substr(1);
  thousandths.erase(thousandths.find_last_not_of('0') + 1);
  return thousandths.empty() ? seconds : seconds + "." + thousandths;
}

std::string byte_size_in(std::string_view text) {
  const std::string word = lower(trimmed(text));
  const auto digits = word.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string::npos) return std::string{text};
  const auto unit = trimmed(std::string_view{word}.substr(digits));
  const std::string number = word.substr(0, digits);
  if (unit == "b") return number;
  for (const auto* letter : {"k", "m", "g"})
    if (unit == letter || unit == std::string{letter} + "ib") return number + upper(letter) + "B";
  return std::string{text};
}

}  // namespace actord::config
