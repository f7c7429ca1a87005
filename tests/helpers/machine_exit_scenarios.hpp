// The end of a child that was RUNNING, and the automatic restart (contract §3.2; the pause: issue
// 2).
#pragma once

#include "tests/helpers/machine_start_scenarios.hpp"

namespace actord::tests {

inline const auto exit_scenarios = std::to_array<scenario>({
    {"unexpected exit after a second: restarted at once",
     [](player& p) {
       p.up(100);
       p.exits(1);
       p.sees({"RUNNING->EXITED expected:0 pid:100", "WARN exited: P (exit status 1; not expected)",
               "EXITED->STARTING tries:0", "launch 2"});
       p.holds(!p.f.want_up, "the wish is fulfilled");
     }},
    {"unexpected exit sooner: restarted one second after the start",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.up(100);
       p.wait(300ms);
       p.exits(1);
       p.sees({"RUNNING->EXITED expected:0 pid:100", "WARN exited: P (exit status 1; not expected)",
               "arm restart 700ms run 1"});
       p.holds(p.f.spawn_error == "Bad exit code 1" && p.f.exitstatus == 1, "the exit is noted");
       p.wait(699ms);
       p.sees({});
       p.wait(1ms);
       p.sees({"EXITED->STARTING tries:0", "launch 2"});
     }},
    {"restart pause 0: always at once",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.how.restart_pause = 0ms;
       p.up(100);
       p.exits(1);
       p.is(state::starting);
     }},
    {"autorestart=unexpected: an expected exit stays EXITED",
     [](player& p) {
       p.how.exit_codes = {0, 2};
       p.up(100);
       p.exits(2);
       p.sees({"RUNNING->EXITED expected:1 pid:100", "INFO exited: P (exit status 2; expected)"});
       p.holds(p.f.spawn_error.empty() && p.f.exitstatus == 2, "nothing went wrong");
       p.wait(1h);
       p.is(state::exited);
       p.start();
       p.sees({"EXITED->STARTING tries:0", "launch 2"});
     }},
    {"autorestart=true: an expected exit is restarted, too",
     [](player& p) {
       p.how.restart = core::auto_restart::always;
       p.up(100);
       p.exits(0);
       p.sees({"RUNNING->EXITED expected:1 pid:100", "INFO exited: P (exit status 0; expected)",
               "EXITED->STARTING tries:0", "launch 2"});
     }},
    {"autorestart=false: no exit is restarted",
     [](player& p) {
       p.how.restart = core::auto_restart::never;
       p.up(100);
       p.dies(9);
       p.sees({"RUNNING->EXITED expected:0 pid:100",
               "WARN exited: P (terminated by SIGKILL; not expected)"});
       p.holds(p.f.exitstatus == -1 && p.f.spawn_error == "Bad exit code -1", "-1 for a signal");
       p.wait(1h);
       p.is(state::exited);
     }},
    {"death by a signal is never expected, not even when exit code 0 is",
     [](player& p) {
       p.up(100);
       p.dies(15);
       p.sees({"RUNNING->EXITED expected:0 pid:100",
               "WARN exited: P (terminated by SIGTERM; not expected)", "EXITED->STARTING tries:0",
               "launch 2"});
     }},
    {"no exit codes are expected when the list is empty",
     [](player& p) {
       p.how.exit_codes = {};
       p.up(100);
       p.exits(0);
       p.sees({"RUNNING->EXITED expected:0 pid:100", "WARN exited: P (exit status 0; not expected)",
               "EXITED->STARTING tries:0", "launch 2"});
     }},
    {"a stop in EXITED takes the pending restart back",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.up(100);
       p.exits(1);
       const auto ended = p.f.stopped_wall;
       p.wait(500ms);
       p.forget();
       p.stop();
       p.sees({"EXITED->STOPPED pid:0"});
       p.holds(p.f.stopped_wall == ended, "it ended when it ended");
       p.wait(1h);
       p.is(state::stopped);
     }},
    {"a stop in EXITED, FATAL and STOPPED changes nothing when no restart is due",
     [](player& p) {
       p.stop();
       p.sees({});
       p.is(state::stopped);
       p.up(100);
       p.exits(0);
       p.forget();
       p.stop();
       p.sees({});
       p.is(state::exited);
       p.how.start_retries = 0;
       p.start();
       p.spawn_failed("x");
       p.is(state::fatal);
       p.forget();
       p.stop();
       p.sees({});
       p.is(state::fatal);
     }},
    {"a start request during the restart pause starts at once",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.up(100);
       p.exits(1);
       p.forget();
       p.start();
       p.sees({"EXITED->STARTING tries:0", "launch 2"});
       p.wait(1h);  // the old restart timer is stale
       p.sees({});
     }},
    {"#5 a step of the wall clock changes no decision and no wait",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.wait(500ms);
       p.set_back_wall_clock(1h);
       p.wait(499ms);
       p.is(state::starting);
       p.wait(1ms);
       p.is(state::running);
       p.set_back_wall_clock(1h);
       p.exits(1);
       p.is(state::starting);
       p.spawned(101);
       p.set_back_wall_clock(-24h);
       p.exits(1);
       p.is(state::backoff);
     }},
    {"even a monotonic clock that runs backwards hangs nothing: no wait grows",
     [](player& p) {
       p.start();
       p.set_back_mono_clock(1h);
       p.spawned(100);
       p.sees({"STOPPED->STARTING tries:0", "launch 1", "INFO spawned: 'P' with pid 100",
               "arm up 1000ms run 1"});
       p.wait(1s);
       p.is(state::running);
       p.set_back_mono_clock(1h);
       p.exits(1);
       p.sees({"STARTING->RUNNING pid:100",
               "INFO success: P entered RUNNING state, process has stayed up for > than 1 seconds "
               "(startsecs)",
               "RUNNING->EXITED expected:0 pid:100", "WARN exited: P (exit status 1; not expected)",
               "arm restart 1000ms run 1"});
     }},
    {"startsecs 0 with a clock that runs backwards: still no failed start",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.start();
       p.set_back_mono_clock(1h);
       p.spawned(100);
       p.is(state::running);
     }},
});

}  // namespace actord::tests
