// Strategies in the tree: a group under one takes its processes down and lets them rise, escalates,
// or ends the daemon; significant processes end it; a shutdown has an end. What is decided is in
// tests/unit/group_machine_test.cpp; here it is carried out.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

using core::escalation;
using core::strategy;

core::process_spec tireless(const std::string& name, int priority = 999) {
  auto spec = process(name);
  spec.restart = core::auto_restart::always;
  spec.priority = priority;
  spec.start_secs = std::chrono::seconds{0};
  spec.restart_pause = 0ms;
  spec.stop_wait = std::chrono::seconds{2};
  return spec;
}

core::group_spec under(core::restart_rules rules, core::group_spec group) {
  group.rules = rules;
  return group;
}

core::group_spec three(strategy how) {
  return under({.strategy = how}, group("g", 1, {tireless("a"), tireless("b"), tireless("c")}));
}

lines told_but_defines(tree_stage& s) {
  lines some;
  for (auto& line : s.host.take_told())
    if (!line.starts_with("define") && !line.starts_with("look")) some.push_back(std::move(line));
  return some;
}

}  // namespace

TEST_CASE("one_for_all in the tree: down in reverse, one by one, and up in order") {
  tree_stage s{{three(strategy::one_for_all)}};
  (void)s.host.take_told();
  s.host.exit("b", 1);
  s.settle();
  CHECK(told_but_defines(s) ==
        lines{"signal c 15 run 1", "signal a 15 run 1", "launch a 2", "launch b 2", "launch c 2"});
  for (const char* name : {"g:a", "g:b", "g:c"})
    CHECK(s.state(name) == proc_state::running);
  CHECK(s.log->has(core::log_level::info,
                   "group 'g': restarting 3 of 3 because 'b' ended (one_for_all)"));
}

TEST_CASE("rest_for_one in the tree") {
  tree_stage s{{three(strategy::rest_for_one)}};
  (void)s.host.take_told();
  s.host.exit("b", 1);
  s.settle();
  CHECK(told_but_defines(s) == lines{"signal c 15 run 1", "launch b 2", "launch c 2"});
}

TEST_CASE("one_for_one with a limit: alone, until it is too often") {
  tree_stage s{{under({.limit = {.intensity = 1, .period = 10s}},
                      group("g", 1, {tireless("a"), tireless("b")}))}};
  (void)s.host.take_told();
  s.host.exit("b", 1);
  s.settle();
  CHECK(told_but_defines(s) == lines{"launch b 2"});
  s.host.exit("b", 1);
  s.settle();
  CHECK(told_but_defines(s) == lines{"signal a 15 run 1"});
  CHECK(s.state("g:b") == proc_state::fatal);
  CHECK(s.info("g:b").description == "restarted too often (more than 1 in 10 s)");
  CHECK(s.state("g:a") == proc_state::stopped);
}

TEST_CASE("SIGKILL follows while a group is lowered, and the others wait for it") {
  tree_stage s{{three(strategy::one_for_all)}, [](paper_host& h) { h.deaf = {"c"}; }};
  (void)s.host.take_told();
  s.host.exit("a", 1);
  s.pass(1900ms);
  CHECK(s.host.take_told() == lines{"signal c 15 run 1"});
  s.pass(200ms);
  CHECK(told_but_defines(s) ==
        lines{"signal c 9 run 1", "signal b 15 run 1", "launch a 2", "launch b 2", "launch c 2"});
}

TEST_CASE("requests during a restart: a stop takes part, a start waits for its turn") {
  tree_stage s{{three(strategy::one_for_all)}, [](paper_host& h) { h.deaf = {"b"}; }};
  s.host.exit("c", 1);
  s.settle();
  const auto stopped = s.act(verb::stop, "g:c");
  CHECK(lines_of(stopped) == lines{"g:c SUCCESS"});
  const auto started = s.act(verb::start, "g:b");
  CHECK(lines_of(started) == lines{"open"});
  s.pass(3s);
  CHECK(lines_of(started) == lines{"g:b SUCCESS"});
  CHECK(s.state("g:a") == proc_state::running);
  CHECK(s.state("g:b") == proc_state::running);
  CHECK(s.state("g:c") == proc_state::stopped);
}

TEST_CASE("a request for the whole group is no end: nothing is restarted") {
  tree_stage s{{three(strategy::one_for_all)}};
  CHECK(lines_of(s.act(verb::stop, "g:*")).size() == 3);
  (void)s.host.take_told();
  s.pass(5s);
  CHECK(told_but_defines(s).empty());
  CHECK(lines_of(s.act(verb::start, "g:*")).size() == 3);
  CHECK(s.host.told("launch").size() == 3);
}

