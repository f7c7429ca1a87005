// What must hold after every step of the machine, whatever the world does: one sentence each.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>

#include "core/backoff.hpp"
#include "core/exit_verdict.hpp"
#include "tests/helpers/machine_step_seen.hpp"

namespace actord::tests {

struct invariant {
  const char* sentence;
  bool (*holds)(const step_seen&);
};

namespace detail {

using core::proc_state;

// §3.2: all changes of state that a client may ever see.
constexpr bool in_contract(proc_state from, proc_state to) {
  switch (from) {
    case proc_state::stopped:
    case proc_state::fatal:
      return to == proc_state::starting;
    case proc_state::starting:
      return to == proc_state::running || to == proc_state::backoff || to == proc_state::stopping;
    case proc_state::running:
      return to == proc_state::exited || to == proc_state::stopping;
    case proc_state::backoff:
      return to == proc_state::starting || to == proc_state::fatal || to == proc_state::stopped;
    case proc_state::stopping:
      return to == proc_state::stopped;
    case proc_state::exited:  // FATAL: the group was restarted too often
      return to == proc_state::starting || to == proc_state::stopped || to == proc_state::fatal;
    case proc_state::unknown:
      break;
  }
  return false;
}

inline bool stale_by_run(const core::input& what, core::run_id run) {
  if (const auto* s = std::get_if<core::in::spawned>(&what)) return s->run < run;
  if (const auto* s = std::get_if<core::in::spawn_failed>(&what)) return s->run < run;
  if (const auto* e = std::get_if<core::in::exited>(&what)) return e->run < run;
  if (const auto* t = std::get_if<core::in::timer>(&what)) return t->run < run;
  return false;
}

inline bool down_or_waiting(proc_state s) {
  return counts_down(s) || s == proc_state::backoff;
}

inline std::chrono::nanoseconds since_launch(const step_seen& s) {
  return s.world.now.mono - s.before.started;
}

inline bool chain_of_notes(const step_seen& s) {
  auto at = s.before.state;
  for (std::size_t i = 0; i < s.sum.notes; ++i) {
    if (s.sum.note[i].from != at || s.sum.note[i].to == at) return false;
    at = s.sum.note[i].to;
  }
  return at == s.after.state;
}

inline bool only_contract_changes(const step_seen& s) {
  for (std::size_t i = 0; i < s.sum.notes; ++i)
    if (!in_contract(s.sum.note[i].from, s.sum.note[i].to)) return false;
  return true;
}

inline bool failures_in_bounds(const step_seen& s) {
  const int n = s.after.failures;
  switch (s.after.state) {
    case proc_state::backoff:
      return n >= 1 && n <= s.how.start_retries;
    case proc_state::starting:
      return n >= 0 && n <= s.how.start_retries;
    default:
      return n == 0;
  }
}

inline bool signal_is_right(const step_seen& s) {
  if (s.sum.signals == 0) return true;
  const bool last = s.sum.signal.number == 9;
  // All patience over: the stop signal is followed by SIGKILL at once.
  if (s.is<core::in::kill_now>()) return last && s.after.kill_sent && s.after.pid != 0;
  return s.sum.signals == 1 && s.after.state == proc_state::stopping && s.after.pid != 0 &&
         s.sum.signal.run == s.after.run && (last || s.sum.signal.number == s.how.stop_signal) &&
         s.sum.signal.whole_group == (last ? s.how.kill_as_group : s.how.stop_as_group) &&
         s.sum.times_said(core::saying::stop_signal_sent) == 1 &&
         s.sum.times_said(core::saying::killing) == (last ? 1 : 0);
}

inline bool timer_is_armed(const step_seen& s) {
  const auto kind = core::awaited_timer(s.after);
  if (!kind) return s.sum.arms == 0;
  for (const auto& t : s.world.timers)
    if (t.kind == *kind && t.run == s.after.run && t.at >= s.after.deadline) return true;
  return false;
}

inline bool arm_is_sound(const step_seen& s) {
  return s.sum.arms == 0 ||
         (s.sum.arms == 1 && s.sum.arm.run == s.after.run && s.sum.arm.after.count() >= 0 &&
          core::awaited_timer(s.after) == s.sum.arm.kind);
}

// BACKOFF waits for as long as its failures say; EXITED for the pause since the start, and after a
// short run for as long as its failures say.
inline bool launch_is_due(const step_seen& s) {
  if (s.sum.launches == 0 || s.is<core::in::start>()) return true;
  const auto waited = s.world.now.mono - s.world.failed_at;
  if (s.noted(proc_state::backoff, proc_state::starting))
    return waited >= core::plain_delay(s.before.streak, s.how.backoff);
  if (s.noted(proc_state::exited, proc_state::starting)) {
    const int streak = s.how.backoff.reset_after.count() == 0 ? 0 : s.after.streak;
    return since_launch(s) >= s.how.restart_pause &&
           waited >= core::plain_delay(streak, s.how.backoff);
  }
  if (s.is<core::in::revive>()) return s.before.held || s.before.state == proc_state::fatal;
  return s.noted(proc_state::stopping, proc_state::stopped) && s.before.want_up && !s.before.held;
}

// What the group holds, only the group starts.
inline bool held_is_held(const step_seen& s) {
  if (s.after.held && !s.after.want_up) return false;
  return !s.before.held || s.sum.launches == 0 || s.is<core::in::revive>();
}

inline bool asked_only_if_it_asks(const step_seen& s) {
  if (s.after.state != proc_state::exited || s.before.state == proc_state::exited) return true;
  return s.after.held == (s.after.want_up && s.how.asks_group);
}

inline bool streak_grows_with_failures(const step_seen& s) {
  if (s.after.streak < s.after.failures) return false;
  return s.how.backoff.reset_after.count() != 0 || s.after.streak == s.after.failures;
}

// Of the exit that this step or an earlier one told.
inline bool restart_is_allowed(const step_seen& s) {
  if (!s.noted(proc_state::exited, proc_state::starting) || s.is<core::in::start>()) return true;
  return core::restarts_after(s.after.last_exit, s.how);
}

inline bool waits_for_restart_only_if_allowed(const step_seen& s) {
  if (s.after.state != proc_state::exited || s.before.state == proc_state::exited) return true;
  return s.after.want_up == (!s.after.frozen && core::restarts_after(s.after.last_exit, s.how));
}

inline bool fatal_for_a_reason(const step_seen& s) {
  if (!s.noted_to(proc_state::fatal)) return true;
  const bool gave_up = s.sum.times_said(core::saying::gave_up) == 1;
  if (s.is<core::in::shut_down>() || s.is<core::in::kill_now>())
    return s.before.state == proc_state::backoff && !gave_up;
  if (s.is<core::in::give_up>()) return s.before.held && !gave_up;
  return gave_up && s.before.failures == std::max(s.how.start_retries, 0);
}

inline bool end_of_child_is_told_once(const step_seen& s) {
  const int told = s.sum.times_said(core::saying::exited) +
                   s.sum.times_said(core::saying::exited_too_early) +
                   s.sum.times_said(core::saying::stopped);
  const bool news = s.is<core::in::exited>() && !stale_by_run(s.what, s.before.run);
  return told == (news ? 1 : 0);
}

inline bool exit_is_remembered(const step_seen& s) {
  const auto* e = std::get_if<core::in::exited>(&s.what);
  if (e == nullptr || stale_by_run(s.what, s.before.run)) return true;
  if (s.after.last_exit != e->status) return false;
  if (s.after.state == proc_state::exited || s.after.state == proc_state::stopped)
    return s.after.exitstatus == e->status.reported();
  return s.after.exitstatus == 0;
}

inline bool verdict_is_right(const step_seen& s) {
  for (std::size_t i = 0; i < s.sum.notes; ++i)
    if (s.sum.note[i].to == proc_state::exited &&
        s.sum.note[i].expected != core::expected(s.after.last_exit, s.how))
      return false;
  return true;
}

inline bool start_is_heeded(const step_seen& s) {
  if (!s.is<core::in::start>()) return true;
  const bool with_the_group = s.before.held && counts_down(s.before.state);
  if (s.before.frozen || with_the_group) return s.after == s.before && s.sum.size == 0;
  switch (s.before.state) {
    case proc_state::stopping:
      return s.after.want_up;
    case proc_state::starting:
    case proc_state::running:
      return s.sum.launches == 0;
    default:
      return s.after.state == proc_state::starting && s.after.failures == 0;
  }
}

inline bool stop_is_heeded(const step_seen& s) {
  if (!s.is<core::in::stop>() && !s.is<core::in::shut_down>() && !s.is<core::in::kill_now>())
    return true;
  return !counts_up(s.after.state) && !s.after.want_up && s.sum.launches == 0;
}

inline bool stop_signal_goes_out(const step_seen& s) {
  const bool child_is_new_in_stopping =
      s.after.state == proc_state::stopping && s.after.pid != 0 &&
      (s.before.state != proc_state::stopping || s.before.pid == 0);
  return !child_is_new_in_stopping || s.sum.signals == (s.is<core::in::kill_now>() ? 2 : 1);
}

inline bool no_launch_against_the_operator(const step_seen& s) {
  return s.sum.launches == 0 || s.world.wanted;
}

inline bool late_is_never_early(const step_seen& s) {
  if (!s.noted(proc_state::starting, proc_state::running)) return true;
  return since_launch(s) >= s.how.start_secs;
}

inline bool sigkill_not_too_soon(const step_seen& s) {
  if (s.sum.signals == 0 || s.sum.signal.number != 9 || s.is<core::in::kill_now>()) return true;
  return s.world.now.mono - s.world.stop_told_at >= s.how.stop_wait;
}

inline bool stop_time_is_known(const step_seen& s) {
  if (!down_or_waiting(s.after.state) || s.after.run.value == 0) return true;
  return s.after.stopped_wall >= s.after.started_wall;
}

inline bool reason_is_known(const step_seen& s) {
  switch (s.after.state) {
    case proc_state::starting:
    case proc_state::running:
      return s.after.spawn_error.empty();
    case proc_state::backoff:
    case proc_state::fatal:
      return !s.after.spawn_error.empty();
    case proc_state::exited:
      return s.after.spawn_error.empty() == core::expected(s.after.last_exit, s.how);
    default:
      return true;
  }
}

inline bool successes_are_told(const step_seen& s) {
  const bool silently = s.noted(proc_state::running, proc_state::exited);
  const bool came_up = s.noted(proc_state::starting, proc_state::running);
  return s.sum.times_said(core::saying::entered_running) == (came_up && !silently ? 1 : 0);
}

inline bool frozen_for_good(const step_seen& s) {
  return s.after.frozen == (s.before.frozen || s.is<core::in::freeze>() ||
                            s.is<core::in::shut_down>() || s.is<core::in::kill_now>());
}

}  // namespace detail

inline constexpr auto invariants = std::to_array<invariant>({
    {"two runs of one process never live at once",
     [](const step_seen& s) {
       return s.sum.launches == 0 || (s.sum.launches == 1 && !s.world.before_launching &&
                                      (!s.world.before_child || s.is<core::in::exited>()));
     }},
    {"every launch has the next run number, and nothing else changes it",
     [](const step_seen& s) {
       return s.after.run.value == s.before.run.value + static_cast<unsigned>(s.sum.launches);
     }},
    {"the machine knows the pid of the child, and of no other",
     [](const step_seen& s) { return s.after.pid == s.world.child_pid; }},
    {"RUNNING implies a pid",
     [](const step_seen& s) {
       return s.after.state != core::proc_state::running || s.after.pid != 0;
     }},
    {"in BACKOFF and in the stopped states nothing lives and nothing is being launched",
     [](const step_seen& s) {
       return !detail::down_or_waiting(s.after.state) ||
              (s.world.child_pid == 0 && !s.world.launching);
     }},
    {"what lives is in STARTING, RUNNING or STOPPING, and the other way round",
     [](const step_seen& s) {
       return detail::down_or_waiting(s.after.state) !=
              (s.world.child_pid != 0 || s.world.launching);
     }},
    {"nothing starts while frozen",
     [](const step_seen& s) { return s.sum.launches == 0 || !s.after.frozen; }},
    {"frozen is frozen", detail::frozen_for_good},
    {"stale news change nothing",
     [](const step_seen& s) {
       return !detail::stale_by_run(s.what, s.before.run) ||
              (s.sum.size == 0 && s.after == s.before);
     }},
    {"who waits has a timer that will come, no sooner than it is due; who does not wait has none",
     detail::timer_is_armed},
    {"at most one timer is armed, for the state in which the step ends", detail::arm_is_sound},
    {"failures are counted within startretries, and forgotten in all other states",
     detail::failures_in_bounds},
    {"notes of changes form a chain from the old state to the new one", detail::chain_of_notes},
    {"only changes of state that the contract knows", detail::only_contract_changes},
    {"signals go to the child that is being stopped, as configured", detail::signal_is_right},
    {"a child that is to be stopped gets its signal at once", detail::stop_signal_goes_out},
    {"SIGKILL comes no sooner than stopwaitsecs after the stop signal",
     detail::sigkill_not_too_soon},
    {"RUNNING comes no sooner than startsecs after the launch", detail::late_is_never_early},
    {"no attempt comes sooner than its wait is over", detail::launch_is_due},
    {"an automatic restart needs autorestart", detail::restart_is_allowed},
    {"a restart is due after exactly those exits that autorestart names",
     detail::waits_for_restart_only_if_allowed},
    {"FATAL comes after startretries + 1 failures, or with the shutdown",
     detail::fatal_for_a_reason},
    {"a start request is heeded", detail::start_is_heeded},
    {"a stop request is heeded", detail::stop_is_heeded},
    {"after a stop nothing is launched until somebody asks for it",
     detail::no_launch_against_the_operator},
    {"who waits for a start is told of every failure, and only of those",
     [](const step_seen& s) {
       return s.sum.start_failures ==
              (s.noted(core::proc_state::starting, core::proc_state::backoff) ? 1 : 0);
     }},
    {"the end of a child is told exactly once", detail::end_of_child_is_told_once},
    {"the exit is remembered", detail::exit_is_remembered},
    {"the verdict on an exit is the policy's", detail::verdict_is_right},
    {"coming up is told unless the end is told in the same breath", detail::successes_are_told},
    {"the news of a launch is told",
     [](const step_seen& s) {
       const bool news = s.is<core::in::spawned>() && !detail::stale_by_run(s.what, s.before.run);
       return s.sum.times_said(core::saying::spawned) == (news ? 1 : 0);
     }},
    {"a restart or start is wished for only in STOPPING and EXITED, for the group in STOPPED, and "
     "never while frozen",
     [](const step_seen& s) {
       return !s.after.want_up ||
              (!s.after.frozen && (s.after.state == core::proc_state::stopping ||
                                   s.after.state == core::proc_state::exited ||
                                   (s.after.state == core::proc_state::stopped && s.after.held)));
     }},
    {"what the group holds, only the group starts", detail::held_is_held},
    {"an exit is held exactly if the group is to be asked", detail::asked_only_if_it_asks},
    {"waits grow with failures, and with nothing else unless reset_after says so",
     detail::streak_grows_with_failures},
    {"whatever is down knows since when", detail::stop_time_is_known},
    {"spawnerr is there when something went wrong, and only then", detail::reason_is_known},
    {"the launch time is that of the latest launch",
     [](const step_seen& s) {
       return s.after.started == s.world.launched_at.mono &&
              s.after.started_wall == s.world.launched_at.wall;
     }},
    {"exitstatus is 0 while a run is on",
     [](const step_seen& s) {
       return s.after.exitstatus == 0 || (s.after.state != core::proc_state::starting &&
                                          s.after.state != core::proc_state::running);
     }},
    {"a truthful world meets no impossible cell",
     [](const step_seen& s) { return s.sum.impossibles == 0; }},
    {"all effects fit",
     [](const step_seen& s) { return s.sum.size < core::effect_list::capacity; }},
});

// nullptr: all hold.
inline const char* first_broken(const step_seen& s) {
  for (const auto& rule : invariants)
    if (!rule.holds(s)) return rule.sentence;
  return nullptr;
}

}  // namespace actord::tests
