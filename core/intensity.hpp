// How often a supervisor may restart before it gives up: OTP's rule. A restart is admitted while no
// more than `intensity` of them, this one included, fall into the last `period` on the monotonic
// clock. One event counts once, however many siblings are restarted with it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/ids.hpp"

namespace actord::core {

struct restart_limit {
  std::optional<std::size_t> intensity;  // nullopt: unlimited, as Supervisor
  std::chrono::milliseconds period{5000};

  bool operator==(const restart_limit&) const = default;
};

// Remembers at most intensity + 1 moments, and none when there is no limit.
class restart_window {
 public:
  // Counts a restart at `now`. False: one too many.
  bool admit(const restart_limit& limit, steady_time now) {
    if (!limit.intensity) return true;
    std::erase_if(moments_, [&](steady_time t) { return t < now - limit.period; });
    if (moments_.size() <= *limit.intensity) moments_.push_back(now);
    return moments_.size() <= *limit.intensity;
  }

  // As after a fresh start: what led to an escalation does not count again.
  void forget() { moments_.clear(); }
  std::size_t remembered() const { return moments_.size(); }

 private:
  std::vector<steady_time> moments_;
};

}  // namespace actord::core
