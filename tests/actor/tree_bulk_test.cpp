// Requests for a group or for all, and names that do not exist.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

core::process_spec asleep(const std::string& name, int priority = 999) {
  auto spec = process(name);
  spec.autostart = false;
  spec.priority = priority;
  return spec;
}

core::process_spec at_once(core::process_spec spec) {
  spec.start_secs = std::chrono::seconds{0};
  return spec;
}

}  // namespace

TEST_CASE("start all: by group, then by priority; what is up is passed over") {
  tree_stage s{{group("g", 1, {at_once(asleep("g2", 20)), at_once(asleep("g1", 10))}),
                alone(process("up")), alone(at_once(asleep("last")))}};
  s.pass(2s);
  s.host.take_told();
  const auto asked = s.act(verb::start, "*");
  CHECK(lines_of(asked) == lines{"g:g1 SUCCESS", "g:g2 SUCCESS", "last:last SUCCESS"});
  CHECK(s.host.told("launch") == lines{"launch g1 1", "launch g2 1", "launch last 1"});
  CHECK(s.host.told("probe") == lines{"probe g1", "probe g2", "probe last"});
}

TEST_CASE("a bulk start waits for all, and outcomes come in order of completion") {
  tree_stage s{{group("g", 1, {asleep("slow"), at_once(asleep("fast")), asleep("bad")})},
               [](paper_host& h) {
                 h.probe_faults["bad"] = {fault_code::no_file, "no bad"};
               }};
  const auto asked = s.act(verb::start, "g:*");
  CHECK(lines_of(asked) == lines{"open"});
  s.pass(1s);
  CHECK(lines_of(asked) == lines{"g:fast SUCCESS", "g:bad NO_FILE no bad", "g:slow SUCCESS"});
}

TEST_CASE("a bulk request to which nothing applies is answered with nothing") {
  tree_stage s{{group("g", 1, {asleep("a"), asleep("b")})}};
  CHECK(lines_of(s.act(verb::stop, "g:*")).empty());
  CHECK(lines_of(s.act(verb::signal, "*", true, "HUP")).empty());
  CHECK(s.host.told("signal").empty());
}

TEST_CASE("stop all stops what is up and passes over the rest") {
  tree_stage s{{alone(process("a")), alone(asleep("b")), alone(process("c"))}};
  s.pass(2s);
  CHECK(lines_of(s.act(verb::stop, "*")) == lines{"a:a SUCCESS", "c:c SUCCESS"});
  CHECK(s.state("a") == proc_state::stopped);
  CHECK(s.state("c") == proc_state::stopped);
}

TEST_CASE("stop all signals all at once and is answered when the last is down") {
  tree_stage s{{alone(process("a")), alone(process("b"))}, [](paper_host& h) {
                 h.deaf = {"a", "b"};
               }};
  s.pass(2s);
  const auto asked = s.act(verb::stop, "*");
  CHECK(sorted(s.host.told("signal")) == lines{"signal a 15 run 1", "signal b 15 run 1"});
  s.host.exit("b", 0);
  s.settle();
  s.pass(200ms);
  CHECK(lines_of(asked) == lines{"open"});
  s.host.exit("a", 0);
  s.settle();
  CHECK(lines_of(asked) == lines{"b:b SUCCESS", "a:a SUCCESS"});
}

TEST_CASE("a group request touches no other group") {
  tree_stage s{{group("g", 1, {process("a"), process("b")}), group("h", 2, {process("c")})}};
  s.pass(2s);
  CHECK(lines_of(s.act(verb::stop, "g:*")) == lines{"g:a SUCCESS", "g:b SUCCESS"});
  CHECK(s.state("h:c") == proc_state::running);
}

TEST_CASE("a signal to a group reaches those that take signals") {
  tree_stage s{{group("g", 1, {process("a"), asleep("b")})}};
  s.pass(2s);
  CHECK(lines_of(s.act(verb::signal, "g:*", true, "USR2")) == lines{"g:a SUCCESS"});
}

TEST_CASE("clear all logs clears those of every process") {
  tree_stage s{{alone(process("a")), alone(asleep("b"))}};
  CHECK(lines_of(s.act(verb::clear_logs, "*")) == lines{"a:a SUCCESS", "b:b SUCCESS"});
}

TEST_CASE("a name that does not exist is BAD_NAME") {
  const auto what = GENERATE(verb::start, verb::stop, verb::clear_logs);
  tree_stage s{{group("g", 1, {process("a")})}};
  CHECK(lines_of(s.act(what, "g:no")) == lines{"g:no BAD_NAME g:no"});
  CHECK(lines_of(s.act(what, "no")) == lines{"no:no BAD_NAME no"});
  CHECK(lines_of(s.act(what, "g")) == lines{"g:g BAD_NAME g"});
  CHECK(lines_of(s.act(what, "no:*")) == lines{"no: BAD_NAME no:*"});
}

TEST_CASE("what an enumeration cannot be is refused") {
  tree_stage s{{alone(process("a"))}};
  const auto refused = [&](core::action_request r) {
    const auto asked = s.motion.ask<core::action_reply>(s.tree->present().root, std::move(r));
    s.settle();
    return lines_of(asked);
  };
  CHECK(refused({static_cast<verb>(200), target_of("a"), {}, true}) ==
        lines{"refused BAD_ARGUMENTS"});
  CHECK(refused({verb::stop, {static_cast<core::target_kind>(200), "a", "a"}, {}, true}) ==
        lines{"refused BAD_ARGUMENTS"});
  CHECK(s.status("*").processes.size() == 1);
}

TEST_CASE("avail lists all processes by name") {
  tree_stage s{{group("z", 7, {asleep("b", 3), process("a")}), alone(process("m"))}};
  const auto asked =
      s.motion.ask<core::config_reply>(s.tree->present().root, core::config_request{});
  s.settle();
  const auto& found = asked->value().processes;
  REQUIRE(found.size() == 3);
  CHECK(found[0].name == "a");
  CHECK(found[1].name == "b");
  CHECK(found[1].group == "z");
  CHECK(found[1].in_use);
  CHECK_FALSE(found[1].autostart);
  CHECK(found[1].group_priority == 7);
  CHECK(found[1].process_priority == 3);
  CHECK(found[2].name == "m");
}

TEST_CASE("nothing is left over when all requests are answered") {
  tree_stage s{{group("g", 1, {process("a"), process("b")})}};
  s.pass(2s);
  for (int i = 0; i < 20; ++i) {
    REQUIRE_FALSE(s.act(verb::stop, "g:*")->open());
    const auto started = s.act(verb::start, "g:*");
    s.pass(1s);
    REQUIRE_FALSE(started->open());
  }
  s.pass(60s);
  CHECK_FALSE(s.motion.scheduler().has_pending_timeout());
}

}  // namespace actord::tests
