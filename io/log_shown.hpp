// Children's output on its way into the daemon's own log (level debug), bounded in size and rate so
// that looking at a flood does not double it. What is left out is counted and said.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "io/log_limits.hpp"

namespace actord::io {

class log_shown {
 public:
  // What to show of a chunk; none = nothing, this second has been used up.
  std::optional<std::string> shorten(std::string_view chunk, core::steady_time now) {
    if (now - second_ >= std::chrono::seconds{1}) {
      second_ = now;
      used_ = 0;
    }
    if (used_ >= log_limits::shown_bytes_per_second) {
      left_out_ += chunk.size();
      return std::nullopt;
    }
    std::string text{chunk.substr(0, log_limits::shown_bytes)};
    used_ += text.size();
    left_out_ += chunk.size() - text.size();
    if (left_out_ > 0) text += "... (" + std::to_string(left_out_) + " bytes are not shown)";
    left_out_ = 0;
    return text;
  }

 private:
  core::steady_time second_;
  std::size_t used_{0};
  std::size_t left_out_{0};
};

}  // namespace actord::io
