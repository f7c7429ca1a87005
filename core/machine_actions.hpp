// What the actions of machine_rows.hpp do: each turns the facts into the next ones and says which
// effects follow. No action decides whether it applies; the table and machine.cpp do.
//
// Inside the machine only.
#pragma once

#include "core/machine.hpp"
#include "core/machine_rows.hpp"

namespace actord::core {

// A step in progress: what the actions read and what they write.
struct work {
  facts f;
  effect_list effects;
  const policy& how;
  const input& what;
  instant now;
  proc_state to{proc_state::stopped};  // where the present row leads
  bool arm{false};  // the timer of the state in which the step ends is to be armed
};

// Precondition: act is not `impossible`.
void carry_out(action act, work& w);

// Arms the timer of the state in which the step ended, if an action began a wait.
void arm_timer(work& w);

}  // namespace actord::core
