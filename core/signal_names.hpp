// Linux signals by number and name, as the option `stopsignal`, the `signal` command and the main
// log use them (contract §1.7). Aliases parse but are never printed.
#pragma once

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace actord::core {

struct signal_row {
  int number;
  std::string_view name;  // without SIG
  bool printed{true};     // false: an alias, or a number printed under another name
};

inline constexpr std::array<signal_row, 36> signal_table{{
    {1, "HUP"},         {2, "INT"},   {3, "QUIT"},  {4, "ILL"},     {5, "TRAP"},    {6, "ABRT"},
    {6, "IOT", false},  {7, "BUS"},   {8, "FPE"},   {9, "KILL"},    {10, "USR1"},   {11, "SEGV"},
    {12, "USR2"},       {13, "PIPE"}, {14, "ALRM"}, {15, "TERM"},   {16, "STKFLT"}, {17, "CHLD"},
    {17, "CLD", false}, {18, "CONT"}, {19, "STOP"}, {20, "TSTP"},   {21, "TTIN"},   {22, "TTOU"},
    {23, "URG"},        {24, "XCPU"}, {25, "XFSZ"}, {26, "VTALRM"}, {27, "PROF"},   {28, "WINCH"},
    {29, "IO", false},  {29, "POLL"}, {30, "PWR"},  {31, "SYS"},    {34, "RTMIN"},  {64, "RTMAX"},
}};

// Numbers that may be configured or sent: 0-31, 34 and 64.
constexpr bool valid_signal_number(long number) {
  return (number >= 0 && number <= 31) || number == 34 || number == 64;
}

// "SIGTERM"; an unknown number prints as "signal 40".
inline std::string signal_name(int number) {
  for (const auto& row : signal_table)
    if (row.printed && row.number == number) return "SIG" + std::string{row.name};
  return "signal " + std::to_string(number);
}

// A number (any, even an invalid one: check with valid_signal_number) or a name with or without
// SIG, surrounding blanks and case ignored. nullopt: neither.
inline std::optional<int> parse_signal(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(blanks) - first + 1);

  int number = 0;
  const auto digits = text.front() == '+' ? text.substr(1) : text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc{} && end == digits.data() + digits.size()) return number;

  std::string name;
  for (const char c : text)
    name += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  std::string_view bare = name;
  if (bare.starts_with("SIG")) bare.remove_prefix(3);
  for (const auto& row : signal_table)
    if (row.name == bare) return row.number;
  return std::nullopt;
}

}  // namespace actord::core
