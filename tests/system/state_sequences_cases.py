"""What happens to a program, as the main log tells it, is the same under actord and supervisord.

All scenarios run side by side in one daemon of each kind; each is compared on its own: the lines
of the main log that tell of the program, with their levels, and its status at the end.
"""
import os
import re
import unittest

from cases import IS_ROOT, ORACLE_ITSELF, SystemCase
from daemon_under_test import until

# name: (command, options, number of log lines to compare (None = all there are at the end))
SCENARIOS = {
    # Failing to start. (startsecs=3, as supervisord may see a death a second late, §11.1 no. 1.)
    "dies_at_once": ("sh -c 'exit 3'", "startsecs=3\nstartretries=2", None),
    "dies_at_once_without_retries": ("sh -c 'exit 3'", "startsecs=3\nstartretries=0", None),
    "dies_at_once_with_an_expected_code": ("sh -c 'exit 2'",
                                           "startsecs=3\nstartretries=1\nexitcodes=2", None),
    "dies_at_once_by_a_signal": ("sh -c 'kill -SEGV $$'", "startsecs=3\nstartretries=1", None),
    "dies_shortly_before_startsecs": ("sh -c 'sleep 1.2; exit 0'", "startsecs=3\nstartretries=1",
                                      None),
    "has_no_command_file": ("/nope/x", "startretries=1", None),
    "has_a_name_not_in_path": ("no-such-command-anywhere", "startretries=0", None),
    "is_not_executable": ("%(here)s/plain_file", "startretries=1", None),
    "is_a_directory": ("%(here)s", "startretries=0", None),
    "has_an_open_quote": ("sh -c 'exit", "startretries=0", None),
    "has_an_unwritable_log": ("sleep 100", "startretries=0\nstdout_logfile=%(here)s/logs", None),
    # startsecs=0: running at once, so an exit is an exit.
    "counts_as_started_at_once": ("sh -c 'sleep 1.3; exit 0'", "startsecs=0\nautorestart=false",
                                  None),
    "counts_as_started_at_once_and_fails": ("sh -c 'sleep 1.3; exit 5'",
                                            "startsecs=0\nautorestart=false", None),
    # Exits from RUNNING under each policy.
    "restarts_always": ("sh -c 'sleep 2.3; exit 0'", "autorestart=true", 6),
    "restarts_after_an_unexpected_code": ("sh -c 'sleep 2.3; exit 3'", "", 6),
    "restarts_after_a_signal": ("sh -c 'sleep 2.3; kill -9 $$'", "", 6),
    "stays_down_after_an_expected_code": ("sh -c 'sleep 2.3; exit 2'", "exitcodes=0,2", None),
    "stays_down_after_zero": ("sh -c 'sleep 2.3'", "", None),
    "never_restarts": ("sh -c 'sleep 2.3; exit 9'", "autorestart=false", None),
    "never_restarts_after_a_signal": ("sh -c 'sleep 2.3; kill -TERM $$'", "autorestart=false",
                                      None),
    "expects_nothing": ("sh -c 'sleep 2.3; exit 0'", "exitcodes=\nautorestart=false", None),
    "is_not_started_by_itself": ("sleep 100", "autostart=false", None),
    # Stopped by request.
    "stopped_while_running": ("sleep 100", "", None),
    "stopped_while_starting": ("sleep 100", "startsecs=100", None),
    "stopped_in_backoff": ("sh -c 'exit 1'", "startsecs=3\nstartretries=100", None),
    "stubborn": ("sh -c 'trap \"\" TERM; while :; do sleep 0.2; done'", "stopwaitsecs=1", None),
    "stopped_by_another_signal": ("sh -c 'trap \"exit 7\" USR1; while :; do sleep 0.1; done'",
                                  "stopsignal=USR1", None),
    "stopped_with_an_expected_code": ("sh -c 'trap \"exit 0\" INT; while :; do sleep 0.1; done'",
                                      "stopsignal=INT", None),
    "stopped_as_group": ("sh -c 'sleep 100; true'", "stopasgroup=true", None),
    "stubborn_killed_as_group": ("sh -c 'trap \"\" TERM; while :; do sleep 0.2; done'",
                                 "stopwaitsecs=1\nkillasgroup=true", None),
}
STOPPED = [name for name in SCENARIOS if name.startswith(("stop", "stubborn"))]
if IS_ROOT:
    SCENARIOS["runs_as_nobody"] = ("sleep 100", "user=nobody", None)

