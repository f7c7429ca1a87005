// Inputs that no truthful world sends, from facts that no machine ever had, with clocks that jump:
// the machine must still answer with something sound.
#include <algorithm>
#include <cstdlib>

#include "tests/helpers/catch.hpp"
#include "tests/helpers/machine_invariants.hpp"
#include "tests/helpers/machine_world.hpp"

using namespace actord;
using namespace actord::core;
using std::chrono::milliseconds;

namespace {

facts any_facts(tests::dice& d) {
  facts f;
  f.state = static_cast<proc_state>(d.below(proc_state_count));
  f.run = {d.below(4)};
  f.pid = static_cast<std::int32_t>(d.below(3));
  f.failures = static_cast<int>(d.below(6));
  f.want_up = d.once_in(3);
  f.frozen = d.once_in(4);
  f.kill_sent = d.once_in(3);
  f.started = steady_time{std::chrono::seconds{d.below(100000)}};
  f.deadline = steady_time{std::chrono::seconds{d.below(100000)}};
  return f;
}

policy any_policy(tests::dice& d) {
  policy p;
  p.restart = static_cast<auto_restart>(d.below(3));
  p.start_secs = milliseconds{d.below(3) * 1000};
  p.start_retries = static_cast<int>(d.below(5)) - 1;
  p.stop_wait = milliseconds{d.below(3) * 5000};
  p.restart_pause = milliseconds{d.below(3) * 500};
  return p;
}

input any_input(tests::dice& d) {
  const run_id run{d.below(4)};
  switch (d.below(9)) {
    case 0:
      return in::start{};
    case 1:
      return in::stop{};
    case 2:
      return in::freeze{};
    case 3:
      return in::shut_down{};
    case 4:
      return in::resume{};
    case 5:
      return in::spawned{run, static_cast<std::int32_t>(d.below(3))};
    case 6:
      return in::spawn_failed{run, "x"};
    case 7:
      return in::exited{run, {.code = static_cast<int>(d.below(3))}};
    default:
      return in::timer{run, static_cast<timer_kind>(d.below(4))};
  }
}

// The longest that any state waits under these facts and this policy.
milliseconds longest_of(const facts& f, const policy& p) {
  return std::max({p.start_secs, p.restart_pause, p.stop_wait, milliseconds{1000},
                   milliseconds{f.failures * 1000}});
}

const char* unsound(const facts& before, const step_result& r, const policy& p) {
  const auto sum = tests::summary_of(r.effects);
  const tests::world_state nowhere;
  const input any = in::stop{};
  const tests::step_seen seen{before, r.next, p, any, sum, nowhere};
  if (!tests::detail::chain_of_notes(seen)) return "notes of changes form a chain";
  if (sum.size >= effect_list::capacity) return "all effects fit";
  if (sum.launches > 1 || (sum.launches == 1 && before.frozen)) return "one launch, none if frozen";
  if (r.next.run.value != before.run.value + static_cast<unsigned>(sum.launches))
    return "a launch is the next run";
  if (before.frozen && !r.next.frozen) return "frozen is frozen";
  if (sum.arms > 1) return "one timer";
  if (sum.arms == 1 && (sum.arm.after < milliseconds{0} || sum.arm.after > longest_of(r.next, p) ||
                        sum.arm.run != r.next.run))
    return "a wait is neither negative nor longer than configured, whatever the clock does";
  if (sum.impossibles != 0 && (sum.notes != 0 || sum.launches != 0 || sum.signals != 0))
    return "what is impossible has no effect";
  if (sum.signals != 0 && (r.next.pid == 0 || r.next.state != proc_state::stopping))
    return "signals go to a child that is being stopped";
  if (r.next.state == proc_state::unknown && !(r.next == before)) return "UNKNOWN is left alone";
  return nullptr;
}

}  // namespace

TEST_CASE("nonsense is answered soundly") {
  tests::dice d{7};
  std::string broken;
  for (int i = 0; i < 300'000 && broken.empty(); ++i) {
    const auto before = any_facts(d);
    const auto how = any_policy(d);
    const auto what = any_input(d);
    const instant now{steady_time{std::chrono::seconds{d.below(100000)}}, wall_time{}};
    const auto r = step(before, how, what, now);
    if (const char* rule = unsound(before, r, how))
      broken = std::string{rule} + ": " + std::string{name_of(before.state)} + ", input " +
               std::to_string(what.index());
  }
  CHECK(broken == "");
}
