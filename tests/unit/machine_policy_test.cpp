#include <limits>

#include "core/backoff.hpp"
#include "core/exit_verdict.hpp"
#include "core/machine.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord::core;
using namespace std::chrono_literals;

TEST_CASE("a policy is what its process is configured to") {
  process_spec spec;
  spec.restart = auto_restart::always;
  spec.start_secs = 5s;
  spec.start_retries = 9;
  spec.exit_codes = {0, 2};
  spec.stop_signal = 3;
  spec.stop_wait = 7s;
  spec.stop_as_group = true;
  spec.kill_as_group = true;
  spec.restart_pause = 250ms;
  const auto p = policy_of(spec);
  CHECK(p.restart == auto_restart::always);
  CHECK(p.start_secs == 5s);
  CHECK(p.start_retries == 9);
  CHECK(p.exit_codes == std::vector<int>{0, 2});
  CHECK(p.stop_signal == 3);
  CHECK(p.stop_wait == 7s);
  CHECK(p.stop_as_group);
  CHECK(p.kill_as_group);
  CHECK(p.restart_pause == 250ms);
}

TEST_CASE("times that no clock can count are brought into range") {
  process_spec spec;
  spec.start_secs = std::chrono::seconds::max();
  spec.stop_wait = -5s;
  spec.restart_pause = std::chrono::milliseconds::max();
  const auto p = policy_of(spec);
  CHECK(p.start_secs == longest_wait);
  CHECK(p.stop_wait == 0s);
  CHECK(p.restart_pause == longest_wait);
}

TEST_CASE("the longest waits do not overflow the clock") {
  process_spec spec;
  spec.start_secs = std::chrono::seconds::max();
  spec.stop_wait = std::chrono::seconds::max();
  const auto p = policy_of(spec);
  const instant now{steady_time{100h}, wall_time{500000h}};
  auto r = step({}, p, in::start{}, now);
  r = step(r.next, p, in::spawned{r.next.run, 7}, now);
  CHECK(r.next.state == proc_state::starting);
  CHECK(r.next.deadline - now.mono == longest_wait);
  r = step(r.next, p, in::stop{}, now);
  CHECK(r.next.deadline - now.mono == longest_wait);
}

TEST_CASE("failures are counted without end and waited for in whole seconds") {
  CHECK(one_more(0) == 1);
  CHECK(one_more(std::numeric_limits<int>::max()) == std::numeric_limits<int>::max());
  CHECK(plain_delay(1, {}) == 1s);
  CHECK(plain_delay(7, {}) == 7s);
  CHECK(plain_delay(std::numeric_limits<int>::max(), {}) == std::chrono::seconds{2147483647});
}

TEST_CASE("with startretries n the n + 1st failure is one too many") {
  policy p;
  p.start_retries = 2;
  CHECK_FALSE(retries_spent(2, p));
  CHECK(retries_spent(3, p));
  p.start_retries = -1;  // as Supervisor: nothing is tried again
  CHECK(retries_spent(1, p));
}

TEST_CASE("an exit is expected when its code is listed; a signal never is") {
  policy p;
  p.exit_codes = {0, 2, -1};
  CHECK(expected({.code = 2}, p));
  CHECK_FALSE(expected({.code = 1}, p));
  CHECK_FALSE(expected({.code = 0, .signal = 15}, p));
}

TEST_CASE("autorestart decides which exits are followed by a start") {
  policy p;
  p.restart = auto_restart::unexpected;
  CHECK(restarts_after({.code = 1}, p));
  CHECK_FALSE(restarts_after({.code = 0}, p));
  p.restart = auto_restart::always;
  CHECK(restarts_after({.code = 0}, p));
  p.restart = auto_restart::never;
  CHECK_FALSE(restarts_after({.code = 1}, p));
}

TEST_CASE("too early is before startsecs, not at them") {
  policy p;
  CHECK(too_early(999ms, p));
  CHECK_FALSE(too_early(1000ms, p));
}

TEST_CASE("effects beyond the capacity are dropped, not written elsewhere") {
  effect_list effects;
  for (std::size_t i = 0; i < effect_list::capacity + 3; ++i)
    effects.push(out::start_failed{});
  CHECK(effects.size() == effect_list::capacity);
}

TEST_CASE("every trigger has a name for the log") {
  CHECK(trigger_name(0) == "start");
  CHECK(trigger_name(255) == "unknown");
}
