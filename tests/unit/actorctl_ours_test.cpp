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
