// The process host as a component on an Asio reactor that the caller runs: launches, signals and
// reaps children and hands their output to the log service (decision 7). All it knows about a
// process is what came in by `define`; what happens goes out by the notice sink, on the reactor's
// thread. It decides nothing: when to launch, how often, what an exit means is core/machine's.
//
// Promises (beyond core/ports.hpp): at most one run of a process at a time; a run that was launched
// ends in exactly one spawn_failed, or in one spawned and later one exited; `exited` comes after
// the run's output has gone to the log, but no later than `drain_patience` after the child's end.
//
// Make and destroy it on the reactor's thread or while that does not run. The io_context and the
// log service outlive it. Children live on when it is destroyed.
#pragma once

#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <optional>

#include "core/ports.hpp"
#include "core/program_spec.hpp"
#include "core/result.hpp"
#include "io/log_service.hpp"
#include "io/spawner.hpp"

namespace actord::io {

// How long the log service may take to empty the pipes of a child that has ended.
inline constexpr std::chrono::milliseconds default_drain_patience{5000};

struct host_options {
  core::environment_list environment;  // the daemon's own, which children inherit
  // RLIMIT_NOFILE of children, when the daemon has raised its own further than contract §2.3 says;
  // absent = inherited.
  std::optional<::rlimit> open_files;
  std::chrono::milliseconds drain_patience{default_drain_patience};
  spawner::table descriptor_table{spawner::table::shared};
};

// Ignores SIGPIPE and SIGXFSZ, takes SIGCHLD, and keeps a few low descriptors for itself: make it
// early. Fails when the kernel has no descriptors or memory left.
core::result<std::unique_ptr<core::process_host>> make_reactor_host(boost::asio::io_context& io,
                                                                    log_service& logs,
                                                                    host_options options,
                                                                    core::notice_sink notices);

}  // namespace actord::io
