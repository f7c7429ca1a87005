// Which request a process takes in which state, and when whoever waits for it is answered (contract
// §6.3). Pure; the actor asks before it feeds a request to the machine and after every step.
//
// Two rules go beyond Supervisor's: a start while STOPPING is taken and waits for the end of the
// child (§11.1 #20), and so a stop can take that wish back; a stop in EXITED is taken while an
// automatic restart is due, so that a stop that races with an exit is never lost.
#pragma once

#include <optional>

#include "core/fault.hpp"
#include "core/machine.hpp"
#include "core/messages.hpp"

namespace actord::core {

// success, or the fault that refuses the request. A refused request must not reach the machine.
//   start:  already_started, failed (UNKNOWN), shutdown_state (frozen)
//   stop:   not_running
//   signal: not_running
// clear_logs and rotate_logs are never refused: they work for stopped processes, too (§11.3 #39).
fault_code refusal(verb request, const facts& of);

// In a request for a group or for all, a process for which there is nothing to do is left out of
// the result instead of being reported.
constexpr bool passed_over_in_bulk(fault_code refused) {
  return refused == fault_code::already_started || refused == fault_code::not_running;
}

// The answer to a waiting start after a step, or nullopt: not yet.
//   success              RUNNING
//   spawn_error          the launch failed or the child ended before startsecs, even though the
//                        machine goes on trying
//   abnormal_termination it left STARTING in any other way, or will not be started any more
std::optional<fault_code> start_answer(const facts& after, const effect_list& effects);

// May the next ones of a sequence begin? success: it is up, or was and has done its work; a fault:
// it will not come up; nullopt: not yet.
std::optional<fault_code> sequence_answer(const facts& of);

// The answer to a waiting stop after a step: success as soon as a stopped state was reached, even
// if the process was started again in the same step.
std::optional<fault_code> stop_answer(const facts& after, const effect_list& effects);

}  // namespace actord::core
