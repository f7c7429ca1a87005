// Strategies in disorder: ends, requests, replaced actors, deaf children and failing launches at
// any moment, messages as late as the dice want. Afterwards everything must come to rest as the
// last words of the operator say. ACTORD_SEED=n takes another way; the seed is printed when
// something breaks.
#include <cstdlib>
#include <string>

#include "tests/helpers/catch.hpp"
#include "tests/helpers/group_world.hpp"

using namespace actord;
using core::auto_restart;
using core::proc_state;
using tests::dice;
using tests::group_plan;
using tests::group_world;
using tests::ms;

namespace {

std::uint64_t first_seed() {
  const char* given = std::getenv("ACTORD_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 7;
}

group_plan random_plan(dice& d) {
  group_plan plan;
  plan.rules.strategy = static_cast<core::strategy>(d.below(3));
  if (plan.rules.strategy == core::strategy::one_for_one || d.once_in(3))
    plan.rules.limit = {.intensity = d.below(4), .period = ms{3000}};
  plan.rules.too_much = d.once_in(2) ? core::escalation::fatal : core::escalation::escalate;
  plan.rules.start =
      d.once_in(3) ? core::start_strategy::sequential : core::start_strategy::ordered;
  const auto size = 1 + d.below(5);
  for (std::uint32_t i = 0; i < size; ++i) {
    plan.restart.push_back(d.once_in(4) ? static_cast<auto_restart>(d.below(3))
                                        : auto_restart::always);
    plan.batch.push_back(i / (1 + d.below(2)));
    plan.priority.push_back(static_cast<int>(i / 2));
  }
  std::sort(plan.batch.begin(), plan.batch.end());
  plan.restart_pause = ms{500 * d.below(3)};
  plan.stop_wait = ms{1000 * d.below(3)};
  return plan;
}

void happen(group_world& world, dice& d) {
  const auto who = d.below(world.size());
  switch (d.below(16)) {
    case 0:
      return world.start(who);
    case 1:
      return world.stop(who);
    case 2:
      return world.make_deaf(who, d.once_in(2));
    case 3:
      return world.fail_launches(who, static_cast<int>(d.below(3)));
    case 4:
      if (d.once_in(4)) world.replace_process(who);
      return;
    case 5:
      if (d.once_in(6)) world.replace_group();
      return;
    case 6:
    case 7:
    case 8:
    case 9:
      (void)world.die(who, static_cast<int>(d.below(2)));
      return;
    default:
      for (auto turns = d.below(10); turns > 0 && world.turn(); --turns) {
      }
      if (d.once_in(3)) world.pass(ms{d.below(1500)});
  }
}

// The group above always lets it rise again.
void play_boss(group_world& world) {
  for (const auto& s : world.take_seen())
    if (s.what == group_world::kind::escalated) world.from_above(&core::group_machine::revive);
}

void come_to_rest(group_world& world) {
  for (std::uint32_t i = 0; i < world.size(); ++i) {
    world.make_deaf(i, false);
    world.fail_launches(i, 0);
  }
  for (int i = 0; i < 40; ++i) {
    world.pass(ms{1000});
    play_boss(world);
  }
}

void play(std::uint64_t seed) {
  dice d{seed};
  const auto plan = random_plan(d);
  group_world world{plan, seed};
  world.start_all();
  for (int i = 0; i < 120; ++i) {
    happen(world, d);
    play_boss(world);
    CAPTURE(seed, i);
    REQUIRE(world.broken() == "");
  }
  come_to_rest(world);
  CAPTURE(seed);
  REQUIRE(world.broken() == "");
  REQUIRE(world.group_at_rest());
  for (std::uint32_t i = 0; i < world.size(); ++i) {
    CAPTURE(i, std::string{core::name_of(world.state(i))});
    const auto state = world.state(i);
    REQUIRE_FALSE(world.facts(i).held);
    REQUIRE((core::counts_down(state) || state == proc_state::running));
    REQUIRE(world.alive(i) == (state == proc_state::running));
  }

  // And it still works: everything can be started, and falls and rises as one.
  world.start_all();
  come_to_rest(world);
  for (std::uint32_t i = 0; i < world.size(); ++i)
    REQUIRE(world.state(i) == proc_state::running);
}

}  // namespace

TEST_CASE("whatever happens to a group under a strategy, it comes out right") {
  const auto from = first_seed();
  for (std::uint64_t seed = from; seed < from + 2000; ++seed)
    play(seed);
}

TEST_CASE("without a limit nobody who should be up stays down") {
  const auto from = first_seed();
  for (std::uint64_t seed = from; seed < from + 1000; ++seed) {
    dice d{seed};
    auto plan = random_plan(d);
    plan.rules.limit = {};
    plan.restart.assign(plan.restart.size(), auto_restart::always);
    plan.rules.strategy = d.once_in(2) ? core::strategy::one_for_all : core::strategy::rest_for_one;
    group_world world{plan, seed};
    world.start_all();
    for (int i = 0; i < 120; ++i)
      happen(world, d);
    come_to_rest(world);
    CAPTURE(seed);
    REQUIRE(world.broken() == "");
    for (std::uint32_t i = 0; i < world.size(); ++i) {
      CAPTURE(i, std::string{core::name_of(world.state(i))});
      REQUIRE((world.state(i) == proc_state::running) == world.wanted(i));
    }
  }
}

TEST_CASE("nothing starts once the daemon shuts down") {
  const auto from = first_seed();
  for (std::uint64_t seed = from; seed < from + 500; ++seed) {
    dice d{seed};
    group_world world{random_plan(d), seed};
    world.start_all();
    for (int i = 0; i < 60; ++i)
      happen(world, d);
    world.freeze();
    world.settle();
    (void)world.take_seen();
    for (int i = 0; i < 40; ++i) {
      (void)world.die(d.below(world.size()), 1);
      world.pass(ms{500});
    }
    CAPTURE(seed);
    for (const auto& s : world.take_seen())
      REQUIRE(s.what != group_world::kind::launch);
  }
}
