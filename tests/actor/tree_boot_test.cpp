// What the host is told when a tree boots.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

core::process_spec with_priority(core::process_spec spec, int priority) {
  spec.priority = priority;
  return spec;
}

core::process_spec asleep(core::process_spec spec) {
  spec.autostart = false;
  return spec;
}

core::process_spec member(const std::string& program, const std::string& name) {
  auto spec = process(name);
  spec.program = program;
  return spec;
}

}  // namespace

TEST_CASE("groups are launched in the order of the configuration") {
  tree_stage s{{alone(with_priority(process("zebra"), 1)), alone(with_priority(process("ant"), 5)),
                alone(process("bee"))}};
  CHECK(s.host.told("launch") == lines{"launch zebra 1", "launch ant 1", "launch bee 1"});
  CHECK(s.host.told("define").size() == 3);
  CHECK(s.host.told("probe").empty());
}

TEST_CASE("inside a group, priority decides, then the order of the configuration") {
  tree_stage s{{group("g", 999,
                      {with_priority(process("late"), 20), process("last"),
                       with_priority(process("early"), 5), with_priority(process("late2"), 20)})}};
  CHECK(s.host.told("launch") ==
        lines{"launch early 1", "launch late 1", "launch late2 1", "launch last 1"});
}

TEST_CASE("the processes of one program are launched in their order") {
  tree_stage s{{group(
      "web", 999, {member("web", "web_00"), member("web", "web_01"), member("web", "web_02")})}};
  CHECK(s.host.told("launch") == lines{"launch web_00 1", "launch web_01 1", "launch web_02 1"});
}

TEST_CASE("a whole group is launched before the next, even if a launch takes its time") {
  tree_stage s{{group("a", 1, {process("a1"), process("a2")}), group("b", 2, {process("b1")})},
               [](paper_host& h) { h.answers_launches = false; }};
  CHECK(s.host.told("launch") == lines{"launch a1 1", "launch a2 1", "launch b1 1"});
  CHECK(s.state("a:a1") == proc_state::starting);
}

TEST_CASE("a process without autostart is defined, but not launched") {
  tree_stage s{{alone(process("a")), alone(asleep(process("b")))}};
  CHECK(s.host.told("define") == lines{"define a", "define b"});
  CHECK(s.host.told("launch") == lines{"launch a 1"});
  CHECK(s.state("b") == proc_state::stopped);
  CHECK(s.info("b").description == "Not started");
}

TEST_CASE("an autostart that cannot be launched is retried and given up, and says so") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.answers_launches = false; }};
  for (const auto wait : {1000, 2000, 3000}) {
    s.host.refuse("a", "can't find command '/bin/a'");
    s.settle();
    CHECK(s.state("a") == proc_state::backoff);
    s.pass(std::chrono::milliseconds{wait});
    CHECK(s.state("a") == proc_state::starting);
  }
  s.host.refuse("a", "can't find command '/bin/a'");
  s.settle();
  CHECK(s.state("a") == proc_state::fatal);
  CHECK(s.info("a").spawnerr == "can't find command '/bin/a'");
  CHECK(s.host.told("launch") == lines{"launch a 1", "launch a 2", "launch a 3", "launch a 4"});
  CHECK(s.log->has(core::log_level::info,
                   "gave up: a entered FATAL state, too many start retries too quickly"));
}

TEST_CASE("a child that lives for startsecs is up") {
  tree_stage s{{alone(process("a"))}};
  s.pass(980ms);
  CHECK(s.state("a") == proc_state::starting);
  s.pass(40ms);
  CHECK(s.state("a") == proc_state::running);
  CHECK(s.log->has(core::log_level::info,
                   "success: a entered RUNNING state, process has stayed up for > than 1 seconds "
                   "(startsecs)"));
}

TEST_CASE("a tree without groups boots and shuts down") {
  tree_stage s{{}};
  CHECK(s.status("*").processes.empty());
  CHECK(lines_of(s.act(verb::start, "*")).empty());
  CHECK(s.shut_down(false)->value().problem == fault_code::success);
  CHECK(s.ends == std::vector<bool>{false});
}

TEST_CASE("a group without programs boots, and shuts down") {
  tree_stage s{{group("empty", 999, {}), alone(process("a"))}};
  CHECK(lines_of(s.act(verb::stop, "empty:*")).empty());
  s.shut_down(true);
  CHECK(s.ends == std::vector<bool>{true});
}

}  // namespace actord::tests
