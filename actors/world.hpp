// What an actor may touch besides messages: the host (through the link), the configuration files
// (likewise), the daemon's log, the wall clock and the local time of day for display. Passed in, so
// that tests bring their own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "actors/config_link.hpp"
#include "actors/host_link.hpp"
#include "core/ids.hpp"
#include "core/ports.hpp"

namespace actord::actors {

struct world {
  std::shared_ptr<host_link> host;
  std::shared_ptr<config_link> config;
  std::shared_ptr<core::own_log> log;
  std::function<core::wall_time()> wall_now;
  // strftime("%b %d %I:%M %p") in local time (§6.4).
  std::function<std::string(core::wall_time)> stop_time_text;
  // For the random part of waits: another number in every daemon, so that they do not march in
  // step.
  std::uint64_t jitter_seed{0};
};
using world_ptr = std::shared_ptr<const world>;

}  // namespace actord::actors
