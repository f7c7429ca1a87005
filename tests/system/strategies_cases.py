"""Strategies over real processes: who goes down and comes up with whom, limits and escalation,
starts that wait, waits that grow, and the daemon's end. Supervisor has none of this; that the same
options mean nothing to it is a case, too.
"""
import os
import re
import signal
import time
import unittest

from cases import ORACLE_ITSELF, SystemCase
from daemon_under_test import Supervisord, alive, until

PROGRAMS = "".join(
    f"[program:{name}]\ncommand=sleep 1000\nstartsecs=0\nautorestart=true\npriority={priority}\n"
    for name, priority in (("database", 1), ("cache", 2), ("web", 3)))
ONES = ("shop:database", "shop:cache", "shop:web")
RUNNING = dict.fromkeys(ONES, "RUNNING")
STORY = re.compile(r"^(spawned|stopped|exited): '?(\w+)")


def shop(options):
    return PROGRAMS + f"[group:shop]\nprograms=web,database,cache\n{options}\n"


def pids(daemon, names=ONES):
    rows = daemon.status()
    return {name: int(re.search(r"pid (\d+)", rows[name][1]).group(1)) for name in names}


def story(daemon, after):
    """What happened to whom since line `after` of the main log, e.g. "spawned web"."""
    found = [STORY.match(line.text) for line in daemon.log()[after:]]
    return [f"{hit[1]} {hit[2]}" for hit in found if hit]


def kill_and_see(daemon, victim, count):
    """Kills a program; its group's story of `count` events, and the pids before and after."""
    daemon.wait_states(RUNNING)
    before, mark = pids(daemon), len(daemon.log())
    os.kill(before[victim], signal.SIGKILL)
    until(lambda: len(story(daemon, mark)) >= count, f"{count} things happen")
    daemon.wait_states(RUNNING)
    return story(daemon, mark), before, pids(daemon)


@unittest.skipIf(ORACLE_ITSELF, "Supervisor has no strategies")
class Strategies(SystemCase):
    def test_one_for_one(self):
        daemon = self.started(shop("strategy=one_for_one\nintensity=5"))
        seen, before, after = kill_and_see(daemon, "shop:cache", 2)
        self.assertEqual(seen, ["exited cache", "spawned cache"])
        self.assertEqual({n for n in ONES if before[n] != after[n]}, {"shop:cache"})

    def test_one_for_all(self):
        daemon = self.started(shop("strategy=one_for_all"))
        seen, before, after = kill_and_see(daemon, "shop:cache", 6)
        self.assertEqual(seen, ["exited cache", "stopped web", "stopped database",
                                "spawned database", "spawned cache", "spawned web"])
        self.assertFalse(set(before.values()) & set(after.values()))
        self.assertFalse([pid for pid in before.values() if alive(pid)])

    def test_rest_for_one(self):
        daemon = self.started(shop("strategy=rest_for_one"))
        seen, before, after = kill_and_see(daemon, "shop:cache", 4)
        self.assertEqual(seen, ["exited cache", "stopped web", "spawned cache", "spawned web"])
        self.assertEqual(before["shop:database"], after["shop:database"])

    def test_what_was_stopped_by_hand_stays_down(self):
        daemon = self.started(shop("strategy=one_for_all"))
        daemon.wait_states(RUNNING)
        daemon.ctl("stop", "shop:web")
        os.kill(daemon.child("shop:cache"), signal.SIGKILL)
        daemon.wait_log("^spawned: 'cache'", count=2)
        daemon.wait_states({**RUNNING, "shop:web": "STOPPED"})
        self.assertEqual(len(daemon.logged("^spawned: 'web'")), 1)

    def test_too_often_is_fatal(self):
        daemon = self.started(shop("strategy=one_for_all\nintensity=1\nperiod=60"))
        kill_and_see(daemon, "shop:cache", 6)
        os.kill(daemon.child("shop:cache"), signal.SIGKILL)
        daemon.wait_states({"shop:cache": "FATAL", "shop:web": "STOPPED",
                            "shop:database": "STOPPED"})
        self.assertEqual(daemon.status()["shop:cache"][1],
                         "restarted too often (more than 1 in 60 s)")
        self.assertEqual(daemon.ctl("start", "shop:*").code, 0)
        daemon.wait_states(RUNNING)

    def test_too_often_ends_the_daemon(self):
        daemon = self.started(shop("strategy=one_for_one\nintensity=0\nescalation=exit"))
        daemon.wait_states(RUNNING)
        os.kill(daemon.child("shop:cache"), signal.SIGTERM)
        self.assertEqual(daemon.wait_end(), 128 + signal.SIGTERM)
        until(daemon.no_descendants, "nothing is left")

    def test_escalation_to_the_root(self):
        daemon = self.started(shop("strategy=one_for_all\nintensity=0\nescalation=escalate") +
                              "[actord]\nintensity=1\nperiod=60\n")
        seen, _, _ = kill_and_see(daemon, "shop:web", 6)
        self.assertEqual(seen, ["exited web", "stopped cache", "stopped database",
                                "spawned database", "spawned cache", "spawned web"])
        os.kill(daemon.child("shop:web"), signal.SIGKILL)
        self.assertEqual(daemon.wait_end(), 1)


