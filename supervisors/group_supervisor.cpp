#include "supervisors/group_supervisor.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "core/exit_watch.hpp"
#include "core/overload.hpp"
#include "core/policy.hpp"
#include "core/start_plan.hpp"

namespace actord::supervisors {

using namespace actors;

namespace {

core::member_facts member_facts_of(const core::facts& f) {
  return {.state = f.state,
          .want_up = f.want_up,
          .held = f.held,
          .frozen = f.frozen,
          .run = f.run,
          .not_before = f.deadline};
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
      members_.push_back({spec, i, {}});
  set_up_machine();
  programs_.resize(born_.programs.size());
  for (std::size_t i = 0; i < programs_.size(); ++i)
    spawn(i, born_.adopt);
  // What its predecessor was told by the group above may have died with it.
  if (born_.adopt && born_.has_boss) tell_boss(core::proc_state::running, false);
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

// ---- Strategies.

void group_supervisor_state::set_up_machine() {
  if (!born_.rules.group_decides() && !born_.has_boss && born_.inner.empty()) return;
  // Its own programs first, then the groups inside it.
  std::vector<core::plan_item> own;
  std::vector<core::plan_item> inside;
  for (std::uint32_t i = 0; i < members_.size(); ++i)
    own.push_back({i, members_[i].spec.spec->priority});
  for (const auto& inner : born_.inner)
    inside.push_back({static_cast<std::uint32_t>(own.size() + inside.size()), inner.priority});
  auto order = core::start_waves(own);
  for (auto& wave : core::start_waves(inside))
    order.push_back(std::move(wave));
  std::vector<core::member_rules> rules;
  for (const auto& wave : order)
    for (const auto index : wave) {
      start_order_.push_back(index);
      if (index >= members_.size()) {
        const auto& inner = born_.inner[index - members_.size()];
        rules.push_back({.name = inner.name,
                         .batch = static_cast<std::uint32_t>(programs_.size() + index),
                         .priority = inner.priority,
                         .restart = core::auto_restart::always,
                         .stop_wait = core::longest_wait,
                         .is_group = true});
        continue;
      }
      const auto& spec = *members_[index].spec.spec;
      const auto how = core::policy_of(spec);
      rules.push_back({.name = spec.name,
                       .batch = static_cast<std::uint32_t>(members_[index].program),
                       .priority = spec.priority,
                       .restart = how.restart,
                       .stop_wait = how.stop_wait});
    }
  machine_.emplace("group '" + born_.name + "'", born_.rules, std::move(rules));
  born_.context.asks_group = born_.rules.group_decides();
  born_.context.tells_all = true;
}

group_supervisor_state::member* group_supervisor_state::member_of(process_key key) {
  for (auto& m : members_)
    if (m.spec.key == key) return &m;
  return nullptr;
}

std::optional<std::uint32_t> group_supervisor_state::place_of(std::size_t index) const {
  const auto found = std::find(start_order_.begin(), start_order_.end(), index);
  if (found == start_order_.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - start_order_.begin());
}

void group_supervisor_state::note(const process_report& m) {
  if (!machine_) return;
  auto* from = member_of(m.key);
  if (from == nullptr) return;
  from->facts = m.now;
  const auto place = place_of(static_cast<std::size_t>(from - members_.data()));
  if (!place) return;
  const bool changed = m.before != m.now.state;
  carry_out(machine_->report(*place, member_facts_of(m.now), changed, now()));
}

void group_supervisor_state::note(const group_news& m) {
  if (!machine_) return;
  for (std::size_t i = 0; i < born_.inner.size(); ++i)
    if (born_.inner[i].name == m.group)
      if (const auto place = place_of(members_.size() + i))
        carry_out(machine_->report(*place, m.now, true, now()));
}

void group_supervisor_state::obey(const group_order& m) {
  if (!machine_) return;
  switch (m.what) {
    case group_order::kind::set_aside:
      tell_boss(core::proc_state::stopping, true);
      return carry_out(machine_->set_aside(now()));
    case group_order::kind::revive:
      return carry_out(machine_->revive(now()));
    case group_order::kind::give_up:
      return carry_out(machine_->give_up(now()));
  }
}

void group_supervisor_state::tick() {
  if (machine_) carry_out(machine_->tick(now()));
}

void group_supervisor_state::carry_out(core::group_commands what) {
  namespace out = core::group_out;
  for (auto& command : what)
    std::visit(
        core::overload{
            [this](const out::set_aside& c) { tell_members(tree_verb::set_aside, c.whom); },
            [this](const out::halt& c) { tell_members(tree_verb::stop, c.whom); },
            [this](const out::revive& c) { tell_members(tree_verb::revive, c.whom); },
            [this](const out::give_up& c) { tell_members(tree_verb::give_up, {c.who}, c.why); },
            [this](const out::escalated&) { tell_boss(core::proc_state::exited, true); },
            [this](const out::lowered&) { tell_boss(core::proc_state::stopped, true); },
            [this](const out::raised&) {
              raised_ = true;
              tell_if_raised();
            },
            [this](const out::put_down&) { tell_boss(core::proc_state::fatal, false); },
            [this](const out::end_daemon& c) { end_daemon(c.culprit); },
            [this](const out::wake& c) {
              const auto left = std::chrono::ceil<std::chrono::milliseconds>(c.at - now().mono);
              self_->delayed_send(self_, std::max(left, std::chrono::milliseconds{0}),
                                  group_tick{});
            },
            [this](const out::say& c) { born_.context.outside->log->write(c.level, c.text); },
        },
        command);
}

// In the order given: a revive reaches the host in start order, as every start does.
void group_supervisor_state::tell_members(tree_verb what, const std::vector<std::uint32_t>& whom,
                                          const std::string& text) {
  order_steps<program_api> steps;
  std::size_t last_program = 0;
  for (const auto who : whom) {
    const auto index = start_order_.at(who);
    if (index >= members_.size()) {
      tell_inner(born_.inner[index - members_.size()], what);
      continue;
    }
    const auto& m = members_[index];
    if (steps.empty() || m.program != last_program)
      steps.push_back({programs_[m.program], {.id = unnumbered, .what = what, .text = text}});
    last_program = m.program;
    steps.back().what.whom.push_back(m.spec.key);
  }
  if (what == tree_verb::revive) ++reviving_;
  chains_.hand_down(self_, std::move(steps), born_.context.desk, [this, what] {
    if (what != tree_verb::revive) return;
    --reviving_;
    tell_if_raised();
  });
}

// The group above raises the next group when this one's launches are with the host.
void group_supervisor_state::tell_if_raised() {
  if (reviving_ != 0 || !raised_) return;
  raised_ = false;
  tell_boss(core::proc_state::running, false);
}

void group_supervisor_state::tell_inner(const inner_group& whom, tree_verb what) {
  auto kind = group_order::kind::give_up;
  if (what == tree_verb::set_aside) kind = group_order::kind::set_aside;
  if (what == tree_verb::revive) kind = group_order::kind::revive;
  self_->send(born_.context.head, group_order{whom.name, kind});
}

// Each escalation is the end of another life of this group: the clock numbers them, also across
// replacements of this actor.
void group_supervisor_state::tell_boss(core::proc_state state, bool held) {
  const auto at = now().mono;
  const auto by_clock = static_cast<std::uint64_t>(at.time_since_epoch().count());
  life_.value = std::max(life_.value + 1, by_clock);
  self_->send(
      born_.context.head,
      group_news{born_.name,
                 {.state = state, .want_up = held, .held = held, .run = life_, .not_before = {}}});
}

void group_supervisor_state::end_daemon(std::uint32_t culprit) {
  const auto index = start_order_.at(culprit);
  const auto why = "group '" + born_.name + "' was restarted too often";
  const int status = index < members_.size() ? core::status_of_end(members_[index].facts, true) : 1;
  self_->send(born_.context.head, end_order{status, why});
}

core::instant group_supervisor_state::now() const {
  return {self_->clock().now(), born_.context.outside->wall_now()};
}

group_api::behavior_type group_supervisor(group_api::stateful_pointer<group_supervisor_state> self,
                                          group_birth birth, caf::strong_actor_ptr parent) {
  self->state.open(self, std::move(birth), std::move(parent));
  return {
      [self](const order& o) { return self->state.take(o); },
      [self](const process_report& m) { self->state.note(m); },
      [self](const group_news& m) { self->state.note(m); },
      [self](const group_order& m) { self->state.obey(m); },
      [self](const group_tick&) { self->state.tick(); },
  };
}

}  // namespace actord::supervisors
