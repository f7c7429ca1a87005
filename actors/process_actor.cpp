#include "actors/process_actor.hpp"

#include <algorithm>
#include <utility>

#include "core/backoff.hpp"
#include "core/narrate.hpp"
#include "core/overload.hpp"
#include "core/reconcile.hpp"
#include "core/signal_names.hpp"

namespace actord::actors {

using core::fault;
using core::fault_code;

void process_actor_state::open(process_api::pointer self, process_birth birth) {
  self_ = self;
  born_ = std::move(birth);
  policy_ = core::policy_of(*born_.spec);
  policy_.asks_group = born_.asks_group;
  policy_.jitter_seed = core::scattered(born_.outside->jitter_seed, born_.key.value);
  self_->monitor(born_.parent);
  self_->set_down_handler([self, this](const caf::down_msg& dead) {
    if (dead.source == born_.parent.address()) {
      self->quit(dead.reason);
      return;
    }
    born_.outside->host->unbind(born_.key, dead.source);
    take_hold();
  });
  self_->attach_functor([link = born_.outside->host, key = born_.key, address = self->address()] {
    link->unbind(key, address);
  });
  take_hold();
}

// An actor whose supervisors died may still be at work, or only just begin: whoever holds the
// process is waited for, so that two never have it in hand.
void process_actor_state::take_hold() {
  const auto bond = born_.outside->host->bind(born_.key, process_api{self_});
  if (bond.what == host_link::bond::kind::retired) return;  // nothing to do until the parent ends
  if (bond.what == host_link::bond::kind::held) {
    born_.adopt = true;
    self_->monitor(bond.holder);
    return;
  }
  // In a takeover, too: the former actor may have ended before it came to this.
  born_.outside->host->submit(core::to_host::define{born_.key, born_.spec});
  if (!born_.adopt) {
    stage_ = stage::ready;
    return;
  }
  stage_ = stage::recalling;
  self_->request(born_.board, caf::infinite, recall_request{born_.key})
      .then([this](const process_report& last) { adopt(last); },
            [this](const caf::error&) { adopt({}); });
}

// Taking over: first what the board remembers, then what the host knows for certain.
void process_actor_state::adopt(const process_report& last) {
  facts_ = last.now;
  stdout_path_ = last.stdout_path;
  stderr_path_ = last.stderr_path;
  stage_ = stage::looking;
  born_.outside->host->submit(core::to_host::look{born_.key});
}

void process_actor_state::viewed(const core::from_host::view& m) {
  if (stage_ != stage::looking) return;
  stage_ = stage::ready;
  if (!m.stdout_path.empty()) stdout_path_ = m.stdout_path;
  if (!m.stderr_path.empty()) stderr_path_ = m.stderr_path;
  const auto before = facts_.state;
  auto t = core::reconcile(facts_, m, now());
  facts_ = std::move(t.now);
  report(before);
  if (t.launch_again) born_.outside->host->submit(core::to_host::launch{born_.key, facts_.run});
  for (const auto& missed : t.missed)
    feed(missed);
  for (const auto& o : std::exchange(held_, {}))
    begin(o);
}

caf::result<order_taken> process_actor_state::take(const order& o) {
  if (stage_ != stage::ready) {
    held_.push_back(o);
    return order_taken{o.id};
  }
  begin(o);
  if (waiting_.empty() || waiting_.back().id != o.id || !waiting_.back().probing)
    return order_taken{o.id};
  return waiting_.back().taken = self_->make_response_promise<order_taken>();
}

void process_actor_state::begin(const order& o) {
  switch (o.what) {
    case tree_verb::autostart:
      begin_autostart(o);
      return;
    case tree_verb::freeze:
      drop_unprobed_starts(fault_code::shutdown_state);
      feed(core::in::freeze{});
      answer(o.id, {});
      return;
    case tree_verb::start:
      begin_start(o);
      return;
    case tree_verb::stop:
      begin_stop(o);
      return;
    case tree_verb::shut_down:
      begin_shut_down(o);
      return;
    case tree_verb::signal:
      begin_signal(o);
      return;
    case tree_verb::clear_logs:
      begin_clear(o);
      return;
    case tree_verb::rotate_logs:
      begin_rotate(o);
      return;
    case tree_verb::kill:
      waiting_.push_back({.id = o.id, .what = o.what});
      feed(core::in::kill_now{});
      return;
    case tree_verb::set_aside:
      feed(core::in::set_aside{});
      return;
    case tree_verb::revive:
      feed(core::in::revive{});
      return;
    case tree_verb::give_up:
      feed(core::in::give_up{o.text});
      return;
  }
}

void process_actor_state::begin_autostart(const order& o) {
  const bool due = born_.spec->autostart && facts_.run.value == 0;
  const bool waits = o.until_up && born_.spec->autostart;
  if (waits) waiting_.push_back({.id = o.id, .what = o.what});
  if (due) feed(core::in::start{}, true);
  if (!waits)
    answer(o.id, {});
  else if (!due)
    answer_waiting({});
}

// §6.3: the command is checked first, then the state.
void process_actor_state::begin_start(const order& o) {
  if (o.bulk && core::counts_up(facts_.state)) {
    pass_over(o.id);
    return;
  }
  waiting_.push_back({.id = o.id, .what = o.what, .wait = o.wait, .ticket = o.id, .probing = true});
  born_.outside->host->submit(core::to_host::probe{born_.key, o.id});
}

void process_actor_state::probed(const core::from_host::probed& m) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const waiting& w) {
    return w.probing && w.ticket == m.reply_to;
  });
  if (found == waiting_.end()) return;
  if (m.problem.code != fault_code::success) {
    settle(found, m.problem);
    return;
  }
  const auto refused = core::refusal(core::verb::start, facts_);
  if (refused != fault_code::success) {
    settle(found, {refused, full_name()});
    return;
  }
  found->probing = false;
  auto taken = std::exchange(found->taken, {});
  feed(core::in::start{});
  if (taken.pending()) taken.deliver(order_taken{m.reply_to});
}

