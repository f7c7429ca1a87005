#include "core/describe.hpp"

#include <array>

namespace actord::core {
namespace {

std::string two_digits(long long number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

// What `status`, `start` and `tail` take as the name of this process.
std::string full_name(std::string_view group, std::string_view name) {
  return group == name ? std::string{name} : std::string{group} + ":" + std::string{name};
}

}  // namespace

std::string describe(const facts& of, std::string_view group, std::string_view name,
                     std::chrono::seconds uptime,
                     const std::function<std::string(wall_time)>& stop_time_text) {
  switch (of.state) {
    case proc_state::running:
      return "pid " + std::to_string(of.pid) + ", uptime " + uptime_text(uptime);
    case proc_state::backoff:
    case proc_state::fatal:
      return of.spawn_error.empty() ? "unknown error (try \"tail " + full_name(group, name) + "\")"
                                    : of.spawn_error;
    case proc_state::stopped:
    case proc_state::exited:
      return of.started_wall == wall_time{} ? "Not started" : stop_time_text(of.stopped_wall);
    default:
      return "";
  }
}

std::string uptime_text(std::chrono::seconds uptime) {
  const auto total = uptime.count() > 0 ? static_cast<long long>(uptime.count()) : 0LL;
  const auto days = total / 86400;
  std::string text;
  if (days != 0) text = std::to_string(days) + (days == 1 ? " day, " : " days, ");
  return text + std::to_string(total / 3600 % 24) + ":" + two_digits(total / 60 % 60) + ":" +
         two_digits(total % 60);
}

std::string stop_time_text(const std::tm& local) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto month = months[static_cast<std::size_t>(local.tm_mon) % months.size()];
  const int hour = local.tm_hour % 12 == 0 ? 12 : local.tm_hour % 12;
  return std::string{month} + " " + two_digits(local.tm_mday) + " " + two_digits(hour) + ":" +
         two_digits(local.tm_min) + (local.tm_hour < 12 ? " AM" : " PM");
}

}  // namespace actord::core
