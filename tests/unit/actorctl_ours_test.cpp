// What supervisorctl does not have: patterns, JSON, repeated status, completion for the shell.
#include <sstream>

#include "actorctl_fake_session.hpp"
#include "cli/actorctl/completion_script.hpp"
#include "cli/actorctl/dispatch.hpp"
#include "cli/actorctl/names.hpp"
#include "cli/actorctl/verb_table.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::cli {

namespace {

struct desk {
  fake_session daemon;
  std::ostringstream out;
  std::ostringstream err;
  int pauses{0};  // until ^C
  std::vector<std::chrono::milliseconds> paused;
  bool terminal{false};

  line_result run(const std::string& line) {
    out.str({});
    err.str({});
    daemon.asked.clear();
    surroundings here{daemon, out, err, "unix:///run/s.sock", false, {}};
    here.pause = [this](std::chrono::milliseconds length) {
      paused.push_back(length);
      return pauses-- > 0;
    };
    here.terminal = terminal;
    return run_line(here, line);
  }
  std::string text_of(const std::string& line) {
    (void)run(line);
    return out.str();
  }
};

using words = std::vector<std::string>;

}  // namespace

TEST_CASE("patterns are what Supervisor has no meaning for") {
  for (const auto* name : {"web*", "app:w?", "*:worker", "w[ab]", "a*:*"}) {
    CAPTURE(name);
    CHECK(is_pattern(name));
  }
  for (const auto* name : {"*", "web", "web:*", "app:", "app:worker", ""}) {
    CAPTURE(name);
    CHECK_FALSE(is_pattern(name));
  }
}

TEST_CASE("a pattern stands for the names that it matches") {
  desk user;
  (void)user.run("start app:*r");
  CHECK(user.daemon.asked == words{"status", "start app:worker"});
  (void)user.run("stop cat web:web_0? s*");
  CHECK(user.daemon.asked == words{"status", "stop cat:cat", "stop web:web_00", "stop web:web_01",
                                   "stop silent:silent"});
  CHECK(user.text_of("status web:web_0[1-9]") == user.text_of("status web:web_01"));
}

TEST_CASE("a pattern that matches nothing is a name that does not exist") {
  desk user;
  CHECK(user.text_of("start nope*") == "nope*: ERROR (no such process)\n");
  CHECK(user.run("status nope*").status == exit_code::unknown);
}

TEST_CASE("status as JSON") {
  desk user;
  CHECK(user.run("status --json cat idle").status == exit_code::some_down);
  const auto text = user.out.str();
  CHECK(
      text.starts_with("[\n  {\"name\": \"cat\", \"group\": \"cat\", \"process\": \"cat\", "
                       "\"state\": \"RUNNING\", \"statecode\": 20, "));
  CHECK(text.find("},\n  {\"name\": \"idle\", ") != std::string::npos);
  CHECK(text.ends_with("}\n]\n"));
  CHECK(user.run("status --json nope").status == exit_code::unknown);
  CHECK(user.out.str() == "[]\n");
  CHECK(user.err.str() == "nope: ERROR (no such process)\n");
}

TEST_CASE("status again and again until ^C") {
  desk user;
  const auto once = user.text_of("status cat");
  user.pauses = 2;
  const auto end = user.run("status --watch=7 cat");
  CHECK(end.interrupted);
  CHECK(user.out.str() == once + once + once);
  CHECK(user.paused == std::vector<std::chrono::milliseconds>(3, std::chrono::seconds{7}));
  user.terminal = true;
  CHECK(user.text_of("status --watch cat") == "\x1b[H\x1b[2J" + once);
  CHECK(user.paused.back() == std::chrono::seconds{2});
}

TEST_CASE("how often to look must be a number of seconds") {
  desk user;
  for (const auto* line : {"status --watch=", "status --watch=0", "status --watch=x",
                           "status --watch=1s", "status --watch=86401", "status --watch=-1"}) {
    CAPTURE(line);
    CHECK(user.run(line).status == exit_code::bad_arguments);
    CHECK(user.out.str().starts_with("Error: --watch needs a number of seconds"));
    CHECK(user.paused.empty());
  }
}

