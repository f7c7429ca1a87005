#include "config/data_types.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "config/config_error.hpp"
#include "config/text.hpp"
#include "core/python_repr.hpp"
#include "core/signal_names.hpp"

namespace actord::config {
namespace {

constexpr auto largest = std::numeric_limits<std::int64_t>::max();

std::int64_t with_digit(std::int64_t value, int base, int digit) {
  if (value > (largest - digit) / base) return largest;
  return value * base + digit;
}

// What int() of Python takes: digits with single underscores between them.
std::optional<std::int64_t> digits_value(std::string_view text, int base) {
  std::int64_t value = 0;
  bool digit_before = false;
  for (const char c : text) {
    if (c == '_' && digit_before) {
      digit_before = false;
      continue;
    }
    if (c < '0' || c >= '0' + base) return std::nullopt;
    value = with_digit(value, base, c - '0');
    digit_before = true;
  }
  if (!digit_before) return std::nullopt;
  return value;
}

bool take_sign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

std::optional<std::int64_t> signed_value(std::string_view text, int base) {
  text = trimmed(text);
  const bool negative = take_sign(text);
  if (base == 8 && (text.starts_with("0o") || text.starts_with("0O"))) {
    text.remove_prefix(2);
    if (text.starts_with('_')) text.remove_prefix(1);
  }
  const auto value = digits_value(text, base);
  if (!value) return std::nullopt;
  return negative ? -*value : *value;
}

constexpr std::array<std::pair<std::string_view, core::log_level>, 7> level_names{{
    {"critical", core::log_level::critical},
    {"error", core::log_level::error},
    {"warn", core::log_level::warn},
    {"info", core::log_level::info},
    {"debug", core::log_level::debug},
    {"trace", core::log_level::trace},
    {"blather", core::log_level::blather},
}};

std::optional<bool> truth_of(std::string_view lowered) {
  for (const auto* word : {"yes", "true", "on", "1"})
    if (lowered == word) return true;
  for (const auto* word : {"no", "false", "off", "0"})
    if (lowered == word) return false;
  return std::nullopt;
}

}  // namespace

std::int64_t to_integer(std::string_view text) {
  const auto value = signed_value(text, 10);
  if (!value)
    throw value_error{"invalid literal for int() with base 10: " + core::python_repr(text)};
  return *value;
}

bool to_boolean(std::string_view text) {
  const auto truth = truth_of(lower(text));
  if (!truth) throw value_error{"not a valid boolean value: " + core::python_repr(text)};
  return *truth;
}

std::uint64_t to_byte_size(std::string_view text) {
  std::string number = lower(text);
  std::int64_t unit = 1;
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 3> units{
      {{"kb", 1024}, {"mb", 1024 * 1024}, {"gb", 1024 * 1024 * 1024}}};
  for (const auto& [suffix, size] : units) {
    if (!std::string_view{number}.ends_with(suffix)) continue;
    number.resize(number.size() - suffix.size());
    unit = size;
    break;
  }
  const std::int64_t count = to_integer(number);
  if (count <= 0) return 0;
  return static_cast<std::uint64_t>(count > largest / unit ? largest : count * unit);
}

std::uint32_t to_octal(std::string_view text) {
  const auto value = signed_value(text, 8);
  if (!value || *value < 0 || *value > std::numeric_limits<std::uint32_t>::max())
    throw value_error{std::string{text} + " can not be converted to an octal type"};
  return static_cast<std::uint32_t>(*value);
}

core::log_level to_log_level(std::string_view text) {
  const std::string name = lower(text);
  for (const auto& [known, level] : level_names)
    if (known == name) return level;
  throw value_error{"bad logging level name " + core::python_repr(text)};
}

int to_signal(std::string_view text) {
  const auto number = core::parse_signal(text);
  if (!number)
    throw value_error{"value " + core::python_repr(text) + " is not a valid signal name"};
  if (!core::valid_signal_number(*number))
    throw value_error{"value " + core::python_repr(text) + " is not a valid signal number"};
  return *number;
}

std::vector<int> to_exit_codes(std::string_view text) {
  std::vector<int> codes;
  if (trimmed(text).empty()) return codes;
  for (const auto& item : comma_list(text)) {
    const auto code = signed_value(item, 10);
    if (!code || *code < 0 || *code > 255)
      throw value_error{"not a valid list of exit codes: " + core::python_repr(text)};
    codes.push_back(static_cast<int>(*code));
  }
  return codes;
}

core::auto_restart to_auto_restart(std::string_view text) {
  const std::string word = lower(text);
  if (word == "unexpected") return core::auto_restart::unexpected;
  const auto truth = truth_of(word);
  if (!truth) throw value_error{"invalid 'autorestart' value " + core::python_repr(word)};
  return *truth ? core::auto_restart::always : core::auto_restart::never;
}

core::update_strategy to_update_strategy(std::string_view text) {
  const std::string word = lower(trimmed(text));
  if (word == "group") return core::update_strategy::group;
  if (word == "minimal") return core::update_strategy::minimal;
  throw value_error{"invalid 'update_strategy' value " + core::python_repr(word) +
                    "; it is group or minimal"};
}

std::chrono::milliseconds to_seconds(std::string_view text) {
  const auto bare = trimmed(text);
  double seconds = 0;
  const auto [end, error] =
      std::from_chars(bare.data(), bare.data() + bare.size(), seconds, std::chars_format::fixed);
  constexpr double longest = 1e9;
  if (error != std::errc{} || end != bare.data() + bare.size() || !(seconds >= 0) ||
      seconds > longest)
    throw value_error{"not a valid number of seconds: " + core::python_repr(text)};
  return std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000 + 0.5)};
}

int to_port(std::string_view text) {
  const std::int64_t port = to_integer(text);
  if (port < 1) throw value_error{std::to_string(port) + " is below lower bound (1)"};
  if (port > 65535) throw value_error{std::to_string(port) + " is above upper bound (65535)"};
  return static_cast<int>(port);
}

inet_address to_inet_address(std::string_view text) {
  const auto colon = text.rfind(':');
  inet_address address;
  if (colon == std::string_view::npos) {
    try {
      address.port = to_port(text);
    } catch (const value_error&) {
      throw value_error{"not a valid port number: " + core::python_repr(text) + " "};
    }
    return address;
  }
  address.host = lower(text.substr(0, colon));
  if (address.host == "*") address.host.clear();
  const auto port = text.substr(colon + 1);
  if (port.empty()) throw value_error{"no port number specified in " + core::python_repr(port)};
  address.port = to_port(port);
  return address;
}

std::string to_url(std::string_view text) {
  const auto colon = text.find(':');
  const auto rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  const bool names_something = rest.starts_with("//") ? rest.size() > 2 : !rest.empty();
  if (colon == 0 || !names_something)
    throw value_error{"value " + core::python_repr(text) + " is not a URL"};
  return std::string{text};
}

std::string_view name_of(core::log_level level) {
  for (const auto& [name, known] : level_names)
    if (known == level) return name;
  return "info";
}

}  // namespace actord::config
