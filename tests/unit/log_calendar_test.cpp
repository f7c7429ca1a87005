// Rotation by the clock: periods, their borders, clocks that are set.
#include <chrono>
#include <string>

#include "core/log_rotation.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord::core;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr seconds an_hour = 1h;
constexpr seconds a_day = 24h;
constexpr seconds a_week = 24h * 7;

wall_time utc(year_month_day date, seconds time) {
  return sys_days{date} + time;
}

log_file_state overdue(std::uint64_t size, bool at_line_start) {
  return {.size = size, .at_line_start = at_line_start, .overdue = true};
}

const rotation_policy daily{.max_bytes = 0, .backups = 3, .every = a_day};
using action = log_step::action;

}  // namespace

TEST_CASE("a period begins with the hour, the day, the week of the place") {
  const auto at = utc(2026y / 11 / 21, 18h + 36min + 19s);  // a Saturday
  CHECK(end_of_period(an_hour, at, 0s) == utc(2026y / 11 / 21, 19h));
  CHECK(end_of_period(a_day, at, 0s) == utc(2026y / 11 / 22, 0h));
  CHECK(end_of_period(a_week, at, 0s) == utc(2026y / 11 / 23, 0h));  // Monday
  CHECK(end_of_period(6h, at, 0s) == utc(2026y / 11 / 22, 0h));
  // An hour ahead of UTC the day ends an hour sooner.
  CHECK(end_of_period(a_day, at, 1h) == utc(2026y / 11 / 21, 23h));
  CHECK(end_of_period(a_week, at, 1h) == utc(2026y / 11 / 22, 23h));
  // India, at half past.
  CHECK(end_of_period(an_hour, at, 5h + 30min) == utc(2026y / 11 / 21, 19h + 30min));
  CHECK(end_of_period(a_day, at, -8h) == utc(2026y / 11 / 22, 8h));
}

TEST_CASE("the border itself belongs to the new period") {
  const auto midnight = utc(2026y / 11 / 22, 0h);
  CHECK(period_of(a_day, midnight - 1s, 0s) + 1 == period_of(a_day, midnight, 0s));
  CHECK(end_of_period(a_day, midnight, 0s) == midnight + 24h);
  CHECK(period_of(a_day, midnight - 1ms, 0s) + 1 == period_of(a_day, midnight, 0s));
}

TEST_CASE("times before 1970 are times like others") {
  const auto at = utc(1969y / 12 / 31, 23h);
  CHECK(end_of_period(a_day, at, 0s) == utc(1970y / 1 / 1, 0h));
  CHECK(period_of(a_week, at, 0s) == -1);
  CHECK(period_of(a_week, utc(1970y / 1 / 5, 0h), 0s) == 0);
}

TEST_CASE("the hours go on counting when summer time ends") {
  // 02:30 summer time, and 02:30 winter time an hour later: one rotation each hour.
  const auto first = utc(2026y / 10 / 25, 30min);
  CHECK(period_of(an_hour, first, 2h) + 1 == period_of(an_hour, first + 1h, 1h));
}

TEST_CASE("the day that summer time ends has one end") {
  const auto before = utc(2026y / 10 / 25, 30min);
  CHECK(period_of(a_day, before, 2h) == period_of(a_day, before + 1h, 1h));
  CHECK(period_of(a_day, before, 2h) + 1 == period_of(a_day, utc(2026y / 10 / 25, 23h), 1h));
}

TEST_CASE("an overdue file is rotated before anything is written") {
  CHECK(next_log_step(daily, overdue(100, true), "new\n") == log_step{action::rotate});
  CHECK(next_log_step(daily, overdue(100, true), "") == log_step{action::rotate});
}

TEST_CASE("a line that was begun before the border is finished in the old file") {
  CHECK(next_log_step(daily, overdue(100, false), "rest\nnew\n") == log_step{action::write, 5});
  // Its end is not there yet: nothing waits for it.
  CHECK(next_log_step(daily, overdue(100, false), "more") == log_step{action::rotate});
  CHECK(next_log_step(daily, overdue(100, false), "") == log_step{action::rotate});
}

TEST_CASE("an empty file, and one that is not rotated by the clock, are never overdue") {
  CHECK(next_log_step(daily, overdue(0, true), "new\n") == log_step{action::write, 4});
  CHECK(next_log_step({0, 3}, overdue(100, true), "new\n") == log_step{action::write, 4});
}

TEST_CASE("size counts beside the clock") {
  const rotation_policy both{.max_bytes = 100, .backups = 3, .every = a_day};
  CHECK(next_log_step(both, {100, true}, "new\n") == log_step{action::rotate});
  CHECK(next_log_step(both, overdue(5, true), "new\n") == log_step{action::rotate});
  CHECK(next_log_step(both, {5, true}, "new\n") == log_step{action::write, 4});
}
