// Plays one scenario with the machine: feeds inputs, keeps the clock and the armed timers, and
// compares what came out with what the scenario says. It knows no test library, and takes the table
// as an argument, so that the unit tests and the mutation test play the same scenarios.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/machine_engine.hpp"
#include "tests/helpers/machine_text.hpp"

namespace actord::tests {

class player {
 public:
  using ms = std::chrono::milliseconds;

  explicit player(const core::transition_table& table) : table_{table} {}

  core::policy how;  // change it before the first input
  core::facts f;     // may be set up by a scenario that begins in the middle

  // Inputs; news are about the present run.
  void start() { feed(core::in::start{}); }
  void stop() { feed(core::in::stop{}); }
  void freeze() { feed(core::in::freeze{}); }
  void shut_down() { feed(core::in::shut_down{}); }
  void set_aside() { feed(core::in::set_aside{}); }
  void revive() { feed(core::in::revive{}); }
  void give_up(std::string why) { feed(core::in::give_up{std::move(why)}); }
  void kill_now() { feed(core::in::kill_now{}); }
  void resume() {
    timers_.clear();  // they died with the former actor
    feed(core::in::resume{});
  }
  void spawned(std::int32_t pid) { feed(core::in::spawned{f.run, pid}); }
  void spawn_failed(std::string why) { feed(core::in::spawn_failed{f.run, std::move(why)}); }
  void exits(int code) { feed(core::in::exited{f.run, {.code = code}}); }
  void dies(int signal, bool dumped = false) {
    feed(core::in::exited{f.run, {.code = 0, .signal = signal, .core_dumped = dumped}});
  }
  void up(std::int32_t pid) {  // RUNNING, and what led there is not of interest
    start();
    spawned(pid);
    wait(how.start_secs);
    forget();
  }

  // Time goes by; timers come when they are due.
  void wait(ms time) {
    const auto until = now_.mono + time;
    for (auto next = due_by(until); next; next = due_by(until)) {
      now_.wall += next->at - now_.mono;
      now_.mono = next->at;
      feed(core::in::timer{next->what.run, next->what.kind});
    }
    now_.wall += until - now_.mono;
    now_.mono = until;
  }
  // Time goes by, but this actor is slow: its timers stay undelivered until the next wait.
  void stall(ms time) {
    now_.mono += time;
    now_.wall += time;
  }
  void set_back_wall_clock(ms time) { now_.wall -= time; }
  void set_back_mono_clock(ms time) { now_.mono -= time; }

  void feed(const core::input& what) {
    if (++inputs_ > most_inputs) return fail("does not come to rest");
    auto [next, effects] = core::step_with(table_, f, how, what, now_);
    f = std::move(next);
    for (const auto& e : effects) {
      seen_.push_back(text_of(e, f, how));
      if (const auto* a = std::get_if<core::out::arm>(&e))
        timers_.push_back({now_.mono + a->after, *a});
    }
  }

  // What happened so far is not of interest.
  void forget() { seen_.clear(); }
  // Everything since the last look.
  void sees(const lines& expected) {
    const auto seen = std::exchange(seen_, {});
    if (seen != expected) fail("expected:" + text_of(expected) + "\nseen:" + text_of(seen));
  }
  void is(core::proc_state state) {
    if (f.state != state)
      fail("expected state " + std::string{name_of(state)} + ", is " +
           std::string{name_of(f.state)});
  }
  void holds(bool condition, const std::string& what) {
    if (!condition) fail("does not hold: " + what);
  }

  core::instant now() const { return now_; }
  // The first expectation that was not met; empty = none.
  const std::string& failure() const { return failure_; }
  bool failed() const { return !failure_.empty(); }

 private:
  struct armed {
    core::steady_time at;
    core::out::arm what;
  };

  static constexpr int most_inputs = 200;

  // Takes the next timer out.
  std::optional<armed> due_by(core::steady_time until) {
    const auto next = std::min_element(timers_.begin(), timers_.end(),
                                       [](const armed& a, const armed& b) { return a.at < b.at; });
    if (next == timers_.end() || next->at > until || failed()) return std::nullopt;
    auto found = *next;
    found.at = std::max(found.at, now_.mono);
    timers_.erase(next);
    return found;
  }

  void fail(std::string why) {
    if (!failed()) failure_ = std::move(why);
  }

  const core::transition_table& table_;
  // Some moment long after boot; the wall clock is somewhere in 2026.
  core::instant now_{core::steady_time{std::chrono::hours{100}},
                     core::wall_time{std::chrono::hours{500000}}};
  std::vector<armed> timers_;
  lines seen_;
  std::string failure_;
  int inputs_{0};
};

struct scenario {
  const char* name;
  void (*play)(player&);
};

inline std::string failure_of(const scenario& s, const core::transition_table& table) {
  player p{table};
  s.play(p);
  return p.failure();
}

}  // namespace actord::tests
