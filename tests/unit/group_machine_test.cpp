// A group under a strategy, step by step; what holds at random is in tests/property/strategy_*.
#include "core/group_machine.hpp"

#include "tests/helpers/catch.hpp"
#include "tests/helpers/group_world.hpp"

using namespace actord;
using core::auto_restart;
using core::escalation;
using core::proc_state;
using core::start_strategy;
using core::strategy;
using tests::group_plan;
using tests::group_world;
using tests::ms;
using kind = group_world::kind;
using seen = std::vector<group_world::seen>;

namespace {

group_plan of(strategy how, std::uint32_t size) {
  group_plan plan;
  plan.rules.strategy = how;
  plan.restart.assign(size, auto_restart::always);
  return plan;
}

group_world up(group_plan plan) {
  group_world world{std::move(plan), 1};
  world.start_all();
  world.pass(ms{3000});
  (void)world.take_seen();
  return world;
}

bool said(const group_world& world, const std::string& text) {
  return std::find(world.said().begin(), world.said().end(), text) != world.said().end();
}

}  // namespace

TEST_CASE("one_for_all: down one by one in reverse, then up in order") {
  auto g = up(of(strategy::one_for_all, 3));
  g.die(1, 1);
  g.settle();
  CHECK(g.take_seen() == seen{{kind::death, 1},
                              {kind::death, 2},
                              {kind::death, 0},
                              {kind::launch, 0},
                              {kind::launch, 1},
                              {kind::launch, 2}});
  CHECK(said(g, "group 'g': restarting 3 of 3 because 'b' ended (one_for_all)"));
}

TEST_CASE("rest_for_one leaves those alone that were started before") {
  auto g = up(of(strategy::rest_for_one, 3));
  g.die(1, 1);
  g.settle();
  CHECK(g.take_seen() ==
        seen{{kind::death, 1}, {kind::death, 2}, {kind::launch, 1}, {kind::launch, 2}});
}

TEST_CASE("the next one is told to go down only when the one behind it is down") {
  auto g = up(of(strategy::one_for_all, 3));
  g.make_deaf(2);
  g.die(0, 1);
  g.pass(ms{1500});
  CHECK(g.state(2) == proc_state::stopping);
  CHECK(g.state(1) == proc_state::running);
  g.pass(ms{600});  // stopwaitsecs are over: SIGKILL
  CHECK(g.state(2) == proc_state::running);
  CHECK(g.run(1) == 2);
}

TEST_CASE("the processes of one program go down together") {
  auto plan = of(strategy::one_for_all, 3);
  plan.batch = {0, 1, 1};
  auto g = up(plan);
  g.make_deaf(2);
  g.make_deaf(1);
  g.die(0, 1);
  g.pass(ms{100});
  CHECK(g.state(1) == proc_state::stopping);
  CHECK(g.state(2) == proc_state::stopping);
}

TEST_CASE("one that does not die holds up the others for a bounded time") {
  auto g = up(of(strategy::one_for_all, 2));
  g.make_immortal(1);
  g.die(0, 1);
  const auto patience = core::lowering_patience({.stop_wait = ms{2000}});
  CHECK(patience == ms{2000 + 2 * 2000 + 1000});
  g.pass(patience - ms{1});
  CHECK(g.state(0) == proc_state::exited);
  g.pass(ms{1});
  CHECK(g.state(0) == proc_state::running);
  CHECK(g.state(1) == proc_state::stopping);
  CHECK(said(g, "group 'g': 'b' does not die; the others go on without it"));
  g.make_immortal(1, false);
  g.pass(ms{3000});  // the next SIGKILL works, and it follows the others
  CHECK(g.state(1) == proc_state::running);
}

TEST_CASE("the pause of the one that ended delays the others, too") {
  auto plan = of(strategy::one_for_all, 2);
  plan.restart_pause = ms{5000};
  auto g = up(plan);
  g.die(1, 1);
  g.pass(ms{1900});
  CHECK(g.state(0) == proc_state::stopped);
  CHECK(g.facts(0).held);
  g.pass(ms{200});
  CHECK(g.state(0) == proc_state::running);
  CHECK(g.state(1) == proc_state::running);
}

