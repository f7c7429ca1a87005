// What all parts of the log thread share: its clock, its poller, and the way out for notices.
// Used on the log thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "core/ids.hpp"
#include "core/ports.hpp"
#include "io/log_poller.hpp"

namespace actord::io {

struct log_world {
  core::notice_sink notices;
  log_poller poller;
  core::steady_time now{std::chrono::steady_clock::now()};

  void read_clock() { now = std::chrono::steady_clock::now(); }
  void trouble(core::log_level level, std::string text) const {
    notices(core::from_host::log_trouble{level, std::move(text)});
  }
};

}  // namespace actord::io
