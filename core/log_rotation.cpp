#include "core/log_rotation.hpp"

#include <algorithm>

namespace actord::core {

namespace {

using action = log_step::action;

log_step write_step(std::size_t bytes) {
  return {action::write, bytes};
}

using std::chrono::seconds;

// Monday 1970-01-05; the hours and days begin at it, too.
constexpr seconds first_monday{4 * 24 * 60 * 60};

seconds::rep floor_div(seconds::rep a, seconds::rep b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

// Seconds since a Monday's midnight. Whole periods of the offset are left out: they do not move the
// borders, and the hours go on counting when summer time ends.
seconds since_monday(seconds every, wall_time at, seconds utc_offset) {
  const auto utc = std::chrono::floor<seconds>(at.time_since_epoch());
  const auto offset = utc_offset - every * floor_div(utc_offset.count(), every.count());
  return utc + offset - first_monday;
}

// A file that belongs to a period that is over. A line that was begun in it is finished in it, if
// its end is at hand.
log_step end_period(const log_file_state& file, std::string_view bytes) {
  if (file.at_line_start) return {action::rotate};
  if (const auto end = bytes.find('\n'); end != bytes.npos) return write_step(end + 1);
  return {action::rotate};
}

// More is at hand than the file has room for.
log_step cut(std::uint64_t room, const log_file_state& file, std::string_view bytes) {
  const auto fitting = bytes.substr(0, static_cast<std::size_t>(room));
  if (const auto last = fitting.rfind('\n'); last != fitting.npos) return write_step(last + 1);
  if (file.at_line_start && file.size > 0) return {action::rotate};
  if (const auto end = bytes.find('\n', fitting.size()); end != bytes.npos)
    return write_step(end + 1);
  return room > 0 ? write_step(fitting.size()) : log_step{action::rotate};
}

}  // namespace

std::int64_t period_of(seconds every, wall_time at, seconds utc_offset) {
  return floor_div(since_monday(every, at, utc_offset).count(), every.count());
}

wall_time end_of_period(seconds every, wall_time at, seconds utc_offset) {
  const auto local = since_monday(every, at, utc_offset);
  const auto begun = every * floor_div(local.count(), every.count());
  return std::chrono::floor<seconds>(at) + (begun + every - local);
}

log_step next_log_step(const rotation_policy& policy, const log_file_state& file,
                       std::string_view bytes) {
  if (policy.every.count() > 0 && file.overdue && file.size > 0) return end_period(file, bytes);
  if (policy.max_bytes == 0) return bytes.empty() ? log_step{} : write_step(bytes.size());
  const auto room = policy.max_bytes - std::min(policy.max_bytes, file.size);
  if (bytes.empty()) return room == 0 && file.at_line_start ? log_step{action::rotate} : log_step{};
  if (bytes.size() <= room) return write_step(bytes.size());
  return cut(room, file, bytes);
}

}  // namespace actord::core
