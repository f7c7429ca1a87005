// What groups do about their members' ends, and the daemon about its groups': the options that
// [group:x], a program without a group, and [actord] have in common.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "config/build_spec.hpp"

namespace actord::config {
namespace {

using enum section_kind;
using std::chrono::milliseconds;

core::restart_limit read_limit(const section_reader& reader, const option_row& intensity,
                               const option_row& period) {
  core::restart_limit limit;
  limit.period = reader.read<milliseconds>(period);
  const auto most = reader.find<std::int64_t>(intensity);
  if (!most) return limit;
  const std::string label = "[" + reader.section().name + "] ";
  if (*most < 0)
    reader.fail(intensity, label + "section sets invalid intensity (" + std::to_string(*most) +
                               "); it must be 0 or more");
  if (limit.period.count() == 0)
    reader.fail(period, label + "section sets invalid period (0); it must be more than 0");
  limit.intensity = static_cast<std::size_t>(*most);
  return limit;
}

const raw_section* actord_section(const load_context& context) {
  return context.raw.find("actord");
}

core::start_strategy daemon_start(const load_context& context) {
  const auto* section = actord_section(context);
  if (section == nullptr) return core::start_strategy::ordered;
  return context.reader_of(*section).read<core::start_strategy>(row_of(actord, "start_strategy"));
}

}  // namespace

core::restart_rules read_group_rules(const load_context& context, const raw_section& section) {
  const section_reader reader = context.reader_of(section);
  core::restart_rules rules;
  rules.strategy = reader.read<core::strategy>(row_of(group, "strategy"));
  rules.limit = read_limit(reader, row_of(group, "intensity"), row_of(group, "period"));
  rules.too_much = reader.read<core::escalation>(row_of(group, "escalation"));
  const auto start = reader.find<core::start_strategy>(row_of(group, "start_strategy"));
  rules.start = start.value_or(daemon_start(context));
  return rules;
}

namespace {

using group_index = std::map<std::string, core::group_spec*>;

[[noreturn]] void fail_nesting(const core::group_spec& outer, const std::string& why) {
  throw config_failure{"[group:" + outer.name + "] groups: " + why};
}

// Every group is in one other at most, and none is in itself.
std::map<std::string, std::string> outer_groups(const std::vector<core::group_spec>& groups,
                                                const group_index& known) {
  std::map<std::string, std::string> outer_of;
  for (const auto& outer : groups)
    for (const auto& inner : outer.inner) {
      if (!known.contains(inner)) fail_nesting(outer, "there is no group " + inner);
      const auto [first, fresh] = outer_of.emplace(inner, outer.name);
      if (!fresh) fail_nesting(outer, inner + " is in [group:" + first->second + "] already");
    }
  for (const auto& group : groups) {
    auto at = outer_of.find(group.name);
    for (std::size_t steps = 0; at != outer_of.end(); at = outer_of.find(at->second))
      if (++steps > groups.size()) fail_nesting(group, "the group is inside itself");
  }
  return outer_of;
}

}  // namespace

void arrange_nested_groups(std::vector<core::group_spec>& groups) {
  const bool nested = std::any_of(groups.begin(), groups.end(),
                                  [](const auto& group) { return !group.inner.empty(); });
  if (!nested) return;
  group_index known;
  for (auto& group : groups)
    known[group.name] = &group;
  const auto outer_of = outer_groups(groups, known);
  for (auto& group : groups)
    for (auto outer = outer_of.find(group.name); outer != outer_of.end();
         outer = outer_of.find(outer->second))
      group.outer_priorities.insert(group.outer_priorities.begin(),
                                    known.at(outer->second)->priority);
  std::stable_sort(groups.begin(), groups.end(),
                   [](const auto& a, const auto& b) { return a.place() < b.place(); });
}

void remark_on_lost_rules(load_context& context, const raw_section& member,
                          const std::string& group_name) {
  for (const char* name : {"strategy", "intensity", "period", "escalation", "start_strategy"})
    if (member.find(name) != nullptr)
      context.warn(
          "option " + std::string{name} + " of [" + member.name +
          "] is ignored, because the program is in a group; set it in [group:" + group_name + "]");
}

void read_daemon_rules(const load_context& context, core::daemon_spec& daemon) {
  const auto* section = actord_section(context);
  if (section == nullptr) return;
  const section_reader reader = context.reader_of(*section);
  daemon.rules.strategy = reader.read<core::strategy>(row_of(actord, "strategy"));
  daemon.rules.limit = read_limit(reader, row_of(actord, "intensity"), row_of(actord, "period"));
  daemon.rules.too_much = core::escalation::exit;
  daemon.rules.start = daemon_start(context);
  daemon.exit_on = reader.read<core::exit_rule>(row_of(actord, "exit_on"));
  daemon.shutdown_timeout = reader.read<milliseconds>(row_of(actord, "shutdown_timeout"));
}

void remark_on_significance(load_context& context, const core::configuration& config) {
  if (config.daemon.exit_on != core::exit_rule::never) return;
  for (const auto& group : config.groups)
    for (const auto& program : group.programs)
      for (const auto& process : program.processes)
        if (process->significant)
          context.warn("program " + program.name +
                       " is significant, which means nothing while exit_on in [actord] is never");
}

}  // namespace actord::config
