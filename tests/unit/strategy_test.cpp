#include "core/strategy.hpp"

#include "tests/helpers/catch.hpp"

using namespace actord::core;
using namespace std::chrono_literals;
using kind = child_event::kind;
using list = std::vector<std::uint32_t>;

namespace {

constexpr instant some_time{steady_time{100h}, wall_time{}};

instant after(std::chrono::milliseconds time) {
  return {some_time.mono + time, some_time.wall};
}

// 10 ended; what else there is, in start order.
std::vector<child_fact> group_of_four() {
  return {{9, proc_state::running},
          {10, proc_state::exited},
          {11, proc_state::starting},
          {12, proc_state::backoff}};
}

decision decide_unlimited(strategy how, const std::vector<child_fact>& children,
                          child_event event) {
  restart_window window;
  return decide(how, children, event, {}, window, some_time);
}

}  // namespace

TEST_CASE("one_for_one leaves the siblings alone") {
  CHECK(decide_unlimited(strategy::one_for_one, group_of_four(), {10, kind::ended}) ==
        decision{{}, list{10}, false});
}

TEST_CASE("one_for_one: a process that gave up is nobody else's business") {
  CHECK(decide_unlimited(strategy::one_for_one, group_of_four(), {10, kind::gave_up}) ==
        decision{});
}

TEST_CASE("one_for_all stops all others in reverse order and starts all in order") {
  CHECK(decide_unlimited(strategy::one_for_all, group_of_four(), {10, kind::ended}) ==
        decision{list{12, 11, 9}, list{9, 10, 11, 12}, false});
}

TEST_CASE("rest_for_one does so with those that were started after it") {
  CHECK(decide_unlimited(strategy::rest_for_one, group_of_four(), {10, kind::ended}) ==
        decision{list{12, 11}, list{10, 11, 12}, false});
}

TEST_CASE("a strategy does not start what was stopped by request or has done its work") {
  const std::vector<child_fact> children{{0, proc_state::stopped},
                                         {1, proc_state::exited, auto_restart::never},
                                         {2, proc_state::exited},
                                         {3, proc_state::exited}};
  CHECK(decide_unlimited(strategy::one_for_all, children, {3, kind::ended}) ==
        decision{{}, list{3}, false});
}

TEST_CASE("a sibling without automatic restart is stopped with the others, and stays down") {
  const std::vector<child_fact> children{{0, proc_state::exited},
                                         {1, proc_state::running, auto_restart::never}};
  CHECK(decide_unlimited(strategy::one_for_all, children, {0, kind::ended}) ==
        decision{list{1}, list{0}, false});
}

TEST_CASE("a FATAL sibling gets another chance") {
  const std::vector<child_fact> children{{0, proc_state::exited}, {1, proc_state::fatal}};
  CHECK(decide_unlimited(strategy::one_for_all, children, {0, kind::ended}) ==
        decision{{}, list{0, 1}, false});
}

TEST_CASE("a sibling that is just being stopped by request is waited for and not started again") {
  const std::vector<child_fact> children{{0, proc_state::exited}, {1, proc_state::stopping}};
  CHECK(decide_unlimited(strategy::one_for_all, children, {0, kind::ended}) ==
        decision{list{1}, list{0}, false});
}

TEST_CASE("a member that gave up is too much for one_for_all and rest_for_one") {
  std::vector<child_fact> children{
      {0, proc_state::running}, {1, proc_state::fatal}, {2, proc_state::running}};
  for (const auto how : {strategy::one_for_all, strategy::rest_for_one})
    CHECK(decide_unlimited(how, children, {1, kind::gave_up}) == decision{list{2, 0}, {}, true});
}

TEST_CASE("an event of somebody unknown changes nothing") {
  CHECK(decide_unlimited(strategy::rest_for_one, group_of_four(), {77, kind::ended}) == decision{});
}

TEST_CASE("one restart too many within the period escalates, under every strategy") {
  const restart_limit limit{.intensity = 2, .period = 10s};
  for (const auto& row : strategy_table) {
    restart_window window;
    const auto children = group_of_four();
    const child_event event{10, kind::ended};
    CHECK_FALSE(decide(row.kind, children, event, limit, window, after(0s)).escalate);
    CHECK_FALSE(decide(row.kind, children, event, limit, window, after(5s)).escalate);
    CHECK(decide(row.kind, children, event, limit, window, after(10s)) ==
          decision{list{12, 11, 9}, {}, true});
  }
}

TEST_CASE("restarts that lie further back than the period do not count") {
  const restart_limit limit{.intensity = 1, .period = 10s};
  restart_window window;
  CHECK(window.admit(limit, after(0s).mono));
  CHECK(window.admit(limit, after(10001ms).mono));
  CHECK_FALSE(window.admit(limit, after(20001ms).mono));  // exactly a period ago still counts
}

TEST_CASE("no limit: every restart is admitted, and nothing is remembered") {
  restart_window window;
  for (int i = 0; i < 1000; ++i)
    CHECK(window.admit({}, some_time.mono));
  CHECK(window.remembered() == 0);
}

TEST_CASE("the window remembers no more than it needs") {
  const restart_limit limit{.intensity = 3, .period = 10s};
  restart_window window;
  for (int i = 0; i < 100; ++i)
    (void)window.admit(limit, some_time.mono);
  CHECK(window.remembered() == 4);
}

TEST_CASE("every strategy can be configured by its name") {
  CHECK(value_in(strategy_words, "one_for_one") == strategy::one_for_one);
  CHECK(value_in(strategy_words, "one_for_all") == strategy::one_for_all);
  CHECK(value_in(strategy_words, "rest_for_one") == strategy::rest_for_one);
  CHECK_FALSE(value_in(strategy_words, "nonsense").has_value());
}

TEST_CASE("by default processes restart themselves; a strategy or a limit makes the group decide") {
  CHECK_FALSE(restart_rules{}.group_decides());
  CHECK(restart_rules{.strategy = strategy::rest_for_one}.group_decides());
  CHECK(restart_rules{.limit = {.intensity = 3}}.group_decides());
}
