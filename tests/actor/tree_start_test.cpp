// Start requests: what is checked first, and when the operator is answered.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

core::process_spec asleep(const std::string& name) {
  auto spec = process(name);
  spec.autostart = false;
  return spec;
}

void quiet(paper_host& h) {
  h.answers_launches = false;
}

}  // namespace

TEST_CASE("a start is answered when the process is up") {
  tree_stage s{{alone(asleep("a"))}};
  const auto asked = s.act(verb::start, "a");
  CHECK(s.host.told("probe") == lines{"probe a"});
  CHECK(lines_of(asked) == lines{"open"});
  s.pass(980ms);
  CHECK(lines_of(asked) == lines{"open"});
  s.pass(40ms);
  CHECK(lines_of(asked) == lines{"a:a SUCCESS"});
  CHECK(s.state("a") == proc_state::running);
}

TEST_CASE("a start with startsecs=0 is answered with the launch") {
  auto spec = asleep("a");
  spec.start_secs = std::chrono::seconds{0};
  tree_stage s{{alone(spec)}};
  CHECK(lines_of(s.act(verb::start, "a")) == lines{"a:a SUCCESS"});
}

TEST_CASE("a start without wait is answered when the child is there") {
  tree_stage s{{alone(asleep("a"))}, quiet};
  const auto asked = s.act(verb::start, "a", false);
  CHECK(lines_of(asked) == lines{"open"});
  s.host.spawn("a");
  s.settle();
  CHECK(lines_of(asked) == lines{"a:a SUCCESS"});
  CHECK(s.state("a") == proc_state::starting);
}

TEST_CASE("a start without wait whose launch fails is a SPAWN_ERROR") {
  tree_stage s{{alone(asleep("a"))}, quiet};
  const auto asked = s.act(verb::start, "a", false);
  s.host.refuse("a", "Too many processes in process table to spawn 'a'");
  s.settle();
  CHECK(lines_of(asked) == lines{"a:a SPAWN_ERROR a"});
}

TEST_CASE("a command that cannot be executed refuses the start and changes nothing") {
  const auto problem = GENERATE(fault_code::no_file, fault_code::not_executable);
  tree_stage s{{alone(asleep("a"))}, [=](paper_host& h) {
                 h.probe_faults["a"] = {problem, "what the probe said"};
               }};
  CHECK(lines_of(s.act(verb::start, "a")) ==
        lines{"a:a " + std::string{core::row_of(problem).name} + " what the probe said"});
  CHECK(s.host.told("launch").empty());
  CHECK(s.state("a") == proc_state::stopped);
}

TEST_CASE("the command is checked before the state") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  s.host.probe_faults["a"] = {fault_code::no_file, "gone"};
  CHECK(lines_of(s.act(verb::start, "a")) == lines{"a:a NO_FILE gone"});
  s.host.probe_faults.clear();
  CHECK(lines_of(s.act(verb::start, "a")) == lines{"a:a ALREADY_STARTED a"});
}

TEST_CASE("STARTING, RUNNING and BACKOFF are already started") {
  tree_stage s{{group("g", 1, {process("n")})}, quiet};
  CHECK(lines_of(s.act(verb::start, "g:n")) == lines{"g:n ALREADY_STARTED g:n"});
  s.host.spawn("n");
  s.pass(2s);
  REQUIRE(s.state("g:n") == proc_state::running);
  CHECK(lines_of(s.act(verb::start, "g:n")) == lines{"g:n ALREADY_STARTED g:n"});
  s.host.exit("n", 1);
  s.settle();
  s.host.refuse("n", "no");
  s.settle();
  REQUIRE(s.state("g:n") == proc_state::backoff);
  CHECK(lines_of(s.act(verb::start, "g:n")) == lines{"g:n ALREADY_STARTED g:n"});
}

TEST_CASE("an early exit answers SPAWN_ERROR while the retries go on") {
  tree_stage s{{alone(asleep("a"))}};
  const auto asked = s.act(verb::start, "a");
  s.pass(500ms);
  s.host.exit("a", 0);
  s.settle();
  CHECK(lines_of(asked) == lines{"a:a SPAWN_ERROR a"});
  CHECK(s.state("a") == proc_state::backoff);
  s.pass(1020ms);
  CHECK(s.state("a") == proc_state::starting);
  CHECK(s.host.told("launch") == lines{"launch a 1", "launch a 2"});
}

