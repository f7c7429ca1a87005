#include "actors/status_board.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/describe.hpp"

namespace actord::actors {

namespace {

std::int64_t whole_seconds(core::wall_time t) {
  return std::chrono::duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
}

// By group and process name.
bool concerns(const core::target& whom, const std::pair<std::string, std::string>& names) {
  if (whom.kind == core::target_kind::all) return true;
  if (names.first != whom.group) return false;
  return whom.kind == core::target_kind::group || names.second == whom.process;
}

std::string name_in(const core::target& whom) {
  if (whom.kind != core::target_kind::process || whom.process == whom.group) return whom.group;
  return whom.group + ":" + whom.process;
}

}  // namespace

void status_board_state::open(board_api::pointer self, world_ptr outside) {
  self_ = self;
  outside_ = std::move(outside);
}

void status_board_state::add(const process_added& m) {
  rows_[m.key.value].spec = m.spec;
  rows_[m.key.value].last.key = m.key;
  by_name_[{m.spec->group, m.spec->name}] = m.key;
}

void status_board_state::remove(const process_removed& m) {
  const auto found = rows_.find(m.key.value);
  if (found == rows_.end()) return;
  const auto named = by_name_.find({found->second.spec->group, found->second.spec->name});
  if (named != by_name_.end() && named->second == m.key) by_name_.erase(named);
  rows_.erase(found);
}

void status_board_state::note(const process_report& m) {
  const auto found = rows_.find(m.key.value);
  if (found == rows_.end()) return;
  auto& r = found->second;
  r.last = m;
  if (!m.moves.empty()) record(r, std::exchange(r.last.moves, {}));
}

namespace {

core::transition_info shown(const core::process_spec& of, const core::transition& t,
                            std::uint64_t number) {
  const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(t.at.time_since_epoch());
  return {number, of.group, of.name, t.from, t.to, at.count(), t.run.value, t.pid, t.cause};
}

}  // namespace

void status_board_state::record(row& r, std::vector<core::transition> moves) {
  for (auto& move : moves) {
    recent_.push_back(shown(*r.spec, move, ++last_number_));
    if (recent_.size() > most_recent) recent_.pop_front();
    r.history.note(std::move(move));
  }
  answer_waiters();
}

core::events_reply status_board_state::events_after(std::uint64_t after) const {
  core::events_reply reply;
  const auto first = recent_.empty() ? last_number_ + 1 : recent_.front().number;
  // A client of an earlier board may be ahead of us: it begins anew.
  auto next = after > last_number_ ? 0 : after;
  if (next + 1 < first) {
    reply.missed = first - 1 - next;
    next = first - 1;
  }
  for (auto i = static_cast<std::size_t>(next + 1 - first);
       i < recent_.size() && reply.events.size() < most_events; ++i)
    reply.events.push_back(recent_[i]);
  reply.next = next + reply.events.size();
  return reply;
}

caf::result<core::events_reply> status_board_state::events(const core::events_request& m) {
  if (m.from_now) {
    core::events_reply reply;
    reply.next = last_number_;
    return reply;
  }
  if (m.after != last_number_ || waiters_.size() >= most_waiters) return events_after(m.after);
  waiters_.push_back({++last_waiter_, m.after, self_->make_response_promise<core::events_reply>()});
  self_->delayed_send(self_, events_patience, events_tick{last_waiter_});
  return waiters_.back().promise;
}

void status_board_state::answer_waiters() {
  for (auto& w : std::exchange(waiters_, {}))
    w.promise.deliver(events_after(w.after));
}

void status_board_state::tick(const events_tick& m) {
  const auto found = std::find_if(waiters_.begin(), waiters_.end(),
                                  [&](const waiter& w) { return w.id == m.waiter; });
  if (found == waiters_.end()) return;
  auto promise = found->promise;
  const auto after = found->after;
  waiters_.erase(found);
  promise.deliver(events_after(after));
}

core::history_reply status_board_state::history(const core::history_request& m) const {
  core::history_reply reply;
  bool known = m.whom.kind == core::target_kind::all;
  for (const auto& [names, key] : by_name_) {
    if (!concerns(m.whom, names)) continue;
    known = true;
    const auto& r = rows_.at(key.value);
    for (const auto& move : r.history.kept())
      reply.transitions.push_back(shown(*r.spec, move, 0));
  }
  if (known) return reply;
  reply.problem = core::fault_code::bad_name;
  reply.detail = name_in(m.whom);
  return reply;
}

core::process_info status_board_state::info_of(const row& r, core::instant now) const {
  const auto& f = r.last.now;
  core::process_info info;
  info.group = r.spec->group;
  info.name = r.spec->name;
  info.state = f.state;
  info.start = whole_seconds(f.started_wall);
  info.stop = whole_seconds(f.stopped_wall);
  info.now = whole_seconds(now.wall);
  info.uptime = std::chrono::duration_cast<std::chrono::seconds>(now.mono - f.started).count();
  if (info.uptime < 0 || f.state != core::proc_state::running) info.uptime = 0;
  info.spawnerr = f.spawn_error;
  info.exitstatus = f.exitstatus;
  info.stdout_logfile = r.last.stdout_path;
  info.stderr_logfile = r.last.stderr_path;
  info.pid = f.pid;
  info.description = core::describe(f, info.group, info.name, std::chrono::seconds{info.uptime},
                                    outside_->stop_time_text);
  return info;
}

core::status_reply status_board_state::status(const core::status_request& m) const {
  core::status_reply reply;
  if (!up_) {
    reply.problem = core::fault_code::shutdown_state;
    return reply;
  }
  const core::instant now{self_->clock().now(), outside_->wall_now()};
  for (const auto& [names, key] : by_name_)
    if (concerns(m.whom, names)) reply.processes.push_back(info_of(rows_.at(key.value), now));
  if (reply.processes.empty() && m.whom.kind != core::target_kind::all) {
    reply.problem = core::fault_code::bad_name;
    reply.detail = name_in(m.whom);
  }
  return reply;
}

lookup_reply status_board_state::lookup(const lookup_request& m) const {
  const auto found = by_name_.find({m.group, m.process});
  return {found != by_name_.end() ? found->second : core::process_key{}};
}

unstopped_reply status_board_state::unstopped(const lookup_unstopped& m) const {
  unstopped_reply reply;
  const auto look = [&](std::uint32_t key, const row& r) {
    if (!core::counts_down(r.last.now.state)) reply.keys.push_back({key});
  };
  if (m.among.empty()) {
    for (const auto& [key, r] : rows_)
      look(key, r);
  } else {
    for (const auto key : m.among)
      if (const auto found = rows_.find(key.value); found != rows_.end())
        look(key.value, found->second);
  }
  std::sort(reply.keys.begin(), reply.keys.end());
  return reply;
}

process_report status_board_state::recall(const recall_request& m) const {
  const auto found = rows_.find(m.key.value);
  return found != rows_.end() ? found->second.last : process_report{};
}

board_api::behavior_type status_board(board_api::stateful_pointer<status_board_state> self,
                                      world_ptr outside) {
  self->state.open(self, std::move(outside));
  return {
      [self](const process_added& m) { self->state.add(m); },
      [self](const process_removed& m) { self->state.remove(m); },
      [self](const process_report& m) { self->state.note(m); },
      [self](const mood_changed& m) { self->state.change_mood(m); },
      [self](const core::status_request& m) { return self->state.status(m); },
      [self](const core::history_request& m) { return self->state.history(m); },
      [self](const core::events_request& m) { return self->state.events(m); },
      [self](const events_tick& m) { self->state.tick(m); },
      [self](const lookup_request& m) { return self->state.lookup(m); },
      [self](const lookup_unstopped& m) { return self->state.unstopped(m); },
      [self](const recall_request& m) { return self->state.recall(m); },
  };
}

}  // namespace actord::actors
