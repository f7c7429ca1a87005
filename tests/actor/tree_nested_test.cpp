// Groups inside groups: one member of the outer strategy each, escalation from inside out.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

using core::escalation;
using core::strategy;

core::process_spec tireless(const std::string& name) {
  auto spec = process(name);
  spec.restart = core::auto_restart::always;
  spec.start_secs = std::chrono::seconds{0};
  spec.restart_pause = 0ms;
  return spec;
}

// [group:shop] gateway, and inside it [group:data] database, cache and [group:jobs] worker.
std::vector<core::group_spec> shop(strategy outer, core::restart_rules data_rules) {
  auto shop = group("shop", 5, {tireless("gateway")});
  shop.rules.strategy = outer;
  shop.inner = {"data", "jobs"};
  auto data = group("data", 1, {tireless("database"), tireless("cache")});
  data.rules = data_rules;
  data.outer_priorities = {5};
  auto jobs = group("jobs", 2, {tireless("worker")});
  jobs.outer_priorities = {5};
  return {shop, data, jobs, alone(tireless("other"))};
}

constexpr core::restart_rules touchy{
    .strategy = strategy::one_for_all, .limit = {.intensity = 0}, .too_much = escalation::escalate};

lines told(tree_stage& s) {
  lines some;
  for (auto& line : s.host.take_told())
    if (line.starts_with("launch") || line.starts_with("signal")) some.push_back(std::move(line));
  return some;
}

}  // namespace

TEST_CASE("what is inside a group starts after it and stops before it") {
  tree_stage s{shop(strategy::one_for_one, {})};
  CHECK(told(s) == lines{"launch gateway 1", "launch database 1", "launch cache 1",
                         "launch worker 1", "launch other 1"});
  s.shut_down(false);
  CHECK(told(s) == lines{"signal other 15 run 1", "signal worker 15 run 1", "signal cache 15 run 1",
                         "signal database 15 run 1", "signal gateway 15 run 1"});
}

TEST_CASE("an inner group that escalates is restarted alone under one_for_one") {
  tree_stage s{shop(strategy::one_for_one, touchy)};
  (void)told(s);
  s.host.exit("database", 1);
  s.settle();
  CHECK(told(s) == lines{"signal cache 15 run 1", "launch database 2", "launch cache 2"});
}

TEST_CASE("an inner group that escalates takes down what shares its fate") {
  tree_stage s{shop(strategy::one_for_all, touchy)};
  (void)told(s);
  s.host.exit("database", 1);
  s.settle();
  CHECK(told(s) == lines{"signal cache 15 run 1", "signal worker 15 run 1",
                         "signal gateway 15 run 1", "launch gateway 2", "launch database 2",
                         "launch cache 2", "launch worker 2"});
}

TEST_CASE("the end of a process takes down the groups inside its group") {
  tree_stage s{shop(strategy::one_for_all, {})};
  (void)told(s);
  s.host.exit("gateway", 1);
  s.settle();
  CHECK(told(s) == lines{"signal worker 15 run 1", "signal cache 15 run 1",
                         "signal database 15 run 1", "launch gateway 2", "launch database 2",
                         "launch cache 2", "launch worker 2"});
}

TEST_CASE("an inner group that is FATAL is too much for an outer one_for_all") {
  auto rules = touchy;
  rules.too_much = escalation::fatal;
  tree_stage s{shop(strategy::one_for_all, rules)};
  (void)told(s);
  s.host.exit("cache", 1);
  s.settle();
  CHECK(told(s) ==
        lines{"signal database 15 run 1", "signal worker 15 run 1", "signal gateway 15 run 1"});
  CHECK(s.state("data:cache") == proc_state::fatal);
  CHECK(s.state("other") == proc_state::running);
}

TEST_CASE("escalation goes from inside out to the end of the daemon") {
  auto groups = shop(strategy::one_for_one, touchy);
  groups[0].rules.limit = {.intensity = 0};
  groups[0].rules.too_much = escalation::escalate;
  tree_stage s{groups, [](paper_host&) {},
               [](core::configuration& c) { c.daemon.rules.limit = {.intensity = 0}; }};
  s.host.exit("cache", 1);
  s.settle();
  CHECK(s.ends == std::vector<bool>{false});
  CHECK(s.statuses == std::vector<int>{1});
}

TEST_CASE("requests for a group include those inside it; names stay") {
  tree_stage s{shop(strategy::one_for_one, {})};
  CHECK(lines_of(s.act(verb::stop, "shop:*")) ==
        lines{"shop:gateway SUCCESS", "data:database SUCCESS", "data:cache SUCCESS",
              "jobs:worker SUCCESS"});
  CHECK(s.state("other") == proc_state::running);
  CHECK(lines_of(s.act(verb::start, "data:cache")) == lines{"data:cache SUCCESS"});
}

TEST_CASE("the actor of an inner or outer group dies while all go down") {
  for (const auto order : {0, 1, 2}) {
    CAPTURE(order);
    tree_stage s{shop(strategy::one_for_all, touchy), [](paper_host& h) { h.deaf = {"worker"}; }};
    s.host.exit("database", 1);
    s.settle();
    REQUIRE(s.state("jobs:worker") == proc_state::stopping);
    if (order == 0) s.motion.kill(s.motion.youngest("group"));
    if (order == 1) s.motion.kill(s.motion.youngest("program"));
    if (order == 2) s.motion.kill(s.tree->present().root);
    s.pass(20s);
    for (const char* name :
         {"shop:gateway", "data:database", "data:cache", "jobs:worker", "other"}) {
      CAPTURE(name);
      CHECK(s.state(name) == proc_state::running);
    }
    CHECK(s.host.complaints().empty());
  }
}

}  // namespace actord::tests
