// What the transcript cannot show: what is asked of the daemon, confirmations, usage errors.
#include <sstream>

#include "actorctl_fake_session.hpp"
#include "cli/actorctl/dispatch.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::cli {

namespace {

struct desk {
  fake_session daemon;
  std::ostringstream out;
  std::ostringstream err;
  bool interactive{false};
  read_line reply;  // what the user types at a question
  std::string question;

  line_result run(const std::string& line) {
    out.str({});
    daemon.asked.clear();
    surroundings here{
        daemon, out, err, "unix:///run/s.sock", interactive, [this](std::string_view prompt) {
          question = prompt;
          return reply;
        }};
    return run_line(here, line);
  }
  std::string text_of(const std::string& line) {
    (void)run(line);
    return out.str();
  }
};

using questions = std::vector<std::string>;

}  // namespace

TEST_CASE("names are asked for one after the other, all is one request") {
  desk user;
  (void)user.run("start cat app:* web:web_01");
  CHECK(user.daemon.asked == questions{"start cat:cat", "start app:*", "start web:web_01"});
  (void)user.run("stop cat all web:*");
  CHECK(user.daemon.asked == questions{"stop all"});
  (void)user.run("signal HUP cat app:");
  CHECK(user.daemon.asked == questions{"signal HUP cat:cat", "signal HUP app:*"});
  (void)user.run("clear all cat");
  CHECK(user.daemon.asked == questions{"clear all"});
}

TEST_CASE("restart stops all names, then starts all names") {
  desk user;
  (void)user.run("restart cat web:*");
  CHECK(user.daemon.asked ==
        questions{"stop cat:cat", "stop web:*", "start cat:cat", "start web:*"});
}

TEST_CASE("restart shows how the stop went, but does not count it") {
  desk user;
  CHECK(user.run("restart idle").status == exit_code::success);
  CHECK(user.out.str() == "idle: ERROR (not running)\nidle: started\n");
}

TEST_CASE("actions on everything report in the order of the daemon") {
  desk user;
  CHECK(user.text_of("stop web:*") == "web:web_00: stopped\nweb:web_01: stopped\n");
  CHECK(user.run("start all").status == exit_code::failure);
  CHECK(user.out.str() ==
        "dies: ERROR (spawn error)\nidle: started\nmissing: ERROR (no such file)\n"
        "web:web_00: started\nweb:web_01: started\n");
}

TEST_CASE("a group is no process to clear, whatever its name") {
  desk user;
  CHECK(user.run("clear app:* cat").status == exit_code::failure);
  CHECK(user.out.str() == "app:*: ERROR (no such process)\ncat: cleared\n");
}

TEST_CASE("a failure is told by stop and signal with the fault's text, by clear in a word") {
  desk user;
  user.daemon.world = {{.group = "odd", .name = "odd"}};
  user.daemon.world.front().always = core::fault{core::fault_code::failed, "odd is odd"};
  for (const auto* line : {"stop odd", "signal HUP odd"}) {
    CHECK(user.run(line).status == exit_code::failure);
    CHECK(user.out.str() == "FAILED: odd is odd\n");
  }
  CHECK(user.run("clear odd").status == exit_code::failure);
  CHECK(user.out.str() == "odd: ERROR (failed)\n");
}

TEST_CASE("an outcome that the action does not know is an error line, and the rest goes on") {
  desk user;
  user.daemon.world.front().always = core::fault{core::fault_code::failed, "odd is odd"};
  CHECK(user.run("start app:api idle").status == exit_code::failure);
  CHECK(user.out.str() ==
        "error: Unknown result code 30 for app:api: FAILED: odd is odd\nidle: started\n");
}

TEST_CASE("a signal refused for a whole group is told of each process that takes signals") {
  desk user;
  user.daemon.refuse_bad_signals = true;
  CHECK(user.run("signal ZZ all").status == exit_code::failure);
  CHECK(user.out.str() ==
        "a_program_with_a_very_long_name: ERROR (bad signal name)\n"
        "app:api: ERROR (bad signal name)\napp:worker: ERROR (bad signal name)\n"
        "cat: ERROR (bad signal name)\nsilent: ERROR (bad signal name)\n"
        "web:web_00: ERROR (bad signal name)\nweb:web_01: ERROR (bad signal name)\n");
  CHECK(user.text_of("signal ZZ idle:*").empty());
  CHECK(user.text_of("signal ZZ idle") == "idle: ERROR (bad signal name)\n");
}

