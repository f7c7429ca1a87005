// The description of a process in status listings (contract §6.4). Pure: the caller measures the
// uptime on the monotonic clock and brings the local time of day, since core knows no time zone.
#pragma once

#include <chrono>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/machine.hpp"

namespace actord::core {

// RUNNING: `pid 18806, uptime 0:03:12`. BACKOFF, FATAL: why. STOPPED, EXITED: since when, or
// `Not started`. Other states: nothing.
std::string describe(const facts& of, std::string_view group, std::string_view name,
                     std::chrono::seconds uptime,
                     const std::function<std::string(wall_time)>& stop_time_text);

// As Python prints a timedelta: `0:03:12`, `1 day, 2:03:04`, `2 days, 0:00:01`. Below zero is zero.
std::string uptime_text(std::chrono::seconds uptime);

// `Nov 21 01:43 PM`: strftime's "%b %d %I:%M %p" in the C locale, whatever the process's locale.
std::string stop_time_text(const std::tm& local);

}  // namespace actord::core
