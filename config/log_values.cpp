#include "config/log_values.hpp"

#include <charconv>
#include <span>
#include <system_error>
#include <utility>

#include "config/config_error.hpp"
#include "config/text.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

using std::chrono::seconds;

template <class Value>
using word = std::pair<std::string_view, Value>;

template <class Value>
Value one_of(std::string_view text, std::string_view what, std::span<const word<Value>> words) {
  const std::string given = lower(trimmed(text));
  std::string known;
  for (const auto& [name, value] : words) {
    if (name == given) return value;
    known.append(known.empty() ? "" : ", ").append(name);
  }
  throw value_error{"not a valid " + std::string{what} + ": " + core::python_repr(text) +
                    " (known: " + known + ")"};
}

constexpr word<core::log_compression> compressions[]{{"none", core::log_compression::none},
                                                     {"gzip", core::log_compression::gzip}};
constexpr word<core::log_overflow> overflows[]{{"block", core::log_overflow::block},
                                               {"drop", core::log_overflow::drop}};
constexpr word<core::log_format> formats[]{{"text", core::log_format::text},
                                           {"json", core::log_format::json}};
constexpr word<std::int64_t> facilities[]{
    {"kern", 0},      {"user", 1},    {"mail", 2},    {"daemon", 3},  {"auth", 4},
    {"syslog", 5},    {"lpr", 6},     {"news", 7},    {"uucp", 8},    {"cron", 9},
    {"authpriv", 10}, {"ftp", 11},    {"local0", 16}, {"local1", 17}, {"local2", 18},
    {"local3", 19},   {"local4", 20}, {"local5", 21}, {"local6", 22}, {"local7", 23}};
constexpr word<std::int64_t> levels[]{
    {"emerg", 0}, {"alert", 1},   {"crit", 2},
    {"err", 3},   {"warning", 4}, {"notice", 5},
    {"info", 6},  {"debug", 7},   {"own", core::syslog_label::own_level}};

constexpr word<seconds> named_periods[]{{"size", seconds{0}},
                                        {"hourly", std::chrono::hours{1}},
                                        {"daily", std::chrono::days{1}},
                                        {"weekly", std::chrono::weeks{1}}};
constexpr std::pair<char, seconds> units[]{{'s', seconds{1}},
                                           {'m', std::chrono::minutes{1}},
                                           {'h', std::chrono::hours{1}},
                                           {'d', std::chrono::days{1}},
                                           {'w', std::chrono::weeks{1}}};
constexpr seconds longest_period = std::chrono::days{3650};

// 0 = it is none.
seconds measured_period(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || end != text.data() + text.size() - 1 || count <= 0) return {};
  for (const auto& [letter, length] : units)
    if (letter == *end && count <= longest_period / length) return length * count;
  return {};
}

}  // namespace

std::chrono::milliseconds to_rotation_period(std::string_view text) {
  const std::string given = lower(trimmed(text));
  for (const auto& [name, period] : named_periods)
    if (name == given) return period;
  const auto period = measured_period(given);
  if (period.count() == 0)
    throw value_error{"not a valid rotation: " + core::python_repr(text) +
                      " (known: size, hourly, daily, weekly, or a time such as 30m, 6h, 10d)"};
  return period;
}

core::log_compression to_log_compression(std::string_view text) {
  return one_of<core::log_compression>(text, "compression", compressions);
}

core::log_overflow to_log_overflow(std::string_view text) {
  return one_of<core::log_overflow>(text, "overflow", overflows);
}

core::log_format to_log_format(std::string_view text) {
  return one_of<core::log_format>(text, "log format", formats);
}

std::int64_t to_syslog_facility(std::string_view text) {
  return one_of<std::int64_t>(text, "syslog facility", facilities);
}

std::int64_t to_syslog_level(std::string_view text) {
  return one_of<std::int64_t>(text, "syslog level", levels);
}

std::string to_line_prefix(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return std::string{text.substr(1, text.size() - 2)};
  std::string prefix{text};
  if (!prefix.empty() && prefix.back() != ' ' && prefix.back() != '\t') prefix += ' ';
  return prefix;
}

}  // namespace actord::config
