#include "core/update_plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace actord::core {
namespace {

// Copies in which everything is alike that makes no difference.
process_spec without_trifles(process_spec of) {
  of.program.clear();
  of.number = 0;
  std::map<std::string, std::string> variables;
  for (auto& [name, value] : of.environment)
    variables.insert_or_assign(std::move(name), std::move(value));
  of.environment.assign(variables.begin(), variables.end());
  return of;
}

group_spec frame_of(group_spec of) {
  of.programs.clear();
  if (of.kind == group_kind::program) of.kind = group_kind::group;
  auto& events = of.listener.events;
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
  return of;
}

std::vector<std::string> names_of(const group_spec& group) {
  std::vector<std::string> names;
  for (const auto& process : processes_of(group))
    names.push_back(process->name);
  return names;
}

std::vector<std::string> autostart_names(const group_spec& group) {
  std::vector<std::string> names;
  for (const auto& process : processes_of(group))
    if (process->autostart) names.push_back(process->name);
  return names;
}

planned_group exchange_some(const group_spec& before, const group_spec& after) {
  planned_group step{group_step::change, after.name, {}, {}, {}};
  std::map<std::string_view, const process_spec*> old;
  for (const auto& process : processes_of(before))
    old.emplace(process->name, process.get());
  std::set<std::string_view> kept;
  for (const auto& process : processes_of(after)) {
    const auto found = old.find(process->name);
    if (found != old.end() && same_process(*found->second, *process)) {
      kept.insert(process->name);
      step.keep.push_back(process->name);
    } else if (process->autostart) {
      step.start.push_back(process->name);
    }
  }
  for (const auto& process : processes_of(before))
    if (!kept.contains(process->name)) step.stop.push_back(process->name);
  return step;
}

planned_group plan_for(const group_spec& before, const group_spec& after, update_strategy how) {
  if (same_group(before, after)) return {group_step::unchanged, after.name, {}, {}, {}};
  if (how == update_strategy::minimal && same_kind_of_group(before, after))
    return exchange_some(before, after);
  return {group_step::replace, after.name, names_of(before), autostart_names(after), {}};
}

// In the order of a plan.
int rank_of(group_step what) {
  switch (what) {
    case group_step::remove:
      return 0;
    case group_step::replace:
    case group_step::change:
      return 1;
    case group_step::add:
      return 2;
    case group_step::unchanged:
      break;
  }
  return 3;
}

}  // namespace

bool same_process(const process_spec& a, const process_spec& b) {
  return a == b || without_trifles(a) == without_trifles(b);
}

bool same_group(const group_spec& a, const group_spec& b) {
  if (frame_of(a) != frame_of(b)) return false;
  const auto left = processes_of(a);
  const auto right = processes_of(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const auto& x, const auto& y) { return same_process(*x, *y); });
}

bool same_kind_of_group(const group_spec& a, const group_spec& b) {
  auto left = frame_of(a);
  left.priority = b.priority;
  return left == frame_of(b);
}

std::vector<std::shared_ptr<const process_spec>> processes_of(const group_spec& group) {
  std::vector<std::shared_ptr<const process_spec>> all;
  for (const auto& program : group.programs)
    all.insert(all.end(), program.processes.begin(), program.processes.end());
  return all;
}

std::vector<planned_group> plan_update(std::span<const group_pointer> active,
                                       const configuration& next) {
  std::map<std::string_view, const group_spec*> present;
  for (const auto& group : active)
    present.emplace(group->name, group.get());
  std::set<std::string_view> wanted;
  std::vector<planned_group> plan;
  for (const auto& group : next.groups) {
    wanted.insert(group.name);
    const auto found = present.find(group.name);
    plan.push_back(found == present.end()
                       ? planned_group{group_step::add, group.name, {}, autostart_names(group), {}}
                       : plan_for(*found->second, group, next.daemon.update));
  }
  for (const auto& group : active)
    if (!wanted.contains(group->name))
      plan.push_back({group_step::remove, group->name, names_of(*group), {}, {}});
  std::stable_sort(plan.begin(), plan.end(), [](const planned_group& a, const planned_group& b) {
    return rank_of(a.what) < rank_of(b.what);
  });
  return plan;
}

chosen_steps choose_steps(std::span<const planned_group> plan, std::span<const std::string> names) {
  chosen_steps chosen;
  const std::set<std::string_view> wanted{names.begin(), names.end()};
  std::set<std::string_view> known;
  for (const auto& step : plan) {
    known.insert(step.group);
    if (step.what != group_step::unchanged && (wanted.empty() || wanted.contains(step.group)))
      chosen.steps.push_back(step);
  }
  for (const auto& name : names)
    if (known.insert(name).second) chosen.unknown.push_back(name);
  return chosen;
}

}  // namespace actord::core
