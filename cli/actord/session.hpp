// One life of the daemon, from the first program to the end of the last: log thread, process host,
// actor system, tree, control endpoint, HTTP and signals, brought up in this order and taken down
// in reverse. A restart (SIGHUP) is the end of one session and the beginning of the next in the
// same process.
#pragma once

#include <sys/resource.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/actord/config_reader.hpp"
#include "cli/actord/own_log.hpp"
#include "core/program_spec.hpp"
#include "gateway/http_front.hpp"

namespace actord::cli {

struct session_setup {
  std::shared_ptr<const core::configuration> config;
  core::environment_list environment;           // the daemon's own
  std::optional<::rlimit> children_open_files;  // absent = the daemon's
  int listening{-1};                            // the control socket
  std::vector<gateway::served_socket> http;     // the HTTP servers' sockets
  daemon_log* log{nullptr};
  // Set when something ends the daemon with a status of its own (exit_on, escalation).
  int* exit_status{nullptr};
  // For reread, update and restart. One that cannot be read leaves everything as it is (§11 #22).
  config_reader* reader{nullptr};
};

// Runs on the calling thread until the tree has come to its end. Returns the configuration of the
// next session, or nothing: the daemon shuts down. Throws std::runtime_error when the kernel lacks
// what a session needs (descriptors, threads, memory).
std::shared_ptr<const core::configuration> run_session(const session_setup& setup);

}  // namespace actord::cli
