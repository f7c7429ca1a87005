// The memory of a log that cannot be written: since when, how much was lost, when to try again.
// Values only; the target that owns it does the talking.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "core/ids.hpp"
#include "io/log_limits.hpp"

namespace actord::io {

class log_outage {
 public:
  bool active() const { return active_; }
  // Is it pointless to try to write now?
  bool bars(core::steady_time now) const { return active_ && barring_ && now < retry_at_; }
  // May it be declared over? Not at once, or a target on the brink would report without end.
  bool may_end(core::steady_time now) const { return active_ && now >= retry_at_; }

  // Writing has failed. True: this is news.
  bool fail(core::steady_time now) {
    pause_ = active_ ? std::min(pause_ * 2, log_limits::longest_retry) : log_limits::first_retry;
    retry_at_ = now + pause_;
    barring_ = true;
    return !std::exchange(active_, true);
  }
  // Bytes came faster than they leave: lost ones are counted, further ones may be tried.
  bool overflow(core::steady_time now) {
    if (!active_) retry_at_ = now + log_limits::first_retry;
    return !std::exchange(active_, true);
  }
  void lose(std::size_t bytes) { lost_ += bytes; }
  void retry_at_once() { retry_at_ = {}; }

  // It is over. How many bytes were lost?
  std::uint64_t end() {
    active_ = barring_ = false;
    return std::exchange(lost_, 0);
  }

 private:
  bool active_{false};
  bool barring_{false};
  std::uint64_t lost_{0};
  std::chrono::milliseconds pause_{0};
  core::steady_time retry_at_;
};

}  // namespace actord::io