TEST_CASE("a second end during a restart makes the circle wider and counts") {
  auto plan = of(strategy::rest_for_one, 3);
  plan.rules.limit = {.intensity = 2, .period = ms{60000}};
  auto g = up(plan);
  g.make_deaf(2);
  g.die(1, 1);
  g.pass(ms{100});
  g.die(0, 1);
  g.pass(ms{5000});
  CHECK(g.run(0) == 2);
  CHECK(g.run(1) == 2);
  CHECK(g.run(2) == 2);
  g.die(2, 1);  // the third within a minute
  g.pass(ms{5000});
  CHECK(g.state(2) == proc_state::fatal);
}

TEST_CASE("the end of one that was about to be taken down anyway does not count") {
  auto plan = of(strategy::one_for_all, 2);
  plan.rules.limit = {.intensity = 1, .period = ms{60000}};
  auto g = up(plan);
  g.make_deaf(1);
  g.die(0, 1);
  g.pass(ms{100});
  g.die(1, 1);
  g.pass(ms{5000});
  CHECK(g.state(0) == proc_state::running);
  CHECK(g.state(1) == proc_state::running);
}

TEST_CASE("too often: the culprit is FATAL, the others are stopped, nobody comes back") {
  auto plan = of(strategy::one_for_one, 3);
  plan.rules.limit = {.intensity = 1, .period = ms{10000}};
  auto g = up(plan);
  g.die(1, 1);
  g.pass(ms{100});
  g.die(1, 3);
  g.pass(ms{60000});
  CHECK(g.state(1) == proc_state::fatal);
  CHECK(g.facts(1).spawn_error == "restarted too often (more than 1 in 10 s)");
  CHECK(g.state(0) == proc_state::stopped);
  CHECK(g.state(2) == proc_state::stopped);
  CHECK(said(g,
             "group 'g': 'b' ended; restarted too often (more than 1 in 10 s); everything in it is "
             "stopped"));
  g.start_all();
  g.pass(ms{3000});
  g.die(1, 1);  // counted from the beginning
  g.pass(ms{100});
  CHECK(g.state(1) == proc_state::running);
}

TEST_CASE("a member that gives up takes down those that share its fate") {
  auto g = up(of(strategy::one_for_all, 2));
  g.give_up_after(0, 0);
  g.fail_launches(0, 1);
  g.die(0, 1);
  g.pass(ms{5000});
  CHECK(g.state(0) == proc_state::fatal);
  CHECK(g.state(1) == proc_state::stopped);
}

TEST_CASE("under one_for_one a member that gives up is nobody else's business") {
  auto plan = of(strategy::one_for_one, 2);
  plan.rules.limit = {.intensity = 5, .period = ms{10000}};
  auto g = up(plan);
  g.give_up_after(0, 0);
  g.fail_launches(0, 1);
  g.die(0, 1);
  g.pass(ms{5000});
  CHECK(g.state(0) == proc_state::fatal);
  CHECK(g.state(1) == proc_state::running);
}

TEST_CASE("escalate: everything goes down, and rises at the word of the group above") {
  auto plan = of(strategy::one_for_all, 2);
  plan.rules.limit = {.intensity = 0, .period = ms{10000}};
  plan.rules.too_much = escalation::escalate;
  auto g = up(plan);
  g.die(1, 1);
  g.pass(ms{60000});
  CHECK(g.take_seen() == seen{{kind::death, 1}, {kind::death, 0}, {kind::escalated, 1}});
  CHECK(g.state(0) == proc_state::stopped);
  CHECK(g.state(1) == proc_state::exited);
  g.from_above(&core::group_machine::revive);
  g.pass(ms{100});
  CHECK(g.state(0) == proc_state::running);
  CHECK(g.state(1) == proc_state::running);
}

TEST_CASE("escalate: the group above may give it up instead") {
  auto plan = of(strategy::one_for_all, 2);
  plan.rules.limit = {.intensity = 0, .period = ms{10000}};
  plan.rules.too_much = escalation::escalate;
  auto g = up(plan);
  g.die(1, 1);
  g.pass(ms{100});
  g.from_above(&core::group_machine::give_up);
  g.pass(ms{60000});
  CHECK(g.state(0) == proc_state::stopped);
  CHECK(g.state(1) == proc_state::fatal);
}

