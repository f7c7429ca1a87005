// The logs as the process host and the daemon see them: children's pipes in, log files out, and the
// daemon's own log. One thread does all reading of pipes and all writing of files, so that a slow
// disk never delays a spawn, a signal or a reap.
//
// Promises: every call may come from any thread, returns at once and never throws; calls of one
// thread are carried out in order; callbacks and notices run on the log thread and must not block.
// Memory is bounded (io/log_limits.hpp). A log that cannot be written is reported once, counted,
// retried, and disturbs no other log (contract §5, §11.3).
// Not here: capture mode, events.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/ids.hpp"
#include "core/ports.hpp"
#include "core/program_spec.hpp"
#include "core/result.hpp"
#include "io/fd.hpp"

namespace actord::io {

struct log_options {
  std::string childlogdir{};  // absolute; where AUTO files are made
  std::string identifier{"supervisor"};
  bool strip_ansi{false};
  bool show_output{false};  // send output_seen notices (log level debug and below)
  std::string syslog_ident{"actord"};
  std::string syslog_socket{"/dev/log"};
  // The clock on the wall, for rotation by it and for times in JSON.
  std::function<core::wall_time()> wall_now{[] { return std::chrono::system_clock::now(); }};
};

// The daemon's own log.
struct main_log_spec {
  std::string path{};          // empty = no file
  std::uint64_t max_bytes{0};  // 0 = never rotate
  int backups{0};              // 0 = truncate on rotation
  bool echo{false};            // also to the daemon's stdout, first (nodaemon without silent)
  bool syslog{false};          // also to syslog, line by line
  std::chrono::seconds rotate_every{0};  // as in core::log_spec
  core::log_compression compress{core::log_compression::none};
  core::syslog_label syslog_as{};
};

class log_service {
 public:
  virtual ~log_service() = default;  // stops if nobody has

  // Opens the daemon's own log (append). `done` gets the errno that makes the path unusable, 0 =
  // the log is open or will be retried.
  virtual void define_main(main_log_spec spec, std::function<void(int error_number)> done) = 0;

  // Makes the process known. AUTO files are created now, mode 0600; `done` gets the paths (empty =
  // no file of its own). A second define of a key replaces the first; files of equal settings stay.
  virtual void define(core::process_key key, std::shared_ptr<const core::process_spec> spec,
                      std::function<void(std::string out_path, std::string err_path)> done) = 0;
  // Forgets a process; its AUTO files and their backups are removed.
  virtual void forget(core::process_key key) = 0;

  // Opens the log files for a run. `done` gets the errno that makes a path unusable (a spawn error,
  // §3.4); a passing shortage (disk full, out of descriptors) is 0: the output is then dropped and
  // counted until the log can be written.
  virtual void prepare(core::process_key key, std::function<void(int error_number)> done) = 0;
  // Takes the read ends of the run's pipes. `err` may be empty. `pid` is what JSON lines tell.
  virtual void attach(core::process_key key, core::run_id run, fd out, fd err,
                      std::int32_t pid = 0) = 0;
  // Reads what the pipes hold (bounded, for grandchildren may go on writing), closes them, then
  // calls `done`. An unknown run is done at once.
  virtual void drain(core::process_key key, core::run_id run, std::function<void()> done) = 0;

  // Appends bytes as they are. Key 0 is the daemon's own log.
  virtual void append(core::log_address log, std::string bytes) = 0;

  // Answered by notices log_read, log_followed, logs_cleared, logs_rotated.
  virtual void read(core::to_host::read_log question) = 0;
  virtual void follow(core::to_host::follow_log question) = 0;
  virtual void clear(core::to_host::clear_logs question) = 0;
  virtual void rotate(core::to_host::rotate_logs question) = 0;
  // SIGUSR2: every open log file is opened again (append).
  virtual void reopen() = 0;

  virtual void show_output(bool on) = 0;

  // Writes out what is queued, within a bound in time, closes everything and joins the thread.
  // Later calls do nothing; callbacks still owed are called before it returns. Not from a callback.
  virtual void stop() = 0;
};

// Starts the log thread (all signals blocked in it). Fails when the kernel has no descriptor or
// thread left.
core::result<std::unique_ptr<log_service>> make_log_service(log_options options,
                                                            core::notice_sink notices);

}  // namespace actord::io
