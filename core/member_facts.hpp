// What a group has to know of the state of a member: between core/group_machine and the actors.
#pragma once

#include "core/ids.hpp"
#include "core/proc_state.hpp"

namespace actord::core {

// What a member reports. A group reports in the same words: EXITED and held when it has escalated,
// STOPPED and held when it was set aside, FATAL when it gave up.
struct member_facts {
  proc_state state{proc_state::stopped};
  bool want_up{false};
  bool held{false};
  bool frozen{false};
  run_id run{};
  steady_time not_before{};  // EXITED and held: the pause after the end, or after short runs
};

}  // namespace actord::core
