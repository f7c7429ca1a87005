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
  if (found != rows_.end()) found->second.last = m;
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
    if (m.whom.kind == core::target_kind::all ||
        (names.first == m.whom.group &&
         (m.whom.kind == core::target_kind::group || names.second == m.whom.process)))
      reply.processes.push_back(info_of(rows_.at(key.value), now));
  if (reply.processes.empty() && m.whom.kind != core::target_kind::all) {
    reply.problem = core::fault_code::bad_name;
    reply.detail = m.whom.group;
    if (m.whom.kind == core::target_kind::process && m.whom.process != m.whom.group)
      reply.detail += ":" + m.whom.process;
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
      [self](const lookup_request& m) { return self->state.lookup(m); },
      [self](const lookup_unstopped& m) { return self->state.unstopped(m); },
      [self](const recall_request& m) { return self->state.recall(m); },
  };
}

}  // namespace actord::actors
