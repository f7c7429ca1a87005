// The end of the daemon: nothing starts any more, groups go down in reverse, nobody holds it up for
// ever.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

core::process_spec impatient(const std::string& name) {
  auto spec = process(name);
  spec.stop_wait = std::chrono::seconds{2};
  return spec;
}

}  // namespace

TEST_CASE("groups are stopped in reverse order, each when all before it are down") {
  tree_stage s{
      {group("first", 1, {process("a")}), group("second", 2, {process("b1"), process("b2")}),
       group("third", 3, {process("c")})},
      [](paper_host& h) {
        h.deaf = {"a", "b1", "b2", "c"};
      }};
  s.pass(2s);
  CHECK(s.shut_down(false)->value().problem == fault_code::success);
  CHECK(s.host.told("signal") == lines{"signal c 15 run 1"});
  s.host.exit("c", 0);
  s.settle();
  const auto second = s.host.told("signal");
  REQUIRE(second.size() == 3);
  CHECK(std::count(second.begin(), second.end(), "signal b1 15 run 1") == 1);
  CHECK(std::count(second.begin(), second.end(), "signal b2 15 run 1") == 1);
  s.host.exit("b2", 0);
  s.settle();
  CHECK(s.host.told("signal").size() == 3);
  s.host.exit("b1", 0);
  s.settle();
  CHECK(s.host.told("signal").back() == "signal a 15 run 1");
  CHECK(s.ends.empty());
  s.host.exit("a", 0);
  s.settle();
  CHECK(s.ends == std::vector<bool>{false});
}

TEST_CASE("inside a group, what was started last is told first") {
  auto early = process("early");
  early.priority = 1;
  tree_stage s{{group("g", 5, {process("late"), early, process("last")})}, [](paper_host& h) {
                 h.deaf = {"early", "late", "last"};
               }};
  s.pass(2s);
  REQUIRE(s.host.told("launch") == lines{"launch early 1", "launch late 1", "launch last 1"});
  s.shut_down(false);
  CHECK(s.host.told("signal") ==
        lines{"signal last 15 run 1", "signal late 15 run 1", "signal early 15 run 1"});
}

TEST_CASE("groups of one priority are stopped together") {
  tree_stage s{{group("a", 5, {process("a")}), group("b", 5, {process("b")})}, [](paper_host& h) {
                 h.deaf = {"a", "b"};
               }};
  s.pass(2s);
  s.shut_down(false);
  CHECK(s.host.told("signal").size() == 2);
}

TEST_CASE("while the daemon shuts down, nothing is started or restarted, in any group") {
  auto again = process("again");
  again.restart = core::auto_restart::always;
  tree_stage s{{alone(again), alone(process("retry")), group("z", 2000, {process("slow")})},
               [](paper_host& h) { h.deaf = {"slow"}; }};
  s.host.exit("retry", 1);
  s.pass(500ms);
  REQUIRE(s.state("retry") == proc_state::backoff);
  s.pass(800ms);
  REQUIRE(s.state("again") == proc_state::running);
  s.host.exit("retry", 1);
  s.settle();
  s.shut_down(false);
  s.host.take_told();
  s.host.exit("again", 0);
  s.pass(30s);
  CHECK(s.host.told("launch").empty());
}

TEST_CASE("requests are refused while the daemon shuts down") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.deaf = {"a"}; }};
  s.pass(2s);
  s.shut_down(false);
  CHECK(lines_of(s.act(verb::start, "a")) == lines{"refused SHUTDOWN_STATE"});
  CHECK(lines_of(s.act(verb::stop, "*")) == lines{"refused SHUTDOWN_STATE"});
  CHECK(lines_of(s.act(verb::start, "no")) == lines{"refused SHUTDOWN_STATE"});
  CHECK(s.status("*").problem == fault_code::shutdown_state);
  const auto config =
      s.motion.ask<core::config_reply>(s.tree->present().root, core::config_request{});
  s.settle();
  CHECK(config->value().problem == fault_code::shutdown_state);
}

