// What actorctl's exit status means (contract §7.3, §7.5). The numbers are Supervisor's; scripts
// test them.
#pragma once

namespace actord::cli {

enum class exit_code : int {
  success = 0,
  failure = 1,
  bad_arguments = 2,      // also: a group to start that does not exist
  some_down = 3,          // status: a process is not running
  unknown = 4,            // status: no such process; any action: connection refused
  protocol_mismatch = 5,  // the daemon speaks another protocol
  not_running = 7,        // also: no socket; a start that failed
};

constexpr int number_of(exit_code code) {
  return static_cast<int>(code);
}

}  // namespace actord::cli
