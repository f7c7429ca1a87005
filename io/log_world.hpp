// What all parts of the log thread share: its clocks, its poller, the packer of backups, and the
// way out for notices. Used on the log thread only.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <string>
#include <utility>

#include "core/ids.hpp"
#include "core/ports.hpp"
#include "io/log_packer.hpp"
#include "io/log_poller.hpp"

namespace actord::io {

// How far local time is ahead of UTC then.
inline std::chrono::seconds utc_offset_at(core::wall_time at) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
  return std::chrono::seconds{::localtime_r(&seconds, &parts) == nullptr ? 0 : parts.tm_gmtoff};
}

struct log_world {
  core::notice_sink notices;
  std::function<core::wall_time()> wall_now;
  log_poller poller{};
  log_packer packer{};
  core::steady_time now{std::chrono::steady_clock::now()};

  void read_clock() { now = std::chrono::steady_clock::now(); }
  void trouble(core::log_level level, std::string text) const {
    notices(core::from_host::log_trouble{level, std::move(text)});
  }
};

}  // namespace actord::io
