// When the end of a process is the end of the daemon.
#include "core/exit_watch.hpp"

#include "tests/helpers/catch.hpp"

using namespace actord::core;

namespace {

facts in_state(proc_state state, exit_status end = {}) {
  facts f;
  f.state = state;
  f.run = {1};
  f.last_exit = end;
  return f;
}

constexpr process_key a{1};
constexpr process_key b{2};

exit_watch watching(exit_rule rule) {
  exit_watch w{rule};
  w.expect(a, true);
  w.expect(b, true);
  (void)w.report(a, in_state(proc_state::running), true);
  (void)w.report(b, in_state(proc_state::running), true);
  return w;
}

}  // namespace

TEST_CASE("by default no end ends the daemon") {
  auto w = watching(exit_rule::never);
  CHECK_FALSE(w.report(a, in_state(proc_state::exited), true));
  CHECK_FALSE(w.report(b, in_state(proc_state::fatal), true));
}

TEST_CASE("any: the first end counts, with the status a shell would show") {
  CHECK(watching(exit_rule::any_significant).report(a, in_state(proc_state::exited), true) == 0);
  CHECK(watching(exit_rule::any_significant)
            .report(a, in_state(proc_state::exited, {.code = 7}), true) == 7);
  CHECK(watching(exit_rule::any_significant)
            .report(a, in_state(proc_state::exited, {.code = 0, .signal = 9}), true) == 137);
}

TEST_CASE("a process that gave up never ends the daemon with success") {
  CHECK(watching(exit_rule::any_significant).report(a, in_state(proc_state::fatal), true) == 1);
  CHECK(watching(exit_rule::any_significant)
            .report(a, in_state(proc_state::fatal, {.code = 3}), true) == 3);
}

TEST_CASE("no end: a restart is due, a request stopped it, or the daemon shuts down") {
  auto w = watching(exit_rule::any_significant);
  auto due = in_state(proc_state::exited);
  due.want_up = true;
  CHECK_FALSE(w.report(a, due, true));
  CHECK_FALSE(w.report(a, in_state(proc_state::stopped), true));
  auto frozen = in_state(proc_state::fatal);
  frozen.frozen = true;
  CHECK_FALSE(w.report(b, frozen, true));
  CHECK_FALSE(w.report(b, in_state(proc_state::exited), false));  // an old story
}

TEST_CASE("all: the last one that is up counts, and what was stopped by request does not") {
  auto w = watching(exit_rule::all_significant);
  CHECK_FALSE(w.report(a, in_state(proc_state::exited, {.code = 2}), true));
  CHECK(w.report(b, in_state(proc_state::exited, {.code = 5}), true) == 5);

  auto stopped = watching(exit_rule::all_significant);
  CHECK_FALSE(stopped.report(a, in_state(proc_state::stopped), true));
  CHECK(stopped.report(b, in_state(proc_state::exited), true) == 0);
}

TEST_CASE("all: what has not begun yet is waited for, unless it will not begin") {
  exit_watch w{exit_rule::all_significant};
  w.expect(a, true);
  w.expect(b, true);
  (void)w.report(a, in_state(proc_state::running), true);
  facts not_begun;
  CHECK_FALSE(w.report(b, not_begun, false));
  CHECK_FALSE(w.report(a, in_state(proc_state::exited), true));
  (void)w.report(a, in_state(proc_state::running), true);
  w.forget(b);
  CHECK(w.report(a, in_state(proc_state::exited), true) == 0);

  exit_watch by_hand{exit_rule::all_significant};
  by_hand.expect(a, true);
  by_hand.expect(b, false);
  (void)by_hand.report(a, in_state(proc_state::running), true);
  CHECK(by_hand.report(a, in_state(proc_state::exited), true) == 0);
}
