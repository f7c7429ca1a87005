// Stop, signal and clear_logs requests for one process.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

void deaf(paper_host& h) {
  h.deaf = {"a"};
}

core::process_spec stubborn() {
  auto spec = process("a");
  spec.stop_wait = std::chrono::seconds{3};
  return spec;
}

}  // namespace

TEST_CASE("a stop of a RUNNING process is answered when the child is gone") {
  tree_stage s{{alone(process("a"))}, deaf};
  s.pass(2s);
  const auto asked = s.act(verb::stop, "a");
  CHECK(s.host.told("signal") == lines{"signal a 15 run 1"});
  CHECK(s.state("a") == proc_state::stopping);
  CHECK(lines_of(asked) == lines{"open"});
  s.host.exit("a", 0);
  s.settle();
  CHECK(lines_of(asked) == lines{"a:a SUCCESS"});
  CHECK(s.state("a") == proc_state::stopped);
  CHECK(s.info("a").description == "a while ago");
}

TEST_CASE("while a stop waits, the log says so: at once, then every two seconds, then no more") {
  tree_stage s{{alone(process("a"))}, deaf};
  s.pass(2s);
  s.act(verb::stop, "a");
  CHECK(s.log->count("waiting for a to stop") == 1);
  s.pass(1980ms);
  CHECK(s.log->count("waiting for a to stop") == 1);
  s.pass(2s);
  CHECK(s.log->count("waiting for a to stop") == 2);
  s.host.exit("a", 0);
  s.pass(10s);
  CHECK(s.log->count("waiting for a to stop") == 2);
}

TEST_CASE("a stop without wait is answered at once") {
  tree_stage s{{alone(process("a"))}, deaf};
  s.pass(2s);
  CHECK(lines_of(s.act(verb::stop, "a", false)) == lines{"a:a SUCCESS"});
  CHECK(s.state("a") == proc_state::stopping);
}

TEST_CASE("the configured signal goes where it is configured to go") {
  auto spec = process("a");
  spec.stop_signal = 9;
  spec.stop_as_group = true;
  tree_stage s{{alone(spec)}};
  s.pass(2s);
  s.act(verb::stop, "a");
  CHECK(s.host.told("signal") == lines{"signal a 9 run 1 group"});
}

TEST_CASE("a child that does not obey is killed after stopwaitsecs") {
  tree_stage s{{alone(stubborn())}, deaf};
  s.pass(2s);
  const auto asked = s.act(verb::stop, "a");
  s.pass(2980ms);
  CHECK(s.host.told("signal") == lines{"signal a 15 run 1"});
  s.pass(40ms);
  CHECK(s.host.told("signal") == lines{"signal a 15 run 1", "signal a 9 run 1"});
  CHECK(lines_of(asked) == lines{"a:a SUCCESS"});
  CHECK(s.log->has(core::log_level::warn, "killing 'a' (101) with SIGKILL"));
}

TEST_CASE("a stop of what cannot be killed stays open and is killed again and again") {
  tree_stage s{{alone(stubborn())}, [](paper_host& h) { h.immortal = {"a"}; }};
  s.pass(2s);
  const auto asked = s.act(verb::stop, "a");
  s.pass(10s);
  CHECK(s.host.told("signal") ==
        lines{"signal a 15 run 1", "signal a 9 run 1", "signal a 9 run 1", "signal a 9 run 1"});
  CHECK(lines_of(asked) == lines{"open"});
  CHECK(lines_of(s.act(verb::stop, "a")) == lines{"a:a NOT_RUNNING a"});
}

TEST_CASE("a stop in STARTING: before and after the child is there") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.answers_launches = false; }};
  const auto first = s.act(verb::stop, "a");
  CHECK(s.host.told("signal").empty());
  s.host.spawn("a");
  s.settle();
  CHECK(s.host.told("signal") == lines{"signal a 15 run 1"});
  CHECK(lines_of(first) == lines{"a:a SUCCESS"});

  s.act(verb::start, "a");
  s.host.spawn("a");
  s.settle();
  const auto second = s.act(verb::stop, "a");
  CHECK(lines_of(second) == lines{"a:a SUCCESS"});
  CHECK(s.state("a") == proc_state::stopped);
}

TEST_CASE("a stop in BACKOFF is done at once and ends the retries") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.answers_launches = false; }};
  s.host.refuse("a", "no");
  s.settle();
  REQUIRE(s.state("a") == proc_state::backoff);
  CHECK(lines_of(s.act(verb::stop, "a")) == lines{"a:a SUCCESS"});
  s.pass(5s);
  CHECK(s.state("a") == proc_state::stopped);
  CHECK(s.host.told("launch") == lines{"launch a 1"});
}

TEST_CASE("a stop of what is down is NOT_RUNNING") {
  auto spec = process("a");
  spec.restart = core::auto_restart::never;
  tree_stage s{{alone(spec)}};
  s.pass(2s);
  s.host.exit("a", 0);
  s.settle();
  REQUIRE(s.state("a") == proc_state::exited);
  CHECK(lines_of(s.act(verb::stop, "a")) == lines{"a:a NOT_RUNNING a"});
  CHECK(s.state("a") == proc_state::exited);
}

