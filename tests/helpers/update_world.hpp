// Configurations in a few words, for tests of updates: groups of small processes.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/program_spec.hpp"
#include "core/roster.hpp"
#include "core/update_plan.hpp"

namespace actord::tests {

inline core::process_spec small_process(const std::string& name,
                                        const std::string& command = "/bin/x") {
  core::process_spec spec;
  spec.name = name;
  spec.program = name;
  spec.command = command;
  return spec;
}

inline core::group_spec small_group(const std::string& name,
                                    std::vector<core::process_spec> processes, int priority = 999) {
  core::group_spec group;
  group.name = name;
  group.priority = priority;
  for (auto& process : processes) {
    process.group = name;
    if (group.programs.empty() || group.programs.back().name != process.program)
      group.programs.push_back({process.program, {}});
    group.programs.back().processes.push_back(
        std::make_shared<const core::process_spec>(std::move(process)));
  }
  return group;
}

inline core::configuration small_config(std::vector<core::group_spec> groups,
                                        core::update_strategy how = core::update_strategy::group) {
  core::configuration config;
  config.groups = std::move(groups);
  config.daemon.update = how;
  return config;
}

inline std::vector<core::group_pointer> as_active(const std::vector<core::group_spec>& groups) {
  std::vector<core::group_pointer> active;
  for (const auto& group : groups)
    active.push_back(std::make_shared<const core::group_spec>(group));
  return active;
}

// What the tree does with a plan, on paper.
inline void carry_out(core::roster& active, const core::configuration& next,
                      const std::vector<core::planned_group>& plan) {
  const auto configured = [&](const std::string& name) -> const core::group_spec& {
    for (const auto& group : next.groups)
      if (group.name == name) return group;
    throw std::logic_error{"the plan names '" + name + "', which is not configured"};
  };
  for (const auto& step : plan) {
    switch (step.what) {
      case core::group_step::unchanged:
        break;
      case core::group_step::remove:
        active.remove(step.group);
        break;
      case core::group_step::replace:
        active.remove(step.group);
        active.add(configured(step.group));
        break;
      case core::group_step::change:
        active.let_change(step.group, configured(step.group));
        active.change(step.group);
        break;
      case core::group_step::add:
        active.add(configured(step.group));
        break;
    }
  }
}

}  // namespace actord::tests
