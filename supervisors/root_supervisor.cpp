#include "supervisors/root_supervisor.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

#include "core/signal_names.hpp"

namespace actord::supervisors {

using namespace actors;

namespace {

// How often a process is told again to go down because its actor died over it.
constexpr int most_repeats = 3;

std::string full_name(const std::string& group, const std::string& process) {
  return group == process ? process : group + ":" + process;
}

tree_verb tree_verb_of(core::verb v) {
  switch (v) {
    case core::verb::start:
      return tree_verb::start;
    case core::verb::stop:
      return tree_verb::stop;
    case core::verb::signal:
      return tree_verb::signal;
    case core::verb::clear_logs:
      return tree_verb::clear_logs;
    case core::verb::rotate_logs:
      return tree_verb::rotate_logs;
  }
  return tree_verb::start;
}

bool known_verb(core::verb v) {
  return v <= core::verb::rotate_logs;
}

}  // namespace

void root_supervisor_state::open(root_api::pointer self, root_birth birth) {
  self_ = self;
  born_ = std::move(birth);
  self_->set_down_handler([this](const caf::down_msg& dead) { replace(dead); });
  self_->monitor(born_.board);
  connect_strategy();
  for (const auto& group : active().groups())
    introduce(group);
  for (const auto& group : active().groups())
    spawn_group(group, born_.adopt);
  self_->send(born_.board, mood_changed{true});
  // Those that an earlier root has started are left alone.
  issue_start({.what = tree_verb::autostart, .bulk = true, .whom = all_keys()},
              [this](core::order_book::outcome_list) {
                if (born_.on_booted) born_.on_booted();
              });
  finish_what_was_begun();
}

// Everything is on the board before the first report of it, and may be bound before the first actor
// of it begins.
void root_supervisor_state::introduce(const core::active_group& group) {
  for (const auto& process : group.processes) {
    born_.outside->host->admit(process.key, process.spec);
    strategy_.expect(process.key, *process.spec);
    self_->send(born_.board, process_added{process.key, process.spec});
  }
}

void root_supervisor_state::spawn_group(const core::active_group& group, bool adopt) {
  group_birth birth;
  birth.name = group.spec->name;
  birth.rules = group.spec->rules;
  birth.has_boss = strategy_.has_boss(*group.spec);
  for (const auto& inner : group.spec->inner)
    if (const auto* other = active().find(inner))
      birth.inner.push_back({inner, other->spec->priority});
  birth.context = {born_.outside, born_.board, order_desk{self_}, head_api{self_}};
  birth.adopt = adopt;
  birth.programs.resize(group.spec->programs.size());
  for (const auto& process : group.processes)
    birth.programs[process.program].push_back({process.key, process.spec});
  groups_[group.spec->name] = self_->spawn<caf::monitored>(
      group_supervisor, std::move(birth), caf::actor_cast<caf::strong_actor_ptr>(self_));
}

// A group is replaced and its processes are adopted. Without the board nobody knows names and
// states: the root gives up and whoever owns it begins a new tree over the same OS processes.
void root_supervisor_state::replace(const caf::down_msg& dead) {
  chains_.receiver_down(self_, dead.source);
  const auto why = self_->system().render(dead.reason);
  if (dead.source == born_.board.address()) {
    born_.outside->log->write(core::log_level::error, "the status board ended (" + why + ")");
    self_->quit(dead.reason);
    return;
  }
  const auto lost = std::find_if(groups_.begin(), groups_.end(), [&](const auto& entry) {
    return entry.second.address() == dead.source;
  });
  if (lost == groups_.end()) return;
  const auto& group = *active().find(lost->first);
  born_.outside->log->write(core::log_level::error, "the supervisor of group '" + lost->first +
                                                        "' ended (" + why +
                                                        "); a new one takes over its processes");
  spawn_group(group, true);
  for (const auto key : group.keys())
    replaced({key});
}

std::vector<process_key> root_supervisor_state::all_keys() const {
  std::vector<process_key> keys;
  for (const auto* group : active().by_priority())
    for (const auto& process : group->processes)
      keys.push_back(process.key);
  return keys;
}

// A group that is asked for as a whole includes the groups inside it. (None is inside itself; but
// active ones may come from different configurations: the steps are bounded.)
void root_supervisor_state::add_inner_keys(const core::active_group& outer,
                                           std::vector<process_key>& keys) const {
  std::vector<const core::active_group*> known{&outer};
  for (std::size_t i = 0; i < known.size(); ++i)
    for (const auto& inner : known[i]->spec->inner) {
      const auto* group = active().find(inner);
      if (group == nullptr || std::find(known.begin(), known.end(), group) != known.end()) continue;
      known.push_back(group);
      for (const auto& process : group->processes)
        keys.push_back(process.key);
    }
}

bool root_supervisor_state::resolve(const core::target& whom, std::vector<process_key>& keys,
                                    std::vector<core::outcome>& unknown) const {
  if (whom.kind == core::target_kind::all) {
    keys = all_keys();
    return true;
  }
  const bool whole_group = whom.kind == core::target_kind::group;
  const auto* group = active().find(whom.group);
  if (group != nullptr)
    for (const auto& process : group->processes)
      if (whole_group || process.spec->name == whom.process) keys.push_back(process.key);
  if (group != nullptr && whole_group) add_inner_keys(*group, keys);
  if (!keys.empty() || (whole_group && group != nullptr)) return true;
  unknown.push_back({whom.group, whom.process, core::fault_code::bad_name,
                     whole_group ? whom.group + ":*" : full_name(whom.group, whom.process)});
  return false;
}

caf::result<core::action_reply> root_supervisor_state::act(const core::action_request& r) {
  core::action_reply reply;
  if (end_.begun) {
    reply.problem = core::fault_code::shutdown_state;
    return reply;
  }
  if (!known_verb(r.what) || r.whom.kind > core::target_kind::process) {
    reply.problem = core::fault_code::bad_arguments;
    return reply;
  }
  order o{.what = tree_verb_of(r.what),
          .wait = r.wait,
          .bulk = r.whom.kind != core::target_kind::process};
  if (!resolve(r.whom, o.whom, reply.outcomes)) return reply;
  if (o.what == tree_verb::signal) {
    const auto number = core::parse_signal(r.signal);
    if (!number || !core::valid_signal_number(*number)) {
      reply.problem = core::fault_code::bad_signal;
      reply.detail = r.signal;
      return reply;
    }
    o.signal_number = *number;
  }
  auto promise = self_->make_response_promise<core::action_reply>();
  const auto answer = [this, promise,
                       names = named(o.whom)](core::order_book::outcome_list outcomes) mutable {
    promise.deliver(reply_of(std::move(outcomes), names));
  };
  if (o.what == tree_verb::start)
    issue_start(std::move(o), answer);
  else
    issue(std::move(o), answer);
  return promise;
}

// Who the keys are now: by the time of an answer a group may be gone. By key.
std::vector<core::active_process> root_supervisor_state::named(
    const std::vector<process_key>& keys) const {
  std::vector<core::active_process> names;
  names.reserve(keys.size());
  for (const auto key : keys)
    names.push_back(*active().find(key)->process);
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return names;
}

core::action_reply root_supervisor_state::reply_of(
    core::order_book::outcome_list outcomes, const std::vector<core::active_process>& names) const {
  core::action_reply reply;
  for (auto& [key, what] : outcomes) {
    const auto found = std::lower_bound(
        names.begin(), names.end(), key,
        [](const core::active_process& p, process_key wanted) { return p.key < wanted; });
    reply.outcomes.push_back(
        {found->spec->group, found->spec->name, what.code, std::move(what.detail)});
  }
  return reply;
}

// Groups by priority, then in order of activation; within a group by priority (§3).
std::vector<process_key> root_supervisor_state::in_start_order(
    const std::vector<process_key>& keys) const {
  using place = std::tuple<std::vector<int>, std::uint64_t, int>;
  std::vector<std::pair<place, process_key>> places;
  places.reserve(keys.size());
  for (const auto key : keys) {
    const auto seat = *active().find(key);
    places.push_back(
        {{seat.group->spec->place(), seat.group->seat, seat.process->spec->priority}, key});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<process_key> ordered;
  ordered.reserve(keys.size());
  for (const auto& [where, key] : places)
    ordered.push_back(key);
  return ordered;
}

void root_supervisor_state::issue(order o, completion done, continuation taken) {
  o.id = ++last_order_;
  book_.open(o.id, in_start_order(o.whom));
  if (done) completions_.emplace(o.id, std::move(done));
  order_steps<group_api> steps;
  const core::active_group* last = nullptr;
  for (const auto key : o.whom) {
    const auto* group = active().find(key)->group;
    if (group != last) steps.push_back({groups_.at(group->spec->name), narrowed(o, {})});
    last = group;
    steps.back().what.whom.push_back(key);
  }
  chains_.hand_down(self_, std::move(steps), order_desk{self_}, std::move(taken));
  finish_if_complete(o.id);
}

void root_supervisor_state::note(const order_outcome& m) {
  if (m.applies)
    book_.note(m.id, m.key, m.what, self_->clock().now(), m.ripened);
  else
    book_.pass_over(m.id, m.key);
  finish_if_complete(m.id);
}

void root_supervisor_state::replaced(const process_replaced& m) {
  for (const auto id : book_.give_up(m.key, lost_actor_fault(), self_->clock().now()))
    finish_if_complete(id);
  const auto seat = active().find(m.key);
  if (!seat) return;
  // What every process is told once, the former actor may have died over.
  const bool ends = end_.begun || has_to_end(*seat->group, m.key);
  issue({.what = ends ? tree_verb::freeze : tree_verb::autostart, .bulk = true, .whom = {m.key}},
        {});
}

void root_supervisor_state::finish_if_complete(order_id id) {
  auto outcomes = book_.take_if_complete(id);
  if (!outcomes) return;
  const auto waiting = completions_.extract(id);
  if (!waiting.empty()) waiting.mapped()(std::move(*outcomes));
}

// For good: from the first moment on nothing of it starts any more.
void root_supervisor_state::end_processes(std::vector<process_key> keys, continuation then) {
  order freeze{.what = tree_verb::freeze, .bulk = true, .whom = keys};
  issue(std::move(freeze), [this, keys = std::move(keys), then = std::move(then)](
                               core::order_book::outcome_list) { take_down(keys, 0, then); });
}

// A process whose actor was replaced meanwhile may still be up: it is told again.
void root_supervisor_state::take_down(std::vector<process_key> whom, int repeated,
                                      continuation then) {
  issue({.what = tree_verb::shut_down, .bulk = true, .whom = std::move(whom)},
        [=, this](const core::order_book::outcome_list& outcomes) {
          std::vector<process_key> lost;
          for (const auto& [key, what] : outcomes)
            if (what == lost_actor_fault()) lost.push_back(key);
          if (lost.empty() || repeated == most_repeats)
            then();
          else
            take_down(std::move(lost), repeated + 1, then);
        });
}

root_api::behavior_type root_supervisor(root_api::stateful_pointer<root_supervisor_state> self,
                                        root_birth birth) {
  auto& state = self->state;
  state.open(self, std::move(birth));
  return {
      [&state](const order_outcome& m) { state.note(m); },
      [&state](const process_replaced& m) { state.replaced(m); },
      [&state](const core::action_request& r) { return state.act(r); },
      [&state](const core::config_request&) { return state.config(); },
      [&state](const core::reread_request& r) { return state.reread(r); },
      [&state](const config_read& m) { state.answer_readers(m); },
      [&state](const core::add_group_request& r) { return state.add_group(r); },
      [&state](const core::remove_group_request& r) { return state.remove_group(r); },
      [&state](const core::change_group_request& r) { return state.change_group(r); },
      [&state](const shutdown_order& m) { return state.shut_down(m); },
      [&state](const progress_tick&) { state.tick(); },
      [&state](const process_report& m) { state.strategy().note(m); },
      [&state](const group_news& m) { state.strategy().note(m); },
      [&state](const group_order& m) { state.strategy().order(m); },
      [&state](const end_order& m) { state.end_daemon(m); },
      [&state](const group_tick&) { state.strategy().tick(); },
      [&state](const shutdown_deadline& m) { state.deadline(m); },
  };
}

}  // namespace actord::supervisors
