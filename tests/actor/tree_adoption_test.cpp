// Actors die, processes live: whoever takes over finds the same child, and nobody waits in vain.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

const std::string replaced = "FAILED the actor of this process was replaced; try again";

// Ends the named part of the tree; what replaces it has begun its work.
void kill(tree_stage& s, const std::string& part) {
  if (part == "process")
    s.motion.kill(s.actor_of("a"));
  else
    s.motion.kill(s.motion.youngest(part));
  s.pass(1100ms);
}

void deaf(paper_host& h) {
  h.deaf = {"a"};
}

}  // namespace

TEST_CASE("whatever part of the tree dies, the child lives on and obeys") {
  const std::string part = GENERATE("process", "program", "group", "root", "status_board");
  CAPTURE(part);
  tree_stage s{{alone(process("a"))}};
  s.pass(60s);
  const auto before = s.info("a");
  REQUIRE(before.state == proc_state::running);
  s.host.take_told();

  kill(s, part);
  CHECK(s.motion.born("process") == 2);
  CHECK(s.host.told("look") == lines{"look a"});
  CHECK(s.host.told("launch").empty());
  CHECK(s.host.told("signal").empty());
  const auto after = s.info("a");
  CHECK(after.state == proc_state::running);
  CHECK(after.pid == before.pid);
  CHECK(after.stdout_logfile == before.stdout_logfile);
  if (part != "status_board") {  // which was the memory
    CHECK(after.start == before.start);
    CHECK(after.uptime >= before.uptime);
  }

  CHECK(lines_of(s.act(verb::stop, "a")) == lines{"a:a SUCCESS"});
  const auto started = s.act(verb::start, "a");
  s.pass(1s);
  CHECK(lines_of(started) == lines{"a:a SUCCESS"});
  CHECK(s.host.told("launch") == lines{"launch a 2"});
  CHECK(s.log->count("cannot happen") == 0);
}

TEST_CASE("whatever part of the tree dies, the log says that it was replaced") {
  const std::string part = GENERATE("process", "program", "group", "root");
  tree_stage s{{alone(process("a"))}};
  kill(s, part);
  CHECK(s.log->count(part == "root" ? "a new tree takes over" : "a new one takes over") == 1);
}

TEST_CASE("an order that is open when its process's actor dies is answered; the stop goes on") {
  const std::string part = GENERATE("process", "program", "group");
  CAPTURE(part);
  tree_stage s{{alone(process("a"))}, deaf};
  s.pass(2s);
  const auto asked = s.act(verb::stop, "a");
  REQUIRE(lines_of(asked) == lines{"open"});
  kill(s, part);
  CHECK(lines_of(asked) == lines{"a:a " + replaced});
  CHECK(s.state("a") == proc_state::stopping);
  // The stop signal again, for nobody knows whether it was sent; then SIGKILL when it is due.
  CHECK(s.host.told("signal") == lines{"signal a 15 run 1", "signal a 15 run 1"});
  s.pass(9s);
  CHECK(s.host.told("signal").back() == "signal a 9 run 1");
  CHECK(s.state("a") == proc_state::stopped);
}

TEST_CASE("an order for several goes on with the others") {
  tree_stage s{{group("g", 1, {process("a"), process("b")})}, [](paper_host& h) {
                 h.deaf = {"a", "b"};
               }};
  s.pass(2s);
  const auto asked = s.act(verb::stop, "g:*");
  kill(s, "process");
  CHECK(lines_of(asked) == lines{"open"});
  s.host.exit("b", 0);
  s.settle();
  CHECK(lines_of(asked) == lines{"g:a " + replaced, "g:b SUCCESS"});
}

TEST_CASE("a start whose actor dies is answered, and the process comes up when it would have") {
  auto spec = process("a");
  spec.autostart = false;
  spec.start_secs = std::chrono::seconds{5};
  tree_stage s{{alone(spec)}};
  const auto asked = s.act(verb::start, "a");
  kill(s, "process");
  CHECK(lines_of(asked) == lines{"a:a " + replaced});
  s.pass(3880ms);
  CHECK(s.state("a") == proc_state::starting);
  s.pass(40ms);
  CHECK(s.state("a") == proc_state::running);
}

TEST_CASE("a process in BACKOFF is still retried") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.answers_launches = false; }};
  s.host.refuse("a", "no");
  s.settle();
  kill(s, "process");
  CHECK(s.state("a") == proc_state::starting);
  CHECK(s.host.told("launch") == lines{"launch a 1", "launch a 2"});
}

