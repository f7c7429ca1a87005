// How long to wait after a failed start, and when to give up (contract §3.2): with startretries = n
// there are n + 1 attempts, and by default 1, 2, ... n seconds between them. Other ways to wait:
// backoff_spec. Nothing here overflows, whatever is configured.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include "core/policy.hpp"

namespace actord::core {

// An exponential wait without a configured end stops growing here.
inline constexpr std::chrono::minutes default_exponential_max{1};

// Supervisor's `backoff` after one more failure. It never overflows: with a huge startretries a
// program may fail for ever.
constexpr int one_more(int failures) {
  return failures < std::numeric_limits<int>::max() ? failures + 1 : failures;
}

inline bool retries_spent(int failures, const policy& how) {
  return failures > how.start_retries;
}

namespace detail {

constexpr std::chrono::milliseconds most_wait(const backoff_spec& how) {
  const bool has_own_end = how.kind == backoff_kind::exponential;
  const std::chrono::milliseconds usual = has_own_end ? default_exponential_max : longest_wait;
  return std::min<std::chrono::milliseconds>(how.max.value_or(usual), longest_wait);
}

constexpr std::chrono::milliseconds doubled(std::chrono::milliseconds wait, int times,
                                            std::chrono::milliseconds most) {
  while (--times > 0 && wait.count() > 0 && wait < most)
    wait *= 2;
  return wait;
}

constexpr std::chrono::milliseconds multiplied(std::chrono::milliseconds wait, int times,
                                               std::chrono::milliseconds most) {
  return wait.count() > most.count() / times ? most : wait * times;
}

}  // namespace detail

// Without the random part. `streak`: how many attempts in a row were no success.
constexpr std::chrono::milliseconds plain_delay(int streak, const backoff_spec& how) {
  if (streak <= 0) return std::chrono::milliseconds{0};
  const auto most = detail::most_wait(how);
  switch (how.kind) {
    case backoff_kind::linear:
      return std::min(detail::multiplied(how.initial, streak, most), most);
    case backoff_kind::exponential:
      return std::min(detail::doubled(how.initial, streak, most), most);
    case backoff_kind::constant:
      break;
  }
  return std::min(how.initial, most);
}

// A number that looks random and depends on its arguments only (splitmix64).
constexpr std::uint64_t scattered(std::uint64_t seed, std::uint64_t number) {
  std::uint64_t z = seed + (number + 1) * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30u)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27u)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31u);
}

// The wait after attempt `run`. The random part follows from the policy's seed and the run, so that
// whoever asks again gets the same answer.
constexpr std::chrono::milliseconds retry_delay(int streak, run_id run, const policy& how) {
  const auto plain = plain_delay(streak, how.backoff);
  if (streak <= 0 || how.backoff.jitter.count() <= 0) return plain;
  const auto span = static_cast<std::uint64_t>(how.backoff.jitter.count()) + 1;
  const auto extra = scattered(how.jitter_seed, run.value) % span;
  return std::min<std::chrono::milliseconds>(
      plain + std::chrono::milliseconds{static_cast<std::int64_t>(extra)}, longest_wait);
}

}  // namespace actord::core
