// How long to wait after a failed start, and when to give up (contract §3.2): with startretries = n
// there are n + 1 attempts, and 1, 2, ... n seconds between them.
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/policy.hpp"

namespace actord::core {

// Supervisor's `backoff` after one more failure. It never overflows: with a huge startretries a
// program may fail for ever.
constexpr int one_more(int failures) {
  return failures < std::numeric_limits<int>::max() ? failures + 1 : failures;
}

inline bool retries_spent(int failures, const policy& how) {
  return failures > how.start_retries;
}

constexpr std::chrono::milliseconds retry_delay(int failures) {
  return std::clamp<std::chrono::seconds>(std::chrono::seconds{failures}, std::chrono::seconds{0},
                                          longest_wait);
}

}  // namespace actord::core