TEST_CASE("requests that wait when the shutdown begins are answered") {
  auto late = process("late");
  late.autostart = false;
  auto checked = late;
  checked.name = checked.program = "checked";
  tree_stage s{{alone(late), alone(checked), alone(process("deaf"))},
               [](paper_host& h) { h.deaf = {"deaf"}; }};
  s.pass(2s);
  const auto stopped = s.act(verb::stop, "deaf");
  const auto restarted = s.act(verb::start, "deaf");
  const auto started = s.act(verb::start, "late");
  s.host.answers_probes = false;
  const auto probing = s.act(verb::start, "checked");
  s.shut_down(false);
  CHECK(lines_of(probing) == lines{"checked:checked SHUTDOWN_STATE checked"});
  CHECK(lines_of(started) == lines{"late:late ABNORMAL_TERMINATION late"});
  CHECK(lines_of(restarted) == lines{"deaf:deaf ABNORMAL_TERMINATION deaf"});
  CHECK(lines_of(stopped) == lines{"open"});
  s.pass(11s);
  CHECK(lines_of(stopped) == lines{"deaf:deaf SUCCESS"});
  CHECK(s.ends.size() == 1);
}

TEST_CASE("a launch under way is awaited, then stopped") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.answers_launches = false; }};
  s.shut_down(false);
  CHECK(s.ends.empty());
  s.host.spawn("a");
  s.settle();
  CHECK(s.host.told("signal") == lines{"signal a 15 run 1"});
  CHECK(s.ends.size() == 1);
}

TEST_CASE("what SIGKILL does not end is given up after the second, and the next group goes down") {
  tree_stage s{{group("low", 1, {process("b")}), group("high", 2, {impatient("a")})},
               [](paper_host& h) { h.immortal = {"a"}; }};
  s.pass(2s);
  s.shut_down(false);
  s.pass(3980ms);
  CHECK(s.host.told("signal") == lines{"signal a 15 run 1", "signal a 9 run 1"});
  CHECK(s.ends.empty());
  s.pass(40ms);
  CHECK(s.host.told("signal") ==
        lines{"signal a 15 run 1", "signal a 9 run 1", "signal a 9 run 1", "signal b 15 run 1"});
  CHECK(s.ends == std::vector<bool>{false});
}

TEST_CASE("the log says who is awaited: at once, then every three seconds, then no more") {
  tree_stage s{{group("x", 1, {process("quick")}), group("y", 2, {process("deaf")})},
               [](paper_host& h) { h.deaf = {"deaf"}; }};
  s.pass(2s);
  s.shut_down(false);
  CHECK(s.log->count("waiting for quick, deaf to die") == 1);
  s.pass(3020ms);
  CHECK(s.log->count("waiting for quick, deaf to die") == 2);
  s.pass(3s);
  CHECK(s.log->count("waiting for quick, deaf to die") == 3);
  s.host.exit("deaf", 0);
  s.settle();
  REQUIRE(s.ends.size() == 1);
  const auto said = s.log->count("waiting for");
  s.pass(10s);
  CHECK(s.log->count("waiting for") == said);
}

TEST_CASE("with nothing up, nobody is awaited") {
  auto spec = process("a");
  spec.autostart = false;
  tree_stage s{{alone(spec)}};
  s.shut_down(true);
  CHECK(s.ends == std::vector<bool>{true});
  CHECK(s.log->count("waiting for") == 0);
}

TEST_CASE("a shutdown during a restart wins, though as a request it is refused like any other") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.deaf = {"a"}; }};
  s.pass(2s);
  CHECK(s.shut_down(true)->value().problem == fault_code::success);
  CHECK(s.shut_down(true)->value().problem == fault_code::shutdown_state);
  CHECK(s.shut_down(false)->value().problem == fault_code::shutdown_state);
  s.host.exit("a", 0);
  s.settle();
  CHECK(s.ends == std::vector<bool>{false});
}

TEST_CASE("the end is told once, whatever comes after it") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  s.shut_down(true);
  CHECK(s.ends == std::vector<bool>{true});
  s.shut_down(false);
  s.tree->shut_down(false);
  s.pass(10s);
  CHECK(s.ends.size() == 1);
}

TEST_CASE("the keeper's shutdown is the root's") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  s.tree->shut_down(true);
  s.settle();
  CHECK(s.ends == std::vector<bool>{true});
}

}  // namespace actord::tests