TEST_CASE("escalate: the root restarts the group") {
  auto g = three(strategy::one_for_all);
  g.rules.limit = {.intensity = 0, .period = 10s};
  g.rules.too_much = escalation::escalate;
  tree_stage s{{g, alone(tireless("other"))}};
  (void)s.host.take_told();
  s.host.exit("b", 1);
  s.settle();
  CHECK(told_but_defines(s) ==
        lines{"signal c 15 run 1", "signal a 15 run 1", "launch a 2", "launch b 2", "launch c 2"});
  CHECK(s.ends.empty());
}

TEST_CASE("escalate: the root's own limit ends the daemon") {
  auto g = three(strategy::one_for_all);
  g.rules.limit = {.intensity = 0, .period = 10s};
  g.rules.too_much = escalation::escalate;
  tree_stage s{
      {g},
      [](paper_host&) {},
      [](core::configuration& c) { c.daemon.rules.limit = {.intensity = 1, .period = 10s}; }};
  s.host.exit("b", 1);
  s.settle();
  CHECK(s.ends.empty());
  s.host.exit("a", 1);
  s.settle();
  CHECK(s.ends == std::vector<bool>{false});
  CHECK(s.statuses == std::vector<int>{1});
}

TEST_CASE("one_for_all among the groups: the others go down and rise with the one that escalated") {
  auto g = three(strategy::one_for_all);
  g.rules.limit = {.intensity = 0, .period = 10s};
  g.rules.too_much = escalation::escalate;
  tree_stage s{{alone(tireless("early", 0)), g, group("z", 5, {tireless("late")})},
               [](paper_host&) {},
               [](core::configuration& c) { c.daemon.rules.strategy = strategy::one_for_all; }};
  (void)s.host.take_told();
  s.host.exit("a", 1);
  s.settle();
  CHECK(told_but_defines(s) == lines{"signal c 15 run 1", "signal b 15 run 1",
                                     "signal late 15 run 1", "signal early 15 run 1",
                                     "launch early 2", "launch a 2", "launch b 2", "launch c 2",
                                     "launch late 2"});
}

TEST_CASE("exit: too often ends the daemon with the culprit's status") {
  auto g = three(strategy::one_for_all);
  g.rules.limit = {.intensity = 0, .period = 10s};
  g.rules.too_much = escalation::exit;
  tree_stage s{{g}};
  s.host.exit("b", 9);
  s.settle();
  CHECK(s.ends == std::vector<bool>{false});
  CHECK(s.statuses == std::vector<int>{9});
  CHECK(s.host.told("launch").size() == 3);
}

TEST_CASE("a significant process ends the daemon; the others are stopped in order") {
  auto job = process("job");
  job.significant = true;
  job.start_secs = std::chrono::seconds{0};
  tree_stage s{{alone(job), group("z", 1, {tireless("late")})},
               [](paper_host&) {},
               [](core::configuration& c) { c.daemon.exit_on = core::exit_rule::any_significant; }};
  s.host.exit("job", 0);
  s.settle();
  CHECK(s.host.told("signal") == lines{"signal late 15 run 1"});
  CHECK(s.statuses == std::vector<int>{0});
  CHECK(s.ends == std::vector<bool>{false});
}

TEST_CASE("all_significant: the last one ends the daemon, a restart in between does not") {
  auto one = process("one");
  one.significant = true;
  one.start_secs = std::chrono::seconds{0};
  one.restart_pause = 0ms;
  auto two = one;
  two.name = two.program = "two";
  tree_stage s{{alone(one), alone(two)},
               [](paper_host&) {},
               [](core::configuration& c) { c.daemon.exit_on = core::exit_rule::all_significant; }};
  s.host.exit("one", 1);  // unexpected: restarted
  s.settle();
  s.host.exit("two", 0);
  s.settle();
  CHECK(s.statuses.empty());
  s.host.exit("one", 0);
  s.settle();
  CHECK(s.statuses == std::vector<int>{0});
  CHECK(s.ends.size() == 1);
}

TEST_CASE("shutdown_timeout: what is left is killed, and the daemon ends") {
  auto stubborn = process("stubborn");
  stubborn.stop_wait = std::chrono::seconds{600};
  tree_stage s{{group("low", 1, {process("quick")}), group("high", 2, {stubborn})},
               [](paper_host& h) { h.deaf = {"stubborn"}; },
               [](core::configuration& c) { c.daemon.shutdown_timeout = 5s; }};
  s.pass(2s);
  (void)s.host.take_told();
  s.shut_down(false);
  s.pass(4980ms);
  CHECK(told_but_defines(s) == lines{"signal stubborn 15 run 1"});
  CHECK(s.ends.empty());
  s.pass(40ms);
  CHECK(s.ends == std::vector<bool>{false});
  CHECK_FALSE(s.host.alive("stubborn"));
  CHECK_FALSE(s.host.alive("quick"));
}

