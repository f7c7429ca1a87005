// The life of a process on one screen: every change of state that there is, as rows
// {from, trigger, to, action}. This is data and holds no condition; which trigger an input amounts
// to is in machine.cpp, what an action does in machine_actions.cpp. A row is one step; where one
// input leads through several states (the child ends: EXITED, and at once STARTING), several rows
// follow each other in one call of step().
//
// Inside the machine only; tests read and mutate it (machine_engine.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/proc_state.hpp"

namespace actord::core {

enum class trigger : std::uint8_t {
  start,
  stop,
  cancel,
  shut_down,
  freeze,
  resume,
  spawned,
  launch_failed,
  ended_early,
  ended_late,
  ended,
  up_due,
  retry_due,
  kill_due,
  spent,
  wanted,
  set_aside,
  revive,
  overrule,
};

struct trigger_row {
  trigger what;
  std::string_view name;
  std::string_view meaning;
};
inline constexpr auto trigger_table = std::to_array<trigger_row>({
    {trigger::start, "start", "somebody asks for the process to be up"},
    {trigger::stop, "stop", "somebody asks for it to be down"},
    {trigger::cancel, "cancel", "the same while it is down, but to be started again"},
    {trigger::shut_down, "shut_down", "the shutdown of the daemon reaches this process"},
    {trigger::freeze, "freeze", "the daemon begins to shut down"},
    {trigger::resume, "resume", "a new actor took over"},
    {trigger::spawned, "spawned", "the launch succeeded"},
    {trigger::launch_failed, "launch_failed", "the launch failed"},
    {trigger::ended_early, "ended_early", "the child ended before startsecs"},
    {trigger::ended_late, "ended_late", "the child ended after startsecs, before their timer came"},
    {trigger::ended, "ended", "the child ended"},
    {trigger::up_due, "up_due", "startsecs are over"},
    {trigger::retry_due, "retry_due", "the wait after a failure is over"},
    {trigger::kill_due, "kill_due", "stopwaitsecs are over"},
    {trigger::spent, "spent", "there were more failures than startretries"},
    {trigger::wanted, "wanted", "an automatic restart, or a start asked for in STOPPING, is due"},
    {trigger::set_aside, "set_aside", "the group takes it down because of another one"},
    {trigger::revive, "revive", "the group lets it start again"},
    {trigger::overrule, "overrule", "the group does not restart it any more"},
});
inline constexpr std::size_t trigger_count = trigger_table.size();

enum class action : std::uint8_t {
  impossible,
  nothing,
  launch,
  launch_afresh,
  note_pid,
  note_pid_and_stop,
  come_up,
  count_failed_launch,
  count_early_exit,
  give_up,
  forget_failures,
  settle,
  begin_stop,
  kill,
  finish_stop,
  finish_failed_launch,
  stop_retrying,
  want_up,
  drop_wish,
  freeze,
  rearm,
  set_aside,
  hold,
  release,
  overrule,
};

struct action_row {
  action what;
  std::string_view name;
  std::string_view meaning;
};
inline constexpr auto action_table = std::to_array<action_row>({
    {action::impossible, "impossible", "cannot happen: keep the facts and report it"},
    {action::nothing, "nothing", "it is so already"},
    {action::launch, "launch", "begin the next run"},
    {action::launch_afresh, "launch_afresh", "forget earlier failures and begin the next run"},
    {action::note_pid, "note_pid", "the child is there: wait for startsecs"},
    {action::note_pid_and_stop, "note_pid_and_stop", "it is there, but unwanted: stop it at once"},
    {action::come_up, "come_up", "forget failures, say so"},
    {action::count_failed_launch, "count_failed_launch", "note why, tell who waits, wait"},
    {action::count_early_exit, "count_early_exit", "note why, tell who waits, wait"},
    {action::give_up, "give_up", "forget failures, say so"},
    {action::forget_failures, "forget_failures", "no more than that"},
    {action::settle, "settle", "judge the exit; if it is to be restarted, wait for the pause"},
    {action::begin_stop, "begin_stop", "send the stop signal (when there is a pid), wait"},
    {action::kill, "kill", "send SIGKILL, wait again"},
    {action::finish_stop, "finish_stop", "the child is gone: note how, say so"},
    {action::finish_failed_launch, "finish_failed_launch", "there is no child: note why, say so"},
    {action::stop_retrying, "stop_retrying", "forget failures, say so"},
    {action::want_up, "want_up", "start again once it is down"},
    {action::drop_wish, "drop_wish", "do not start again"},
    {action::freeze, "freeze", "nothing starts any more"},
    {action::rearm, "rearm", "this state's timer, and a stop signal without an effect, once more"},
    {action::set_aside, "set_aside", "as a stop; unless autorestart=false, to be started again"},
    {action::hold, "hold", "if it is to be started again: at the group's word only"},
    {action::release, "release", "the group's word was said: wait for the pause, if one is left"},
    {action::overrule, "overrule", "note why, say so"},
});
inline constexpr std::size_t action_count = action_table.size();

constexpr std::string_view name_of(trigger what) {
  return trigger_table[static_cast<std::size_t>(what)].name;
}
constexpr std::string_view name_of(action what) {
  return action_table[static_cast<std::size_t>(what)].name;
}

// Does row i describe enumerator i? With a last enumerator of n - 1 the table is complete.
template <class Row, std::size_t N>
consteval bool in_order(const std::array<Row, N>& table) {
  for (std::size_t i = 0; i < N; ++i)
    if (static_cast<std::size_t>(table[i].what) != i) return false;
  return true;
}
static_assert(in_order(trigger_table) && in_order(action_table));
static_assert(trigger_table.back().what == trigger::overrule);
static_assert(action_table.back().what == action::overrule);

struct transition_row {
  proc_state from;
  trigger on;
  proc_state to;
  action act;
};

namespace rows {
using enum proc_state;
using t = trigger;
using a = action;

// clang-format off
inline constexpr auto by_state = std::to_array<transition_row>({
    // Down since the beginning, or because somebody asked for it.
    {stopped,  t::start,         starting, a::launch},
    {stopped,  t::wanted,        starting, a::launch},
    {stopped,  t::stop,          stopped,  a::nothing},
    {stopped,  t::shut_down,     stopped,  a::nothing},
    {stopped,  t::cancel,        stopped,  a::drop_wish},
    {stopped,  t::set_aside,     stopped,  a::nothing},
    {stopped,  t::revive,        starting, a::launch},

    // A launch is under way (no pid yet), or the child lives but startsecs are not over.
    {starting, t::spawned,       starting, a::note_pid},
    {starting, t::up_due,        running,  a::come_up},
    {starting, t::ended_late,    running,  a::forget_failures},
    {starting, t::launch_failed, backoff,  a::count_failed_launch},
    {starting, t::ended_early,   backoff,  a::count_early_exit},
    {starting, t::stop,          stopping, a::begin_stop},
    {starting, t::shut_down,     stopping, a::begin_stop},
    {starting, t::start,         starting, a::nothing},
    {starting, t::set_aside,     stopping, a::set_aside},

    // Up.
    {running,  t::ended,         exited,   a::settle},
    {running,  t::stop,          stopping, a::begin_stop},
    {running,  t::shut_down,     stopping, a::begin_stop},
    {running,  t::start,         running,  a::nothing},
    {running,  t::set_aside,     stopping, a::set_aside},

    // The start failed and will be tried again.
    {backoff,  t::retry_due,     starting, a::launch},
    {backoff,  t::start,         starting, a::launch_afresh},
    {backoff,  t::spent,         fatal,    a::give_up},
    {backoff,  t::stop,          stopped,  a::stop_retrying},
    {backoff,  t::shut_down,     fatal,    a::forget_failures},
    {backoff,  t::set_aside,     stopped,  a::set_aside},

    // Told to stop; the child, or a launch under way, is still there.
    {stopping, t::ended,         stopped,  a::finish_stop},
    {stopping, t::launch_failed, stopped,  a::finish_failed_launch},
    {stopping, t::spawned,       stopping, a::note_pid_and_stop},
    {stopping, t::kill_due,      stopping, a::kill},
    {stopping, t::start,         stopping, a::want_up},
    {stopping, t::stop,          stopping, a::drop_wish},
    {stopping, t::shut_down,     stopping, a::nothing},
    {stopping, t::set_aside,     stopping, a::hold},
    {stopping, t::revive,        stopping, a::release},

    // Ended on its own after having been up.
    {exited,   t::wanted,        starting, a::launch},
    {exited,   t::start,         starting, a::launch_afresh},
    {exited,   t::cancel,        stopped,  a::drop_wish},
    {exited,   t::stop,          exited,   a::nothing},
    {exited,   t::shut_down,     exited,   a::nothing},
    {exited,   t::set_aside,     exited,   a::hold},
    {exited,   t::revive,        exited,   a::release},
    {exited,   t::overrule,      fatal,    a::overrule},

    // Given up; only a request helps.
    {fatal,    t::start,         starting, a::launch},
    {fatal,    t::stop,          fatal,    a::nothing},
    {fatal,    t::shut_down,     fatal,    a::nothing},
    {fatal,    t::set_aside,     fatal,    a::nothing},
    {fatal,    t::revive,        starting, a::launch},
});
// clang-format on

// The same in every state. UNKNOWN is not a state of the machine (§11.1 #6): it exists for display,
// and all its cells are impossible.
struct common_row {
  trigger on;
  action act;
};
inline constexpr auto in_every_state = std::to_array<common_row>({
    {t::freeze, a::freeze},
    {t::resume, a::rearm},
});
}  // namespace rows

struct cell {
  proc_state to;
  action act;
  bool operator==(const cell&) const = default;
};

// The rows spread out: every state and trigger has a cell.
struct transition_table {
  std::array<std::array<cell, trigger_count>, proc_state_count> cells{};