TEST_CASE("a program that cannot be executed") {
  desk user;
  user.daemon.world = {{.group = "x", .name = "x", .state = core::proc_state::stopped}};
  user.daemon.world.front().start_result = core::fault_code::not_executable;
  CHECK(user.run("start x").status == exit_code::failure);
  CHECK(user.out.str() == "x: ERROR (file is not executable)\n");
  user.daemon.world.front().start_result = core::fault_code::abnormal_termination;
  CHECK(user.run("start x").status == exit_code::not_running);
  CHECK(user.out.str() == "x: ERROR (abnormal termination)\n");
}

TEST_CASE("missing arguments are answered with the forms of the action") {
  desk user;
  CHECK(user.run("start").status == exit_code::bad_arguments);
  CHECK(user.out.str().starts_with("Error: start requires a process name\nstart <name>\t"));
  CHECK(user.run("stop").status == exit_code::failure);
  CHECK(user.out.str().starts_with("Error: stop requires a process name\nstop <name>\t"));
  CHECK(user.run("restart").status == exit_code::failure);
  CHECK(user.out.str().starts_with("Error: restart requires a process name\nrestart <name>\t"));
  CHECK(user.run("clear").status == exit_code::failure);
  CHECK(user.out.str().starts_with("Error: clear requires a process name\nclear <name>\t"));
  for (const auto* line : {"signal", "signal HUP"}) {
    CHECK(user.run(line).status == exit_code::failure);
    CHECK(user.out.str().starts_with(
        "Error: signal requires a signal name and a process name\nsignal <signal name> <name>\t"));
  }
  CHECK(user.daemon.asked.empty());
}

TEST_CASE("actions without arguments refuse some") {
  desk user;
  user.interactive = true;
  for (const auto* name : {"avail", "version", "reload", "reread", "shutdown"}) {
    CAPTURE(name);
    CHECK(user.run(std::string{name} + " x").status == exit_code::failure);
    CHECK(user.out.str().starts_with("Error: " + std::string{name} + " accepts no arguments\n" +
                                     name));
  }
  CHECK(user.question.empty());
  CHECK(user.daemon.asked.empty());
}

TEST_CASE("shutdown and reload just do it when nobody can be asked") {
  desk user;
  CHECK(user.text_of("shutdown") == "Shut down\n");
  CHECK(user.text_of("reload") == "Restarted supervisord\n");
  CHECK(user.daemon.asked == questions{"reload"});
  CHECK(user.question.empty());
}

TEST_CASE("shutdown and reload ask a person first") {
  desk user;
  user.interactive = true;
  for (const auto* yes : {"y", "Y", "yes", "yellow"}) {
    user.reply = {read_line::end::line, yes};
    CHECK(user.text_of("shutdown") == "Shut down\n");
    CHECK(user.question == "Really shut the remote supervisord process down y/N? ");
  }
  for (const auto* no : {"", "n", " y", "no"}) {
    user.reply = {read_line::end::line, no};
    CHECK(user.run("reload").status == exit_code::success);
    CHECK(user.out.str().empty());
    CHECK(user.daemon.asked.empty());
    CHECK(user.question == "Really restart the remote supervisord process y/N? ");
  }
}

TEST_CASE("a question without an answer is no consent") {
  desk user;
  user.interactive = true;
  user.reply = {read_line::end::end_of_input, {}};
  CHECK(user.run("shutdown").status == exit_code::failure);
  CHECK(user.out.str() == "error: EOF when reading a line\n");
  user.reply = {read_line::end::interrupted, {}};
  CHECK(user.run("shutdown").interrupted);
  CHECK(user.daemon.asked.empty());
}

TEST_CASE("version and pid tell about the daemon") {
  desk user;
  CHECK(user.text_of("version") == "1.2.3\n");
  CHECK(user.text_of("pid") == "4711\n");
}

TEST_CASE("only exit, quit and EOF leave the shell") {
  desk user;
  for (const auto* line : {"exit", "quit", "EOF", "exit now"}) {
    CHECK(user.run(line).leave);
    CHECK(user.out.str() == "\n");
  }
  for (const auto* line : {"status", "shutdown", "bogus", "", "help exit"})
    CHECK_FALSE(user.run(line).leave);
}

TEST_CASE("an empty line does nothing") {
  desk user;
  for (const auto* line : {"", "   ", "\t\n"}) {
    CHECK(user.run(line).status == exit_code::success);
    CHECK(user.out.str().empty());
  }
}

TEST_CASE("the words of the command line are joined by blanks") {
  CHECK(joined({}).empty());
  CHECK(joined({"signal HUP web"}) == "signal HUP web");
  CHECK(joined({"start", "a", "b"}) == "start a b");
}

}  // namespace actord::cli
