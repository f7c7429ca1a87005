#include "supervisors/group_supervisor.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/start_plan.hpp"

namespace actord::supervisors {

using namespace actors;

namespace {

// What a report means to the strategy: nothing, unless the process ended on its own and its policy
// wants it up again, or it gave up.
std::optional<core::child_event> event_of(std::uint32_t index, const process_report& m) {
  if (m.before == m.now.state || m.now.frozen) return std::nullopt;
  if (m.now.state == core::proc_state::fatal)
    return core::child_event{index, core::child_event::kind::gave_up};
  if (m.now.state == core::proc_state::exited && m.now.want_up)
    return core::child_event{index, core::child_event::kind::ended};
  return std::nullopt;
}

}  // namespace

void group_supervisor_state::open(group_api::pointer self, group_birth birth,
                                  caf::strong_actor_ptr parent) {
  self_ = self;
  born_ = std::move(birth);
  parent_ = caf::actor_cast<caf::actor_addr>(parent);
  self_->monitor(parent_);
  self_->set_down_handler([self, this](const caf::down_msg& dead) {
    if (dead.source == parent_)
      self->quit(dead.reason);
    else
      replace(dead);
  });
  for (std::size_t i = 0; i < born_.programs.size(); ++i)
    for (const auto& spec : born_.programs[i])
      members_.push_back({spec, i});
  programs_.resize(born_.programs.size());
  for (std::size_t i = 0; i < programs_.size(); ++i)
    spawn(i, born_.adopt);
}

void group_supervisor_state::spawn(std::size_t program, bool adopt) {
  programs_[program] = self_->spawn<caf::monitored>(program_supervisor, born_.programs[program],
                                                    group_api{self_}, born_.context, adopt);
}

void group_supervisor_state::replace(const caf::down_msg& dead) {
  chains_.receiver_down(self_, dead.source);
  for (std::size_t i = 0; i < programs_.size(); ++i) {
    if (programs_[i].address() != dead.source) continue;
    born_.context.outside->log->write(core::log_level::error,
                                      "a program supervisor of group '" + born_.name + "' ended (" +
                                          self_->system().render(dead.reason) +
                                          "); a new one takes over its processes");
    spawn(i, true);
    for (const auto& m : members_)
      if (m.program == i) caf::anon_send(born_.context.desk, process_replaced{m.spec.key});
  }
}

// By priority; only at the end of the daemon in reverse (§3.6).
std::vector<std::size_t> group_supervisor_state::in_order(const order& o) const {
  const std::set<process_key> wanted{o.whom.begin(), o.whom.end()};
  std::vector<core::plan_item> plan;
  for (std::uint32_t i = 0; i < members_.size(); ++i)
    if (wanted.contains(members_[i].spec.key)) plan.push_back({i, members_[i].spec.spec->priority});
  std::vector<std::size_t> ordered;
  const bool reverse = o.what == tree_verb::shut_down;
  for (const auto& wave : reverse ? core::stop_waves(plan) : core::start_waves(plan))
    ordered.insert(ordered.end(), wave.begin(), wave.end());
  return ordered;
}

// One step for every run of neighbours that belong to the same program.
order_steps<program_api> group_supervisor_state::steps_of(const order& o) const {
  order_steps<program_api> steps;
  std::size_t last_program = 0;
  for (const auto index : in_order(o)) {
    const auto& m = members_[index];
    if (steps.empty() || m.program != last_program) {
      steps.push_back({programs_[m.program], narrowed(o, {})});
      last_program = m.program;
    }
    steps.back().what.whom.push_back(m.spec.key);
  }
  return steps;
}

caf::result<order_taken> group_supervisor_state::take(const order& o) {
  auto promise = self_->make_response_promise<order_taken>();
  chains_.hand_down(self_, steps_of(o), born_.context.desk,
                    [promise, id = o.id]() mutable { promise.deliver(order_taken{id}); });
  return promise;
}

// A process ended or gave up: the strategy says what that means for its siblings. Under
// one_for_one, the only one that can be configured, that is nothing: a machine restarts its own
// child. What the others decide is carried out here once they are enabled (strategy_table).
void group_supervisor_state::note(const process_report& m) {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const member& one) { return one.spec.key == m.key; });
  if (found == members_.end()) return;
  const auto index = static_cast<std::uint32_t>(found - members_.begin());
  found->state = m.now.state;
  const auto event = event_of(index, m);
  if (!event) return;
  std::vector<core::child_fact> children;
  children.reserve(members_.size());
  for (std::uint32_t i = 0; i < members_.size(); ++i)
    children.push_back({i, members_[i].state, members_[i].spec.spec->restart});
  const core::instant now{self_->clock().now(), born_.context.outside->wall_now()};
  const auto what = core::decide(born_.strategy, children, *event, born_.limit, restarts_, now);
  if (what != core::decision{})
    born_.context.outside->log->write(
        core::log_level::error,
        "group '" + born_.name + "': its strategy is not enabled; siblings go on");
}

group_api::behavior_type group_supervisor(group_api::stateful_pointer<group_supervisor_state> self,
                                          group_birth birth, caf::strong_actor_ptr parent) {
  self->state.open(self, std::move(birth), std::move(parent));
  return {
      [self](const order& o) { return self->state.take(o); },
      [self](const process_report& m) { self->state.note(m); },
  };
}

}  // namespace actord::supervisors
