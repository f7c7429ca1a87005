#include "core/machine.hpp"

#include <algorithm>
#include <chrono>

#include "core/backoff.hpp"
#include "core/exit_verdict.hpp"
#include "core/machine_actions.hpp"
#include "core/machine_engine.hpp"
#include "core/overload.hpp"

namespace actord::core {
namespace {

using std::chrono::nanoseconds;

nanoseconds lived(const facts& f, instant now) {
  return std::max<nanoseconds>(now.mono - f.started, nanoseconds{0});
}

// Freezing drops every wish; nothing may start even if somebody put one back.
bool may_start(const facts& f) {
  return f.want_up && !f.held && !f.frozen;
}

// To be started at the group's word only.
bool waits_for_group(const facts& f) {
  return f.want_up && f.held;
}

// Startsecs are judged by the moment of death, not by when the news arrived (§11.1 #1): its last
// output may have kept it waiting.
trigger read_exit(const facts& f, const policy& how, const in::exited& end, instant now) {
  if (f.state != proc_state::starting) return trigger::ended;
  if (end.at != steady_time{} && end.at < now.mono) now.mono = end.at;
  return too_early(lived(f, now), how) ? trigger::ended_early : trigger::ended_late;
}

trigger read_timer(timer_kind kind) {
  switch (kind) {
    case timer_kind::up:
      return trigger::up_due;
    case timer_kind::retry:
      return trigger::retry_due;
    case timer_kind::kill:
      return trigger::kill_due;
    case timer_kind::restart:
      break;
  }
  return trigger::wanted;
}

// What does this input amount to in this situation? The conditions are here, not in the table.
trigger classify(const facts& f, const policy& how, const input& what, instant now) {
  return std::visit(overload{
                        [](const in::start&) { return trigger::start; },
                        [&](const in::stop&) {
                          const bool down = counts_down(f.state);
                          return down && f.want_up ? trigger::cancel : trigger::stop;
                        },
                        [](const in::spawned&) { return trigger::spawned; },
                        [](const in::spawn_failed&) { return trigger::launch_failed; },
                        [&](const in::exited& e) { return read_exit(f, how, e, now); },
                        [](const in::timer& t) { return read_timer(t.kind); },
                        [](const in::freeze&) { return trigger::freeze; },
                        // Shutting down is: freeze, and then what follows from it (see follow_up).
                        [](const in::shut_down&) { return trigger::freeze; },
                        [](const in::resume&) { return trigger::resume; },
                        [](const in::set_aside&) { return trigger::set_aside; },
                        [](const in::revive&) { return trigger::revive; },
                        [](const in::give_up&) { return trigger::overrule; },
                        // As the shutdown that it is the end of; SIGKILL follows (see follow_up).
                        [](const in::kill_now&) { return trigger::freeze; },
                    },
                    what);
}

// About a run that is over, a state that was left, or a start that may not be any more.
bool stale(const facts& f, const input& what) {
  return std::visit(
      overload{
          [&](const in::spawned& s) { return s.run < f.run; },
          [&](const in::spawn_failed& s) { return s.run < f.run; },
          [&](const in::exited& e) { return e.run < f.run; },
          [&](const in::timer& t) { return t.run != f.run || awaited_timer(f) != t.kind; },
          // What is held starts with the others anyway, and the request is answered then.
          [&](const in::start&) {
            return f.frozen || (waits_for_group(f) && counts_down(f.state));
          },
          [&](const in::set_aside&) { return f.frozen; },
          [&](const in::revive&) {
            return f.frozen || !(waits_for_group(f) || f.state == proc_state::fatal);
          },
          [&](const in::give_up&) { return f.state != proc_state::exited || !waits_for_group(f); },
          [](const auto&) { return false; },
      },
      what);
}

// News that contradict the facts: of a run that was never asked for, of a launch that has been told
// already, or of a child that is no child (a signal to pid 0 or -1 would hit others).
bool contradicts(const facts& f, const input& what) {
  return std::visit(
      overload{
          [&](const in::spawned& s) { return s.run != f.run || f.pid != 0 || s.pid <= 0; },
          [&](const in::spawn_failed& s) { return s.run != f.run || f.pid != 0; },
          [&](const in::exited& e) { return e.run != f.run; },
          [](const auto&) { return false; },
      },
      what);
}

// What is due at once after a row, in the same step.
std::optional<trigger> follow_up(const facts& f, const policy& how, const input& what, trigger done,
                                 instant now) {
  const bool kill_now = std::holds_alternative<in::kill_now>(what);
  if (done == trigger::freeze && (kill_now || std::holds_alternative<in::shut_down>(what)))
    return trigger::shut_down;
  if (done == trigger::shut_down && kill_now && f.state == proc_state::stopping && f.pid != 0)
    return trigger::kill_due;
  switch (f.state) {
    case proc_state::starting:
      if (f.pid != 0 && !too_early(lived(f, now), how)) return trigger::up_due;
      break;
    case proc_state::running:
      if (done == trigger::ended_late) return trigger::ended;
      break;
    case proc_state::backoff:
      if (retries_spent(f.failures, how)) return trigger::spent;
      break;
    case proc_state::stopped:
      if (may_start(f)) return trigger::wanted;
      break;
    case proc_state::exited:
      if (may_start(f) && now.mono >= f.deadline) return trigger::wanted;
      break;
    default:
      break;
  }
  return std::nullopt;
}

// More rows than this never follow each other: end late, settle, start again.
constexpr int longest_chain = 4;

}  // namespace

std::optional<timer_kind> awaited_timer(const facts& of) {
  switch (of.state) {
    case proc_state::starting:
      if (of.pid != 0) return timer_kind::up;
      break;
    case proc_state::backoff:
      if (!of.frozen) return timer_kind::retry;
      break;
    case proc_state::stopping:
      if (of.pid != 0) return timer_kind::kill;
      break;
    case proc_state::exited:
      if (may_start(of)) return timer_kind::restart;
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::string_view trigger_name(std::uint8_t trigger_number) {
  return trigger_number < trigger_count ? trigger_table[trigger_number].name : "unknown";
}

step_result step_with(const transition_table& table, const facts& before, const policy& how,
                      const input& what, instant now) {
  work w{.f = before, .effects = {}, .how = how, .what = what, .now = now};
  if (stale(before, what)) return {std::move(w.f), w.effects};

  std::optional<trigger> due = classify(before, how, what, now);
  for (int rows = 0; due && rows < longest_chain; ++rows) {
    const auto& found = table.at(w.f.state, *due);
    if (found.act == action::impossible || contradicts(before, what)) {
      w.effects.push(out::impossible{w.f.state, static_cast<std::uint8_t>(*due)});
      break;
    }
    w.to = found.to;
    carry_out(found.act, w);
    due = follow_up(w.f, how, what, *due, now);
  }
  arm_timer(w);
  return {std::move(w.f), w.effects};
}

step_result step(const facts& before, const policy& how, const input& what, instant now) {
  return step_with(standard_table, before, how, what, now);
}

}  // namespace actord::core
