#include "core/machine_actions.hpp"

#include <algorithm>
#include <array>

#include "core/backoff.hpp"
#include "core/exit_verdict.hpp"

namespace actord::core {
namespace {

using std::chrono::milliseconds;

constexpr int kill_signal = 9;
// A child that survives SIGKILL is killed again every stopwaitsecs, but not in a tight loop.
constexpr milliseconds kill_again_no_sooner{1000};

// ---- Steps that the actions share.

// The change of state itself, noted with the facts of this very moment.
void enter(work& w, bool as_expected = false) {
  if (w.f.state == w.to) return;
  w.effects.push(out::note{w.f.state, w.to, w.f.failures, w.f.pid, as_expected});
  w.f.state = w.to;
  w.f.deadline = {};
}

void say(work& w, saying words, exit_status status = {}, bool as_expected = false) {
  w.effects.push(out::say{words, w.f.pid, 0, false, as_expected, status});
}

void send_signal(work& w, int number, bool whole_group) {
  w.effects.push(
      out::say{saying::stop_signal_sent, w.f.pid, number, whole_group, false, exit_status{}});
  w.effects.push(out::signal{w.f.run, number, whole_group});
}

void send_stop_signal(work& w) {
  send_signal(w, w.how.stop_signal, w.how.stop_as_group);
}

milliseconds backoff_of(const facts& f, const policy& how) {
  return retry_delay(f.streak, f.run, how);
}

milliseconds full_wait(timer_kind kind, const facts& f, const policy& how) {
  switch (kind) {
    case timer_kind::up:
      return how.start_secs;
    case timer_kind::retry:
      return backoff_of(f, how);
    case timer_kind::kill:
      return f.kill_sent ? std::max(how.stop_wait, kill_again_no_sooner) : how.stop_wait;
    case timer_kind::restart:
      break;
  }
  return std::max(how.restart_pause, backoff_of(f, how));
}

steady_time deadline_of(timer_kind kind, const work& w) {
  switch (kind) {
    case timer_kind::up:
      return w.f.started + w.how.start_secs;
    case timer_kind::restart:  // the pause counts from the start, what reset_after adds from the
                               // end
      return std::max(w.f.started + w.how.restart_pause, w.now.mono + backoff_of(w.f, w.how));
    default:
      return w.now.mono + full_wait(kind, w.f, w.how);
  }
}

// The present state begins to wait for its timer, if it awaits one.
void begin_wait(work& w) {
  const auto kind = awaited_timer(w.f);
  if (!kind) return;
  w.f.deadline = deadline_of(*kind, w);
  w.arm = true;
}

void forget_all_failures(work& w) {
  w.f.failures = 0;
  w.f.streak = 0;
}

// What Supervisor forgets when a process is up. The waits may remember for longer.
void forget_start_failures(work& w) {
  w.f.failures = 0;
  if (w.how.backoff.reset_after.count() == 0) w.f.streak = 0;
}

void child_is_gone(work& w) {
  w.f.pid = 0;
  w.f.stopped_wall = w.now.wall;
}

steady_time end_of(const work& w) {
  const auto* exited = std::get_if<in::exited>(&w.what);
  const bool known = exited != nullptr && exited->at != steady_time{};
  return known ? std::min(exited->at, w.now.mono) : w.now.mono;
}

// How long the run must have lived to count as a success for the waits.
bool was_a_success(const work& w) {
  return end_of(w) - w.f.started >= w.how.start_secs + w.how.backoff.reset_after;
}

// An end that comes before reset_after makes the next waits longer.
void count_short_run(work& w) {
  if (w.how.backoff.reset_after.count() == 0) return;
  w.f.streak = was_a_success(w) ? 0 : one_more(w.f.streak);
}

exit_status status_of(const input& what) {
  const auto* exited = std::get_if<in::exited>(&what);
  return exited != nullptr ? exited->status : exit_status{};
}

std::string launch_error(const input& what) {
  const auto* failed = std::get_if<in::spawn_failed>(&what);
  return failed != nullptr ? failed->text : std::string{};
}

void count_failure(work& w, saying words) {
  w.f.failures = one_more(w.f.failures);
  w.f.streak = one_more(w.f.streak);
  enter(w);
  say(w, words, status_of(w.what));
  w.effects.push(out::start_failed{});
  child_is_gone(w);
  begin_wait(w);
}

void note_exit(work& w, saying words, bool as_expected) {
  w.f.last_exit = status_of(w.what);
  w.f.exitstatus = w.f.last_exit.reported();
  enter(w, as_expected);
  say(w, words, w.f.last_exit, as_expected);
  child_is_gone(w);
}

// ---- The actions, in the order of enum action.

void nothing(work& w) {
  enter(w);
}

void launch(work& w) {
  ++w.f.run.value;
  w.f.started = w.now.mono;
  w.f.started_wall = w.now.wall;
  w.f.want_up = false;
  w.f.held = false;
  w.f.kill_sent = false;
  w.f.exitstatus = 0;
  w.f.spawn_error.clear();
  enter(w);
  w.effects.push(out::launch{w.f.run});
}

void launch_afresh(work& w) {
  forget_all_failures(w);
  launch(w);
}

void note_pid(work& w) {
  enter(w);
  if (const auto* child = std::get_if<in::spawned>(&w.what)) w.f.pid = child->pid;
  w.f.spawn_error.clear();
  say(w, saying::spawned);
  begin_wait(w);
}

void note_pid_and_stop(work& w) {
  note_pid(w);
  send_stop_signal(w);
}

void come_up(work& w) {
  forget_start_failures(w);
  enter(w);
  say(w, saying::entered_running);
}

void count_failed_launch(work& w) {
  w.f.spawn_error = launch_error(w.what);
  count_failure(w, saying::spawn_error);
}

void count_early_exit(work& w) {
  w.f.last_exit = status_of(w.what);
  w.f.spawn_error = "Exited too quickly (process log may have details)";
  count_failure(w, saying::exited_too_early);
}

void give_up(work& w) {
  forget_all_failures(w);
  enter(w);
  say(w, saying::gave_up);
}

void forget_failures(work& w) {
  forget_start_failures(w);
  enter(w);
}

void settle(work& w) {
  const auto status = status_of(w.what);
  const bool as_expected = expected(status, w.how);
  note_exit(w, saying::exited, as_expected);
  if (!as_expected) w.f.spawn_error = "Bad exit code " + std::to_string(status.reported());
  w.f.want_up = !w.f.frozen && restarts_after(status, w.how);
  w.f.held = w.f.want_up && w.how.asks_group;
  count_short_run(w);
  if (w.f.held) w.f.deadline = deadline_of(timer_kind::restart, w);  // for when the word is said
  begin_wait(w);
}

void begin_stop(work& w) {
  forget_all_failures(w);
  enter(w);
  if (w.f.pid == 0) return;  // the launch is still under way; its answer is awaited first
  send_stop_signal(w);
  begin_wait(w);
}

void kill(work& w) {
  enter(w);
  w.f.kill_sent = true;
  say(w, saying::killing);
  send_signal(w, kill_signal, w.how.kill_as_group);
  begin_wait(w);
}

void finish_stop(work& w) {
  note_exit(w, saying::stopped, expected(status_of(w.what), w.how));
}

void finish_failed_launch(work& w) {
  w.f.spawn_error = launch_error(w.what);
  enter(w);
  // A start that waits tries again in this very step and will speak for itself.
  if (!w.f.want_up || w.f.held) say(w, saying::spawn_error);
  child_is_gone(w);
}

void stop_retrying(work& w) {
  forget_all_failures(w);
  enter(w);
  say(w, saying::stopped_in_backoff);
  child_is_gone(w);
}

void want_up(work& w) {
  enter(w);
  w.f.want_up = true;
}

void drop_wish(work& w) {
  forget_all_failures(w);
  w.f.want_up = false;
  w.f.held = false;
  enter(w);
}

void freeze(work& w) {
  enter(w);
  w.f.frozen = true;
  w.f.want_up = false;
  w.f.held = false;
}

void rearm(work& w) {
  enter(w);
  w.arm = true;
  // Nobody knows whether the former actor got as far as sending it; twice is better than never.
  if (w.f.state == proc_state::stopping && w.f.pid != 0 && !w.f.kill_sent) send_stop_signal(w);
}

void set_aside(work& w) {
  if (w.to == proc_state::stopping)
    begin_stop(w);
  else
    stop_retrying(w);
  w.f.want_up = w.f.held = w.how.restart != auto_restart::never;
}

void hold(work& w) {
  enter(w);
  w.f.held = w.f.want_up;
}

void release(work& w) {
  enter(w);
  w.f.held = false;
  w.arm = w.f.state == proc_state::exited;
}

void overrule(work& w) {
  forget_all_failures(w);
  w.f.want_up = false;
  w.f.held = false;
  if (const auto* verdict = std::get_if<in::give_up>(&w.what)) w.f.spawn_error = verdict->text;
  enter(w);
  say(w, saying::overruled);
}

struct function_row {
  action what;
  void (*carry_out)(work&);
};
constexpr auto function_table = std::to_array<function_row>({
    {action::impossible, nothing},  // never carried out: step_with reports it
    {action::nothing, nothing},
    {action::launch, launch},
    {action::launch_afresh, launch_afresh},
    {action::note_pid, note_pid},
    {action::note_pid_and_stop, note_pid_and_stop},
    {action::come_up, come_up},
    {action::count_failed_launch, count_failed_launch},
    {action::count_early_exit, count_early_exit},
    {action::give_up, give_up},
    {action::forget_failures, forget_failures},
    {action::settle, settle},
    {action::begin_stop, begin_stop},
    {action::kill, kill},
    {action::finish_stop, finish_stop},
    {action::finish_failed_launch, finish_failed_launch},
    {action::stop_retrying, stop_retrying},
    {action::want_up, want_up},
    {action::drop_wish, drop_wish},
    {action::freeze, freeze},
    {action::rearm, rearm},
    {action::set_aside, set_aside},
    {action::hold, hold},
    {action::release, release},
    {action::overrule, overrule},
});
static_assert(in_order(function_table) && function_table.size() == action_count);

}  // namespace

void carry_out(action act, work& w) {
  function_table[static_cast<std::size_t>(act)].carry_out(w);
}

// Never longer than a full wait, so that not even a clock that ran backwards could hang anything.
void arm_timer(work& w) {
  const auto kind = awaited_timer(w.f);
  if (!w.arm || !kind) return;
  const auto left = std::chrono::ceil<milliseconds>(w.f.deadline - w.now.mono);
  const auto after = std::clamp(left, milliseconds{0}, full_wait(*kind, w.f, w.how));
  w.effects.push(out::arm{*kind, after, w.f.run});
}

}  // namespace actord::core