TEST_CASE("a stop ends a start that waits: ABNORMAL_TERMINATION") {
  tree_stage s{{alone(asleep("a"))}};
  const auto started = s.act(verb::start, "a");
  const auto stopped = s.act(verb::stop, "a");
  CHECK(lines_of(started) == lines{"a:a ABNORMAL_TERMINATION a"});
  CHECK(lines_of(stopped) == lines{"a:a SUCCESS"});
  CHECK(s.state("a") == proc_state::stopped);
}

TEST_CASE("a stop ends a start that is still being checked") {
  tree_stage s{{alone(asleep("a"))}, [](paper_host& h) { h.answers_probes = false; }};
  const auto started = s.act(verb::start, "a");
  CHECK(lines_of(started) == lines{"open"});
  CHECK(lines_of(s.act(verb::stop, "a")) == lines{"a:a NOT_RUNNING a"});
  CHECK(lines_of(started) == lines{"a:a ABNORMAL_TERMINATION a"});
  s.host.answer_probe("a");
  s.settle();
  CHECK(s.host.told("launch").empty());
  CHECK(s.state("a") == proc_state::stopped);
}

TEST_CASE("the next of a group is checked only once the one before is launched") {
  tree_stage s{{group("g", 1, {asleep("a"), asleep("b"), asleep("c")})},
               [](paper_host& h) { h.answers_probes = false; }};
  const auto started = s.act(verb::start, "g:*");
  CHECK(s.host.told("probe") == lines{"probe a"});
  s.host.answer_probe("a");
  s.settle();
  CHECK(s.host.told("launch") == lines{"launch a 1"});
  CHECK(s.host.told("probe") == lines{"probe a", "probe b"});
  // A start that is taken back makes room for the next, too.
  CHECK(lines_of(s.act(verb::stop, "g:b")) == lines{"g:b NOT_RUNNING g:b"});
  CHECK(s.host.told("probe") == lines{"probe a", "probe b", "probe c"});
  s.host.answer_probe("c");
  s.pass(2s);
  CHECK(s.host.told("launch") == lines{"launch a 1", "launch c 1"});
  CHECK(lines_of(started) == lines{"g:b ABNORMAL_TERMINATION g:b", "g:a SUCCESS", "g:c SUCCESS"});
}

TEST_CASE("two starts at once: the second is refused, the first goes on") {
  tree_stage s{{alone(asleep("a"))}};
  const auto first = s.post(verb::start, "a");
  const auto second = s.post(verb::start, "a");
  s.settle();
  CHECK(lines_of(second) == lines{"a:a ALREADY_STARTED a"});
  s.pass(1s);
  CHECK(lines_of(first) == lines{"a:a SUCCESS"});
  CHECK(s.host.told("launch") == lines{"launch a 1"});
}

TEST_CASE("a start while STOPPING waits for the end of the child and for the next to be up") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.deaf = {"a"}; }};
  s.pass(2s);
  const auto stopped = s.act(verb::stop, "a");
  const auto started = s.act(verb::start, "a");
  CHECK(s.state("a") == proc_state::stopping);
  CHECK(lines_of(stopped) == lines{"open"});
  CHECK(lines_of(started) == lines{"open"});
  s.host.exit("a", 0);
  s.settle();
  CHECK(lines_of(stopped) == lines{"a:a SUCCESS"});
  CHECK(lines_of(started) == lines{"open"});
  s.pass(1s);
  CHECK(lines_of(started) == lines{"a:a SUCCESS"});
  CHECK(s.state("a") == proc_state::running);
}

TEST_CASE("a start from FATAL and from EXITED begins anew") {
  auto spec = process("a");
  spec.start_retries = 0;
  spec.restart = core::auto_restart::never;
  tree_stage s{{alone(spec)}, quiet};
  s.host.refuse("a", "no");
  s.settle();
  REQUIRE(s.state("a") == proc_state::fatal);
  const auto from_fatal = s.act(verb::start, "a");
  s.host.spawn("a");
  s.pass(1s);
  CHECK(lines_of(from_fatal) == lines{"a:a SUCCESS"});
  s.host.exit("a", 0);
  s.settle();
  REQUIRE(s.state("a") == proc_state::exited);
  const auto from_exited = s.act(verb::start, "a");
  s.host.spawn("a");
  s.pass(1s);
  CHECK(lines_of(from_exited) == lines{"a:a SUCCESS"});
}

}  // namespace actord::tests
