#include "core/narrate.hpp"

#include "tests/helpers/catch.hpp"

using namespace actord::core;
using namespace std::chrono_literals;

namespace {

std::string told(const log_line& line) {
  const char* level = line.level == log_level::warn    ? "WARN "
                      : line.level == log_level::info  ? "INFO "
                      : line.level == log_level::debug ? "DEBG "
                                                       : "? ";
  return level + line.text;
}

std::string told(const out::say& said, const facts& after = {}, const policy& how = {}) {
  return told(narrate(said, after, how, "web"));
}

}  // namespace

TEST_CASE("the log speaks Supervisor's words") {
  CHECK(told({.what = saying::spawned, .pid = 7}) == "INFO spawned: 'web' with pid 7");
  CHECK(told({.what = saying::gave_up}) ==
        "INFO gave up: web entered FATAL state, too many start retries too quickly");
  CHECK(told({.what = saying::killing, .pid = 7}) == "WARN killing 'web' (7) with SIGKILL");
  CHECK(told({.what = saying::stopped_in_backoff}) ==
        "DEBG Attempted to kill web, which is in BACKOFF state.");
}

TEST_CASE("the reason of a failed launch is told") {
  facts after;
  after.spawn_error = "can't find command '/nope'";
  CHECK(told({.what = saying::spawn_error}, after) == "INFO spawnerr: can't find command '/nope'");
}

TEST_CASE("startsecs are told in whole seconds, always in the plural") {
  policy how;
  CHECK(told({.what = saying::entered_running}, {}, how) ==
        "INFO success: web entered RUNNING state, process has stayed up for > than 1 seconds "
        "(startsecs)");
  how.start_secs = 90s;
  CHECK(told({.what = saying::entered_running}, {}, how) ==
        "INFO success: web entered RUNNING state, process has stayed up for > than 90 seconds "
        "(startsecs)");
}

TEST_CASE("an exit is a warning unless it was expected") {
  CHECK(told({.what = saying::exited, .expected = true, .status = {.code = 2}}) ==
        "INFO exited: web (exit status 2; expected)");
  CHECK(told({.what = saying::exited, .expected = false, .status = {.code = 1}}) ==
        "WARN exited: web (exit status 1; not expected)");
  CHECK(told({.what = saying::exited_too_early, .expected = false, .status = {.code = 0}}) ==
        "WARN exited: web (exit status 0; not expected)");
  CHECK(told({.what = saying::exited, .expected = false, .status = {.signal = 9}}) ==
        "WARN exited: web (terminated by SIGKILL; not expected)");
}

TEST_CASE("the end of a stopped child is a warning unless its exit code is expected") {
  CHECK(told({.what = saying::stopped, .expected = true, .status = {.code = 0}}) ==
        "INFO stopped: web (exit status 0)");
  CHECK(told({.what = saying::stopped, .expected = false, .status = {.signal = 15}}) ==
        "WARN stopped: web (terminated by SIGTERM)");
}

TEST_CASE("a signal to the process group is told as such") {
  CHECK(told({.what = saying::stop_signal_sent, .pid = 7, .signal = 15}) ==
        "DEBG killing web (pid 7) with signal SIGTERM");
  CHECK(told({.what = saying::stop_signal_sent, .pid = 7, .signal = 9, .whole_group = true}) ==
        "DEBG killing web (pid 7) process group with signal SIGKILL");
}

TEST_CASE("how a child ended, in words") {
  CHECK(exit_text({.code = 3}) == "exit status 3");
  CHECK(exit_text({.signal = 11, .core_dumped = true}) == "terminated by SIGSEGV (core dumped)");
  CHECK(exit_text({.signal = 40}) == "terminated by signal 40");
}

TEST_CASE("a child that is not ours is told about, too") {
  CHECK(told(narrate_stranger(12, {.code = 1})) == "INFO reaped unknown pid 12 (exit status 1)");
  CHECK(told(narrate_stranger(12, {.signal = 9})) ==
        "INFO reaped unknown pid 12 (terminated by SIGKILL)");
}
