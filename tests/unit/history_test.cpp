// The latest transitions and their causes.
#include "core/history.hpp"

#include "tests/helpers/catch.hpp"

namespace actord::core {

TEST_CASE("the oldest transitions are forgotten first") {
  history of;
  for (std::size_t i = 0; i < history::most + 3; ++i) {
    transition next;
    next.pid = static_cast<std::int32_t>(i);
    of.note(next);
  }
  REQUIRE(of.kept().size() == history::most);
  CHECK(of.kept().front().pid == 3);
  CHECK(of.kept().back().pid == static_cast<std::int32_t>(history::most) + 2);
}

TEST_CASE("every input has a cause in words") {
  const exit_status killed{.signal = 9};
  CHECK(cause_of(in::start{}, true) == "autostart");
  CHECK(cause_of(in::start{}, false) == "start request");
  CHECK(cause_of(in::stop{}, false) == "stop request");
  CHECK(cause_of(in::exited{{1}, killed, {}}, false) == "terminated by SIGKILL");
  CHECK(cause_of(in::spawn_failed{{1}, "no such file"}, false) == "spawn error: no such file");
  CHECK(cause_of(in::timer{{1}, timer_kind::up}, false) == "up for startsecs");
  CHECK(cause_of(in::timer{{1}, timer_kind::kill}, false) == "not down within stopwaitsecs");
  CHECK(cause_of(in::give_up{"too often"}, false) == "given up: too often");
}

TEST_CASE("what follows in the same step has a cause of its own") {
  CHECK(following_cause(proc_state::exited, proc_state::starting) == "automatic restart");
  CHECK(following_cause(proc_state::stopped, proc_state::starting) ==
        "start request that came while stopping");
  CHECK(following_cause(proc_state::backoff, proc_state::fatal) == "no retries left");
  CHECK(following_cause(proc_state::starting, proc_state::running).empty());
}

}  // namespace actord::core