TEST_CASE("a stop in EXITED takes back an automatic restart that is due") {
  auto spec = process("a");
  spec.start_secs = std::chrono::seconds{0};
  tree_stage s{{alone(spec)}};
  s.pass(100ms);
  s.host.exit("a", 3);
  s.settle();
  REQUIRE(s.state("a") == proc_state::exited);
  CHECK(lines_of(s.act(verb::stop, "a")) == lines{"a:a SUCCESS"});
  s.pass(5s);
  CHECK(s.state("a") == proc_state::stopped);
  CHECK(s.host.told("launch") == lines{"launch a 1"});
}

TEST_CASE("a signal is passed on and answered by what the kernel said") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  CHECK(lines_of(s.act(verb::signal, "a", true, "HUP")) == lines{"a:a SUCCESS"});
  CHECK(s.host.told("signal") == lines{"signal a 1 run 1"});
  CHECK(s.log->has(core::log_level::debug, "sending a (pid 101) sig SIGHUP"));

  s.host.signal_errors["a"] = EPERM;
  CHECK(lines_of(s.act(verb::signal, "a", true, "1")) == lines{"a:a FAILED a"});
  CHECK(s.state("a") == proc_state::running);
}

TEST_CASE("a signal that crosses the end of the child is NOT_RUNNING") {
  auto spec = process("a");
  spec.restart = core::auto_restart::never;
  tree_stage s{{alone(spec)}, [](paper_host& h) { h.answers_signals = false; }};
  s.pass(2s);
  const auto asked = s.act(verb::signal, "a", true, "USR1");
  s.host.exit("a", 0);
  s.settle();
  CHECK(lines_of(asked) == lines{"open"});
  s.host.answer_signal("a", ESRCH);
  s.settle();
  CHECK(lines_of(asked) == lines{"a:a NOT_RUNNING a"});
}

TEST_CASE("a signal to what is down is NOT_RUNNING, and nothing is sent") {
  auto spec = process("a");
  spec.autostart = false;
  tree_stage s{{alone(spec)}};
  CHECK(lines_of(s.act(verb::signal, "a", true, "HUP")) == lines{"a:a NOT_RUNNING a"});
  CHECK(s.host.told("signal").empty());
}

TEST_CASE("no signal of that name or number is BAD_SIGNAL") {
  tree_stage s{{alone(process("a"))}};
  for (const std::string bad : {"", "NOSUCH", "65", "-1", "32"})
    CHECK(lines_of(s.act(verb::signal, "a", true, bad)) ==
          lines{"refused BAD_SIGNAL" + (bad.empty() ? "" : " " + bad)});
  CHECK(s.host.told("signal").empty());
}

TEST_CASE("logs are cleared whatever the state, and a failure is told") {
  auto spec = process("a");
  spec.autostart = false;
  tree_stage s{{alone(spec)}};
  CHECK(lines_of(s.act(verb::clear_logs, "a")) == lines{"a:a SUCCESS"});
  s.host.clear_fault = {fault_code::failed, "cannot truncate"};
  CHECK(lines_of(s.act(verb::clear_logs, "a")) == lines{"a:a FAILED cannot truncate"});
  CHECK(s.host.told("clear") == lines{"clear a", "clear a"});
}

// The link numbers its tickets, the root its orders: both count from 1.
TEST_CASE("the answer to one question never settles another") {
  auto spec = process("a");
  spec.autostart = false;
  tree_stage s{{alone(spec)}, [](paper_host& h) {
                 h.answers_launches = false;
                 h.answers_clears = false;
                 h.answers_signals = false;
               }};
  // Order 1 is the autostart at boot.
  const auto started = s.act(verb::start, "a");            // order 2
  const auto first_clear = s.act(verb::clear_logs, "a");   // ticket 1
  const auto second_clear = s.act(verb::clear_logs, "a");  // ticket 2
  s.host.answer_clear("a");
  s.settle();
  CHECK(lines_of(started) == lines{"open"});
  CHECK(lines_of(first_clear) == lines{"open"});
  CHECK(lines_of(second_clear) == lines{"a:a SUCCESS"});
  s.host.spawn("a");
  s.settle();
  const auto signalled = s.act(verb::signal, "a", true, "HUP");  // order 5
  s.act(verb::clear_logs, "a");                                  // ticket 3
  s.act(verb::clear_logs, "a");                                  // ticket 4
  const auto fifth_clear = s.act(verb::clear_logs, "a");         // ticket 5
  s.host.answer_clear("a");
  s.settle();
  CHECK(lines_of(signalled) == lines{"open"});
  CHECK(lines_of(fifth_clear) == lines{"a:a SUCCESS"});
  s.host.answer_signal("a", EPERM);
  s.settle();
  CHECK(lines_of(signalled) == lines{"a:a FAILED a"});
}

}  // namespace actord::tests
