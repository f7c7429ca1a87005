// What actorctl says when the daemon does not answer, or refuses everything (contract §7.3).
#include <sstream>

#include "actorctl_fake_session.hpp"
#include "cli/actorctl/dispatch.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::cli {

namespace {

constexpr const char* url = "unix:///run/s.sock";

struct said {
  std::string text;
  std::string err;
  int status{0};
  bool interrupted{false};
};

said run(fake_session& daemon, const std::string& line) {
  std::ostringstream out;
  std::ostringstream err;
  surroundings here{daemon, out, err, url, false, {}};
  const auto result = run_line(here, line);
  return {out.str(), err.str(), number_of(result.status), result.interrupted};
}

said run_broken(link_error reason, const std::string& line) {
  fake_session daemon;
  daemon.broken = std::move(reason);
  return run(daemon, line);
}

said run_refused(core::fault_code code, const std::string& line) {
  fake_session daemon;
  daemon.refusal = code;
  return run(daemon, line);
}

// All that ask "is it up?" first, with and without arguments: the check comes before the usage.
constexpr const char* checked_lines[]{
    "pid",         "pid cat",  "start",          "start cat",   "stop",      "stop all", "restart",
    "restart cat", "signal",   "signal HUP cat", "clear",       "clear all", "tail",     "tail cat",
    "tail -f cat", "maintail", "maintail foo",   "maintail -f", "version",
};

const link_error no_file{link_error::kind::no_file, "", 2};
const link_error refused{link_error::kind::refused, "", 111};

}  // namespace

TEST_CASE("a missing socket ends checked actions with 7, status with 4") {
  for (const auto* line : checked_lines) {
    CAPTURE(line);
    const auto result = run_broken(no_file, line);
    CHECK(result.text == "unix:///run/s.sock no such file\n");
    CHECK(result.status == 7);
  }
  const auto status = run_broken(no_file, "status");
  CHECK(status.text == "unix:///run/s.sock no such file\n");
  CHECK(status.status == 4);
}

TEST_CASE("a refused connection ends checked actions with 4") {
  for (const auto* line : checked_lines) {
    CAPTURE(line);
    const auto result = run_broken(refused, line);
    CHECK(result.text == "unix:///run/s.sock refused connection\n");
    CHECK(result.status == 4);
  }
  CHECK(run_broken(refused, "status").status == 4);
}

TEST_CASE("actions that do not ask for the daemon first print an error line") {
  const link_error reason{link_error::kind::no_file, "'/run/s.sock'", 2};
  for (const auto* line : {"avail", "reload"}) {
    CAPTURE(line);
    const auto result = run_broken(reason, line);
    CHECK(result.text == "error: [Errno 2] No such file or directory: '/run/s.sock'\n");
    CHECK(result.status == 1);
  }
}

TEST_CASE("shutdown of a daemon that is gone says so") {
  const auto missing = run_broken(no_file, "shutdown");
  CHECK(missing.text == "ERROR: unix:///run/s.sock no such file (already shut down?)\n");
  CHECK(missing.status == 1);
  const auto dead = run_broken(refused, "shutdown");
  CHECK(dead.text == "ERROR: unix:///run/s.sock refused connection (already shut down?)\n");
  CHECK(dead.status == 1);
}

TEST_CASE("any other failure is an error line with the text of errno") {
  const link_error denied{link_error::kind::permission, "", 13};
  for (const auto* line : {"status", "pid", "start cat", "avail", "shutdown", "reload"}) {
    CAPTURE(line);
    const auto result = run_broken(denied, line);
    CHECK(result.text == "error: [Errno 13] Permission denied\n");
    CHECK(result.status == 1);
  }
  CHECK(run_broken({link_error::kind::permission, "cannot connect to '/s': Permission denied", 13},
                   "status")
            .text == "error: [Errno 13] Permission denied: cannot connect to '/s'\n");
  CHECK(run_broken({link_error::kind::timeout, "no answer", 0}, "status").text ==
        "error: no answer\n");
  CHECK(run_broken({link_error::kind::protocol, "", 0}, "status").text ==
        "error: the daemon does not speak this protocol\n");
}

TEST_CASE("a missing daemon does not matter to help, exit and unknown words") {
  CHECK(run_broken(no_file, "exit").status == 0);
  CHECK(run_broken(no_file, "help pid").status == 0);
  CHECK(run_broken(no_file, "bogus").text == "*** Unknown syntax: bogus\n");
  CHECK(run_broken(no_file, "version x").text.starts_with("Error: version accepts no arguments\n"));
  CHECK(run_broken(no_file, "shutdown x").text.starts_with("Error: shutdown accepts no arg"));
}

TEST_CASE("a daemon that shuts down is answered for by action") {
  const auto code = core::fault_code::shutdown_state;
  const auto check_error = [code](const std::string& line) {
    CAPTURE(line);
    const auto result = run_refused(code, line);
    CHECK(result.text == "error: <Fault 6: 'SHUTDOWN_STATE'>: the daemon is shutting down\n");
    CHECK(result.status == 1);
  };
  check_error("status");
  for (const auto* line : checked_lines)
    check_error(line);
  CHECK(run_refused(code, "avail").text == "ERROR: supervisor shutting down\n");
  CHECK(run_refused(code, "avail").status == 1);
  CHECK(run_refused(code, "shutdown").text == "ERROR: already shutting down\n");
  CHECK(run_refused(code, "shutdown").status == 0);
  CHECK(run_refused(code, "reload").text == "ERROR: already shutting down\n");
  CHECK(run_refused(code, "reload").status == 1);
}

TEST_CASE("a refusal of the name is an outcome, of anything else an error") {
  CHECK(run_refused(core::fault_code::bad_name, "stop cat").text ==
        "cat: ERROR (no such process)\n");
  CHECK(run_refused(core::fault_code::bad_name, "start app:*").text ==
        "app: ERROR (no such group)\n");
  CHECK(run_refused(core::fault_code::failed, "stop all").text == "error: <Fault 30: 'FAILED'>\n");
}

TEST_CASE("an error ends the action: nothing more is asked") {
  fake_session daemon;
  daemon.refusal = core::fault_code::failed;
  (void)run(daemon, "restart cat idle");
  CHECK(daemon.asked == std::vector<std::string>{"stop cat:cat"});
}

TEST_CASE("the daemon may begin to shut down between the check and the question") {
  fake_session daemon;
  daemon.refusal = core::fault_code::shutdown_state;
  daemon.mood_hidden = true;
  for (const auto* line : {"status", "start cat", "stop all", "restart cat", "signal HUP cat",
                           "clear cat", "pid cat", "pid all", "tail cat", "maintail"}) {
    CAPTURE(line);
    const auto result = run(daemon, line);
    CHECK(result.text == "error: <Fault 6: 'SHUTDOWN_STATE'>: the daemon is shutting down\n");
    CHECK(result.status == 1);
  }
}

TEST_CASE("^C while waiting ends the line and is passed on") {
  const auto result = run_broken({link_error::kind::interrupted, "", 0}, "avail");
  CHECK(result.text == "\n");
  CHECK(result.interrupted);
}

}  // namespace actord::cli