@unittest.skipIf(ORACLE_ITSELF, "Supervisor does not wait")
class Starts(SystemCase):
    def test_sequential(self):
        slow = "command=sleep 1000\nstartsecs=1\nautorestart=true\n"
        daemon = self.started(f"[program:one]\n{slow}priority=1\n[program:two]\n{slow}priority=2\n"
                              "[group:g]\nprograms=two,one\nstart_strategy=sequential\n")
        daemon.wait_states({"g:one": "RUNNING", "g:two": "RUNNING"})
        lines = [line.text for line in daemon.log()]
        up = next(i for i, text in enumerate(lines) if text.startswith("success: one"))
        spawned = next(i for i, text in enumerate(lines) if text.startswith("spawned: 'two'"))
        self.assertLess(up, spawned)

    def test_a_failure_ends_the_sequence(self):
        daemon = self.started("[actord]\nstart_strategy=sequential\n"
                              "[program:a]\ncommand=/nope/a\nstartretries=0\npriority=1\n"
                              "[program:b]\ncommand=sleep 1000\npriority=2\n")
        daemon.wait_log(r"^start sequence ended: a \(SPAWN_ERROR\) did not come up; "
                        r"not started: b$")
        self.assertEqual(daemon.state("b"), "STOPPED")

    def test_exponential_waits(self):
        daemon = self.started("[program:crash]\ncommand=sh -c 'date +%%s.%%N >> times; exit 1'\n"
                              "startretries=4\nbackoff=exponential\nbackoff_initial=0.2\n"
                              "backoff_max=0.6\n")
        daemon.wait_log("^gave up: crash")
        times = [float(word) for word in daemon.read("times").split()]
        gaps = [b - a for a, b in zip(times, times[1:])]
        self.assertEqual(len(gaps), 4)
        for wait, gap in zip((0.2, 0.4, 0.6, 0.6), gaps):
            self.assertGreaterEqual(gap, wait)
            self.assertLess(gap, wait + 1.5)


@unittest.skipIf(ORACLE_ITSELF, "Supervisor goes on for ever")
class End(SystemCase):
    JOB = ("[program:job]\ncommand=sh -c 'sleep 1.5; {end}'\nautorestart=false\nsignificant=true\n"
           "[program:service]\ncommand=sleep 1000\n")

    def test_the_status_of_a_significant_program(self):
        for end, status in (("exit 0", 0), ("exit 7", 7), ("kill -9 $$", 137)):
            daemon = self.started("[actord]\nexit_on=any_significant\n" + self.JOB.format(end=end))
            self.assertEqual(daemon.wait_end(), status, end)
            self.assertTrue(daemon.logged("^stopped: service"))
            until(daemon.no_descendants, "nothing is left")

    def test_a_limit_for_the_shutdown(self):
        daemon = self.started("[actord]\nshutdown_timeout=1\n"
                              "[program:deaf]\nstopwaitsecs=600\n"
                              "command=sh -c 'trap \"\" TERM; while :; do sleep 0.1; done'\n")
        daemon.wait_state("deaf", "RUNNING")
        pid = daemon.child("deaf")
        began = time.monotonic()
        daemon.kill(signal.SIGTERM)
        self.assertEqual(daemon.wait_end(), 0)
        self.assertGreaterEqual(time.monotonic() - began, 1.0)
        self.assertFalse(alive(pid))
        self.assertTrue(daemon.logged("^shutdown_timeout is over: what is left gets SIGKILL$"))


class Ignored(SystemCase):
    def test_one_file_serves_supervisord_too(self):
        text = shop("strategy=rest_for_one\nintensity=3\nperiod=9\nescalation=exit\n"
                    "start_strategy=sequential") + "[actord]\nexit_on=never\nshutdown_timeout=9\n"
        daemon = self.make(text, kind=Supervisord).start()
        daemon.wait_states(RUNNING)


if __name__ == "__main__":
    unittest.main()