TEST_CASE("shutdown_timeout: not even a process that nothing kills holds up the end") {
  tree_stage s{{alone(process("rock"))},
               [](paper_host& h) { h.immortal = {"rock"}; },
               [](core::configuration& c) { c.daemon.shutdown_timeout = 1s; }};
  s.pass(2s);
  s.shut_down(true);
  s.pass(2980ms);
  CHECK(s.ends.empty());
  s.pass(40ms);
  CHECK(s.ends == std::vector<bool>{true});
  s.pass(60s);
  CHECK(s.ends.size() == 1);
}

TEST_CASE("sequential: priority by priority, groups side by side") {
  auto waiting = under({.start = core::start_strategy::sequential},
                       group("g", 1, {process("a"), process("b")}));
  auto first = process("first");
  first.priority = 1;
  waiting.programs.insert(waiting.programs.begin(),
                          {"first", {std::make_shared<core::process_spec>(first)}});
  tree_stage s{{waiting, alone(process("other"))}};
  CHECK(s.host.told("launch") == lines{"launch first 1", "launch other 1"});
  s.pass(980ms);
  CHECK(s.host.told("launch").size() == 2);
  s.pass(40ms);
  CHECK(s.host.told("launch") ==
        lines{"launch first 1", "launch other 1", "launch a 1", "launch b 1"});
}

TEST_CASE("sequential: a failure ends the sequence, and the log says who was not started") {
  auto first = process("first");
  first.priority = 1;
  first.start_retries = 1;
  tree_stage s{{under({.start = core::start_strategy::sequential},
                      group("g", 1, {first, process("second")})),
                alone(process("other"))},
               [](paper_host& h) { h.answers_launches = false; }};
  s.host.spawn("other");
  s.host.refuse("first", "no");
  s.pass(1100ms);
  CHECK(s.state("other") == proc_state::running);
  CHECK(s.host.told("launch").size() == 3);  // not yet: it is tried again
  s.host.refuse("first", "no");
  s.settle();
  CHECK(s.state("g:first") == proc_state::fatal);
  CHECK(s.state("g:second") == proc_state::stopped);
  CHECK(s.log->has(core::log_level::error,
                   "start sequence ended: first (SPAWN_ERROR) did not come up; not started: "
                   "second"));
}

TEST_CASE("sequential: a start by request keeps the order, too, and says what did not come") {
  auto first = process("first");
  first.priority = 1;
  first.autostart = false;
  auto second = process("second");
  second.autostart = false;
  tree_stage s{
      {under({.start = core::start_strategy::sequential}, group("g", 1, {first, second}))}};
  const auto fine = s.act(verb::start, "g:*");
  s.pass(1020ms);
  CHECK(s.host.told("launch") == lines{"launch first 1", "launch second 1"});
  s.pass(1020ms);
  CHECK(lines_of(fine) == lines{"g:first SUCCESS", "g:second SUCCESS"});
  s.act(verb::stop, "*");
  s.host.probe_faults["first"] = {fault_code::no_file, "can't find command '/bin/first'"};
  CHECK(lines_of(s.act(verb::start, "g:*")) ==
        lines{"g:first NO_FILE can't find command '/bin/first'",
              "g:second ABNORMAL_TERMINATION g:second"});
}

TEST_CASE("the whole daemon in sequence: a group begins when the one before is up") {
  tree_stage s{
      {group("a", 1, {process("a1")}), group("b", 2, {process("b1")})},
      [](paper_host&) {},
      [](core::configuration& c) { c.daemon.rules.start = core::start_strategy::sequential; }};
  CHECK(s.host.told("launch") == lines{"launch a1 1"});
  s.pass(1020ms);
  CHECK(s.host.told("launch") == lines{"launch a1 1", "launch b1 1"});
}

TEST_CASE("the actor of a group dies in the middle of a restart: the next one finishes it") {
  for (const char* part : {"group", "program", "process"}) {
    CAPTURE(part);
    tree_stage s{{three(strategy::one_for_all)}, [](paper_host& h) { h.deaf = {"b"}; }};
    s.host.exit("a", 1);
    s.settle();
    REQUIRE(s.state("g:c") == proc_state::stopped);
    s.motion.kill(s.motion.youngest(part));
    s.pass(10s);
    for (const char* name : {"g:a", "g:b", "g:c"})
      CHECK(s.state(name) == proc_state::running);
    CHECK(s.host.complaints().empty());
  }
}

}  // namespace actord::tests
