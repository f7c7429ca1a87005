#include "core/describe.hpp"

#include "tests/helpers/catch.hpp"

using namespace actord::core;
using namespace std::chrono_literals;

namespace {

facts in_state(proc_state state) {
  facts f;
  f.state = state;
  return f;
}

std::string text(const facts& f, std::chrono::seconds uptime = 0s) {
  return describe(f, "web", "web_01", uptime, [](wall_time t) {
    return "stopped at " + std::to_string(t.time_since_epoch() / 1s);
  });
}

}  // namespace

TEST_CASE("RUNNING tells pid and uptime") {
  auto f = in_state(proc_state::running);
  f.pid = 18806;
  CHECK(text(f, 192s) == "pid 18806, uptime 0:03:12");
}

TEST_CASE("uptime reads like Python's timedelta") {
  CHECK(uptime_text(0s) == "0:00:00");
  CHECK(uptime_text(-5s) == "0:00:00");
  CHECK(uptime_text(59s) == "0:00:59");
  CHECK(uptime_text(23h + 59min + 59s) == "23:59:59");
  CHECK(uptime_text(24h + 2h + 3min + 4s) == "1 day, 2:03:04");
  CHECK(uptime_text(48h + 1s) == "2 days, 0:00:01");
  CHECK(uptime_text(1000 * 24h) == "1000 days, 0:00:00");
}

TEST_CASE("BACKOFF and FATAL tell why") {
  for (const auto state : {proc_state::backoff, proc_state::fatal}) {
    auto f = in_state(state);
    f.spawn_error = "Exited too quickly (process log may have details)";
    CHECK(text(f) == "Exited too quickly (process log may have details)");
    f.spawn_error.clear();
    CHECK(text(f) == "unknown error (try \"tail web:web_01\")");
  }
  CHECK(describe(in_state(proc_state::fatal), "cat", "cat", 0s, {}) ==
        "unknown error (try \"tail cat\")");
}

TEST_CASE("STOPPED and EXITED tell since when, or that there never was a start") {
  for (const auto state : {proc_state::stopped, proc_state::exited}) {
    auto f = in_state(state);
    CHECK(text(f) == "Not started");
    f.started_wall = wall_time{5s};
    f.stopped_wall = wall_time{1700s};
    CHECK(text(f) == "stopped at 1700");
  }
}

TEST_CASE("STARTING, STOPPING and UNKNOWN tell nothing") {
  for (const auto state : {proc_state::starting, proc_state::stopping, proc_state::unknown}) {
    auto f = in_state(state);
    f.pid = 7;
    f.started_wall = wall_time{5s};
    CHECK(text(f, 5s) == "");
  }
}

TEST_CASE("the stop time is in the C locale's words, with a twelve-hour clock") {
  std::tm t{};
  t.tm_mon = 10;
  t.tm_mday = 21;
  t.tm_hour = 13;
  t.tm_min = 43;
  CHECK(stop_time_text(t) == "Nov 21 01:43 PM");
  t.tm_mon = 0;
  t.tm_mday = 1;
  t.tm_hour = 0;
  t.tm_min = 5;
  CHECK(stop_time_text(t) == "Jan 01 12:05 AM");
  t.tm_hour = 12;
  CHECK(stop_time_text(t) == "Jan 01 12:05 PM");
  t.tm_hour = 11;
  CHECK(stop_time_text(t) == "Jan 01 11:05 AM");
}
