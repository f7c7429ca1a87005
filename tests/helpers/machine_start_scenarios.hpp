// Starting, coming up, failing to, and trying again (contract §3.2, §3.4, §11.1 #1 #2 #3 #13).
#pragma once

#include <array>

#include "tests/helpers/machine_player.hpp"

namespace actord::tests {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;
using state = core::proc_state;

inline const auto start_scenarios = std::to_array<scenario>({
    {"a started program is RUNNING once startsecs are over, not earlier",
     [](player& p) {
       p.start();
       p.sees({"STOPPED->STARTING tries:0", "launch 1"});
       p.stall(20ms);  // startsecs count from the launch, not from its answer
       p.spawned(100);
       p.sees({"INFO spawned: 'P' with pid 100", "arm up 980ms run 1"});
       p.wait(979ms);
       p.sees({});
       p.wait(1ms);
       p.sees({"STARTING->RUNNING pid:100",
               "INFO success: P entered RUNNING state, process has stayed up for > than 1 seconds "
               "(startsecs)"});
       p.holds(p.f.pid == 100 && p.f.run.value == 1, "pid and run are known");
       p.holds(p.f.started_wall != core::wall_time{}, "the start time is known");
     }},
    {"startsecs 0: RUNNING as soon as the child is there",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.start();
       p.spawned(100);
       p.sees({"STOPPED->STARTING tries:0", "launch 1", "INFO spawned: 'P' with pid 100",
               "STARTING->RUNNING pid:100",
               "INFO success: P entered RUNNING state, process has stayed up for > than 0 seconds "
               "(startsecs)"});
     }},
    {"startsecs 0: an immediate exit is an exit from RUNNING, never a failed start",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.how.restart = core::auto_restart::never;
       p.up(100);
       p.exits(0);
       p.sees({"RUNNING->EXITED expected:1 pid:100", "INFO exited: P (exit status 0; expected)"});
       p.wait(1h);
       p.is(state::exited);
     }},
    {"a launch that takes longer than startsecs leaves nothing to wait for",
     [](player& p) {
       p.start();
       p.stall(3s);
       p.spawned(100);
       p.is(state::running);
     }},
    {"a child that dies before startsecs is tried again after 1, 2, 3 seconds, then given up",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.wait(999ms);
       p.sees({"STOPPED->STARTING tries:0", "launch 1", "INFO spawned: 'P' with pid 100",
               "arm up 1000ms run 1"});
       p.exits(3);
       p.sees({"STARTING->BACKOFF tries:1", "WARN exited: P (exit status 3; not expected)",
               "start failed", "arm retry 1000ms run 1"});
       p.holds(p.f.spawn_error == "Exited too quickly (process log may have details)",
               "spawnerr says why");
       p.holds(p.f.exitstatus == 0, "exitstatus is cleared by an early exit");
       p.holds(p.f.pid == 0 && p.f.last_exit.code == 3, "the child is forgotten");
       p.wait(999ms);
       p.sees({});
       p.wait(1ms);
       p.sees({"BACKOFF->STARTING tries:1", "launch 2"});
       p.holds(p.f.spawn_error.empty(), "spawnerr is cleared by a new attempt");
       p.spawned(101);
       p.exits(0);
       p.sees({"INFO spawned: 'P' with pid 101", "arm up 1000ms run 2", "STARTING->BACKOFF tries:2",
               "WARN exited: P (exit status 0; not expected)", "start failed",
               "arm retry 2000ms run 2"});
       p.wait(2s);
       p.spawned(102);
       p.dies(11, true);
       p.sees({"BACKOFF->STARTING tries:2", "launch 3", "INFO spawned: 'P' with pid 102",
               "arm up 1000ms run 3", "STARTING->BACKOFF tries:3",
               "WARN exited: P (terminated by SIGSEGV (core dumped); not expected)", "start failed",
               "arm retry 3000ms run 3"});
       p.wait(3s);
       p.spawned(103);
       p.sees({"BACKOFF->STARTING tries:3", "launch 4", "INFO spawned: 'P' with pid 103",
               "arm up 1000ms run 4"});
       p.exits(1);
       p.sees({"STARTING->BACKOFF tries:4", "WARN exited: P (exit status 1; not expected)",
               "start failed", "BACKOFF->FATAL",
               "INFO gave up: P entered FATAL state, too many start retries too quickly"});
       p.holds(p.f.failures == 0, "a new start will begin to count anew");
       p.wait(1h);
       p.is(state::fatal);
     }},
    {"a command that cannot be started is a failed start with its reason",
     [](player& p) {
       p.how.start_retries = 1;
       p.start();
       p.spawn_failed("can't find command '/nope'");
       p.sees({"STOPPED->STARTING tries:0", "launch 1", "STARTING->BACKOFF tries:1",
               "INFO spawnerr: can't find command '/nope'", "start failed",
               "arm retry 1000ms run 1"});
       p.holds(p.f.spawn_error == "can't find command '/nope'", "spawnerr says why");
       p.wait(1s);
       p.spawn_failed("can't find command '/nope'");
       p.sees({"BACKOFF->STARTING tries:1", "launch 2", "STARTING->BACKOFF tries:2",
               "INFO spawnerr: can't find command '/nope'", "start failed", "BACKOFF->FATAL",
               "INFO gave up: P entered FATAL state, too many start retries too quickly"});
       p.holds(p.f.spawn_error == "can't find command '/nope'", "FATAL still says why");
     }},
    {"startretries 0: FATAL after the first failure",
     [](player& p) {
       p.how.start_retries = 0;
       p.start();
       p.spawned(100);
       p.exits(0);
       p.is(state::fatal);
     }},
    {"a program that came up after failures has all its retries again",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.exits(1);
       p.wait(1s);
       p.spawned(101);
       p.wait(1s);
       p.is(state::running);
       p.holds(p.f.failures == 0, "RUNNING forgets failures");
     }},
    {"#1 startsecs are judged by the moment of death, even when the timer is late",
     [](player& p) {
       p.how.restart = core::auto_restart::never;
       p.start();
       p.spawned(100);
       p.stall(1s);
       p.forget();
       p.exits(0);
       p.sees({"STARTING->RUNNING pid:100", "RUNNING->EXITED expected:1 pid:100",
               "INFO exited: P (exit status 0; expected)"});
       p.holds(p.f.failures == 0 && p.f.exitstatus == 0, "it counts as an exit, not as a failure");
     }},
    {"a late timer and an exit that asks for a restart: RUNNING, EXITED, STARTING in one step",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.stall(2s);
       p.forget();
       p.exits(1);
       p.sees({"STARTING->RUNNING pid:100", "RUNNING->EXITED expected:0 pid:100",
               "WARN exited: P (exit status 1; not expected)", "EXITED->STARTING tries:0",
               "launch 2"});
     }},
    {"#1 a child that dies at once is a failure, never RUNNING",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.exits(1);
       p.is(state::backoff);
     }},
    {"a start request in BACKOFF tries at once and counts anew (#3)",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.exits(1);
       p.wait(100ms);
       p.forget();
       p.start();
       p.sees({"BACKOFF->STARTING tries:0", "launch 2"});
       p.wait(1h);  // the old retry timer is stale
       p.sees({});
     }},
    {"FATAL is left by a request only, and with all retries",
     [](player& p) {
       p.how.start_retries = 0;
       p.start();
       p.spawn_failed("x");
       p.is(state::fatal);
       p.how.start_retries = 1;
       p.wait(1h);
       p.is(state::fatal);
       p.start();
       p.is(state::starting);
       p.spawn_failed("x");
       p.is(state::backoff);
     }},
    {"a start request changes nothing while STARTING or RUNNING",
     [](player& p) {
       p.start();
       p.start();
       p.sees({"STOPPED->STARTING tries:0", "launch 1"});
       p.spawned(100);
       p.start();
       p.sees({"INFO spawned: 'P' with pid 100", "arm up 1000ms run 1"});
       p.wait(1s);
       p.sees({"STARTING->RUNNING pid:100",
               "INFO success: P entered RUNNING state, process has stayed up for > than 1 seconds "
               "(startsecs)"});
       p.start();
       p.sees({});
     }},
    {"a start request while STARTING does not forgive the failures so far",
     [](player& p) {
       p.how.start_retries = 1;
       p.start();
       p.spawn_failed("x");
       p.wait(1s);
       p.start();
       p.holds(p.f.failures == 1, "one failure");
       p.spawn_failed("x");
       p.is(state::fatal);
     }},
    {"a late timer forgives earlier failures all the same",
     [](player& p) {
       p.how.restart = core::auto_restart::never;
       p.start();
       p.spawn_failed("x");
       p.wait(1s);
       p.spawned(100);
       p.stall(1s);
       p.exits(0);
       p.is(state::exited);
       p.holds(p.f.failures == 0, "failures are forgotten");
     }},
    {"every run has the next number, and a start forgets how the last one ended",
     [](player& p) {
       p.how.restart = core::auto_restart::never;
       p.up(100);
       p.exits(7);
       p.holds(p.f.exitstatus == 7 && p.f.spawn_error == "Bad exit code 7", "the exit is noted");
       p.start();
       p.holds(p.f.run.value == 2, "run 2");
       p.holds(p.f.exitstatus == 0 && p.f.spawn_error.empty(), "the exit is forgotten");
     }},
});

}  // namespace actord::tests
