// What a group asks of the process: to stand aside, to rise again, to be given up; and the waits
// that grow beyond Supervisor's.
#pragma once

#include "tests/helpers/machine_start_scenarios.hpp"

namespace actord::tests {

inline void asks(player& p) {
  p.how.asks_group = true;
}

inline const auto group_scenarios = std::to_array<scenario>({
    {"under a strategy an exit waits for the group's word, however long it takes",
     [](player& p) {
       asks(p);
       p.up(100);
       p.exits(1);
       p.sees(
           {"RUNNING->EXITED expected:0 pid:100", "WARN exited: P (exit status 1; not expected)"});
       p.holds(p.f.want_up && p.f.held, "it is due and held");
       p.wait(1h);
       p.sees({});
       p.revive();
       p.sees({"EXITED->STARTING tries:0", "launch 2"});
       p.holds(!p.f.want_up && !p.f.held, "nothing is left to wish for");
     }},
    {"the group's word does not shorten the pause",
     [](player& p) {
       asks(p);
       p.how.start_secs = 0ms;
       p.up(100);
       p.wait(300ms);
       p.exits(1);
       p.forget();
       p.revive();
       p.sees({"arm restart 700ms run 1"});
       p.wait(700ms);
       p.sees({"EXITED->STARTING tries:0", "launch 2"});
     }},
    {"an exit that is not followed by a restart waits for nobody",
     [](player& p) {
       asks(p);
       p.up(100);
       p.exits(0);
       p.holds(!p.f.want_up && !p.f.held, "it has done its work");
       p.forget();
       p.revive();
       p.give_up("too often");
       p.set_aside();
       p.sees({});
       p.is(state::exited);
     }},
    {"set aside while RUNNING: stopped, and started again at the group's word only",
     [](player& p) {
       p.up(100);
       p.set_aside();
       p.sees({"RUNNING->STOPPING pid:100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 10000ms run 1"});
       p.dies(15);
       p.sees({"STOPPING->STOPPED pid:100", "WARN stopped: P (terminated by SIGTERM)"});
       p.wait(1h);
       p.sees({});
       p.set_aside();
       p.sees({});
       p.holds(p.f.want_up && p.f.held, "twice is once");
       p.revive();
       p.sees({"STOPPED->STARTING tries:0", "launch 2"});
     }},
    {"set aside while STARTING, with and without a pid",
     [](player& p) {
       p.start();
       p.set_aside();
       p.is(state::stopping);
       p.forget();
       p.spawned(100);
       p.sees({"INFO spawned: 'P' with pid 100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 10000ms run 1"});
       p.dies(15);
       p.revive();
       p.spawned(101);
       p.forget();
       p.set_aside();
       p.sees({"STARTING->STOPPING pid:101", "DEBG killing P (pid 101) with signal SIGTERM",
               "signal 15 run 2", "arm kill 10000ms run 2"});
     }},
    {"set aside while a launch is under way that fails: says so and waits",
     [](player& p) {
       p.start();
       p.set_aside();
       p.forget();
       p.spawn_failed("no way");
       p.sees({"STOPPING->STOPPED pid:0", "INFO spawnerr: no way"});
       p.holds(p.f.held, "to be tried with the others");
     }},
    {"set aside in BACKOFF: down at once, the failures forgotten",
     [](player& p) {
       p.start();
       p.spawn_failed("x");
       p.forget();
       p.set_aside();
       p.sees({"BACKOFF->STOPPED pid:0", "DEBG Attempted to kill P, which is in BACKOFF state."});
       p.holds(p.f.failures == 0 && p.f.streak == 0 && p.f.held, "a fresh start is due");
       p.wait(1h);
       p.sees({});
       p.revive();
       p.sees({"STOPPED->STARTING tries:0", "launch 2"});
     }},
    {"autorestart=false: set aside is stopped for good",
     [](player& p) {
       p.how.restart = core::auto_restart::never;
       p.up(100);
       p.set_aside();
       p.dies(15);
       p.is(state::stopped);
       p.forget();
       p.revive();
       p.sees({});
     }},
    {"a stop by request takes the group's plan back, in every state",
     [](player& p) {
       asks(p);
       p.up(100);
       p.set_aside();
       p.stop();
       p.dies(15);
       p.forget();
       p.revive();
       p.sees({});
       p.is(state::stopped);
       p.up(101);
       p.set_aside();
       p.dies(15);
       p.forget();
       p.stop();
       p.sees({});
       p.revive();
       p.sees({});
       p.holds(!p.f.want_up && !p.f.held, "stopped is stopped");
       p.up(102);
       p.exits(1);
       p.forget();
       p.stop();
       p.sees({"EXITED->STOPPED pid:0"});
       p.revive();
       p.sees({});
     }},
    {"a start by request waits for the group, too",
     [](player& p) {
       asks(p);
       p.up(100);
       p.exits(1);
       p.forget();
       p.start();
       p.sees({});
       p.revive();
       p.set_aside();
       p.spawn_failed("x");
       p.forget();
       p.start();
       p.sees({});
       p.is(state::stopped);
       p.revive();
       p.sees({"STOPPED->STARTING tries:0", "launch 3"});
     }},
    {"what somebody wants again while it stops is held as well",
     [](player& p) {
       p.up(100);
       p.stop();
       p.start();
       p.forget();
       p.set_aside();
       p.sees({});
       p.dies(15);
       p.is(state::stopped);
       p.holds(p.f.want_up && p.f.held, "it rises with the others");
     }},
    {"what was stopped by request stays so when it is set aside",
     [](player& p) {
       p.set_aside();
       p.sees({});
       p.holds(!p.f.want_up, "never started");
       p.up(100);
       p.stop();
       p.set_aside();
       p.dies(15);
       p.forget();
       p.set_aside();
       p.revive();
       p.sees({});
       p.is(state::stopped);
     }},
    {"the word comes before the end: started as soon as it is down",
     [](player& p) {
       p.up(100);
       p.set_aside();
       p.forget();
       p.revive();
       p.sees({});
       p.dies(15);
       p.sees({"STOPPING->STOPPED pid:100", "WARN stopped: P (terminated by SIGTERM)",
               "STOPPED->STARTING tries:0", "launch 2"});
     }},
    {"a pending restart is held when the process is set aside",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.up(100);
       p.exits(1);
       p.forget();
       p.set_aside();
       p.wait(1h);
       p.sees({});
       p.revive();
       p.sees({"EXITED->STARTING tries:0", "launch 2"});
     }},
    {"FATAL gets another chance at the group's word",
     [](player& p) {
       p.how.start_retries = 0;
       p.start();
       p.spawn_failed("x");
       p.is(state::fatal);
       p.forget();
       p.set_aside();
       p.sees({});
       p.revive();
       p.sees({"FATAL->STARTING tries:0", "launch 2"});
     }},
    {"the group gives up: FATAL, with its reason",
     [](player& p) {
       asks(p);
       p.up(100);
       p.give_up("never mind");
       p.sees({});
       p.exits(1);
       p.forget();
       p.give_up("restarted too often (more than 2 in 10 s)");
       p.sees({"EXITED->FATAL",
               "INFO gave up: P entered FATAL state, restarted too often (more than 2 in 10 s)"});
       p.holds(!p.f.want_up && !p.f.held && p.f.spawn_error.starts_with("restarted"), "and why");
     }},
    {"the word for one that goes its own way changes nothing",
     [](player& p) {
       p.revive();
       p.up(100);
       p.revive();
       p.give_up("x");
       p.sees({});
       p.is(state::running);
     }},
    {"shutdown: what is held is forgotten, and no word helps",
     [](player& p) {
       asks(p);
       p.up(100);
       p.exits(1);
       p.forget();
       p.freeze();
       p.holds(!p.f.want_up && !p.f.held, "no wish survives");
       p.revive();
       p.set_aside();
       p.give_up("x");
       p.sees({});
       p.is(state::exited);
     }},
    {"a new actor goes on waiting for the group",
     [](player& p) {
       asks(p);
       p.up(100);
       p.exits(1);
       p.forget();
       p.resume();
       p.sees({});
       p.revive();
       p.is(state::starting);
     }},
    {"kill_now: the stop signal and SIGKILL at once",
     [](player& p) {
       p.up(100);
       p.kill_now();
       p.sees({"RUNNING->STOPPING pid:100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "WARN killing 'P' (100) with SIGKILL",
               "DEBG killing P (pid 100) with signal SIGKILL", "signal 9 run 1",
               "arm kill 10000ms run 1"});
       p.dies(9);
       p.is(state::stopped);
       p.forget();
       p.kill_now();
       p.sees({});
     }},
    {"kill_now: in STOPPING, SIGKILL; without a pid, once there is one",
     [](player& p) {
       p.start();
       p.kill_now();
       p.is(state::stopping);
       p.forget();
       p.spawned(100);
       p.forget();
       p.kill_now();
       p.sees({"WARN killing 'P' (100) with SIGKILL",
               "DEBG killing P (pid 100) with signal SIGKILL", "signal 9 run 1",
               "arm kill 10000ms run 1"});
     }},
    {"backoff=constant, with an end to retries",
     [](player& p) {
       p.how.backoff.kind = core::backoff_kind::constant;
       p.how.backoff.initial = 250ms;
       p.how.start_retries = 2;
       p.start();
       for (const char* run : {"1", "2"}) {
         p.forget();
         p.spawn_failed("x");
         p.sees({std::string{"STARTING->BACKOFF tries:"} + run, "INFO spawnerr: x", "start failed",
                 std::string{"arm retry 250ms run "} + run});
         p.wait(250ms);
       }
       p.spawn_failed("x");
       p.is(state::fatal);
     }},
    {"backoff=exponential doubles up to its end, for ever",
     [](player& p) {
       p.how.backoff = {.kind = core::backoff_kind::exponential, .initial = 100ms, .max = 500ms};
       p.how.start_retries = core::unlimited_retries;
       p.start();
       for (const auto wait : {100ms, 200ms, 400ms, 500ms, 500ms, 500ms}) {
         p.spawn_failed("x");
         p.is(state::backoff);
         p.wait(wait - 1ms);
         p.is(state::backoff);
         p.wait(1ms);
         p.is(state::starting);
       }
     }},
    {"reset_after: short runs make the wait longer, a long one makes it short again",
     [](player& p) {
       p.how.start_secs = 0ms;
       p.how.restart_pause = 0ms;
       p.how.backoff = {
           .kind = core::backoff_kind::exponential, .initial = 1000ms, .reset_after = 10000ms};
       p.up(100);
       for (const auto wait : {1000ms, 2000ms, 4000ms}) {
         p.wait(9999ms);
         p.exits(1);
         p.is(state::exited);
         p.wait(wait - 1ms);
         p.is(state::exited);
         p.wait(1ms);
         p.is(state::starting);
         p.spawned(100);
         p.is(state::running);
       }
       p.wait(10000ms);
       p.forget();
       p.exits(1);
       p.sees({"RUNNING->EXITED expected:0 pid:100", "WARN exited: P (exit status 1; not expected)",
               "EXITED->STARTING tries:0", "launch 5"});
     }},
    {"reset_after: failed starts and short runs count together, until somebody asks for a start",
     [](player& p) {
       p.how.restart_pause = 0ms;
       p.how.backoff.reset_after = 10000ms;
       p.up(100);
       p.exits(1);
       p.wait(1s);
       p.spawn_failed("x");
       p.holds(p.f.streak == 2 && p.f.failures == 1, "the second wait, the first failed start");
       p.wait(2s);
       p.spawned(101);
       p.wait(1s);
       p.is(state::running);
       p.holds(p.f.streak == 2 && p.f.failures == 0, "RUNNING is not enough");
       p.exits(1);
       p.holds(p.f.streak == 3, "the third wait");
       p.start();
       p.holds(p.f.streak == 0, "by request: from the beginning");
       p.is(state::starting);
     }},
    {"reset_after: a run that ended before the timer came is judged alike",
     [](player& p) {
       p.how.restart_pause = 0ms;
       p.how.backoff.reset_after = 10000ms;
       p.start();
       p.spawn_failed("x");
       p.wait(1s);
       p.spawned(100);
       p.stall(2s);
       p.exits(1);
       p.holds(p.f.streak == 2, "one failed start, one short run");
       p.is(state::exited);
       p.wait(2s);
       p.is(state::starting);
     }},
    {"a stop takes long waits back with the restart",
     [](player& p) {
       p.how.backoff.reset_after = 10000ms;
       p.up(100);
       p.exits(1);
       p.stop();
       p.is(state::stopped);
       p.holds(p.f.streak == 0, "nothing is left of it");
     }},
});

}  // namespace actord::tests