TEST_CASE("exit: the daemon is told to end, and the group decides no more") {
  auto plan = of(strategy::one_for_all, 2);
  plan.rules.limit = {.intensity = 0, .period = ms{10000}};
  plan.rules.too_much = escalation::exit;
  auto g = up(plan);
  g.die(1, 1);
  g.pass(ms{100});
  CHECK(g.take_seen() == seen{{kind::death, 1}, {kind::end_daemon, 1}});
  g.die(0, 1);
  g.pass(ms{60000});
  CHECK(g.take_seen() == seen{{kind::death, 0}});
}

TEST_CASE("set aside by the group above: down, said so, and up again at its word") {
  auto g = up(of(strategy::one_for_one, 3));
  g.stop(1);
  g.pass(ms{100});
  (void)g.take_seen();
  g.from_above(&core::group_machine::set_aside);
  g.pass(ms{100});
  CHECK(g.take_seen() == seen{{kind::death, 2}, {kind::death, 0}, {kind::lowered, 0}});
  g.from_above(&core::group_machine::revive);
  g.pass(ms{100});
  CHECK(g.take_seen() == seen{{kind::launch, 0}, {kind::launch, 2}});
  CHECK(g.state(1) == proc_state::stopped);
}

TEST_CASE("an empty group obeys at once") {
  core::group_machine empty{"group 'e'", {}, {}};
  const core::instant now{core::steady_time{ms{1}}, {}};
  const auto told = empty.set_aside(now);
  REQUIRE(told.size() == 1);
  CHECK(std::holds_alternative<core::group_out::lowered>(told.front()));
  const auto raised = empty.revive(now);
  REQUIRE(raised.size() == 1);
  CHECK(std::holds_alternative<core::group_out::raised>(raised.front()));
  CHECK(empty.at_rest());
}

TEST_CASE("sequential: the next priority rises when the one before is RUNNING") {
  auto plan = of(strategy::one_for_all, 3);
  plan.rules.start = start_strategy::sequential;
  plan.priority = {1, 2, 3};
  auto g = up(plan);
  g.fail_launches(1, 1);
  g.die(2, 1);
  g.pass(ms{500});
  CHECK(g.state(0) == proc_state::running);
  CHECK(g.state(1) == proc_state::backoff);
  CHECK(g.state(2) == proc_state::exited);
  g.pass(ms{1000});
  CHECK(g.state(1) == proc_state::running);
  CHECK(g.state(2) == proc_state::running);
}

TEST_CASE("sequential: a failure ends the sequence and says so") {
  auto plan = of(strategy::one_for_one, 3);
  plan.rules.start = start_strategy::sequential;
  plan.priority = {1, 2, 3};
  auto g = up(plan);
  g.from_above(&core::group_machine::set_aside);
  g.pass(ms{100});
  g.give_up_after(0, 0);
  g.fail_launches(0, 1);
  g.from_above(&core::group_machine::revive);
  g.pass(ms{5000});
  CHECK(g.state(0) == proc_state::fatal);
  CHECK(g.state(1) == proc_state::stopped);
  CHECK_FALSE(g.facts(1).want_up);
  CHECK(said(g, "group 'g': 'a' did not come up; not started: b, c"));
}

TEST_CASE("a request to stop in the middle of a restart counts") {
  auto g = up(of(strategy::one_for_all, 3));
  g.make_deaf(2);
  g.die(0, 1);
  g.pass(ms{100});
  g.stop(2);
  g.stop(0);
  g.pass(ms{5000});
  CHECK(g.state(0) == proc_state::stopped);
  CHECK(g.state(1) == proc_state::running);
  CHECK(g.run(1) == 2);
  CHECK(g.state(2) == proc_state::stopped);
}

TEST_CASE("news of nobody change nothing") {
  core::group_machine g{"group 'g'", {}, {}};
  CHECK(g.report(7, {.state = proc_state::fatal}, true, {}).empty());
}
