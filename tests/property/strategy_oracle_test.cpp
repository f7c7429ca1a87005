// Strategies against an oracle: what Erlang/OTP's supervisor would do, told in a few lines without
// messages or time. A random event happens in a group at rest; once it is at rest again, the same
// must have gone down and come up, in the same order. ACTORD_SEED=n takes other events; the seed is
// printed when something differs.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/helpers/catch.hpp"
#include "tests/helpers/group_world.hpp"

using namespace actord;
using core::auto_restart;
using core::proc_state;
using core::strategy;
using tests::group_plan;
using tests::group_world;
using tests::ms;

namespace {

std::uint64_t first_seed() {
  const char* given = std::getenv("ACTORD_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 2026;
}

// OTP's rules, with the conflicts as docs/decisions/020 settles them.
class oracle {
 public:
  enum class standing { up, done, stopped, fatal };

  explicit oracle(const group_plan& plan)
      : plan_{plan}, children_(plan.restart.size(), standing::up) {}

  struct verdict {
    std::vector<std::uint32_t> down;  // in this order
    std::vector<std::uint32_t> up;
    bool too_much{false};
  };

  verdict ended(std::uint32_t who, int code, core::steady_time now) {
    const auto policy = plan_.restart[who];
    const bool again =
        policy == auto_restart::always || (policy == auto_restart::unexpected && code != 0);
    if (!again) {
      children_[who] = standing::done;
      return {};
    }
    if (one_too_many(now)) {
      verdict v{.down = all_up_but(who), .up = {}, .too_much = true};
      for (const auto i : v.down)
        children_[i] = standing::stopped;
      children_[who] = standing::fatal;
      return v;
    }
    verdict v;
    for (std::uint32_t i = 0; i < children_.size(); ++i) {
      if (i != who && !shares_fate(i, who)) continue;
      if (i != who && children_[i] == standing::up) v.down.insert(v.down.begin(), i);
      const bool was_up = i == who || children_[i] == standing::up;
      const bool given_up = children_[i] == standing::fatal;
      if (plan_.restart[i] == auto_restart::never) {
        if (was_up) children_[i] = standing::stopped;
      } else if (was_up || given_up) {
        v.up.push_back(i);
        children_[i] = standing::up;
      }
    }
    return v;
  }
  void stopped(std::uint32_t who) { children_[who] = standing::stopped; }
  void started(std::uint32_t who) { children_[who] = standing::up; }
  standing of(std::uint32_t who) const { return children_[who]; }

 private:
  bool shares_fate(std::uint32_t other, std::uint32_t who) const {
    switch (plan_.rules.strategy) {
      case strategy::one_for_one:
        return false;
      case strategy::one_for_all:
        return true;
      case strategy::rest_for_one:
        break;
    }
    return other > who;
  }
  // The supervisor ends on the (intensity + 1)-th restart within the period.
  bool one_too_many(core::steady_time now) {
    if (!plan_.rules.limit.intensity) return false;
    restarts_.push_back(now);
    std::erase_if(restarts_, [&](auto t) { return t < now - plan_.rules.limit.period; });
    if (restarts_.size() <= *plan_.rules.limit.intensity) return false;
    restarts_.clear();
    return true;
  }
  std::vector<std::uint32_t> all_up_but(std::uint32_t who) const {
    std::vector<std::uint32_t> some;
    for (auto i = static_cast<std::uint32_t>(children_.size()); i-- > 0;)
      if (i != who && children_[i] == standing::up) some.push_back(i);
    return some;
  }

  group_plan plan_;
  std::vector<standing> children_;
  std::vector<core::steady_time> restarts_;
};

proc_state state_of(oracle::standing s) {
  switch (s) {
    case oracle::standing::up:
      return proc_state::running;
    case oracle::standing::done:
      return proc_state::exited;
    case oracle::standing::stopped:
      return proc_state::stopped;
    case oracle::standing::fatal:
      break;
  }
  return proc_state::fatal;
}

group_plan random_plan(tests::dice& dice) {
  group_plan plan;
  plan.rules.strategy = static_cast<strategy>(dice.below(3));
  if (dice.once_in(2)) plan.rules.limit = {.intensity = dice.below(3), .period = ms{5000}};
  const auto size = 1 + dice.below(5);
  for (std::uint32_t i = 0; i < size; ++i)
    plan.restart.push_back(static_cast<auto_restart>(dice.below(3)));
  plan.restart_pause = ms{dice.once_in(2) ? 0 : 1000};
  return plan;
}

// The deaths that the group brought about, in order; then the launches. A launch before the last
// death is shown as out of order.
struct course_of_events {
  std::vector<std::uint32_t> deaths;
  std::vector<std::uint32_t> launches;
  bool in_order{true};
};
course_of_events order_of(const std::vector<group_world::seen>& seen) {
  course_of_events c;
  for (const auto& s : seen) {
    if (s.what == group_world::kind::launch) c.launches.push_back(s.who);
    if (s.what != group_world::kind::death) continue;
    if (!c.launches.empty()) c.in_order = false;
    c.deaths.push_back(s.who);
  }
  return c;
}

void play(std::uint64_t seed) {
  tests::dice dice{seed};
  const auto plan = random_plan(dice);
  group_world world{plan, seed};
  oracle otp{plan};
  world.start_all();
  world.pass(ms{3000});
  (void)world.take_seen();
  for (int i = 0; i < 12; ++i) {
    const auto who = dice.below(world.size());
    oracle::verdict expected;
    std::vector<std::uint32_t> own_death;
    switch (dice.below(6)) {
      case 0:
        if (otp.of(who) == oracle::standing::up) otp.stopped(who), own_death = {who};
        world.stop(who);
        break;
      case 1:
        if (otp.of(who) != oracle::standing::up) otp.started(who), expected.up = {who};
        world.start(who);
        break;
      default: {
        const int code = static_cast<int>(dice.below(3));
        if (!world.die(who, code)) continue;
        own_death = {who};
        expected = otp.ended(who, code, world.now().mono);
      }
    }
    world.pass(ms{1000 + dice.below(3000)});
    CAPTURE(seed, i, who);
    const auto seen = world.take_seen();
    const auto found = order_of(seen);
    own_death.insert(own_death.end(), expected.down.begin(), expected.down.end());
    REQUIRE(found.deaths == own_death);
    REQUIRE(found.launches == expected.up);
    REQUIRE(found.in_order);
    REQUIRE(
        std::count(seen.begin(), seen.end(), group_world::seen{group_world::kind::put_down, 0}) ==
        (expected.too_much ? 1 : 0));
    for (std::uint32_t k = 0; k < world.size(); ++k) {
      CAPTURE(k);
      REQUIRE(world.state(k) == state_of(otp.of(k)));
      REQUIRE_FALSE(world.facts(k).held);
    }
    REQUIRE(world.broken() == "");
    REQUIRE(world.group_at_rest());
  }
}

}  // namespace

TEST_CASE("a group at rest does what Erlang/OTP's supervisor would do") {
  const auto from = first_seed();
  for (std::uint64_t seed = from; seed < from + 3000; ++seed)
    play(seed);
}