  constexpr cell& at(proc_state from, trigger on) {
    return cells[static_cast<std::size_t>(from)][static_cast<std::size_t>(on)];
  }
  constexpr const cell& at(proc_state from, trigger on) const {
    return cells[static_cast<std::size_t>(from)][static_cast<std::size_t>(on)];
  }
};

constexpr bool no_cell_twice(std::span<const transition_row> listed) {
  for (std::size_t i = 0; i < listed.size(); ++i)
    for (std::size_t k = i + 1; k < listed.size(); ++k)
      if (listed[i].from == listed[k].from && listed[i].on == listed[k].on) return false;
  return true;
}
static_assert(no_cell_twice(rows::by_state));

consteval transition_table spread_rows() {
  transition_table table;
  for (const auto& state : proc_state_table)
    for (std::size_t i = 0; i < trigger_count; ++i)
      table.at(state.state, static_cast<trigger>(i)) = {state.state, action::impossible};
  for (const auto& row : rows::by_state)
    table.at(row.from, row.on) = {row.to, row.act};
  for (const auto& state : proc_state_table) {
    if (state.state == proc_state::unknown) continue;
    for (const auto& row : rows::in_every_state)
      table.at(state.state, row.on) = {state.state, row.act};
  }
  return table;
}
inline constexpr transition_table standard_table = spread_rows();

}  // namespace actord::core
