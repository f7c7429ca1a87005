#include "supervisors/root_supervisor.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/signal_names.hpp"
#include "core/start_plan.hpp"

namespace actord::supervisors {

using namespace actors;

namespace {

// "waiting for a, b to die" is said at once and then this often (§2.7).
constexpr std::chrono::seconds progress_period{3};

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

std::uint32_t process_count(const core::configuration& config) {
  std::uint32_t count = 0;
  for (const auto& group : config.groups)
    for (const auto& program : group.programs)
      count += static_cast<std::uint32_t>(program.processes.size());
  return count;
}

void root_supervisor_state::open(root_api::pointer self, root_birth birth) {
  self_ = self;
  born_ = std::move(birth);
  self_->set_down_handler([this](const caf::down_msg& dead) { replace(dead); });
  self_->monitor(born_.board);
  learn_names();
  groups_.resize(born_.config->groups.size());
  for (std::size_t i = 0; i < groups_.size(); ++i)
    spawn_group(i, born_.adopt);
  self_->send(born_.board, mood_changed{true});
  // Those that an earlier root has started are left alone.
  issue({.what = tree_verb::autostart, .bulk = true, .whom = all_keys()},
        [this](core::order_book::outcome_list) {
          if (born_.on_booted) born_.on_booted();
        });
}

// Everything is on the board before the first report of it.
void root_supervisor_state::learn_names() {
  const auto& groups = born_.config->groups;
  for (std::size_t i = 0; i < groups.size(); ++i)
    for (const auto& program : groups[i].programs)
      for (const auto& spec : program.processes) {
        self_->send(
            born_.board,
            process_added{{born_.first_key + static_cast<std::uint32_t>(rows_.size())}, spec});
        rows_.push_back({groups[i].name, spec->name, i, spec});
      }
}

void root_supervisor_state::spawn_group(std::size_t index, bool adopt) {
  group_birth birth;
  birth.name = born_.config->groups[index].name;
  birth.context = {born_.outside, born_.board, order_desk{self_}};
  birth.adopt = adopt;
  auto key = born_.first_key;
  for (std::size_t g = 0; g <= index; ++g)
    for (const auto& program : born_.config->groups[g].programs) {
      if (g == index) birth.programs.emplace_back();
      for (const auto& spec : program.processes) {
        if (g == index) birth.programs.back().push_back({{key}, spec});
        ++key;
      }
    }
  groups_[index] = self_->spawn<caf::monitored>(group_supervisor, std::move(birth),
                                                caf::actor_cast<caf::strong_actor_ptr>(self_));
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
  for (std::size_t i = 0; i < groups_.size(); ++i)
    if (groups_[i].address() == dead.source) {
      born_.outside->log->write(core::log_level::error,
                                "the supervisor of group '" + born_.config->groups[i].name +
                                    "' ended (" + why + "); a new one takes over its processes");
      spawn_group(i, true);
      for (const auto key : keys_of_group(i))
        replaced({key});
    }
}

const root_supervisor_state::process_row& root_supervisor_state::row(process_key key) const {
  return rows_.at(key.value - born_.first_key);
}

std::vector<process_key> root_supervisor_state::keys_of_group(std::size_t index) const {
  std::vector<process_key> keys;
  for (std::uint32_t i = 0; i < rows_.size(); ++i)
    if (rows_[i].group_index == index) keys.push_back({born_.first_key + i});
  return keys;
}

std::vector<process_key> root_supervisor_state::all_keys() const {
  std::vector<process_key> keys;
  keys.reserve(rows_.size());
  for (std::uint32_t i = 0; i < rows_.size(); ++i)
    keys.push_back({born_.first_key + i});
  return keys;
}

bool root_supervisor_state::resolve(const core::target& whom, std::vector<process_key>& keys,
                                    std::vector<core::outcome>& unknown) const {
  for (std::uint32_t i = 0; i < rows_.size(); ++i)
    if (whom.kind == core::target_kind::all ||
        (rows_[i].group == whom.group &&
         (whom.kind == core::target_kind::group || rows_[i].name == whom.process)))
      keys.push_back({born_.first_key + i});
  if (whom.kind == core::target_kind::all || !keys.empty()) return true;
  const auto& groups = born_.config->groups;
  const bool empty_group = whom.kind == core::target_kind::group &&
                           std::any_of(groups.begin(), groups.end(),
                                       [&](const auto& g) { return g.name == whom.group; });
  if (empty_group) return true;
  unknown.push_back({whom.group, whom.process, core::fault_code::bad_name,
                     whom.kind == core::target_kind::group ? whom.group + ":*"
                                                           : full_name(whom.group, whom.process)});
  return false;
}

caf::result<core::action_reply> root_supervisor_state::act(const core::action_request& r) {
  core::action_reply reply;
  if (going_down_) {
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
  issue(std::move(o), [this, promise](core::order_book::outcome_list outcomes) mutable {
    core::action_reply done;
    for (auto& [key, what] : outcomes)
      done.outcomes.push_back({row(key).group, row(key).name, what.code, std::move(what.detail)});
    promise.deliver(std::move(done));
  });
  return promise;
}

// Groups as configured, that is by priority; within a group by priority (§3).
std::vector<process_key> root_supervisor_state::in_start_order(
    std::vector<process_key> keys) const {
  std::stable_sort(keys.begin(), keys.end(), [this](process_key a, process_key b) {
    const auto& left = row(a);
    const auto& right = row(b);
    return std::pair{left.group_index, left.spec->priority} <
           std::pair{right.group_index, right.spec->priority};
  });
  return keys;
}

void root_supervisor_state::issue(order o, completion done) {
  o.id = ++last_order_;
  book_.open(o.id, in_start_order(o.whom));
  if (done) completions_.emplace(o.id, std::move(done));
  order_steps<group_api> steps;
  for (std::size_t i = 0; i < o.whom.size(); ++i) {
    const auto group = row(o.whom[i]).group_index;
    if (steps.empty() || row(steps.back().what.whom.front()).group_index != group) {
      steps.push_back({groups_[group], narrowed(o, {})});
    }
    steps.back().what.whom.push_back(o.whom[i]);
  }
  chains_.hand_down(self_, std::move(steps), order_desk{self_}, [] {});
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
  // What every process is told once, the former actor may have died over.
  issue({.what = going_down_ ? tree_verb::freeze : tree_verb::autostart,
         .bulk = true,
         .whom = {m.key}},
        {});
}

void root_supervisor_state::finish_if_complete(order_id id) {
  auto outcomes = book_.take_if_complete(id);
  if (!outcomes) return;
  const auto waiting = completions_.extract(id);
  if (!waiting.empty()) waiting.mapped()(std::move(*outcomes));
}

core::config_reply root_supervisor_state::config() const {
  core::config_reply reply;
  if (going_down_) {
    reply.problem = core::fault_code::shutdown_state;
    return reply;
  }
  for (const auto& r : rows_)
    reply.processes.push_back({r.group, r.name, true, r.spec->autostart,
                               born_.config->groups[r.group_index].priority, r.spec->priority});
  std::stable_sort(reply.processes.begin(), reply.processes.end(),
                   [](const auto& a, const auto& b) { return a.name < b.name; });
  return reply;
}

core::done_reply root_supervisor_state::shut_down(const shutdown_order& m) {
  core::done_reply reply;
  if (going_down_) {
    // Refused like every request now; but a shutdown during a restart wins (§2.5).
    if (!m.restart) note_end(false);
    reply.problem = core::fault_code::shutdown_state;
    return reply;
  }
  going_down_ = true;
  note_end(m.restart);
  self_->send(born_.board, mood_changed{false});
  issue({.what = tree_verb::freeze, .bulk = true, .whom = all_keys()},
        [this](core::order_book::outcome_list) {
          say_who_is_awaited([this] { stop_wave(0); });
          self_->delayed_send(self_, progress_period, progress_tick{});
        });
  return reply;
}

void root_supervisor_state::note_end(bool restart) {
  restart_ = restart;
  if (born_.on_shut_down) born_.on_shut_down(restart);
}

// Waves of groups in descending priority; the next begins when all of this one have answered.
void root_supervisor_state::stop_wave(std::size_t wave) {
  std::vector<core::plan_item> plan;
  for (std::uint32_t i = 0; i < groups_.size(); ++i)
    plan.push_back({i, born_.config->groups[i].priority});
  const auto waves = core::stop_waves(plan);
  if (wave >= waves.size()) {
    end();
    return;
  }
  std::vector<process_key> whom;
  for (const auto index : waves[wave]) {
    const auto keys = keys_of_group(index);
    whom.insert(whom.end(), keys.begin(), keys.end());
  }
  take_down(std::move(whom), wave, 0);
}

// A process whose actor was replaced meanwhile may still be up: it is told again.
void root_supervisor_state::take_down(std::vector<process_key> whom, std::size_t wave,
                                      int repeated) {
  issue({.what = tree_verb::shut_down, .bulk = true, .whom = std::move(whom)},
        [=, this](const core::order_book::outcome_list& outcomes) {
          std::vector<process_key> lost;
          for (const auto& [key, what] : outcomes)
            if (what == lost_actor_fault()) lost.push_back(key);
          if (lost.empty() || repeated == most_repeats)
            stop_wave(wave + 1);
          else
            take_down(std::move(lost), wave, repeated + 1);
        });
}

void root_supervisor_state::end() {
  if (born_.on_end) born_.on_end(restart_);
}

void root_supervisor_state::tick() {
  if (!going_down_) return;
  say_who_is_awaited([] {});
  self_->delayed_send(self_, progress_period, progress_tick{});
}

void root_supervisor_state::say_who_is_awaited(std::function<void()> then) {
  self_->request(born_.board, caf::infinite, lookup_unstopped{})
      .then(
          [this, then](const unstopped_reply& reply) {
            std::string names;
            for (const auto key : reply.keys)
              names += (names.empty() ? "" : ", ") + row(key).name;
            if (!names.empty())
              born_.outside->log->write(core::log_level::info, "waiting for " + names + " to die");
            then();
          },
          [then](const caf::error&) { then(); });
}

root_api::behavior_type root_supervisor(root_api::stateful_pointer<root_supervisor_state> self,
                                        root_birth birth) {
  self->state.open(self, std::move(birth));
  return {
      [self](const order_outcome& m) { self->state.note(m); },
      [self](const process_replaced& m) { self->state.replaced(m); },
      [self](const core::action_request& r) { return self->state.act(r); },
      [self](const core::config_request&) { return self->state.config(); },
      [self](const shutdown_order& m) { return self->state.shut_down(m); },
      [self](const progress_tick&) { self->state.tick(); },
  };
}

}  // namespace actord::supervisors
