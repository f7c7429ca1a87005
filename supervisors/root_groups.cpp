// Which groups there are: reading the configuration again, adding, removing and changing groups of
// the running tree (§10).
#include <algorithm>
#include <utility>

#include "actors/config_link.hpp"
#include "core/update_plan.hpp"
#include "supervisors/root_supervisor.hpp"

namespace actord::supervisors {

using namespace actors;
using core::fault_code;

namespace {

template <class Reply = core::done_reply>
Reply refused(fault_code code, std::string detail = {}) {
  Reply reply;
  reply.problem = code;
  reply.detail = std::move(detail);
  return reply;
}

const core::group_spec* group_named(const core::configuration& config, const std::string& name) {
  const auto found = std::find_if(config.groups.begin(), config.groups.end(),
                                  [&](const auto& group) { return group.name == name; });
  return found == config.groups.end() ? nullptr : &*found;
}

// What whoever waits for a process hears when that is taken away.
core::fault removed_fault() {
  return {fault_code::failed, "the process was removed from the configuration"};
}

}  // namespace

// Of the last configuration read, active or not.
core::config_reply root_supervisor_state::config() const {
  if (end_.begun) return refused<core::config_reply>(fault_code::shutdown_state);
  core::config_reply reply;
  for (const auto& group : born_.memory->latest->groups) {
    const bool in_use = active().find(group.name) != nullptr;
    for (const auto& process : core::processes_of(group))
      reply.processes.push_back({group.name, process->name, in_use, process->autostart,
                                 group.priority, process->priority});
  }
  std::stable_sort(reply.processes.begin(), reply.processes.end(),
                   [](const auto& a, const auto& b) { return a.name < b.name; });
  return reply;
}

// ---- reading

void root_supervisor_state::when_read(reader then) {
  readers_.push_back(std::move(then));
  if (being_read_for_ != 0) return;
  being_read_for_ = readers_.size();
  born_.outside->config->read_for(root_api{self_});
}

void root_supervisor_state::answer_readers(const config_read& m) {
  std::vector<reader> done{readers_.begin(),
                           readers_.begin() + static_cast<std::ptrdiff_t>(being_read_for_)};
  readers_.erase(readers_.begin(), readers_.begin() + static_cast<std::ptrdiff_t>(being_read_for_));
  being_read_for_ = readers_.size();
  if (being_read_for_ != 0) born_.outside->config->read_for(root_api{self_});
  for (const auto& one : done)
    one(m);
}

caf::result<core::reread_reply> root_supervisor_state::reread(const core::reread_request& r) {
  if (end_.begun) return refused<core::reread_reply>(fault_code::shutdown_state);
  auto promise = self_->make_response_promise<core::reread_reply>();
  when_read([this, promise, keep = r.remember](const config_read& read) mutable {
    if (end_.begun) {
      promise.deliver(refused<core::reread_reply>(fault_code::shutdown_state));
      return;
    }
    if (!read.config) {
      promise.deliver(refused<core::reread_reply>(read.problem.code, read.problem.detail));
      return;
    }
    core::reread_reply reply;
    reply.groups = core::plan_update(active().specs(), *read.config);
    if (keep) remember(read.config);
    promise.deliver(std::move(reply));
  });
  return promise;
}

// What was worth a remark before is not said again.
void root_supervisor_state::remember(const config_pointer& config) {
  const auto known = std::exchange(born_.memory->latest, config);
  if (born_.on_read) born_.on_read(config);
  for (const auto& remark : config->remarks)
    if (std::none_of(known->remarks.begin(), known->remarks.end(),
                     [&](const auto& old) { return old.text == remark.text; }))
      born_.outside->log->write(remark.level, remark.text);
}

// ---- adding

core::done_reply root_supervisor_state::add_group(const core::add_group_request& r) {
  if (end_.begun) return refused(fault_code::shutdown_state);
  const auto* spec = group_named(*born_.memory->latest, r.group);
  if (spec == nullptr) return refused(fault_code::bad_name, r.group);
  if (active().find(r.group) != nullptr) return refused(fault_code::already_added, r.group);
  const auto& group = active().add(*spec);
  know_groups();
  introduce(group);
  spawn_group(group, false);
  renew_outer(r.group);
  issue_start({.what = tree_verb::autostart, .bulk = true, .whom = group.keys()}, {});
  return {};
}

// ---- removing

// The same group as at an earlier moment, if it is still there.
const core::active_group* root_supervisor_state::seated(const std::string& which,
                                                        std::uint64_t seat) const {
  const auto* group = active().find(which);
  return group != nullptr && group->seat == seat ? group : nullptr;
}

caf::result<core::done_reply> root_supervisor_state::remove_group(
    const core::remove_group_request& r) {
  if (end_.begun) return refused(fault_code::shutdown_state);
  const auto* group = active().find(r.group);
  if (group == nullptr) return refused(fault_code::bad_name, r.group);
  auto promise = self_->make_response_promise<core::done_reply>();
  auto decide = [this, promise, which = r.group, seat = group->seat](bool stopped) mutable {
    const auto* still = seated(which, seat);
    if (end_.begun) {
      promise.deliver(refused(fault_code::shutdown_state));
    } else if (still == nullptr) {
      promise.deliver(refused(fault_code::bad_name, which));
    } else if (!stopped || still->fate != core::group_fate::stays) {
      promise.deliver(refused(fault_code::still_running, which));
    } else {
      active().let_leave(which);
      go_on_removing(which, [promise](bool gone) mutable {
        promise.deliver(gone ? core::done_reply{} : refused(fault_code::shutdown_state));
      });
    }
  };
  if (group->processes.empty()) {
    decide(true);
    return promise;
  }
  self_->request(born_.board, caf::infinite, lookup_unstopped{group->keys()})
      .then([decide](const unstopped_reply& up) mutable { decide(up.keys.empty()); },
            [decide](const caf::error&) mutable { decide(false); });
  return promise;
}

// All are stopped; what is about to be restarted, or was started in this very moment, is ended. A
// daemon that shuts down takes nothing away any more.
void root_supervisor_state::go_on_removing(const std::string& which,
                                           const std::function<void(bool)>& then) {
  end_processes(active().find(which)->keys(), [this, which, then] {
    if (end_.begun) {
      then(false);
      return;
    }
    const auto keys = active().find(which)->keys();
    end_group(which);
    active().remove(which);
    know_groups();
    renew_outer(which);
    let_go(keys, removed_fault());
    for (const auto key : keys) {
      strategy_.forget(key);
      self_->send(born_.board, process_removed{key});
      born_.outside->host->retire(key);
    }
    then(true);
  });
}

// Its programs and processes end with it; nobody replaces it.
void root_supervisor_state::end_group(const std::string& which) {
  const auto group = groups_.extract(which);
  self_->send_exit(group.mapped(), caf::exit_reason::user_shutdown);
}

// The group around this one has another member, or one less: its actors are new ones, too.
void root_supervisor_state::renew_outer(const std::string& inner) {
  for (const auto& group : active().groups()) {
    const auto& names = group.spec->inner;
    if (std::find(names.begin(), names.end(), inner) == names.end()) continue;
    let_go(group.keys(), lost_actor_fault());
    end_group(group.spec->name);
    spawn_group(group, true);
  }
}

// These keys answer no more.
void root_supervisor_state::let_go(const std::vector<process_key>& keys, const core::fault& told) {
  for (const auto key : keys)
    for (const auto id : book_.give_up(key, told, self_->clock().now()))
      finish_if_complete(id);
}

// ---- changing in place

caf::result<core::action_reply> root_supervisor_state::change_group(
    const core::change_group_request& r) {
  using reply = core::action_reply;
  if (end_.begun) return refused<reply>(fault_code::shutdown_state);
  const auto* group = active().find(r.group);
  const auto* next = group_named(*born_.memory->latest, r.group);
  if (group == nullptr || next == nullptr) return refused<reply>(fault_code::bad_name, r.group);
  if (group->fate != core::group_fate::stays)
    return refused<reply>(fault_code::failed, "group '" + r.group + "' is being changed already");
  if (core::same_group(*group->spec, *next)) return reply{};
  active().let_change(r.group, *next);
  auto promise = self_->make_response_promise<reply>();
  go_on_changing(r.group, [promise](reply what) mutable { promise.deliver(std::move(what)); });
  return promise;
}

// Those that go are stopped as an operator stops them, for as long as it takes.
void root_supervisor_state::go_on_changing(const std::string& which,
                                           const std::function<void(core::action_reply)>& then) {
  const auto keys = active().leaving_keys(which);
  const auto names = named(keys);
  order stop{.what = tree_verb::stop, .bulk = true, .whom = keys};
  issue(std::move(stop), [=, this](core::order_book::outcome_list outcomes) {
    if (end_.begun) {
      then(refused<core::action_reply>(fault_code::shutdown_state));
      return;
    }
    end_processes(keys, [=, this, reply = reply_of(std::move(outcomes), names)] {
      if (end_.begun) {
        then(refused<core::action_reply>(fault_code::shutdown_state));
        return;
      }
      exchange(which);
      then(reply);
    });
  });
}

// The group's actors are new ones; they adopt the OS processes that stay.
void root_supervisor_state::exchange(const std::string& which) {
  const auto gone = active().leaving_keys(which);
  let_go(gone, removed_fault());
  let_go(active().find(which)->keys(), lost_actor_fault());
  end_group(which);
  for (const auto key : gone) {
    strategy_.forget(key);
    self_->send(born_.board, process_removed{key});
    born_.outside->host->retire(key);
  }
  const auto fresh = active().change(which);
  const auto& group = *active().find(which);
  know_groups();
  introduce(group);
  spawn_group(group, true);
  renew_outer(which);
  issue_start({.what = tree_verb::autostart, .bulk = true, .whom = fresh}, {});
}

// ---- what a root that died has left undone

bool root_supervisor_state::has_to_end(const core::active_group& group, process_key key) const {
  switch (group.fate) {
    case core::group_fate::stays:
      return false;
    case core::group_fate::leaves:
      return true;
    case core::group_fate::changes:
      break;
  }
  const auto gone = active().leaving_keys(group.spec->name);
  return std::find(gone.begin(), gone.end(), key) != gone.end();
}

void root_supervisor_state::finish_what_was_begun() {
  std::vector<std::string> leaving;
  std::vector<std::string> changing;
  for (const auto& group : active().groups()) {
    if (group.fate == core::group_fate::leaves) leaving.push_back(group.spec->name);
    if (group.fate == core::group_fate::changes) changing.push_back(group.spec->name);
  }
  for (const auto& which : leaving)
    go_on_removing(which, [](bool) {});
  for (const auto& which : changing)
    go_on_changing(which, [](const core::action_reply&) {});
}

}  // namespace actord::supervisors
