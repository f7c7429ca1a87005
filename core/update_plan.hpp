// What a newly read configuration means for the groups that are active (contract §10). Pure: the
// root supervisor asks for the plan, actorctl carries it out step by step.
//
// What counts as a difference is §10's list, with two of its known faults mended (§11.2 #33):
// explicit -> AUTO log files, and owner, mode and backlog of a FastCGI socket are noticed. Options
// of ours count as well. Not a difference: how [program:x] sections are called or numbered, the
// order of environment variables and of a listener's events, and whether one program forms a group
// by itself or through a [group:x] section, as long as the processes are the same.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/messages.hpp"
#include "core/program_spec.hpp"

namespace actord::core {

using group_pointer = std::shared_ptr<const group_spec>;

bool same_process(const process_spec& a, const process_spec& b);
bool same_group(const group_spec& a, const group_spec& b);
// The same but for priority and processes: one can become the other in place.
bool same_kind_of_group(const group_spec& a, const group_spec& b);

// As configured: program after program.
std::vector<std::shared_ptr<const process_spec>> processes_of(const group_spec& group);

// `active` in order of activation: removals are planned in that order, the rest as configured.
// Which update_strategy counts is what `next` says.
std::vector<planned_group> plan_update(std::span<const group_pointer> active,
                                       const configuration& next);

// The part of a plan that `update NAMES` asks for; no names mean all of it. Names that are neither
// active nor added are `unknown`, each once, in the order given.
struct chosen_steps {
  std::vector<planned_group> steps;  // without those unchanged
  std::vector<std::string> unknown;
};
chosen_steps choose_steps(std::span<const planned_group> plan, std::span<const std::string> names);

}  // namespace actord::core
