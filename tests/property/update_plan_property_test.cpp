// Random configurations: carrying out the plan makes the one that was active into the new one, and
// touches nothing that is the same.
#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "tests/helpers/catch.hpp"
#include "tests/helpers/dice.hpp"
#include "tests/helpers/update_world.hpp"

using namespace actord::core;
using namespace actord::tests;

namespace {

// Few names and few values, so that much is the same in two of them.
configuration random_config(dice& roll) {
  std::vector<group_spec> groups;
  for (const auto* name : {"a", "b", "c", "d", "e"}) {
    if (roll.below(4) == 0) continue;
    std::vector<process_spec> processes;
    for (int i = static_cast<int>(roll.below(4)); i > 0; --i) {
      auto spec = small_process("p" + std::to_string(i), "/bin/" + std::to_string(roll.below(2)));
      spec.autostart = roll.below(5) != 0;
      spec.program = roll.below(2) == 0 ? "x" : "y";
      processes.push_back(spec);
    }
    groups.push_back(small_group(name, processes, static_cast<int>(roll.below(2))));
    if (roll.below(6) == 0) groups.back().kind = group_kind::listeners;
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& x, const auto& y) { return x.priority < y.priority; });
  return small_config(groups,
                      roll.below(2) == 0 ? update_strategy::group : update_strategy::minimal);
}

using seen_processes = std::map<std::pair<std::string, std::string>, active_process>;

seen_processes processes_in(const roster& active) {
  seen_processes seen;
  for (const auto& group : active.groups())
    for (const auto& process : group.processes)
      seen.emplace(std::pair{group.spec->name, process.spec->name}, process);
  return seen;
}

void check_is(const roster& active, const configuration& wanted) {
  REQUIRE(active.groups().size() == wanted.groups.size());
  for (const auto& group : wanted.groups) {
    const auto* found = active.find(group.name);
    REQUIRE(found != nullptr);
    REQUIRE(same_group(*found->spec, group));
    REQUIRE(found->processes.size() == processes_of(group).size());
    for (std::size_t i = 0; i < found->processes.size(); ++i)
      REQUIRE(same_process(*found->processes[i].spec, *processes_of(group)[i]));
  }
}

void check_spared(const seen_processes& before, const seen_processes& after, update_strategy how,
                  const std::vector<planned_group>& plan) {
  for (const auto& step : plan)
    for (const auto& [names, process] : before) {
      if (names.first != step.group) continue;
      const auto now = after.find(names);
      const bool same_key = now != after.end() && now->second.key == process.key;
      if (step.what == group_step::unchanged) REQUIRE(same_key);
      if (step.what == group_step::remove || step.what == group_step::replace)
        REQUIRE_FALSE(same_key);
      if (step.what == group_step::change) {
        REQUIRE(how == update_strategy::minimal);
        const bool same = now != after.end() && same_process(*now->second.spec, *process.spec);
        REQUIRE(same_key == same);
        REQUIRE(same == (std::count(step.keep.begin(), step.keep.end(), names.second) == 1));
      }
    }
}

}  // namespace

TEST_CASE("a plan carried out makes the old configuration the new one, and a second is empty") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    dice roll{seed};
    roster active;
    for (const auto& group : random_config(roll).groups)
      active.add(group);
    std::set<std::uint32_t> ever;
    for (int updates = 0; updates < 5; ++updates) {
      const auto next = random_config(roll);
      const auto plan = plan_update(active.specs(), next);
      REQUIRE(choose_steps(plan_update(active.specs(), next), {}).steps ==
              choose_steps(plan, {}).steps);
      const auto before = processes_in(active);
      carry_out(active, next, plan);
      const auto after = processes_in(active);
      check_is(active, next);
      check_spared(before, after, next.daemon.update, plan);
      REQUIRE(choose_steps(plan_update(active.specs(), next), {}).steps.empty());
      // Keys are unique at every moment, and a new one is higher than all before it.
      std::set<std::uint32_t> now;
      for (const auto& [names, process] : after) {
        REQUIRE(now.insert(process.key.value).second);
        REQUIRE(active.find(process.key)->process->spec->name == names.second);
      }
      for (const auto key : now)
        if (!ever.contains(key) && !ever.empty() && updates > 0) REQUIRE(key > *ever.rbegin());
      ever.insert(now.begin(), now.end());
    }
  }
}

TEST_CASE("a part of a plan leaves the rest for later") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    dice roll{seed};
    roster active;
    for (const auto& group : random_config(roll).groups)
      active.add(group);
    const auto next = random_config(roll);
    for (const std::string name : {"c", "a", "e", "b", "d"}) {
      const auto plan = plan_update(active.specs(), next);
      carry_out(active, next, choose_steps(plan, std::vector{name}).steps);
    }
    check_is(active, next);
  }
}