// Is this order refused (and thereby answered)?
bool process_actor_state::refuses(core::verb request, const order& o) {
  const auto refused = core::refusal(request, facts_);
  if (refused == fault_code::success) return false;
  if (o.bulk && core::passed_over_in_bulk(refused))
    pass_over(o.id);
  else
    answer(o.id, {refused, full_name()});
  return true;
}

void process_actor_state::begin_stop(const order& o) {
  if (o.id == unnumbered) {
    feed(core::in::stop{});
    return;
  }
  drop_unprobed_starts(fault_code::abnormal_termination);
  if (refuses(core::verb::stop, o)) return;
  waiting_.push_back({.id = o.id, .what = o.what, .wait = o.wait});
  feed(core::in::stop{});
  if (!telling_) tell_progress();
}

// `waiting for P to stop`, at once and then every stop_progress_period while a request waits.
void process_actor_state::tell_progress() {
  telling_ = std::any_of(waiting_.begin(), waiting_.end(),
                         [](const waiting& w) { return w.what == tree_verb::stop && w.wait; });
  if (!telling_) return;
  born_.outside->log->write(core::log_level::info, "waiting for " + born_.spec->name + " to stop");
  self_->delayed_send(self_, stop_progress_period, progress_tick{});
}

void process_actor_state::begin_signal(const order& o) {
  if (refuses(core::verb::signal, o)) return;
  born_.outside->log->write(core::log_level::debug, "sending " + born_.spec->name + " (pid " +
                                                        std::to_string(facts_.pid) + ") sig " +
                                                        core::signal_name(o.signal_number));
  waiting_.push_back({.id = o.id, .what = o.what, .ticket = o.id});
  born_.outside->host->submit(
      core::to_host::signal{born_.key, facts_.run, o.signal_number, false, o.id});
}

void process_actor_state::begin_clear(const order& o) {
  const auto ticket =
      born_.outside->host->ticket_for(caf::actor_cast<caf::strong_actor_ptr>(self_));
  waiting_.push_back({.id = o.id, .what = o.what, .ticket = ticket});
  born_.outside->host->submit(core::to_host::clear_logs{born_.key, ticket});
}

void process_actor_state::begin_rotate(const order& o) {
  const auto ticket =
      born_.outside->host->ticket_for(caf::actor_cast<caf::strong_actor_ptr>(self_));
  waiting_.push_back({.id = o.id, .what = o.what, .ticket = ticket});
  born_.outside->host->submit(core::to_host::rotate_logs{born_.key, ticket});
}

void process_actor_state::begin_shut_down(const order& o) {
  drop_unprobed_starts(fault_code::shutdown_state);
  waiting_.push_back({.id = o.id, .what = o.what});
  feed(core::in::shut_down{});
}

// A stop (or the end of the daemon) came while a start was still being checked: the later request
// counts.
void process_actor_state::drop_unprobed_starts(fault_code why) {
  for (std::size_t i = waiting_.size(); i-- > 0;)
    if (waiting_[i].probing)
      settle(waiting_.begin() + static_cast<std::ptrdiff_t>(i), {why, full_name()});
}

void process_actor_state::due(const timer_due& m) {
  feed(core::in::timer{m.run, m.kind});
}

void process_actor_state::defined(const core::from_host::defined& m) {
  stdout_path_ = m.stdout_path;
  stderr_path_ = m.stderr_path;
  if (stage_ == stage::ready) report(facts_.state);
}

void process_actor_state::spawned(const core::from_host::spawned& m) {
  feed(core::in::spawned{m.run, m.pid});
  // It was on its way when all that lived was to be killed.
  if (std::any_of(waiting_.begin(), waiting_.end(),
                  [](const waiting& w) { return w.what == tree_verb::kill; }))
    feed(core::in::kill_now{});
}

void process_actor_state::spawn_failed(const core::from_host::spawn_failed& m) {
  feed(core::in::spawn_failed{m.run, m.text});
}

void process_actor_state::exited(const core::from_host::exited& m) {
  feed(core::in::exited{m.run, m.status, m.at});
}

