// The types of option values (contract §1.7): text to value, or a value_error with Supervisor's
// words. Types that ask the system (users, directories) are in accounts.hpp and paths.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/program_spec.hpp"

namespace actord::config {

// Python's int(): blanks around, a sign, underscores between digits. Out of range saturates.
std::int64_t to_integer(std::string_view text);
bool to_boolean(std::string_view text);
// With KB, MB or GB; a negative size counts as 0.
std::uint64_t to_byte_size(std::string_view text);
std::uint32_t to_octal(std::string_view text);
core::log_level to_log_level(std::string_view text);
int to_signal(std::string_view text);
std::vector<int> to_exit_codes(std::string_view text);
core::auto_restart to_auto_restart(std::string_view text);
core::update_strategy to_update_strategy(std::string_view text);
// Seconds with up to three decimals.
std::chrono::milliseconds to_seconds(std::string_view text);

struct inet_address {
  std::string host;  // lower case; empty = every interface
  int port{0};
};
inet_address to_inet_address(std::string_view text);

// A URL with a scheme and a host or path; `unix://` ones are returned as they are.
std::string to_url(std::string_view text);

// An integer that must lie in a range; "0 is below lower bound (1)".
int to_port(std::string_view text);

std::string_view name_of(core::log_level level);

}  // namespace actord::config