CONFIG = "".join(f"[program:{name}]\ncommand={command}\n{options}\n"
                 for name, (command, options, _) in SCENARIOS.items())

# The lines a program's story is made of; %s is its name.
STORY = re.compile(r"^(spawned: '(?P<a>\w+)'|spawnerr: .*|success: (?P<b>\w+) |exited: (?P<c>\w+) |"
                   r"stopped: (?P<d>\w+) |gave up: (?P<e>\w+) |killing '(?P<f>\w+)'|"
                   r"waiting for (?P<g>\w+) to stop|killing (?P<h>\w+) \(pid|"
                   r"Attempted to kill (?P<i>\w+),)")
FATAL = [name for name in SCENARIOS if name.startswith(("dies", "has", "is_not_exec", "is_a_dir"))]
EXITED = [name for name in SCENARIOS if name.startswith(("counts", "stays", "never", "expects"))]
STOPPED_FROM = {"stopped_while_starting": "STARTING"}
NOT_SPAWNED = {"is_not_started_by_itself"}


def stories(daemon):
    """{program: its log lines, normalised}."""
    told = {name: [] for name in SCENARIOS}
    for line in daemon.log():
        found = STORY.match(line.text)
        # Whether supervisord still waits for one that ends at once is a race.
        if found and (not line.text.startswith("waiting") or found["g"].startswith("stubborn")):
            name = next((group for group in found.groups()[1:] if group), None)
            if name in told:
                told[name].append(f"{line.level} {daemon.normal(line.text)}")
    return told


def spawn_errors(daemon):
    return sorted(f"{line.level} {daemon.normal(line.text)}"
                  for line in daemon.logged(r"^spawnerr: "))


def play(daemon):
    """Stops what is to be stopped at the right moment and waits until every story is complete."""
    # After its third failure there are three seconds in which to stop it.
    daemon.wait_log("^exited: stopped_in_backoff ", count=3)
    stops = [("stopped_in_backoff", daemon.ctl("stop", "stopped_in_backoff"))]
    stopped_later = [name for name in STOPPED if name != "stopped_in_backoff"]
    daemon.wait_states({name: STOPPED_FROM.get(name, "RUNNING") for name in stopped_later})
    stops += [(name, daemon.ctl("stop", name)) for name in stopped_later]
    daemon.wait_states(dict.fromkeys(FATAL, "FATAL"))
    daemon.wait_states(dict.fromkeys(EXITED, "EXITED"))
    enough = {name: count for name, (_, _, count) in SCENARIOS.items() if count}
    until(lambda: all(len(stories(daemon)[name]) >= count for name, count in enough.items()),
          "the restarting programs have restarted")
    told = stories(daemon)
    for name, count in enough.items():
        told[name] = told[name][:count]
    return {"stories": told, "spawn errors": spawn_errors(daemon),
            "stops": [(name, stop.code, daemon.normal(stop.out)) for name, stop in stops],
            "status": {name: (state, daemon.normal(text)) for name, (state, text)
                       in daemon.status().items() if name not in enough}}


class StateSequences(SystemCase):
    def test_every_scenario_reads_the_same(self):
        def prepare(daemon):
            daemon.write("plain_file", "no x bit\n")
        ours, theirs = self.both(play, CONFIG, prepare=prepare)
        for name in SCENARIOS:
            told_by_name = name not in NOT_SPAWNED
            self.assertEqual(bool(theirs["stories"][name]), told_by_name, name)
            self.compare(f"story of {name}", ours["stories"][name], theirs["stories"][name])
        self.compare("spawn errors", ours["spawn errors"], theirs["spawn errors"])
        self.compare("stops", ours["stops"], theirs["stops"])
        for name, row in theirs["status"].items():
            self.compare(f"status of {name}", ours["status"].get(name), row)

    @unittest.skipIf(ORACLE_ITSELF, "supervisord may take a late seen death for a success")
    def test_the_pauses_between_retries_grow_by_a_second(self):
        def gaps(daemon):
            daemon.wait_log("gave up: crash")
            times = daemon.read("times").split()
            return [float(b) - float(a) for a, b in zip(times, times[1:])]
        daemon = self.started("[program:crash]\ncommand=sh -c 'date +%%s.%%N >> times; exit 1'\n"
                              "startretries=3\n")
        found = gaps(daemon)
        self.assertEqual(len(found), 3)
        for wait, gap in enumerate(found, 1):
            self.assertGreaterEqual(gap, wait)
            self.assertLess(gap, wait + 1.8)


if __name__ == "__main__":
    unittest.main()
