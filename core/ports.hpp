// What the decision makers need from the outside world (decision 7). The process host spawns,
// signals and reaps children, reads their pipes and writes their logs. It speaks only these plain,
// serialisable commands and notices and holds no pointer into the rest, so that it can become a
// process of its own later.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/exit_status.hpp"
#include "core/fault.hpp"
#include "core/ids.hpp"
#include "core/program_spec.hpp"

namespace actord::core {

enum class stream_kind : std::uint8_t { out, err };

// Which log: key 0 is the daemon's own log, whatever the stream.
struct log_address {
  process_key key;
  stream_kind stream{stream_kind::out};
  bool operator==(const log_address&) const = default;
};

// Correlates an answer with its question; 0 = no answer wanted.
using ticket = std::uint64_t;

// Position of a log follower. `generation` counts how often the file was begun anew (rotation,
// clear, truncation).
struct log_cursor {
  std::uint64_t generation{0};
  std::uint64_t offset{0};
};

namespace to_host {
// Makes the process known: AUTO log files are created now (§5.1). Answer: defined.
struct define {
  process_key key;
  std::shared_ptr<const process_spec> spec;
};
// Forgets a process without a live child; its AUTO log files are removed (§11 #41).
struct forget {
  process_key key;
};
// Would a start find something to execute? The first six rows of §3.4. Answer: probed.
struct probe {
  process_key key;
  ticket reply_to{0};
};
// Starts run `run`. Answer: spawned or spawn_failed; later exited.
struct launch {
  process_key key;
  run_id run;
};
// Sends a signal if `run` is still alive. Answer (if reply_to != 0): signalled.
struct signal {
  process_key key;
  run_id run;
  int number{0};
  bool whole_group{false};
  ticket reply_to{0};
};
// What is the state of affairs? Answer: view. For an actor that replaces a dead one.
struct look {
  process_key key;
};
struct write_stdin {
  process_key key;
  std::string bytes;
  ticket reply_to{0};
};
// §6.5 read: `offset`/`length` as Supervisor's readLog. Answer: log_read.
struct read_log {
  log_address log;
  std::int64_t offset{0};
  std::int64_t length{0};
  ticket reply_to{0};
};
// Answers with what lies behind `from` as soon as there is something (at most max_bytes), or with
// nothing after `patience`. An absent `from` starts `back` bytes before the end. Answer:
// log_followed.
struct follow_log {
  log_address log;
  std::optional<log_cursor> from;
  std::uint64_t back{0};
  std::uint64_t max_bytes{0};
  std::chrono::milliseconds patience{0};
  ticket reply_to{0};
};
// Empties the log (both streams of a process; the main log for key 0). Answer: logs_cleared.
struct clear_logs {
  process_key key;
  ticket reply_to{0};
};
// SIGUSR2: every log file is opened again (append).
struct reopen_logs {};
// Rotates the log now (both streams of a process; the main log for key 0), whatever its size; an
// empty one is left alone. Answer: logs_rotated.
struct rotate_logs {
  process_key key;
  ticket reply_to{0};
};
}  // namespace to_host
using host_command =
    std::variant<to_host::define, to_host::forget, to_host::probe, to_host::launch, to_host::signal,
                 to_host::look, to_host::write_stdin, to_host::read_log, to_host::follow_log,
                 to_host::clear_logs, to_host::reopen_logs, to_host::rotate_logs>;

namespace from_host {
struct defined {
  process_key key;
  std::string stdout_path;  // empty = no file
  std::string stderr_path;
};
struct probed {
  process_key key;
  ticket reply_to{0};
  fault problem;  // success, no_file or not_executable with Supervisor's text (§3.4) as detail
};
struct spawned {
  process_key key;
  run_id run;
  std::int32_t pid{0};
};
struct spawn_failed {
  process_key key;
  run_id run;
  std::string step;     // e.g. "execve", "chdir", "setuid"; for logs and tests
  int error_number{0};  // errno of that step; 0 = none
  std::string text;     // Supervisor's spawnerr text
};
// All output of the run that the pipes held has been handed to the log before this is sent, unless
// the log takes it too slowly: then it waits in its pipe.
struct exited {
  process_key key;
  run_id run;
  exit_status status;
  steady_time at{};  // when it was found to have ended
};
struct signalled {
  process_key key;
  ticket reply_to{0};
  int error_number{0};  // 0 = delivered
};
struct view {
  process_key key;
  run_id run;                              // latest launched run; 0 = never
  std::int32_t pid{0};                     // != 0: alive
  std::optional<exit_status> ended;        // the run has ended so
  std::optional<std::string> spawn_error;  // the run never began
  std::string stdout_path;
  std::string stderr_path;
};
struct stdin_written {
  process_key key;
  ticket reply_to{0};
  fault problem;
};
struct log_read {
  ticket reply_to{0};
  fault problem;  // no_file, bad_arguments, failed
  std::string bytes;
  std::uint64_t file_size{0};
};
struct log_followed {
  ticket reply_to{0};
  fault problem;
  std::string bytes;
  log_cursor next;
  bool truncated{false};  // the file shrank: what follows starts at its beginning
};
struct logs_cleared {
  ticket reply_to{0};
  fault problem;
};
struct logs_rotated {
  ticket reply_to{0};
  fault problem;
};
// Something about a log that the operator should know; said once, not per byte (§11, #27).
struct log_trouble {
  log_level level{log_level::error};
  std::string text;
};
struct reaped_stranger {
  std::int32_t pid{0};
  exit_status status;
};
// Bytes of a child, at level debug and below only: `'P' stdout output:\n<data>`.
struct output_seen {
  process_key key;
  stream_kind stream{stream_kind::out};
  std::string bytes;
};
}  // namespace from_host
using host_notice =
    std::variant<from_host::defined, from_host::probed, from_host::spawned, from_host::spawn_failed,
                 from_host::exited, from_host::signalled, from_host::view, from_host::stdin_written,
                 from_host::log_read, from_host::log_followed, from_host::logs_cleared,
                 from_host::log_trouble, from_host::reaped_stranger, from_host::output_seen,
                 from_host::logs_rotated>;

// Any thread may submit; commands of one thread are carried out in order. Never blocks, never
// throws.
class process_host {
 public:
  virtual ~process_host() = default;
  virtual void submit(host_command command) = 0;
};

// Called on a thread of the host; must not block.
using notice_sink = std::function<void(host_notice)>;

// The daemon's own log. Any thread; never blocks on the disk, never throws.
class own_log {
 public:
  virtual ~own_log() = default;
  virtual bool shows(log_level level) const = 0;
  virtual void write(log_level level, std::string_view text) = 0;
};

}  // namespace actord::core