// A signal that came too late is no error: the child just ended (§2.7).
void process_actor_state::signalled(const core::from_host::signalled& m) {
  const auto found = find_ticket(tree_verb::signal, m.reply_to);
  if (found == waiting_.end()) return;
  if (m.error_number == 0)
    settle(found, {});
  else if (core::takes_signal(facts_.state))
    settle(found, {fault_code::failed, full_name()});
  else
    settle(found, {fault_code::not_running, full_name()});
}

void process_actor_state::logs_cleared(const core::from_host::logs_cleared& m) {
  const auto found = find_ticket(tree_verb::clear_logs, m.reply_to);
  if (found == waiting_.end()) return;
  settle(found, m.problem);
}

void process_actor_state::logs_rotated(const core::from_host::logs_rotated& m) {
  const auto found = find_ticket(tree_verb::rotate_logs, m.reply_to);
  if (found == waiting_.end()) return;
  settle(found, m.problem);
}

void process_actor_state::feed(const core::input& what, bool automatic) {
  // News that come during a takeover are part of the host's view.
  if (stage_ != stage::ready) return;
  const auto before = facts_.state;
  auto [next, effects] = core::step(facts_, policy_, what, now());
  auto moves = moves_in(effects, facts_.run, next.run);
  if (!moves.empty()) moves.front().cause = core::cause_of(what, automatic);
  facts_ = std::move(next);
  // The report goes first: whoever sees an answer must find the new state on the board.
  report(before, std::move(moves));
  for (const auto& e : effects)
    carry_out(e);
  answer_waiting(effects);
}

// What comes after the first move of a step follows from it.
std::vector<core::transition> process_actor_state::moves_in(const core::effect_list& effects,
                                                            core::run_id before,
                                                            core::run_id after) const {
  std::vector<core::transition> moves;
  for (const auto& e : effects)
    if (const auto* n = std::get_if<core::out::note>(&e)) {
      const auto run = n->to == core::proc_state::starting ? after : before;
      moves.push_back({born_.outside->wall_now(), run, n->from, n->to, n->pid,
                       core::following_cause(n->from, n->to)});
    }
  return moves;
}

void process_actor_state::carry_out(const core::effect& e) {
  auto& host = *born_.outside->host;
  auto& log = *born_.outside->log;
  std::visit(core::overload{
                 [&](const core::out::launch& l) {
                   host.submit(core::to_host::launch{born_.key, l.run});
                 },
                 [&](const core::out::signal& s) {
                   host.submit(core::to_host::signal{born_.key, s.run, s.number, s.whole_group, 0});
                 },
                 [&](const core::out::arm& a) {
                   self_->delayed_send(self_, a.after, timer_due{a.run, a.kind});
                 },
                 [&](const core::out::say& s) {
                   const auto line = core::narrate(s, facts_, policy_, born_.spec->name);
                   if (log.shows(line.level)) log.write(line.level, line.text);
                 },
                 [&](const core::out::impossible& i) {
                   log.write(core::log_level::error,
                             "'" + full_name() +
                                 "': " + std::string{core::trigger_name(i.trigger)} +
                                 " cannot happen in state " + std::string{core::name_of(i.state)} +
                                 "; ignored");
                 },
                 [](const core::out::note&) {},          // the report carries the state
                 [](const core::out::start_failed&) {},  // answer_waiting looks for it
             },
             e);
}

void process_actor_state::report(core::proc_state before, std::vector<core::transition> moves) {
  process_report r{born_.key, before, facts_, stdout_path_, stderr_path_};
  self_->send(born_.parent, r);
  r.moves = std::move(moves);
  self_->send(born_.board, std::move(r));
}

core::instant process_actor_state::now() const {
  return {self_->clock().now(), born_.outside->wall_now()};
}

std::string process_actor_state::full_name() const {
  const auto& s = *born_.spec;
  return s.group == s.name ? s.name : s.group + ":" + s.name;
}

process_api::behavior_type process_actor(process_api::stateful_pointer<process_actor_state> self,
                                         process_birth birth) {
  self->state.open(self, std::move(birth));
  return {
      [self](const order& o) { return self->state.take(o); },
      [self](const timer_due& m) { self->state.due(m); },
      [self](const progress_tick&) { self->state.tell_progress(); },
      [self](const core::from_host::defined& m) { self->state.defined(m); },
      [self](const core::from_host::probed& m) { self->state.probed(m); },
      [self](const core::from_host::spawned& m) { self->state.spawned(m); },
      [self](const core::from_host::spawn_failed& m) { self->state.spawn_failed(m); },
      [self](const core::from_host::exited& m) { self->state.exited(m); },
      [self](const core::from_host::signalled& m) { self->state.signalled(m); },
      [self](const core::from_host::view& m) { self->state.viewed(m); },
      [self](const core::from_host::logs_cleared& m) { self->state.logs_cleared(m); },
      [self](const core::from_host::logs_rotated& m) { self->state.logs_rotated(m); },
  };
}

}  // namespace actord::actors
