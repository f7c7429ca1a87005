// Numbers that must not be mixed up, and the two clocks. `core` never reads a clock: an `instant`
// comes in with every input. Durations and deadlines use `mono`; `wall` is for display only
// (decision 8).
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace actord::core {

// One managed process for as long as it is configured; unique within a daemon's life. 0 is nobody
// (the daemon itself where a log is meant).
struct process_key {
  std::uint32_t value{0};
  auto operator<=>(const process_key&) const = default;
};

// One spawn attempt of one process, counted from 1. Timers, kills and notices carry it; a stale one
// is dropped.
struct run_id {
  std::uint64_t value{0};
  auto operator<=>(const run_id&) const = default;
};

using steady_time = std::chrono::steady_clock::time_point;
using wall_time = std::chrono::system_clock::time_point;

struct instant {
  steady_time mono;
  wall_time wall;
};

// The daemon's log levels (contract §2.6).
enum class log_level : std::uint8_t { critical, error, warn, info, debug, trace, blather };

}  // namespace actord::core
