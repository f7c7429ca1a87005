// Stopping in every state, and requests that race with exits (contract §3.2, §3.5, §11.1 #3 #4 #17
// #20).
#pragma once

#include "tests/helpers/machine_start_scenarios.hpp"

namespace actord::tests {

inline const auto stop_scenarios = std::to_array<scenario>({
    {"a stop sends the stop signal and waits for the end",
     [](player& p) {
       p.up(100);
       p.stop();
       p.sees({"RUNNING->STOPPING pid:100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 10000ms run 1"});
       p.holds(p.f.pid == 100, "the child is still there");
       p.exits(0);
       p.sees({"STOPPING->STOPPED pid:100", "INFO stopped: P (exit status 0)"});
       p.holds(p.f.pid == 0 && p.f.stopped_wall == p.now().wall, "it is gone, and since when");
       p.wait(1h);
       p.sees({});
       p.is(state::stopped);
     }},
    {"stopped by the signal: a warning, exitstatus -1, and no restart",
     [](player& p) {
       p.how.restart = core::auto_restart::always;
       p.up(100);
       p.stop();
       p.forget();
       p.dies(15);
       p.sees({"STOPPING->STOPPED pid:100", "WARN stopped: P (terminated by SIGTERM)"});
       p.holds(p.f.exitstatus == -1 && p.f.spawn_error.empty(), "exitstatus");
       p.wait(1h);
       p.is(state::stopped);
     }},
    {"an exit code that is not expected makes `stopped` a warning",
     [](player& p) {
       p.up(100);
       p.stop();
       p.forget();
       p.exits(3);
       p.sees({"STOPPING->STOPPED pid:100", "WARN stopped: P (exit status 3)"});
       p.holds(p.f.exitstatus == 3, "exitstatus");
     }},
    {"stopsignal, stopasgroup and killasgroup; SIGKILL after stopwaitsecs, again and again (#17)",
     [](player& p) {
       p.how.stop_signal = 3;
       p.how.stop_as_group = true;
       p.how.kill_as_group = true;
       p.how.stop_wait = 2s;
       p.up(100);
       p.stop();
       p.sees({"RUNNING->STOPPING pid:100",
               "DEBG killing P (pid 100) process group with signal SIGQUIT", "signal 3 group run 1",
               "arm kill 2000ms run 1"});
       p.wait(1999ms);
       p.sees({});
       p.wait(1ms);
       const lines killed{"WARN killing 'P' (100) with SIGKILL",
                          "DEBG killing P (pid 100) process group with signal SIGKILL",
                          "signal 9 group run 1", "arm kill 2000ms run 1"};
       p.sees(killed);
       p.wait(2s);
       p.sees(killed);
       p.is(state::stopping);
       p.dies(9);
       p.sees({"STOPPING->STOPPED pid:100", "WARN stopped: P (terminated by SIGKILL)"});
     }},
    {"killasgroup alone: the stop signal goes to the child, SIGKILL to its group",
     [](player& p) {
       p.how.kill_as_group = true;
       p.up(100);
       p.stop();
       p.wait(10s);
       p.sees({"RUNNING->STOPPING pid:100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 10000ms run 1", "WARN killing 'P' (100) with SIGKILL",
               "DEBG killing P (pid 100) process group with signal SIGKILL", "signal 9 group run 1",
               "arm kill 10000ms run 1"});
     }},
    {"stopwaitsecs 0: SIGKILL at once, and once a second from then on",
     [](player& p) {
       p.how.stop_wait = 0ms;
       p.up(100);
       p.stop();
       p.wait(0ms);
       p.sees({"RUNNING->STOPPING pid:100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 0ms run 1", "WARN killing 'P' (100) with SIGKILL",
               "DEBG killing P (pid 100) with signal SIGKILL", "signal 9 run 1",
               "arm kill 1000ms run 1"});
     }},
    {"a stop while STARTING stops the child, and the next start counts anew (#3)",
     [](player& p) {
       p.how.start_retries = 1;
       p.start();
       p.spawned(100);
       p.exits(1);
       p.wait(1s);
       p.spawned(101);
       p.holds(p.f.failures == 1, "one failure");
       p.stop();
       p.is(state::stopping);
       p.wait(5s);  // the up timer of this run is stale
       p.is(state::stopping);
       p.exits(0);
       p.is(state::stopped);
       p.holds(p.f.failures == 0, "failures are forgotten");
     }},
    {"a stop while the launch is under way: the child is stopped as soon as it is there",
     [](player& p) {
       p.start();
       p.stop();
       p.sees({"STOPPED->STARTING tries:0", "launch 1", "STARTING->STOPPING pid:0"});
       p.wait(1h);
       p.sees({});
       p.spawned(100);
       p.sees({"INFO spawned: 'P' with pid 100", "DEBG killing P (pid 100) with signal SIGTERM",
               "signal 15 run 1", "arm kill 10000ms run 1"});
       p.is(state::stopping);
       p.wait(10s);
       p.sees({"WARN killing 'P' (100) with SIGKILL",
               "DEBG killing P (pid 100) with signal SIGKILL", "signal 9 run 1",
               "arm kill 10000ms run 1"});
       p.dies(9);
       p.is(state::stopped);
     }},
    {"a stop while the launch is under way, and the launch fails: STOPPED",
     [](player& p) {
       p.start();
       p.stop();
       p.forget();
       p.spawn_failed("too many open files to spawn 'P'");
       p.sees({"STOPPING->STOPPED pid:0", "INFO spawnerr: too many open files to spawn 'P'"});
       p.holds(p.f.stopped_wall == p.now().wall, "the stop time is known");
       p.wait(1h);
       p.is(state::stopped);
     }},
    {"the same with a start request in between: the second launch speaks for itself",
     [](player& p) {
       p.start();
       p.stop();
       p.start();
       p.spawn_failed("x");
       p.sees({"STOPPED->STARTING tries:0", "launch 1", "STARTING->STOPPING pid:0",
               "STOPPING->STOPPED pid:0", "STOPPED->STARTING tries:0", "launch 2"});
     }},
    {"a stop in BACKOFF ends the retrying at once; stop time (#4) and counter (#3) are right",
     [](player& p) {
       p.start();
       p.spawned(100);
       p.exits(1);
       p.wait(500ms);
       p.forget();
       p.stop();
       p.sees({"BACKOFF->STOPPED pid:0", "DEBG Attempted to kill P, which is in BACKOFF state."});
       p.holds(p.f.stopped_wall == p.now().wall, "the stop time is now");
       p.holds(p.f.failures == 0, "failures are forgotten");
       p.wait(1h);
       p.is(state::stopped);
     }},
    {"#20 a start while STOPPING is kept, and carried out when the child is gone",
     [](player& p) {
       p.up(100);
       p.stop();
       p.forget();
       p.start();
       p.sees({});
       p.is(state::stopping);
       p.exits(0);
       p.sees({"STOPPING->STOPPED pid:100", "INFO stopped: P (exit status 0)",
               "STOPPED->STARTING tries:0", "launch 2"});
       p.holds(!p.f.want_up, "the wish is fulfilled");
     }},
    {"a later stop takes that start back",
     [](player& p) {
       p.up(100);
       p.stop();
       p.start();
       p.stop();
       p.exits(0);
       p.is(state::stopped);
       p.wait(1h);
       p.is(state::stopped);
     }},
    {"a second stop sends no second signal and does not prolong the wait",
     [](player& p) {
       p.up(100);
       p.stop();
       p.wait(6s);
       p.forget();
       p.stop();
       p.sees({});
       p.wait(4s);
       p.holds(p.f.kill_sent, "SIGKILL ten seconds after the first stop");
     }},
    {"a stop and an exit cross: the exit is the end of the stop",
     [](player& p) {
       p.how.restart = core::auto_restart::always;
       p.up(100);
       p.stop();
       p.exits(1);  // it died on its own, before the signal arrived
       p.is(state::stopped);
       p.wait(1h);
       p.is(state::stopped);
     }},
    {"an exit and a stop cross: the restart that was begun is stopped",
     [](player& p) {
       p.up(100);
       p.exits(1);
       p.is(state::starting);
       p.stop();
       p.is(state::stopping);
       p.spawned(101);
       p.exits(0);
       p.is(state::stopped);
     }},
    {"a kill timer of an earlier run does not hurt the next one",
     [](player& p) {
       p.up(100);
       p.stop();
       p.start();
       p.exits(0);
       p.spawned(101);
       p.wait(10s);
       p.is(state::running);
       p.stop();
       p.holds(!p.f.kill_sent, "the next run has not been killed");
       p.is(state::stopping);
     }},
});

}  // namespace actord::tests
