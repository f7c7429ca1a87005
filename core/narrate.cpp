#include "core/narrate.hpp"

#include <chrono>

#include "core/signal_names.hpp"

namespace actord::core {
namespace {

std::string quoted(std::string_view name) {
  return "'" + std::string{name} + "'";
}

// `exited: P (exit status 1; not expected)`
log_line exited(std::string_view name, const out::say& said) {
  const auto verdict = said.expected ? "; expected)" : "; not expected)";
  return {said.expected ? log_level::info : log_level::warn,
          "exited: " + std::string{name} + " (" + exit_text(said.status) + verdict};
}

log_line entered_running(std::string_view name, const policy& how) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(how.start_secs).count();
  return {log_level::info, "success: " + std::string{name} +
                               " entered RUNNING state, process has stayed up for > than " +
                               std::to_string(seconds) + " seconds (startsecs)"};
}

log_line stop_signal_sent(std::string_view name, const out::say& said) {
  return {log_level::debug, "killing " + std::string{name} + " (pid " + std::to_string(said.pid) +
                                (said.whole_group ? ") process group" : ")") + " with signal " +
                                signal_name(said.signal)};
}

}  // namespace

log_line narrate(const out::say& said, const facts& after, const policy& how,
                 std::string_view process_name) {
  const std::string name{process_name};
  switch (said.what) {
    case saying::spawned:
      return {log_level::info,
              "spawned: " + quoted(name) + " with pid " + std::to_string(said.pid)};
    case saying::spawn_error:
      return {log_level::info, "spawnerr: " + after.spawn_error};
    case saying::entered_running:
      return entered_running(name, how);
    case saying::exited:
    case saying::exited_too_early:
      return exited(name, said);
    case saying::stopped:
      return {said.expected ? log_level::info : log_level::warn,
              "stopped: " + name + " (" + exit_text(said.status) + ")"};
    case saying::gave_up:
      return {log_level::info,
              "gave up: " + name + " entered FATAL state, too many start retries too quickly"};
    case saying::stop_signal_sent:
      return stop_signal_sent(name, said);
    case saying::killing:
      return {log_level::warn,
              "killing " + quoted(name) + " (" + std::to_string(said.pid) + ") with SIGKILL"};
    case saying::stopped_in_backoff:
      return {log_level::debug, "Attempted to kill " + name + ", which is in BACKOFF state."};
    case saying::overruled:
      return {log_level::info, "gave up: " + name + " entered FATAL state, " + after.spawn_error};
  }
  return {};
}

std::string exit_text(const exit_status& status) {
  if (status.signal == 0) return "exit status " + std::to_string(status.code);
  return "terminated by " + signal_name(status.signal) +
         (status.core_dumped ? " (core dumped)" : "");
}

log_line narrate_stranger(std::int32_t pid, const exit_status& status) {
  return {log_level::info,
          "reaped unknown pid " + std::to_string(pid) + " (" + exit_text(status) + ")"};
}

}  // namespace actord::core
