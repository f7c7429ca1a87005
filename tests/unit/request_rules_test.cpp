#include "core/request_rules.hpp"

#include "tests/helpers/catch.hpp"

using namespace actord::core;
using namespace std::chrono_literals;

namespace {

facts in_state(proc_state state, bool want_up = false) {
  facts f;
  f.state = state;
  f.want_up = want_up;
  return f;
}

// Goes through the machine and keeps the answers to a start and to a stop that wait meanwhile.
struct daily_life {
  policy how;
  facts f;
  instant now{steady_time{100h}, wall_time{500000h}};
  std::optional<fault_code> start;
  std::optional<fault_code> stop;

  void feed(const input& what) {
    const auto r = step(f, how, what, now);
    f = r.next;
    start = start_answer(f, r.effects);
    stop = stop_answer(f, r.effects);
  }
  void run(std::int32_t pid) {
    feed(in::start{});
    feed(in::spawned{f.run, pid});
    feed(in::timer{f.run, timer_kind::up});
  }
};

constexpr auto pending = std::optional<fault_code>{};

}  // namespace

TEST_CASE("a start is refused where the process counts as running") {
  CHECK(refusal(verb::start, in_state(proc_state::starting)) == fault_code::already_started);
  CHECK(refusal(verb::start, in_state(proc_state::running)) == fault_code::already_started);
  CHECK(refusal(verb::start, in_state(proc_state::backoff)) == fault_code::already_started);
  CHECK(refusal(verb::start, in_state(proc_state::unknown)) == fault_code::failed);
  for (const auto state :
       {proc_state::stopped, proc_state::exited, proc_state::fatal, proc_state::stopping})
    CHECK(refusal(verb::start, in_state(state)) == fault_code::success);
}

TEST_CASE("no start is taken while the daemon shuts down") {
  for (const auto& row : proc_state_table) {
    auto f = in_state(row.state);
    f.frozen = true;
    CHECK(refusal(verb::start, f) == fault_code::shutdown_state);
  }
}

TEST_CASE("a stop is refused where there is nothing to stop") {
  for (const auto state : {proc_state::stopped, proc_state::exited, proc_state::fatal,
                           proc_state::stopping, proc_state::unknown})
    CHECK(refusal(verb::stop, in_state(state)) == fault_code::not_running);
  for (const auto state : {proc_state::starting, proc_state::running, proc_state::backoff})
    CHECK(refusal(verb::stop, in_state(state)) == fault_code::success);
}

TEST_CASE("a stop takes back a restart that is due, and a start that waits") {
  CHECK(refusal(verb::stop, in_state(proc_state::exited, true)) == fault_code::success);
  CHECK(refusal(verb::stop, in_state(proc_state::stopping, true)) == fault_code::success);
}

TEST_CASE("signals need a living child") {
  for (const auto& row : proc_state_table) {
    const bool lives = row.state == proc_state::starting || row.state == proc_state::running ||
                       row.state == proc_state::stopping;
    CHECK(refusal(verb::signal, in_state(row.state)) ==
          (lives ? fault_code::success : fault_code::not_running));
  }
}

TEST_CASE("logs can be cleared and rotated in every state") {
  for (const auto& row : proc_state_table) {
    CHECK(refusal(verb::clear_logs, in_state(row.state)) == fault_code::success);
    CHECK(refusal(verb::rotate_logs, in_state(row.state)) == fault_code::success);
  }
}

TEST_CASE("bulk requests leave out those for which there is nothing to do") {
  CHECK(passed_over_in_bulk(fault_code::already_started));
  CHECK(passed_over_in_bulk(fault_code::not_running));
  CHECK_FALSE(passed_over_in_bulk(fault_code::success));
  CHECK_FALSE(passed_over_in_bulk(fault_code::failed));
}

TEST_CASE("a start that waits succeeds with RUNNING") {
  daily_life p;
  p.feed(in::start{});
  CHECK(p.start == pending);
  p.feed(in::spawned{p.f.run, 7});
  CHECK(p.start == pending);
  p.feed(in::timer{p.f.run, timer_kind::up});
  CHECK(p.start == fault_code::success);
}

TEST_CASE("a start that waits fails with the first failed attempt") {
  daily_life p;
  p.feed(in::start{});
  p.feed(in::spawned{p.f.run, 7});
  p.feed(in::exited{p.f.run, {.code = 1}});
  CHECK(p.start == fault_code::spawn_error);

  daily_life q;
  q.how.start_retries = 0;
  q.feed(in::start{});
  q.feed(in::spawn_failed{q.f.run, "x"});
  CHECK(q.start == fault_code::spawn_error);
}

TEST_CASE("a start that waits ends abnormally when a stop comes in between") {
  daily_life p;
  p.feed(in::start{});
  p.feed(in::stop{});
  CHECK(p.start == fault_code::abnormal_termination);
}

TEST_CASE("a start that waits ends abnormally when the child is gone before it was seen RUNNING") {
  daily_life p;
  p.how.restart = auto_restart::never;
  p.feed(in::start{});
  p.feed(in::spawned{p.f.run, 7});
  p.now.mono += 5s;
  p.feed(in::exited{p.f.run, {.code = 0}});
  CHECK(p.f.state == proc_state::exited);
  CHECK(p.start == fault_code::abnormal_termination);
}

TEST_CASE("a start while STOPPING waits for the end of the child and for the new one") {
  daily_life p;
  p.run(7);
  p.feed(in::stop{});
  p.feed(in::start{});
  CHECK(p.start == pending);
  p.feed(in::exited{p.f.run, {.code = 0}});
  CHECK(p.f.state == proc_state::starting);
  CHECK(p.start == pending);
  CHECK(p.stop == fault_code::success);  // the stop before it was carried out in the same step
}

TEST_CASE("a start that waits while STOPPING is over when that start is taken back") {
  daily_life p;
  p.run(7);
  p.feed(in::stop{});
  p.feed(in::start{});
  p.feed(in::freeze{});
  CHECK(p.start == fault_code::abnormal_termination);
}

TEST_CASE("a stop that waits is done when the child is gone") {
  daily_life p;
  p.run(7);
  p.feed(in::stop{});
  CHECK(p.stop == pending);
  p.feed(in::timer{p.f.run, timer_kind::kill});
  CHECK(p.stop == pending);
  p.feed(in::exited{p.f.run, {.signal = 9}});
  CHECK(p.stop == fault_code::success);
}

TEST_CASE("a stop in BACKOFF is done at once") {
  daily_life p;
  p.feed(in::start{});
  p.feed(in::spawn_failed{p.f.run, "x"});
  CHECK(p.stop == pending);
  p.feed(in::stop{});
  CHECK(p.stop == fault_code::success);
}
