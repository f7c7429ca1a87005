// The daemon's own log lines as JSON, and the level of such a line, for syslog. The text form
// (contract §2.6) is made where spdlog is (cli/actord/own_log).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"

namespace actord::core {

// By log_level, as they stand in a line.
inline constexpr std::array<std::string_view, 7> level_letters{"CRIT", "ERRO", "WARN", "INFO",
                                                               "DEBG", "TRAC", "BLAT"};
inline constexpr std::array<std::string_view, 7> level_words{"critical", "error", "warn",   "info",
                                                             "debug",    "trace", "blather"};

// "2026-11-21T18:36:53.123+01:00": the time at a place that is `utc_offset` ahead of UTC.
std::string iso_time(wall_time at, std::chrono::seconds utc_offset);

struct own_line {
  log_level level{log_level::info};
  std::int32_t pid{0};
  std::string_view text;
};
// One JSON object and a newline; `time` as of iso_time.
std::string json_line(const own_line& line, std::string_view time);

// The level that a line of the daemon's log carries, in either form; none: the line continues the
// one before.
std::optional<log_level> level_of_line(std::string_view line);

// The syslog level (RFC 3164) of a level of ours.
int syslog_level_of(log_level level);

}  // namespace actord::core
