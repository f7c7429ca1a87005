// One step of the machine as the invariants look at it: the facts before and after, the effects
// sorted, and the truth about the outside.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/machine.hpp"

namespace actord::tests {

struct armed_timer {
  core::steady_time at;
  core::run_id run;
  core::timer_kind kind{core::timer_kind::up};
};

// The truth about the outside, as the random world keeps it. `before_*`: when the step began.
struct world_state {
  core::instant now;
  bool launching{false};  // asked for, not answered
  bool before_launching{false};
  std::int32_t child_pid{0};  // a child that exists, or whose end has not been told yet
  bool before_child{false};
  bool dead{false};  // it is dead, but the machine does not know
  core::exit_status status;
  bool told_to_stop{false};
  bool told_to_die{false};
  bool wanted{false};  // the operator's last word
  core::instant launched_at;
  core::steady_time stop_told_at;
  core::steady_time failed_at;
  std::vector<armed_timer> timers;
};

// The effects of one step, sorted.
struct effect_summary {
  std::array<core::out::note, core::effect_list::capacity> note;
  std::size_t notes{0};
  int launches{0};
  int signals{0};
  core::out::signal signal;
  int arms{0};
  core::out::arm arm;
  int start_failures{0};
  int impossibles{0};
  std::array<int, 11> said{};
  std::size_t size{0};

  int times_said(core::saying what) const { return said[static_cast<std::size_t>(what)]; }
};

inline effect_summary summary_of(const core::effect_list& effects) {
  effect_summary sum;
  sum.size = effects.size();
  for (const auto& e : effects) {
    if (const auto* n = std::get_if<core::out::note>(&e)) sum.note[sum.notes++] = *n;
    if (const auto* s = std::get_if<core::out::say>(&e))
      ++sum.said[static_cast<std::size_t>(s->what)];
    if (const auto* s = std::get_if<core::out::signal>(&e)) ++sum.signals, sum.signal = *s;
    if (const auto* a = std::get_if<core::out::arm>(&e)) ++sum.arms, sum.arm = *a;
    if (std::holds_alternative<core::out::launch>(e)) ++sum.launches;
    if (std::holds_alternative<core::out::start_failed>(e)) ++sum.start_failures;
    if (std::holds_alternative<core::out::impossible>(e)) ++sum.impossibles;
  }
  return sum;
}

struct step_seen {
  const core::facts& before;
  const core::facts& after;
  const core::policy& how;
  const core::input& what;
  effect_summary sum;
  const world_state& world;

  template <class Input>
  bool is() const {
    return std::holds_alternative<Input>(what);
  }
  bool noted(core::proc_state from, core::proc_state to) const {
    for (std::size_t i = 0; i < sum.notes; ++i)
      if (sum.note[i].from == from && sum.note[i].to == to) return true;
    return false;
  }
  bool noted_to(core::proc_state to) const {
    for (std::size_t i = 0; i < sum.notes; ++i)
      if (sum.note[i].to == to) return true;
    return false;
  }
};

}  // namespace actord::tests
