// What the process host knows about one process. One per configured process: kept small.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/exit_status.hpp"
#include "core/ids.hpp"
#include "core/program_spec.hpp"
#include "io/child_stdin.hpp"
#include "io/child_user.hpp"

namespace actord::io {

// Either the user to switch to or why that is not possible; nobody = stay the daemon's user.
using user_choice = core::result<child_user, std::string>;

enum class run_phase : std::uint8_t {
  none,       // no run is on its way
  preparing,  // the log files are being opened
  alive,      // a child runs
  draining,   // the child is gone, its last output is on its way to the log
};

struct managed_process {
  std::shared_ptr<const core::process_spec> spec;
  std::shared_ptr<const user_choice> user;
  std::string stdout_path;
  std::string stderr_path;

  core::run_id run;  // the latest
  run_phase phase{run_phase::none};
  bool forget_later{false};  // asked to forget while a run was on its way
  // As the notices have told it: set from `spawned` to `exited`.
  ::pid_t pid{0};
  std::unique_ptr<child_stdin> input;
  std::optional<core::exit_status> ended;
  core::steady_time ended_at{};
  std::optional<std::string> spawn_error;
};

}  // namespace actord::io