TEST_CASE("what has ended while nobody listened is noticed") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.answers_looks = false; }};
  s.pass(10s);
  kill(s, "process");
  s.host.exit_unnoticed("a", 3);
  s.host.answer_look("a");
  s.settle();
  CHECK(s.host.told("launch") == lines{"launch a 1", "launch a 2"});
  CHECK(s.log->has(core::log_level::warn, "exited: a (exit status 3; not expected)"));
}

TEST_CASE("an exit that is told during the takeover counts once") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.answers_looks = false; }};
  s.pass(10s);
  kill(s, "process");
  s.host.exit("a", 3);
  s.settle();
  CHECK(s.state("a") == proc_state::running);
  s.host.answer_look("a");
  s.settle();
  CHECK(s.host.told("launch") == lines{"launch a 1", "launch a 2"});
  CHECK(s.host.complaints().empty());
  CHECK(s.log->count("exited: a") == 1);
  CHECK(s.log->count("cannot happen") == 0);
}

TEST_CASE("an order that comes during the takeover waits for its end") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.answers_looks = false; }};
  s.pass(10s);
  kill(s, "process");
  const auto asked = s.act(verb::stop, "a");
  CHECK(lines_of(asked) == lines{"open"});
  CHECK(s.host.told("signal").empty());
  s.host.answer_look("a");
  s.settle();
  CHECK(lines_of(asked) == lines{"a:a SUCCESS"});
}

TEST_CASE("a stopped process stays stopped, a process that never ran stays so") {
  const std::string part = GENERATE("process", "group", "root");
  auto never = process("never");
  never.autostart = false;
  tree_stage s{{group("g", 1, {process("a"), never})}};
  s.pass(2s);
  s.act(verb::stop, "g:a");
  s.host.take_told();
  kill(s, part);
  CHECK(s.state("g:a") == proc_state::stopped);
  CHECK(s.state("g:never") == proc_state::stopped);
  CHECK(s.info("g:never").description == "Not started");
  CHECK(s.host.told("launch").empty());
}

TEST_CASE("the shutdown goes on with a new root, as what it was") {
  const bool restart = GENERATE(false, true);
  tree_stage s{{alone(process("a")), alone(process("b"))}, [](paper_host& h) {
                 h.deaf = {"a", "b"};
               }};
  s.pass(2s);
  s.shut_down(restart);
  kill(s, "root");
  CHECK(lines_of(s.act(verb::start, "a")) == lines{"refused SHUTDOWN_STATE"});
  s.host.exit("a", 0);
  s.host.exit("b", 1);
  s.settle();
  CHECK(s.ends == std::vector<bool>{restart});
}

TEST_CASE("a shutdown that is asked for while there is no root is not lost") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  s.motion.kill(s.tree->present().root);
  s.tree->shut_down(true, s.config);
  s.settle();
  CHECK(s.ends.empty());
  s.pass(1100ms);
  CHECK(s.ends == std::vector<bool>{true});
}

TEST_CASE("a process whose actor dies over the shutdown is told again, not left behind") {
  const std::string part = GENERATE("process", "program", "group");
  CAPTURE(part);
  tree_stage s{{alone(process("a"))}, deaf};
  s.pass(2s);
  s.shut_down(false);
  kill(s, part);
  CHECK(s.ends.empty());
  s.host.exit("a", 0);
  s.settle();
  CHECK(s.ends.size() == 1);
  CHECK_FALSE(s.host.alive("a"));
}

TEST_CASE("a new actor of a tree that shuts down starts nothing") {
  auto spec = process("a");
  spec.restart = core::auto_restart::always;
  tree_stage s{{alone(spec), group("z", 2000, {process("slow")})},
               [](paper_host& h) { h.deaf = {"slow"}; }};
  s.pass(2s);
  s.shut_down(false);
  kill(s, "process");
  s.host.take_told();
  s.host.exit("a", 0);
  s.pass(3s);
  CHECK(s.host.told("launch").empty());
}

TEST_CASE("parts that die again and again are replaced again and again") {
  tree_stage s{{group("g", 1, {process("a"), process("b")})}};
  s.pass(2s);
  for (const std::string part : {"process", "group", "program", "process", "root", "program",
                                 "status_board", "group", "root", "process"})
    kill(s, part);
  CHECK(s.state("g:a") == proc_state::running);
  CHECK(s.state("g:b") == proc_state::running);
  CHECK(s.host.told("launch").size() == 2);
  const auto asked = s.act(verb::stop, "*");
  CHECK(lines_of(asked).size() == 2);
  s.pass(60s);
  CHECK_FALSE(s.motion.scheduler().has_pending_timeout());
}

}  // namespace actord::tests
