#include "supervisors/root_strategy.hpp"

#include <algorithm>
#include <utility>

#include "core/overload.hpp"
#include "core/policy.hpp"

namespace actord::supervisors {

using actors::group_order;

void root_strategy::open(const core::daemon_spec& daemon, hands how) {
  hands_ = std::move(how);
  rules_ = daemon.rules;
  rules_.too_much = core::escalation::exit;  // nobody is above
  exits_ = core::exit_watch{daemon.exit_on};
}

void root_strategy::know(const std::vector<const core::group_spec*>& groups) {
  const bool interrupted = machine_ && !machine_->at_rest();
  members_.clear();
  parents_.clear();
  for (const auto* group : groups)
    for (const auto& inner : group->inner)
      parents_[inner] = group->name;
  std::vector<core::member_rules> rules;
  for (const auto* group : groups) {
    if (parents_.contains(group->name)) continue;
    rules.push_back({.name = group->name,
                     .batch = static_cast<std::uint32_t>(rules.size()),
                     .priority = group->priority,
                     .restart = core::auto_restart::always,
                     .stop_wait = core::longest_wait,
                     .is_group = true});
    members_.push_back(group->name);
  }
  machine_.emplace("the root", rules_, std::move(rules));
  // Whoever was taken down by what is now forgotten may rise.
  if (interrupted)
    for (const auto& name : members_)
      hands_.tell({name, group_order::kind::revive});
}

void root_strategy::expect(core::process_key key, const core::process_spec& spec) {
  if (spec.significant) exits_.expect(key, spec.autostart);
}

bool root_strategy::has_boss(const core::group_spec& group) const {
  return rules_.strategy != core::strategy::one_for_one || parents_.contains(group.name);
}

void root_strategy::note(const actors::process_report& m) {
  const auto status = exits_.report(m.key, m.now, m.before != m.now.state);
  if (status) hands_.end_daemon(*status, "a significant process ended");
}

void root_strategy::note(const actors::group_news& m) {
  if (const auto outer = parents_.find(m.group); outer != parents_.end()) {
    hands_.pass_on(outer->second, m);
    return;
  }
  const auto found = std::find(members_.begin(), members_.end(), m.group);
  if (found == members_.end() || !machine_) return;
  const auto who = static_cast<std::uint32_t>(found - members_.begin());
  carry_out(machine_->report(who, m.now, true, hands_.now()));
}

void root_strategy::order(const group_order& m) {
  hands_.tell(m);
}

void root_strategy::tick() {
  if (machine_) carry_out(machine_->tick(hands_.now()));
}

void root_strategy::carry_out(core::group_commands what) {
  namespace out = core::group_out;
  using kind = group_order::kind;
  for (auto& command : what)
    std::visit(core::overload{
                   [this](const out::set_aside& c) { tell(c.whom, kind::set_aside); },
                   [this](const out::halt& c) { tell(c.whom, kind::give_up); },
                   [this](const out::revive& c) { tell(c.whom, kind::revive); },
                   [this](const out::give_up& c) { tell({c.who}, kind::give_up); },
                   [this](const out::end_daemon&) {
                     hands_.end_daemon(1, "the groups were restarted too often");
                   },
                   [this](const out::wake& c) {
                     const auto left =
                         std::chrono::ceil<std::chrono::milliseconds>(c.at - hands_.now().mono);
                     hands_.wake_after(std::max(left, std::chrono::milliseconds{0}));
                   },
                   [this](const out::say& c) { hands_.say(c.level, c.text); },
                   [](const auto&) {},  // there is no group above
               },
               command);
}

void root_strategy::tell(const std::vector<std::uint32_t>& whom, group_order::kind what) {
  for (const auto who : whom)
    hands_.tell({members_.at(who), what});
}

}  // namespace actord::supervisors
