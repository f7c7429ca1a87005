// The part of a process_spec that decides what becomes of the process. Made by policy_of, which
// also brings odd settings into range, so that the machine can calculate with them freely.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "core/program_spec.hpp"

namespace actord::core {

struct policy {
  auto_restart restart{auto_restart::unexpected};
  std::chrono::milliseconds start_secs{1000};
  int start_retries{3};
  std::vector<int> exit_codes{0};
  int stop_signal{15};
  std::chrono::milliseconds stop_wait{10000};
  bool stop_as_group{false};
  bool kill_as_group{false};
  std::chrono::milliseconds restart_pause{1000};
  backoff_spec backoff;
  // A restart that is due waits for the group's word (in::revive), because it may concern others.
  bool asks_group{false};
  // Where the random part of waits comes from; the same number gives the same waits.
  std::uint64_t jitter_seed{0};
};

// No wait is longer: a deadline must stay within the range of the steady clock. Configured times
// below zero mean zero (as with Supervisor, which compares them with the time that has passed).
inline constexpr std::chrono::seconds longest_wait{std::chrono::hours{24} * 365 * 100};

policy policy_of(const process_spec& spec);

}  // namespace actord::core
