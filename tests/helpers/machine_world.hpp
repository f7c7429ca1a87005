// A random world around one machine: a host that launches or fails to, a child that lives, dies,
// obeys signals or does not, an operator, a clock, late timers, news that are late or stale, actors
// that are replaced, a daemon that shuts down. After every step the invariants of
// machine_invariants.hpp are checked. Everything follows from the seed.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/machine_engine.hpp"
#include "tests/helpers/machine_invariants.hpp"

namespace actord::tests {

// Small and fast; the same numbers everywhere.
class dice {
 public:
  explicit dice(std::uint64_t seed) : state_{seed * 0x9E3779B97F4A7C15u + 1} {}
  std::uint32_t below(std::uint32_t n) {
    state_ ^= state_ << 13u;
    state_ ^= state_ >> 7u;
    state_ ^= state_ << 17u;
    return static_cast<std::uint32_t>(state_ >> 33u) % n;
  }
  bool once_in(std::uint32_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

class random_world {
 public:
  using ms = std::chrono::milliseconds;

  random_world(const core::transition_table& table, std::uint64_t seed)
      : table_{table}, dice_{seed} {
    be_born();
  }

  // One thing happens. False: an invariant broke.
  bool turn() {
    if (++age_ > life_time) {
      come_to_rest();
      be_born();
    }
    happen();
    return !broken_;
  }

  const char* broken() const { return broken_; }
  std::uint64_t steps() const { return steps_; }
  // How often a change of state was seen.
  std::uint64_t seen(core::proc_state from, core::proc_state to) const {
    return seen_[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
  }

 private:
  static constexpr int life_time = 150;
  static constexpr std::size_t most_timers = 64;  // the oldest are stale by then

  void be_born() {
    f_ = {};
    w_ = {};
    w_.now = {core::steady_time{std::chrono::hours{100}},
              core::wall_time{std::chrono::hours{500000}}};
    age_ = 0;
    constexpr std::array<int, 4> start_secs{0, 500, 1000, 3000};
    constexpr std::array<int, 4> stop_wait{0, 1000, 2000, 10000};
    constexpr std::array<int, 3> pauses{0, 1000, 2500};
    how_.restart = static_cast<core::auto_restart>(dice_.below(3));
    how_.start_secs = ms{start_secs[dice_.below(4)]};
    how_.start_retries = static_cast<int>(dice_.below(4));
    how_.stop_wait = ms{stop_wait[dice_.below(4)]};
    how_.restart_pause = ms{pauses[dice_.below(3)]};
    how_.backoff = {};
    if (dice_.once_in(3)) {
      how_.backoff.kind = static_cast<core::backoff_kind>(dice_.below(3));
      how_.backoff.initial = ms{500 * dice_.below(4)};
      how_.backoff.jitter = ms{100 * dice_.below(5)};
      how_.backoff.reset_after = ms{1500 * dice_.below(3)};
    }
    how_.asks_group = dice_.once_in(2);
    how_.jitter_seed = dice_.below(1000);
    how_.stop_signal = dice_.once_in(3) ? 3 : 15;
    how_.stop_as_group = dice_.once_in(3);
    how_.kill_as_group = dice_.once_in(3);
    stubborn_ = dice_.once_in(4);
    feed(core::in::start{});
  }

  void happen() {
    switch (dice_.below(24)) {
      case 0:
      case 1:
        return ask_for_start();
      case 2:
      case 3:
        return ask_for_stop();
      case 4:
        return dice_.once_in(8) ? feed(core::in::freeze{}) : pass_time(20);
      case 5:
        return dice_.once_in(12) ? feed(core::in::shut_down{}) : pass_time(200);
      case 6:
        return take_over();
      case 7:
        return tell_stale_news();
      case 8:
      case 9:
      case 10:
        return answer_launch();
      case 11:
      case 12:
        return die();
      case 13:
      case 14:
        return tell_exit();
      case 15:
        return stall();
      case 16:
      case 17:
        return feed(core::in::revive{});
      case 18:
        return dice_.once_in(3) ? feed(core::in::set_aside{}) : pass_time(100);
      case 19:
        return be_harsh();
      default:
        return pass_time(1500);
    }
  }

  void ask_for_start() { feed(core::in::start{}); }
  void ask_for_stop() { feed(core::in::stop{}); }

  void be_harsh() {
    if (dice_.once_in(20)) return feed(core::in::kill_now{});
    if (dice_.once_in(2)) return feed(core::in::give_up{"restarted too often"});
    pass_time(100);
  }

  // A new actor: the timers of the old one are gone.
  void take_over() {
    if (!dice_.once_in(3)) return;
    w_.timers.clear();
    feed(core::in::resume{});
  }

  void answer_launch() {
    if (!w_.launching) return;
    w_.launching = false;
    if (dice_.once_in(4)) return feed(core::in::spawn_failed{f_.run, "cannot"});
    w_.child_pid = ++last_pid_;
    feed(core::in::spawned{f_.run, w_.child_pid});
  }

  void die() {
    if (w_.child_pid == 0 || w_.dead) return;
    w_.dead = true;
    w_.status = dice_.once_in(4) ? core::exit_status{.code = 0, .signal = 11}
                                 : core::exit_status{.code = static_cast<int>(dice_.below(2))};
    if (dice_.once_in(2)) tell_exit();
  }

  void tell_exit() {
    if (!w_.dead) return;
    w_.dead = false;
    w_.child_pid = 0;
    feed(core::in::exited{f_.run, w_.status});
  }

  void tell_stale_news() {
    if (f_.run.value < 2) return;
    const core::run_id old{
        f_.run.value - 1 -
        dice_.below(static_cast<std::uint32_t>(std::min<std::uint64_t>(f_.run.value - 1, 3)))};
    switch (dice_.below(4)) {
      case 0:
        return feed(core::in::exited{old, {.code = 1}});
      case 1:
        return feed(core::in::spawned{old, 1});
      case 2:
        return feed(core::in::spawn_failed{old, "late"});
      default:
        return feed(core::in::timer{old, static_cast<core::timer_kind>(dice_.below(4))});
    }
  }

  // The actor is busy: time goes by, timers are due, but are not delivered yet.
  void stall() {
    w_.now.mono += ms{dice_.below(2000)};
    w_.now.wall += ms{dice_.below(2000)};
  }

  void pass_time(std::uint32_t most) {
    const auto until = w_.now.mono + ms{dice_.below(most)};
    while (deliver_timer_due_by(until)) {
    }
    w_.now.wall += until - w_.now.mono;
    w_.now.mono = std::max(until, w_.now.mono);
  }

  bool deliver_timer_due_by(core::steady_time until) {
    if (broken_) return false;
    auto next =
        std::min_element(w_.timers.begin(), w_.timers.end(),
                         [](const armed_timer& a, const armed_timer& b) { return a.at < b.at; });
    if (next == w_.timers.end() || next->at > until) return false;
    const auto due = *next;
    w_.timers.erase(next);
    w_.now.mono = std::max(w_.now.mono, due.at);
    feed(core::in::timer{due.run, due.kind});
    return true;
  }

  // Liveness: whatever happened, a stop ends in a stopped state if only the world lets it.
  void come_to_rest() {
    ask_for_stop();
    for (int i = 0; i < 30 && !broken_ && !at_rest(); ++i) {
      if (w_.launching) {
        answer_launch();
      } else if (w_.child_pid != 0 && (w_.told_to_die || (w_.told_to_stop && !stubborn_))) {
        w_.dead = true;
        tell_exit();
      } else if (!deliver_timer_due_by(core::steady_time::max())) {
        break;
      }
    }
    if (!broken_ && !at_rest()) broken_ = "a stop ends in a stopped state";
  }
  bool at_rest() const {
    return counts_down(f_.state) && w_.child_pid == 0 && !w_.launching && !f_.want_up;
  }

  void feed(const core::input& what) {
    if (broken_) return;
    ++steps_;
    listen_to_operator(what);
    const auto r = core::step_with(table_, f_, how_, what, w_.now);
    const auto sum = summary_of(r.effects);
    take_effect(sum);
    broken_ = first_broken({f_, r.next, how_, what, sum, w_});
    f_ = r.next;
    for (std::size_t i = 0; i < sum.notes; ++i)
      ++seen_[static_cast<std::size_t>(sum.note[i].from)][static_cast<std::size_t>(sum.note[i].to)];
  }

  void listen_to_operator(const core::input& what) {
    if (std::holds_alternative<core::in::start>(what)) w_.wanted = true;
    if (std::holds_alternative<core::in::stop>(what)) w_.wanted = false;
    // Who is FATAL was not stopped by request: such a request is refused.
    if (std::holds_alternative<core::in::revive>(what) && f_.state == core::proc_state::fatal)
      w_.wanted = true;
  }

  // The effects become part of the world before the invariants look at it.
  void take_effect(const effect_summary& sum) {
    w_.before_launching = w_.launching;
    w_.before_child = w_.child_pid != 0;
    if (sum.launches != 0) {
      w_.launching = true;
      w_.launched_at = w_.now;
      w_.told_to_stop = w_.told_to_die = false;
    }
    if (sum.signals != 0 && sum.signal.number == 9) w_.told_to_die = true;
    if (sum.signals != 0 && sum.signal.number != 9) {
      if (!w_.told_to_stop) w_.stop_told_at = w_.now.mono;
      w_.told_to_stop = true;
    }
    for (std::size_t i = 0; i < sum.notes; ++i)
      if (sum.note[i].to == core::proc_state::backoff || sum.note[i].to == core::proc_state::exited)
        w_.failed_at = w_.now.mono;
    if (sum.arms != 0) {
      if (w_.timers.size() >= most_timers) w_.timers.erase(w_.timers.begin());
      w_.timers.push_back({w_.now.mono + sum.arm.after, sum.arm.run, sum.arm.kind});
    }
  }

  const core::transition_table& table_;
  dice dice_;
  core::facts f_;
  core::policy how_;
  world_state w_;
  bool stubborn_{false};
  int age_{0};
  std::int32_t last_pid_{100};
  std::uint64_t steps_{0};
  const char* broken_{nullptr};
  std::array<std::array<std::uint64_t, core::proc_state_count>, core::proc_state_count> seen_{};
};

}  // namespace actord::tests
