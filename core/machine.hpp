// The life of one managed process as a pure function (design §3; contract §3).
//
//   input + facts + policy --classify--> trigger --rows[state][trigger]--> {next, action}
//                                                          --apply--> facts' + effects
//
// `step` is the only place where a process changes state. It reads no clock, does no I/O, throws
// nothing. The rows are in machine_rows.hpp; every condition (exit status, retries left,
// autorestart) is in classify. A cell that cannot happen never aborts: the facts stay, the effect
// `out::impossible` is returned and the caller counts and logs it.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/exit_status.hpp"
#include "core/ids.hpp"
#include "core/policy.hpp"
#include "core/proc_state.hpp"

namespace actord::core {

struct facts {
  proc_state state{proc_state::stopped};
  run_id run;           // the latest spawn attempt; 0 = never
  std::int32_t pid{0};  // 0 = no live child known (STARTING with pid 0: launch asked for)
  // Supervisor's backoff counter. Cleared by RUNNING and by start and stop requests, and hence 0 in
  // every stopped state.
  int failures{0};
  // Since the last run that was a success (backoff_spec::reset_after): waits grow with it.
  int streak{0};
  bool want_up{false};       // STOPPING: a start request came in; start again once stopped.
                             // EXITED: an automatic restart is due
  bool held{false};          // with want_up: but only at the group's word (in::revive). Also in
                             // STOPPED: taken down with others, to be started again with them
  bool frozen{false};        // the daemon shuts down: nothing starts any more
  bool kill_sent{false};     // STOPPING: SIGKILL has been sent at least once
  steady_time started{};     // of the latest run (the moment of the launch request)
  steady_time deadline{};    // of the timer that this state awaits, for resume and for reports; of
                             // what is held in EXITED: not to be started before
  wall_time started_wall{};  // display only; epoch = never
  wall_time stopped_wall{};  // display only; epoch = never
  int exitstatus{0};         // Supervisor's: last reported(), 0 while running or never
  exit_status last_exit{};
  std::string spawn_error;  // Supervisor's spawnerr; empty = none

  bool operator==(const facts&) const = default;
};

enum class timer_kind : std::uint8_t {
  up,       // STARTING: startsecs are over
  retry,    // BACKOFF: try again
  kill,     // STOPPING: stopwaitsecs are over
  restart,  // EXITED: the restart pause is over
};

namespace in {
struct start {};  // request or autostart
struct stop {};   // request
struct spawned {
  run_id run;
  std::int32_t pid{0};
};
struct spawn_failed {
  run_id run;
  std::string text;  // becomes Supervisor's spawnerr, e.g. "can't find command '/x'" (§3.4)
};
struct exited {
  run_id run;
  exit_status status{};
  steady_time at{};  // when it ended; the epoch = when this input comes in
};
struct timer {
  run_id run;
  timer_kind kind{timer_kind::up};
};
// The daemon begins to shut down: nothing is started or restarted from now on; what runs goes on
// until its stop. Sent to every process before the first group is stopped.
struct freeze {};
// The group takes this process down because of another one; policy says whether it is to be started
// again with the others (autorestart = never: it is not).
struct set_aside {};
// The group's word: what is held may start, and what is FATAL gets another chance.
struct revive {};
// The group does not restart it any more: it is FATAL.
struct give_up {
  std::string text;  // becomes spawnerr
};
// The end of all patience in a shutdown: SIGKILL, now.
struct kill_now {};
// The shutdown reaches this process (§3.6): STARTING and RUNNING are stopped, BACKOFF becomes
// FATAL, a pending restart is forgotten.
struct shut_down {};
// A new actor took over these facts: arm the timers of the present state again.
struct resume {};
}  // namespace in
using input = std::variant<in::start, in::stop, in::spawned, in::spawn_failed, in::exited,
                           in::timer, in::freeze, in::shut_down, in::resume, in::set_aside,
                           in::revive, in::give_up, in::kill_now>;

// What is to be logged; the words are in core/narrate.
enum class saying : std::uint8_t {
  spawned,
  spawn_error,
  entered_running,
  exited,            // expected or unexpected: see out::say::expected
  exited_too_early,  // before startsecs
  stopped,
  gave_up,
  stop_signal_sent,
  killing,  // stopwaitsecs over: SIGKILL
  stopped_in_backoff,
  overruled,  // FATAL because the group was restarted too often
};

namespace out {
struct launch {
  run_id run;
};
struct signal {
  run_id run;
  int number{0};
  bool whole_group{false};
};
struct arm {
  timer_kind kind{timer_kind::up};
  std::chrono::milliseconds after{0};
  run_id run;
};
// A change of the public state: one PROCESS_STATE event (§8). `tries` and `pid` are those that the
// event carries, taken when it happens.
struct note {
  proc_state from{proc_state::stopped};
  proc_state to{proc_state::stopped};
  int tries{0};
  std::int32_t pid{0};
  bool expected{false};
};
struct say {
  saying what{saying::spawned};
  std::int32_t pid{0};
  int signal{0};
  bool whole_group{false};
  bool expected{false};
  exit_status status{};
};
// The spawn attempt failed or the child ended before startsecs: whoever waits for a start is told.
struct start_failed {};
struct impossible {
  proc_state state{proc_state::stopped};
  std::uint8_t trigger{0};
};
}  // namespace out
using effect = std::variant<out::launch, out::signal, out::arm, out::note, out::say,
                            out::start_failed, out::impossible>;

// Effects in the order in which they are to be run. Fixed capacity: step() never allocates for it.
class effect_list {
 public:
  static constexpr std::size_t capacity = 8;  // the longest chain takes fewer (property test)

  void push(const effect& e) {
    if (size_ < capacity) items_[size_++] = e;
  }
  const effect* begin() const { return items_.data(); }
  const effect* end() const { return items_.data() + size_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  std::array<effect, capacity> items_{};
  std::size_t size_{0};
};

struct step_result {
  facts next;
  effect_list effects;
};

step_result step(const facts& before, const policy& how, const input& what, instant now);

// The timer that this state waits for, if any. A timer of another kind, or of another run, is
// stale.
std::optional<timer_kind> awaited_timer(const facts& of);

// For the log line about an out::impossible.
std::string_view trigger_name(std::uint8_t trigger);

}  // namespace actord::core
