// Shutdown of the daemon, a new actor taking over, news that are stale or cannot be (contract §3.6,
// §11.1 #6; design §3).
#pragma once

#include "tests/helpers/machine_start_scenarios.hpp"

namespace actord::tests {

inline void backoff_of(player& p) {
  p.start();
  p.spawned(100);
  p.exits(1);
}

inline const auto other_scenarios = std::to_array<scenario>({
    {"freeze stops nothing, but nothing starts any more",
     [](player& p) {
       p.up(100);
       p.freeze();
       p.sees({});
       p.is(state::running);
       p.exits(1);
       p.sees(
           {"RUNNING->EXITED expected:0 pid:100", "WARN exited: P (exit status 1; not expected)"});
       p.start();
       p.wait(1h);
       p.sees({});
       p.is(state::exited);
     }},
    {"a frozen STARTING process still comes up",
     [](player& p) {
       p.start();
       p.freeze();
       p.spawned(100);
       p.wait(1s);
       p.is(state::running);
     }},
    {"a frozen STARTING process that dies early waits in BACKOFF for the shutdown, without a timer",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.forget();
       p.freeze();
       p.exits(1);
       p.sees({"STARTING->BACKOFF tries:1", "WARN exited: P (exit status 1; not expected)",
               "start failed"});
       p.shut_down();
       p.sees({"BACKOFF->FATAL"});
     }},
    {"a frozen BACKOFF does not try again, and can still be stopped",
     [](player& p) {
       backoff_of(p);
       p.freeze();
       p.wait(1h);
       p.is(state::backoff);
       p.start();
       p.is(state::backoff);
       p.stop();
       p.is(state::stopped);
       p.start();
       p.is(state::stopped);
     }},
    {"freeze forgets a pending restart",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.up(100);
       p.exits(1);
       p.holds(p.f.want_up, "a restart is pending");
       p.freeze();
       p.wait(1h);
       p.is(state::exited);
       p.stop();
       p.is(state::exited);
     }},
    {"freeze forgets a start that waits for the end of the child",
     [](player& p) {
       p.up(100);
       p.stop();
       p.start();
       p.freeze();
       p.exits(0);
       p.is(state::stopped);
       p.start();
       p.is(state::stopped);
     }},
    {"a frozen FATAL process does not start",
     [](player& p) {
       p.how.start_retries = 0;
       backoff_of(p);
       const auto stopped = p.f.stopped_wall;
       p.forget();
       p.stall(1s);
       p.freeze();
       p.start();
       p.is(state::fatal);
       p.shut_down();
       p.is(state::fatal);
       p.sees({});
       p.holds(p.f.stopped_wall == stopped, "it ended when it ended");
     }},
    {"shutdown: RUNNING is stopped like on request",
     [](player& p) {
       p.up(100);
       p.shut_down();
       p.sees({"RUNNING->STOPPING pid:100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 10000ms run 1"});
       p.start();
       p.exits(0);
       p.is(state::stopped);
       p.start();
       p.is(state::stopped);
     }},
    {"shutdown: STARTING is stopped, also before it has a pid",
     [](player& p) {
       p.start();
       p.shut_down();
       p.sees({"STOPPED->STARTING tries:0", "launch 1", "STARTING->STOPPING pid:0"});
       p.spawned(100);
       p.sees({"INFO spawned: 'P' with pid 100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 10000ms run 1"});
       p.exits(0);
       p.is(state::stopped);
     }},
    {"shutdown: STARTING with a pid",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.shut_down();
       p.is(state::stopping);
     }},
    {"shutdown: BACKOFF becomes FATAL without a word",
     [](player& p) {
       backoff_of(p);
       p.forget();
       p.shut_down();
       p.sees({"BACKOFF->FATAL"});
       p.holds(p.f.failures == 0, "failures are forgotten");
       p.wait(1h);
       p.sees({});
     }},
    {"shutdown: a pending restart is forgotten, EXITED stays",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.up(100);
       p.exits(1);
       p.forget();
       p.shut_down();
       p.wait(1h);
       p.sees({});
       p.is(state::exited);
       p.start();
       p.is(state::exited);
     }},
    {"shutdown while STOPPING: the stop goes on, a start that waits is forgotten",
     [](player& p) {
       p.up(100);
       p.stop();
       p.start();
       p.forget();
       p.shut_down();
       p.sees({});
       p.is(state::stopping);
       p.wait(10s);
       p.holds(p.f.kill_sent, "SIGKILL comes all the same");
       p.dies(9);
       p.is(state::stopped);
     }},
    {"shutdown: what is down stays down",
     [](player& p) {
       p.shut_down();
       p.sees({});
       p.is(state::stopped);
       p.start();
       p.is(state::stopped);
     }},
    {"a new actor: RUNNING goes on without a timer",
     [](player& p) {
       p.up(100);
       p.resume();
       p.sees({});
       p.is(state::running);
     }},
    {"a new actor: STARTING waits for the rest of startsecs",
     [](player& p) {
       p.start();
       p.resume();  // no pid yet: nothing to wait for but the answer
       p.sees({"STOPPED->STARTING tries:0", "launch 1"});
       p.spawned(100);
       p.wait(400ms);
       p.sees({"INFO spawned: 'P' with pid 100", "arm up 1000ms run 1"});
       p.resume();
       p.sees({"arm up 600ms run 1"});
       p.wait(600ms);
       p.is(state::running);
     }},
    {"a new actor: BACKOFF waits for the rest, or not at all",
     [](player& p) {
       backoff_of(p);
       p.stall(300ms);
       p.forget();
       p.resume();
       p.sees({"arm retry 700ms run 1"});
       p.stall(5s);
       p.resume();
       p.sees({"arm retry 0ms run 1"});
       p.wait(0ms);
       p.is(state::starting);
     }},
    {"a new actor: STOPPING sends the stop signal again and waits for the rest of stopwaitsecs",
     [](player& p) {
       p.start();
       p.stop();
       p.resume();
       p.sees({"STOPPED->STARTING tries:0", "launch 1", "STARTING->STOPPING pid:0"});
       p.spawned(100);
       p.sees({"INFO spawned: 'P' with pid 100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 10000ms run 1"});
       p.wait(4s);
       p.resume();
       p.sees({"DEBG killing P (pid 100) with signal SIGTERM", "signal 15 run 1",
               "arm kill 6000ms run 1"});
       p.wait(6s);
       p.sees({"WARN killing 'P' (100) with SIGKILL",
               "DEBG killing P (pid 100) with signal SIGKILL", "signal 9 run 1",
               "arm kill 10000ms run 1"});
       p.resume();  // SIGKILL comes again anyway
       p.sees({"arm kill 10000ms run 1"});
     }},
    {"a new actor: a pending restart is kept, and made up for when it is overdue",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.up(100);
       p.exits(1);
       p.stall(250ms);
       p.forget();
       p.resume();
       p.sees({"arm restart 750ms run 1"});
       p.stall(5s);
       p.resume();
       p.sees({"EXITED->STARTING tries:0", "launch 2"});
     }},
    {"a new actor: what is down stays down, what is given up stays given up",
     [](player& p) {
       p.resume();
       p.sees({});
       p.is(state::stopped);
       p.how.start_retries = 0;
       backoff_of(p);
       p.is(state::fatal);
       p.forget();
       p.resume();
       p.sees({});
       p.is(state::fatal);
       p.start();
       p.is(state::starting);
     }},
    {"a new actor: EXITED without a pending restart stays EXITED",
     [](player& p) {
       p.up(100);
       p.exits(0);
       p.resume();
       p.wait(1h);
       p.is(state::exited);
     }},
    {"news of an earlier run change nothing",
     [](player& p) {
       p.up(100);
       p.exits(1);
       p.spawned(101);
       p.is(state::starting);
       p.forget();
       const auto before = p.f;
       p.feed(core::in::exited{{1}, {.code = 1}});
       p.feed(core::in::spawned{{1}, 77});
       p.feed(core::in::spawn_failed{{1}, "x"});
       p.feed(core::in::timer{{1}, core::timer_kind::up});
       p.feed(core::in::timer{{1}, core::timer_kind::retry});
       p.feed(core::in::timer{{1}, core::timer_kind::kill});
       p.feed(core::in::timer{{1}, core::timer_kind::restart});
       p.sees({});
       p.holds(p.f == before, "the facts are untouched");
     }},
    {"a timer that this state does not wait for changes nothing",
     [](player& p) {
       p.up(100);
       const auto before = p.f;
       for (const auto kind : {core::timer_kind::up, core::timer_kind::retry,
                               core::timer_kind::kill, core::timer_kind::restart})
         p.feed(core::in::timer{p.f.run, kind});
       p.feed(core::in::timer{{2}, core::timer_kind::up});
       p.sees({});
       p.holds(p.f == before, "the facts are untouched");
     }},
    {"news of a run that was never asked for are impossible",
     [](player& p) {
       p.start();
       p.sees({"STOPPED->STARTING tries:0", "launch 1"});
       p.feed(core::in::spawned{{2}, 77});
       p.feed(core::in::spawn_failed{{2}, "x"});
       p.feed(core::in::exited{{2}, {}});
       p.sees({"impossible: spawned in STARTING", "impossible: launch_failed in STARTING",
               "impossible: ended_early in STARTING"});
       p.is(state::starting);
       p.holds(p.f.pid == 0 && p.f.failures == 0, "the facts are untouched");
     }},
    {"a child with a pid that is none is impossible: signals to it would hit others",
     [](player& p) {
       p.start();
       p.stop();
       p.forget();
       p.spawned(0);
       p.spawned(-1);
       p.sees({"impossible: spawned in STOPPING", "impossible: spawned in STOPPING"});
       p.holds(p.f.pid == 0, "the facts are untouched");
     }},
    {"a launch is answered once",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.forget();
       p.spawned(101);
       p.spawn_failed("x");
       p.sees({"impossible: spawned in STARTING", "impossible: launch_failed in STARTING"});
       p.holds(p.f.pid == 100, "the first answer counts");
       p.wait(1s);
       p.spawned(101);
       p.is(state::running);
       p.holds(p.f.pid == 100, "also when it is up");
     }},
    {"news of a child that is known to be gone are impossible and change nothing",
     [](player& p) {
       const auto once_more = [](player& q) {
         const auto before = q.f;
         q.sees({});
         q.spawned(55);
         q.spawn_failed("x");
         q.exits(0);
         const std::string in = " in " + std::string{name_of(q.f.state)};
         q.sees({"impossible: spawned" + in, "impossible: launch_failed" + in,
                 "impossible: ended" + in});
         q.holds(q.f == before, "the facts are untouched");
       };
       once_more(p);  // STOPPED
       p.how.start_retries = 1;
       backoff_of(p);
       p.forget();
       once_more(p);  // BACKOFF
       p.wait(1s);
       p.spawn_failed("x");
       p.forget();
       once_more(p);  // FATAL
       p.up(100);
       p.exits(0);
       p.forget();
       once_more(p);  // EXITED
     }},
    {"an exit that overtakes the news of the launch is believed",
     [](player& p) {
       p.start();
       p.exits(1);
       p.is(state::backoff);
       p.wait(1s);
       p.stop();
       p.exits(0);
       p.is(state::stopped);
     }},
    {"#6 UNKNOWN is not a state of the machine: whatever comes is impossible and changes nothing",
     [](player& p) {
       p.f.state = state::unknown;
       p.start();
       p.stop();
       p.spawned(1);
       p.spawn_failed("x");
       p.exits(0);
       p.freeze();
       p.shut_down();
       p.resume();
       p.set_aside();
       p.sees({"impossible: start in UNKNOWN", "impossible: stop in UNKNOWN",
               "impossible: spawned in UNKNOWN", "impossible: launch_failed in UNKNOWN",
               "impossible: ended in UNKNOWN", "impossible: freeze in UNKNOWN",
               "impossible: freeze in UNKNOWN", "impossible: resume in UNKNOWN",
               "impossible: set_aside in UNKNOWN"});
       p.holds(p.f.state == state::unknown && p.f.run.value == 0, "the facts are untouched");
     }},
});

}  // namespace actord::tests
