// Random schedules in which the configuration changes, too: groups are added, removed and changed
// while children end, operators ask and actors die, the root included. Whatever happens, the host
// is never asked for the impossible, and an update brings the tree to what is configured.
// Everything follows from the seed.
#include <cstdint>

#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/dice.hpp"

namespace actord::tests {
namespace {

const lines group_names{"g", "h", "k"};

core::process_spec variant(const std::string& name, std::size_t which) {
  auto spec = process(name);
  spec.command = "/bin/" + std::to_string(which);
  spec.restart = core::auto_restart::always;
  spec.stop_wait = std::chrono::seconds{2};
  return spec;
}

class update_chaos {
 public:
  explicit update_chaos(std::uint64_t seed)
      : dice_{seed},
        stage_{some_groups(), [](paper_host&) {},
               [this](std::size_t waiting) { return dice_.below(waiting); }} {}

  void go_on(int moments) {
    for (int i = 0; i < moments; ++i) {
      happen();
      for (auto turns = dice_.below(15); turns > 0 && stage_.motion.turn(); --turns) {
      }
      if (dice_.below(4) == 0) stage_.pass(std::chrono::milliseconds{dice_.below(1500)});
    }
    stage_.pass(20s);
  }

  // What actorctl does.
  void update() {
    const auto plan = stage_.reread();
    for (const auto& step : plan->value().groups) {
      const auto& name = step.group;
      const bool goes =
          step.what == core::group_step::remove || step.what == core::group_step::replace;
      const bool comes =
          step.what == core::group_step::add || step.what == core::group_step::replace;
      if (goes) {
        const auto stopped = stage_.act(verb::stop, name + ":*");
        stage_.pass(3s);
        REQUIRE_FALSE(stopped->open());
        REQUIRE(stage_.remove(name) == "SUCCESS");
      }
      if (comes) REQUIRE(stage_.add(name) == "SUCCESS");
      if (step.what == core::group_step::change) {
        const auto changed = stage_.change(name);
        stage_.pass(3s);
        REQUIRE(changed->value().problem == fault_code::success);
      }
      stage_.settle();
    }
  }

  void rewrite() {
    stage_.write_files(some_groups(), dice_.below(3) == 0 ? core::update_strategy::group
                                                          : core::update_strategy::minimal);
  }

  tree_stage& stage() { return stage_; }

 private:
  std::vector<core::group_spec> some_groups() {
    std::vector<core::group_spec> groups;
    for (std::size_t g = 0; g < group_names.size(); ++g) {
      if (dice_.below(4) == 0) continue;
      std::vector<core::process_spec> processes;
      for (std::size_t p = 0; p < 3; ++p)
        if (dice_.below(4) != 0)
          processes.push_back(variant(group_names[g] + std::to_string(p), dice_.below(2)));
      groups.push_back(group(group_names[g], static_cast<int>(g), std::move(processes)));
    }
    return groups;
  }

  void happen() {
    const auto& name = group_names[dice_.below(group_names.size())];
    const auto root = stage_.tree->present().root;
    auto& motion = stage_.motion;
    switch (dice_.below(10)) {
      case 0:
        rewrite();
        (void)motion.ask<core::reread_reply>(root, core::reread_request{});
        return;
      case 1:
        (void)motion.ask<core::done_reply>(root, core::add_group_request{name});
        return;
      case 2:
        (void)stage_.post(verb::stop, name + ":*");
        (void)motion.ask<core::done_reply>(root, core::remove_group_request{name});
        return;
      case 3:
        (void)motion.ask<core::action_reply>(root, core::change_group_request{name});
        return;
      case 4:
        (void)stage_.post(dice_.below(2) == 0 ? verb::start : verb::stop, name + ":*");
        return;
      case 5:
      case 6:
        return end_child();
      default:
        return kill_one_of({"process", "process", "program", "group", "root"});
    }
  }

  void end_child() {
    const auto name = group_names[dice_.below(group_names.size())] + std::to_string(dice_.below(3));
    if (stage_.host.alive(name)) stage_.host.exit(name, static_cast<int>(dice_.below(2)));
  }
  void kill_one_of(const lines& parts) {
    const auto& part = parts[dice_.below(parts.size())];
    if (stage_.motion.born(part) != 0)
      caf::anon_send_exit(stage_.motion.youngest(part), caf::exit_reason::kill);
  }

  dice dice_;
  tree_stage stage_;
};

}  // namespace

TEST_CASE("whatever happens over updates, the next one makes the tree what is configured") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    update_chaos c{seed};
    auto& s = c.stage();
    c.go_on(30);
    REQUIRE(s.host.complaints().empty());
    REQUIRE(s.log->count("cannot happen") == 0);

    c.rewrite();
    c.update();
    const auto plan = s.reread();
    for (const auto& step : plan->value().groups)
      REQUIRE(step.what == core::group_step::unchanged);
    const auto all_up = s.act(verb::start, "*");
    s.pass(10s);
    REQUIRE_FALSE(all_up->open());
    std::size_t configured = 0;
    for (const auto& g : s.files.now->groups)
      configured += core::processes_of(g).size();
    const auto listed = s.status("*").processes;
    REQUIRE(listed.size() == configured);
    for (const auto& p : listed) {
      CAPTURE(p.name);
      REQUIRE(p.state == proc_state::running);
      REQUIRE(p.pid == s.host.pid(p.name));
    }
    // Nobody else lives.
    for (const auto& g : group_names)
      for (int i = 0; i < 3; ++i) {
        const auto name = g + std::to_string(i);
        const auto found = std::any_of(listed.begin(), listed.end(),
                                       [&](const auto& p) { return p.name == name; });
        REQUIRE(s.host.alive(name) == found);
      }
    s.tree->shut_down(false);
    s.pass(20s);
    REQUIRE(s.ends == std::vector<bool>{false});
    REQUIRE(s.host.complaints().empty());
  }
}

}  // namespace actord::tests