namespace {

std::vector<core::transition_info> a_crash() {
  using core::proc_state;
  return {
      {1, "cat", "cat", proc_state::stopped, proc_state::starting, 1000, 1, 0, "autostart"},
      {2, "web", "web_00", proc_state::running, proc_state::exited, 2007, 1, 77, "exit status 1"},
      {3, "cat", "cat", proc_state::starting, proc_state::running, 2500, 1, 78,
       "up for startsecs"}};
}

// Without the times: they are local.
std::string untimed(const std::string& text) {
  std::string result;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    const auto comma = line.find(',');
    result += (comma == std::string::npos ? line : line.substr(comma)) + '\n';
  }
  return result;
}

}  // namespace

TEST_CASE("why shows the changes of one process under its name") {
  desk user;
  user.daemon.transitions = a_crash();
  CHECK(user.run("why cat").status == exit_code::success);
  CHECK(untimed(user.out.str()) ==
        "cat\n"
        ",000  STOPPED  -> STARTING autostart\n"
        ",500  STARTING -> RUNNING  pid 78  up for startsecs\n");
  CHECK(user.daemon.asked == words{"history cat:cat"});
  CHECK(user.text_of("why idle") == "idle: nothing has happened yet\n");
}

TEST_CASE("why says what does not exist, and goes on") {
  desk user;
  user.daemon.transitions = a_crash();
  CHECK(user.run("why nope nope:* web:*").status == exit_code::unknown);
  CHECK(untimed(user.out.str()) ==
        "nope: ERROR (no such process)\n"
        "nope: ERROR (no such group)\n"
        "web:web_00\n"
        ",007  RUNNING  -> EXITED   pid 77  exit status 1\n");
  CHECK(user.run("why").status == exit_code::bad_arguments);
}

TEST_CASE("events come one after the other until the connection ends") {
  desk user;
  user.daemon.transitions = a_crash();
  CHECK(user.run("events").status != exit_code::success);
  CHECK(user.daemon.asked == words{"events", "events 0", "events 1", "events 2", "events 3"});
  CHECK(untimed(user.out.str())
            .starts_with(",000  cat                   STOPPED  -> STARTING autostart\n"
                         ",007  web:web_00            RUNNING  -> EXITED   pid 77  exit status 1\n"
                         ",500  cat "));
  (void)user.run("events web:*");
  CHECK(untimed(user.out.str()).starts_with(",007  web:web_00 "));
  (void)user.run("events --json cat");
  CHECK(user.out.str().starts_with(
      "{\"name\": \"cat\", \"group\": \"cat\", \"process\": \"cat\", \"from\": \"STOPPED\", "
      "\"to\": \"STARTING\", \"time_ms\": 1000, \"run\": 1, \"pid\": 0, \"cause\": "
      "\"autostart\"}\n"));
}

TEST_CASE("events that were missed are told on stderr") {
  desk user;
  user.daemon.transitions = a_crash();
  user.daemon.missed_events = 9;
  (void)user.run("events");
  CHECK(user.err.str().starts_with("(9 events came too fast to be shown)\n"));
}

TEST_CASE("there is completion for three shells") {
  for (const auto* shell : {"bash", "zsh", "fish"}) {
    CAPTURE(shell);
    const auto script = completion_script(shell);
    REQUIRE(script);
    CHECK(script->find('@' + std::string{"ACTIONS"}) == std::string::npos);
    for (const auto& verb : verb_table()) {
      CAPTURE(std::string{verb.name});
      CHECK((verb.forms.empty() || script->find(verb.name) != std::string::npos));
    }
    CHECK(script->find("history_file") != std::string::npos);
  }
  CHECK_FALSE(completion_script("csh"));
  desk user;
  CHECK(user.text_of("completion bash") == *completion_script("bash"));
  CHECK(user.run("completion csh").status == exit_code::bad_arguments);
  CHECK(user.out.str().starts_with("Error: no completion for the shell csh\n"));
  CHECK(user.run("completion").status == exit_code::bad_arguments);
  CHECK(user.daemon.asked.empty());
}

}  // namespace actord::cli
