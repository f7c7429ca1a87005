// What the end of a child means under a policy (contract §3.2): was it too early, was it expected,
// is the program to be started again? Death by a signal is never expected.
#pragma once

#include <algorithm>
#include <chrono>

#include "core/exit_status.hpp"
#include "core/policy.hpp"

namespace actord::core {

// Ended before startsecs: a failed start, whatever the status.
inline bool too_early(std::chrono::nanoseconds lived, const policy& how) {
  return lived < how.start_secs;
}

inline bool expected(const exit_status& status, const policy& how) {
  return status.signal == 0 && std::find(how.exit_codes.begin(), how.exit_codes.end(),
                                         status.code) != how.exit_codes.end();
}

// May the program be started again on its own after it had been RUNNING?
inline bool restarts_after(const exit_status& status, const policy& how) {
  switch (how.restart) {
    case auto_restart::always:
      return true;
    case auto_restart::unexpected:
      return !expected(status, how);
    case auto_restart::never:
      break;
  }
  return false;
}

}  // namespace actord::core
