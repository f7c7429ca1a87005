// Taking over: what the board remembers against what the host knows.
#include "core/reconcile.hpp"

#include <utility>

#include "tests/helpers/catch.hpp"

namespace actord::core {
namespace {

using std::chrono::seconds;

const instant now{steady_time{seconds{100}}, wall_time{seconds{5000}}};

facts remembered(proc_state state, std::uint64_t run, std::int32_t pid) {
  facts f;
  f.state = state;
  f.run = {run};
  f.pid = pid;
  f.started = steady_time{seconds{90}};
  f.started_wall = wall_time{seconds{4990}};
  return f;
}

from_host::view seen(std::uint64_t run, std::int32_t pid) {
  from_host::view v;
  v.key = {1};
  v.run = {run};
  v.pid = pid;
  return v;
}

from_host::view seen_ended(std::uint64_t run, exit_status status) {
  auto v = seen(run, 0);
  v.ended = status;
  return v;
}

from_host::view seen_refused(std::uint64_t run, const std::string& why) {
  auto v = seen(run, 0);
  v.spawn_error = why;
  return v;
}

// What was missed, without the resume that always goes first.
std::vector<input> missed(const takeover& t) {
  REQUIRE_FALSE(t.missed.empty());
  REQUIRE(std::holds_alternative<in::resume>(t.missed.front()));
  return {t.missed.begin() + 1, t.missed.end()};
}

// Feeds the missed inputs as the new actor does.
facts gone_on(const takeover& t, const policy& how) {
  auto f = t.now;
  for (const auto& one : t.missed)
    f = step(f, how, one, now).next;
  return f;
}

}  // namespace

TEST_CASE("a child that still runs is taken over as it is") {
  const auto f = remembered(proc_state::running, 3, 77);
  const auto t = reconcile(f, seen(3, 77), now);
  CHECK(t.now == f);
  CHECK(missed(t).empty());
  CHECK_FALSE(t.launch_again);
}

TEST_CASE("what is at rest stays at rest, whatever the host remembers of the last run") {
  for (const auto state :
       {proc_state::stopped, proc_state::exited, proc_state::fatal, proc_state::backoff}) {
    const auto f = remembered(state, 3, 0);
    const auto t = reconcile(f, seen_ended(3, {.code = 1}), now);
    CHECK(t.now == f);
    CHECK(missed(t).empty());
    CHECK_FALSE(t.launch_again);
  }
}

TEST_CASE("a process that never ran is left alone") {
  const auto t = reconcile({}, seen(0, 0), now);
  CHECK(t.now == facts{});
  CHECK(missed(t).empty());
  CHECK_FALSE(t.launch_again);
}

TEST_CASE("an exit that nobody heard of is made up for") {
  const auto t = reconcile(remembered(proc_state::running, 3, 77), seen_ended(3, {.code = 5}), now);
  const auto inputs = missed(t);
  REQUIRE(inputs.size() == 1);
  const auto& exited = std::get<in::exited>(inputs[0]);
  CHECK(exited.run == run_id{3});
  CHECK(exited.status.code == 5);

  policy how;
  how.restart = auto_restart::never;
  const auto f = gone_on(t, how);
  CHECK(f.state == proc_state::exited);
  CHECK(f.exitstatus == 5);
  CHECK(f.pid == 0);
}

TEST_CASE("a launch that nobody heard the end of: the child is there") {
  const auto t = reconcile(remembered(proc_state::starting, 3, 0), seen(3, 77), now);
  const auto inputs = missed(t);
  REQUIRE(inputs.size() == 1);
  CHECK(std::get<in::spawned>(inputs[0]).pid == 77);
  CHECK(gone_on(t, {}).pid == 77);
}

TEST_CASE("a launch that nobody heard the end of: still under way") {
  const auto t = reconcile(remembered(proc_state::starting, 3, 0), seen(3, 0), now);
  CHECK(missed(t).empty());
  CHECK_FALSE(t.launch_again);
}

TEST_CASE("a launch that nobody heard the end of: refused") {
  const auto t =
      reconcile(remembered(proc_state::starting, 3, 0), seen_refused(3, "no such file"), now);
  const auto inputs = missed(t);
  REQUIRE(inputs.size() == 1);
  CHECK(std::get<in::spawn_failed>(inputs[0]).text == "no such file");
  const auto f = gone_on(t, {});
  CHECK(f.state == proc_state::backoff);
  CHECK(f.spawn_error == "no such file");
}

TEST_CASE("a launch that nobody heard the end of: the child has come and gone") {
  auto f = remembered(proc_state::starting, 3, 0);
  f.started = now.mono;
  const auto t = reconcile(f, seen_ended(3, {.code = 1}), now);
  CHECK(gone_on(t, {}).state == proc_state::backoff);
}

TEST_CASE("a launch that never reached the host is ordered again, once the timers are right") {
  const auto t = reconcile(remembered(proc_state::starting, 3, 0), seen(2, 0), now);
  CHECK(t.launch_again);
  CHECK(missed(t).empty());
  CHECK(t.now.run == run_id{3});
}

TEST_CASE("a process that was being stopped is stopped again, or has ended meanwhile") {
  const auto f = remembered(proc_state::stopping, 3, 77);
  const auto alive = reconcile(f, seen(3, 77), now);
  CHECK(missed(alive).empty());
  const auto resumed = step(alive.now, {}, in::resume{}, now);
  bool signalled = false;
  for (const auto& e : resumed.effects)
    signalled = signalled || std::holds_alternative<out::signal>(e);
  CHECK(signalled);

  const auto gone = reconcile(f, seen_ended(3, {.signal = 15}), now);
  CHECK(gone_on(gone, {}).state == proc_state::stopped);
}

TEST_CASE("the host knows a later run than the board: what is missing is news to the machine") {
  auto f = remembered(proc_state::exited, 1, 0);
  f.frozen = true;
  const auto alive = reconcile(f, seen(2, 88), now);
  CHECK(alive.now.state == proc_state::starting);
  CHECK(alive.now.run == run_id{2});
  CHECK(alive.now.frozen);
  CHECK_FALSE(alive.launch_again);
  const auto up = gone_on(alive, {});
  CHECK(up.state == proc_state::starting);
  CHECK(up.pid == 88);

  CHECK(gone_on(reconcile(f, seen_ended(2, {.code = 4}), now), {}).state == proc_state::backoff);
  const auto refused = gone_on(reconcile(f, seen_refused(2, "no"), now), {});
  CHECK(refused.state == proc_state::backoff);
  CHECK(refused.spawn_error == "no");
  CHECK(gone_on(reconcile(f, seen(2, 0), now), {}).state == proc_state::starting);
}

TEST_CASE("nobody remembers the process: the host's word alone, and what ended stays down") {
  const facts nothing;
  const auto alive = reconcile(nothing, seen(2, 88), now).now;
  CHECK(alive.state == proc_state::running);
  CHECK(alive.pid == 88);
  const auto ended = reconcile(nothing, seen_ended(2, {.code = 4}), now).now;
  CHECK(ended.state == proc_state::exited);
  CHECK(ended.exitstatus == 4);
  CHECK(ended.stopped_wall == now.wall);
  const auto refused = reconcile(nothing, seen_refused(2, "no"), now).now;
  CHECK(refused.state == proc_state::fatal);
  CHECK(refused.spawn_error == "no");
  CHECK(reconcile(nothing, seen(2, 0), now).now.state == proc_state::starting);
}

TEST_CASE("facts that begin with a takeover can go on: nothing is impossible in them") {
  const std::vector<from_host::view> views{seen(2, 88), seen_ended(2, {.code = 4}),
                                           seen_refused(2, "no"), seen(2, 0)};
  for (const auto& view : views) {
    const auto t = reconcile({}, view, now);
    auto f = gone_on(t, {});
    for (const input& next : {input{in::stop{}}, input{in::start{}}, input{in::shut_down{}}}) {
      const auto r = step(f, {}, next, now);
      for (const auto& e : r.effects)
        CHECK_FALSE(std::holds_alternative<out::impossible>(e));
      f = r.next;
    }
  }
}

}  // namespace actord::core
