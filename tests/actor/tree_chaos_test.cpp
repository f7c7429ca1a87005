// Random schedules: children end, operators ask, actors die, each at any moment. Whatever happens,
// the host is never asked for the impossible, every question is answered, and what should be up is
// up in the end. Everything follows from the seed.
#include <cstdint>

#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/dice.hpp"

namespace actord::tests {
namespace {

const lines names{"a", "b", "c"};

core::process_spec tireless(const std::string& name) {
  auto spec = process(name);
  spec.restart = core::auto_restart::always;
  spec.stop_wait = std::chrono::seconds{2};
  return spec;
}

core::group_spec under(core::restart_rules rules, core::group_spec group) {
  group.rules = rules;
  return group;
}

class chaos {
 public:
  chaos(std::uint64_t seed, core::restart_rules rules)
      : dice_{seed},
        stage_{{under(rules, group("g", 1, {tireless("a"), tireless("b")})),
                under(rules, group("h", 2, {tireless("c")}))},
               [](paper_host&) {},
               [this](std::size_t waiting) { return dice_.below(waiting); }} {}

  void go_on(int moments) {
    for (int i = 0; i < moments; ++i) {
      happen();
      for (auto turns = dice_.below(12); turns > 0 && stage_.motion.turn(); --turns) {
      }
      if (dice_.below(4) == 0) stage_.pass(std::chrono::milliseconds{dice_.below(1500)});
    }
    stage_.pass(20s);
  }

  // Nobody is spared, but no more often than the root is willing to repeat itself.
  void go_down() {
    stage_.tree->shut_down(false);
    for (int i = 0; i < 3; ++i) {
      for (auto turns = dice_.below(20); turns > 0 && stage_.motion.turn(); --turns) {
      }
      kill_one_of({"process", "program", "group", "root"});
    }
    stage_.pass(20s);
  }

  tree_stage& stage() { return stage_; }
  const std::vector<action>& asked() const { return asked_; }

 private:
  void happen() {
    const auto& name = names[dice_.below(names.size())];
    switch (dice_.below(8)) {
      case 0:
      case 1:
        return end_child(name);
      case 2:
        return ask(verb::start);
      case 3:
        return ask(verb::stop);
      case 4:
        return ask(verb::clear_logs);
      default:
        return kill_somebody();
    }
  }

  void end_child(const std::string& name) {
    if (stage_.host.alive(name)) stage_.host.exit(name, static_cast<int>(dice_.below(2)));
  }
  void ask(verb what) { asked_.push_back(stage_.post(what, dice_.below(2) == 0 ? "*" : "g:*")); }
  // Not the root: what it has promised dies with it, and its clients' fronts answer then.
  void kill_somebody() { kill_one_of({"process", "process", "program", "group"}); }
  void kill_one_of(const lines& parts) {
    const auto& part = parts[dice_.below(parts.size())];
    if (stage_.motion.born(part) != 0)
      caf::anon_send_exit(stage_.motion.youngest(part), caf::exit_reason::kill);
  }

  dice dice_;
  tree_stage stage_;
  std::vector<action> asked_;
};

void comes_out_right(const core::restart_rules& rules) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    chaos c{seed, rules};
    auto& s = c.stage();
    c.go_on(25);

    REQUIRE(s.host.complaints().empty());
    REQUIRE(s.log->count("cannot happen") == 0);
    for (const auto& one : c.asked())
      REQUIRE_FALSE(one->open());

    const auto all_up = s.act(verb::start, "*");
    s.pass(10s);
    REQUIRE_FALSE(all_up->open());
    for (const auto& p : s.status("*").processes) {
      CAPTURE(p.name);
      REQUIRE(p.state == proc_state::running);
      REQUIRE(p.pid == s.host.pid(p.name));
    }

    c.go_down();
    REQUIRE_FALSE(s.ends.empty());
    REQUIRE(s.host.complaints().empty());
    for (const auto& name : names)
      REQUIRE_FALSE(s.host.alive(name));
  }
}

}  // namespace

TEST_CASE("whatever happens in whatever order, the tree comes out right") {
  comes_out_right({});
}

TEST_CASE("whatever happens in whatever order, groups under a strategy come out right") {
  comes_out_right({.strategy = core::strategy::one_for_all});
  comes_out_right({.strategy = core::strategy::rest_for_one,
                   .limit = {.intensity = 1, .period = 2s},
                   .too_much = core::escalation::escalate});
}

TEST_CASE("a root that dies while it boots leaves nothing unstarted") {
  for (std::size_t turns = 0; turns < 60; ++turns) {
    CAPTURE(turns);
    tree_stage s{{group("g", 1, {process("a"), process("b")}), alone(process("c"))},
                 [](paper_host&) {},
                 [](std::size_t) { return std::size_t{0}; }};
    for (std::size_t i = 0; i < turns; ++i)
      s.motion.turn();
    s.motion.kill(s.tree->present().root);
    s.pass(5s);
    for (const auto& p : s.status("*").processes) {
      CAPTURE(p.name);
      REQUIRE(p.state == proc_state::running);
    }
    REQUIRE(s.host.told("launch").size() == 3);
    REQUIRE(s.host.complaints().empty());
  }
}

}  // namespace actord::tests
