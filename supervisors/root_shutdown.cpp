// How the tree goes down, wave by wave.
#include <chrono>
#include <utility>

#include "core/start_plan.hpp"
#include "supervisors/root_supervisor.hpp"

namespace actord::supervisors {

using namespace actors;

namespace {

// "waiting for a, b to die" is said at once and then this often (§2.7).
constexpr std::chrono::seconds progress_period{3};

// After SIGKILL there is nothing to wait for but the news of the ends.
constexpr std::chrono::seconds last_patience{2};

core::done_reply refused(const core::fault& why) {
  return {why.code, why.detail};
}

}  // namespace

std::string refused_restart(const core::fault& why) {
  return "restart refused, everything goes on: " + why.detail;
}

// Before a restart the configuration is read, unless whoever asks has done so: one that is broken
// must not end the daemon (§11 #22).
caf::result<core::done_reply> root_supervisor_state::shut_down(const shutdown_order& m) {
  if (end_.begun) {
    // Refused like every request now; but a shutdown during a restart wins (§2.5).
    if (!m.restart) note_end(false, nullptr);
    return refused({core::fault_code::shutdown_state, {}});
  }
  if (!m.restart || m.next) {
    begin_shut_down(m.restart, m.next);
    return core::done_reply{};
  }
  auto promise = self_->make_response_promise<core::done_reply>();
  when_read([this, promise](const config_read& read) mutable {
    if (end_.begun) {
      promise.deliver(refused({core::fault_code::shutdown_state, {}}));
    } else if (!read.config) {
      born_.outside->log->write(core::log_level::critical, refused_restart(read.problem));
      promise.deliver(refused(read.problem));
    } else {
      begin_shut_down(true, read.config);
      promise.deliver(core::done_reply{});
    }
  });
  return promise;
}

void root_supervisor_state::begin_shut_down(bool restart, config_pointer next) {
  end_.begun = true;
  note_end(restart, std::move(next));
  self_->send(born_.board, mood_changed{false});
  const auto limit = born_.config->daemon.shutdown_timeout;
  if (limit.count() > 0) self_->delayed_send(self_, limit, shutdown_deadline{});
  issue({.what = tree_verb::freeze, .bulk = true, .whom = all_keys()},
        [this](core::order_book::outcome_list) {
          say_who_is_awaited([this] { stop_wave(0); });
          self_->delayed_send(self_, progress_period, progress_tick{});
        });
}

void root_supervisor_state::note_end(bool restart, config_pointer next) {
  end_.restart = restart;
  end_.next = std::move(next);
  if (born_.on_shut_down) born_.on_shut_down(end_.restart, end_.next);
}

// Waves of groups in descending priority; the next begins when all of this one have answered. From
// here on no group comes or goes.
void root_supervisor_state::stop_wave(std::size_t wave) {
  const auto groups = active().by_priority();
  std::vector<core::plan_item> plan;
  const auto numbers = core::wave_numbers(groups);
  for (std::uint32_t i = 0; i < groups.size(); ++i)
    plan.push_back({i, numbers[i]});
  const auto waves = core::stop_waves(plan);
  if (wave >= waves.size()) {
    end();
    return;
  }
  std::vector<process_key> whom;
  for (const auto index : waves[wave]) {
    const auto keys = groups[index]->keys();
    whom.insert(whom.end(), keys.begin(), keys.end());
  }
  take_down(std::move(whom), 0, [this, wave] { stop_wave(wave + 1); });
}

void root_supervisor_state::end() {
  if (std::exchange(end_.told, true)) return;
  if (born_.on_end) born_.on_end(end_.restart, end_.next);
}

// The shutdown has lasted too long: SIGKILL for all that is left, and after that nobody is waited
// for any longer.
void root_supervisor_state::deadline(const shutdown_deadline& m) {
  if (!end_.begun || end_.told) return;
  if (m.last) {
    end();
    return;
  }
  born_.outside->log->write(core::log_level::warn,
                            "shutdown_timeout is over: what is left gets SIGKILL");
  issue({.what = tree_verb::kill, .bulk = true, .whom = all_keys()},
        [this](core::order_book::outcome_list) { end(); });
  self_->delayed_send(self_, last_patience, shutdown_deadline{.last = true});
}

void root_supervisor_state::tick() {
  if (!end_.begun || end_.told) return;
  say_who_is_awaited([] {});
  self_->delayed_send(self_, progress_period, progress_tick{});
}

void root_supervisor_state::say_who_is_awaited(continuation then) {
  self_->request(born_.board, caf::infinite, lookup_unstopped{})
      .then(
          [this, then](const unstopped_reply& reply) {
            std::string names;
            for (const auto key : reply.keys)
              if (const auto seat = active().find(key))
                names += (names.empty() ? "" : ", ") + seat->process->spec->name;
            if (!names.empty())
              born_.outside->log->write(core::log_level::info, "waiting for " + names + " to die");
            then();
          },
          [then](const caf::error&) { then(); });
}

}  // namespace actord::supervisors
