#include "config/option_value.hpp"

#include <array>
#include <cstddef>

#include "config/config_error.hpp"
#include "config/log_values.hpp"
#include "config/strategy_values.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

log_choice to_log_choice(std::string_view text, const surroundings& around) {
  using target = core::log_spec::target;
  const std::string word = lower(text);
  if (word == "none" || word == "off") return {.kind = target::none, .path = {}};
  if (word == "auto") return {.kind = target::automatic, .path = {}};
  if (word == "syslog") return {.kind = target::none, .path = {}, .syslog = true};
  return {.kind = target::file, .path = path_in_existing_directory(text, around)};
}

std::vector<std::string> to_event_list(std::string_view text) {
  return comma_list(upper(text));
}

using parser = option_value (*)(std::string_view, const surroundings&);

struct parser_row {
  value_type type;
  parser parse;
};

template <auto Parse>
option_value plain(std::string_view text, const surroundings&) {
  return Parse(text);
}
template <auto Parse>
option_value placed(std::string_view text, const surroundings& around) {
  return Parse(text, around);
}

std::string to_text(std::string_view text) {
  return std::string{text};
}
std::string to_main_log(std::string_view text, const surroundings& around) {
  if (text == "syslog") return "syslog";
  return path_in_existing_directory(text, around);
}
std::int64_t to_signal_number(std::string_view text) {
  return to_signal(text);
}

constexpr std::array<parser_row, value_type_count> parsers{{
    {value_type::text, plain<to_text>},
    {value_type::integer, plain<to_integer>},
    {value_type::boolean, plain<to_boolean>},
    {value_type::byte_size, plain<to_byte_size>},
    {value_type::octal, plain<to_octal>},
    {value_type::seconds, plain<to_seconds>},
    {value_type::level, plain<to_log_level>},
    {value_type::signal, plain<to_signal_number>},
    {value_type::exit_codes, plain<to_exit_codes>},
    {value_type::restart, plain<to_auto_restart>},
    {value_type::user, plain<user_named>},
    {value_type::owner, plain<owner_named>},
    {value_type::environment, plain<parse_environment>},
    {value_type::list, plain<comma_list>},
    {value_type::event_list, plain<to_event_list>},
    {value_type::pattern_list, plain<words_of>},
    {value_type::address, plain<to_inet_address>},
    {value_type::url, plain<to_url>},
    {value_type::path, placed<absolute_path>},
    {value_type::directory, placed<existing_directory>},
    {value_type::file, placed<path_in_existing_directory>},
    {value_type::main_log, placed<to_main_log>},
    {value_type::child_log, placed<to_log_choice>},
    {value_type::log_rotation, plain<to_rotation_period>},
    {value_type::log_compression, plain<to_log_compression>},
    {value_type::log_overflow, plain<to_log_overflow>},
    {value_type::log_format, plain<to_log_format>},
    {value_type::syslog_facility, plain<to_syslog_facility>},
    {value_type::syslog_level, plain<to_syslog_level>},
    {value_type::update_strategy, plain<to_update_strategy>},
    {value_type::command, plain<to_text>},
    {value_type::whole_seconds, plain<to_integer>},
    {value_type::retries, plain<to_retries>},
    {value_type::strategy, plain<to_strategy>},
    {value_type::escalation, plain<to_escalation>},
    {value_type::start_strategy, plain<to_start_strategy>},
    {value_type::backoff, plain<to_backoff_kind>},
    {value_type::exit_rule, plain<to_exit_rule>},
}};

consteval bool parsers_in_order() {
  for (std::size_t i = 0; i < parsers.size(); ++i)
    if (static_cast<std::size_t>(parsers[i].type) != i) return false;
  return true;
}
static_assert(parsers_in_order());

}  // namespace

option_value parse_value(value_type type, std::string_view text, const surroundings& around) {
  return parsers[static_cast<std::size_t>(type)].parse(text, around);
}

}  // namespace actord::config
