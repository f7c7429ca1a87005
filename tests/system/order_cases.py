"""In which order programs start and stop, and that shutting down leaves nothing behind."""
import os
import re
import signal
import subprocess
import unittest

from cases import SystemCase, needs_root
from daemon_under_test import alive, until

# Each takes a moment to end, so that a next one that does not wait would be seen.
SLOW_END = ("command=sh -c 'trap \"sleep 0.4; exit 0\" TERM; while :; do sleep 0.05; done'\n"
            "startsecs=0\n")

TREE = (
    f"[program:last]\n{SLOW_END}priority=30\n"
    f"[program:first]\n{SLOW_END}priority=10\n"
    f"[program:middle]\n{SLOW_END}priority=20\n"
    f"[program:alpha]\n{SLOW_END}priority=2\n[program:beta]\n{SLOW_END}priority=1\n"
    f"[program:gamma]\n{SLOW_END}priority=3\n"
    "[group:greek]\nprograms=gamma,alpha,beta\npriority=15\n"
    f"[program:pair]\n{SLOW_END}numprocs=2\nprocess_name=%(program_name)s_%(process_num)d\n"
    f"priority=20\n"
    f"[program:same_b]\n{SLOW_END}priority=40\n[program:same_a]\n{SLOW_END}priority=40\n")
NAMES = ("last", "first", "middle", "alpha", "beta", "gamma", "pair_0", "pair_1", "same_a",
         "same_b")
# In order of their start. What shares a priority is one wave: supervisord stops it group by group,
# actord all at once (contract §11.1 no. 18).
WAVES = [{"first"}, {"alpha", "beta", "gamma"}, {"middle", "pair_0", "pair_1"}, {"last"},
         {"same_a", "same_b"}]


def sequence(daemon, pattern):
    """The programs in the order in which such log lines name them."""
    return [re.search(pattern, line.text).group(1) for line in daemon.logged(pattern)]


class Order(SystemCase):
    def test_programs_start_by_priority_then_name(self):
        def scenario(daemon):
            daemon.wait_log("^success: ", count=len(NAMES))
            # By pid: lines of different actors may change places on a busy machine.
            spawned = [re.search(r"'(\w+)' with pid (\d+)", line.text).groups()
                       for line in daemon.logged(r"^spawned: ")]
            return [name for name, pid in sorted(spawned, key=lambda one: int(one[1]))]
        ours, theirs = self.both(scenario, TREE)
        self.assertEqual(set(theirs), set(NAMES))
        self.compare("order of the start", ours, theirs)

    def test_a_shutdown_takes_one_priority_after_the_other_from_the_end(self):
        def scenario(daemon):
            daemon.wait_log("^success: ", count=len(NAMES))
            self.assertEqual(daemon.stop(), 0)
            order = sequence(daemon, r"^stopped: (\w+) ")
            waves = []
            for wave in reversed(WAVES):
                waves.append(set(order[:len(wave)]))
                del order[:len(wave)]
            return waves, order
        ours, theirs = self.both(scenario, TREE)
        self.assertEqual(theirs, (WAVES[::-1], []))
        self.compare("order of the shutdown", ours, theirs)

    def test_the_next_wave_is_touched_only_after_the_one_before_is_down(self):
        daemon = self.started(TREE)
        daemon.wait_log("^success: ", count=len(NAMES))
        self.assertEqual(daemon.stop(), 0)
        down, wave_of = set(), {name: place for place, wave in enumerate(WAVES) for name in wave}
        for line in daemon.logged(r"^(killing \w+ \(pid|stopped: )"):
            name = re.search(r"^(?:killing|stopped:) (\w+)", line.text).group(1)
            if line.text.startswith("stopped"):
                down.add(name)
            else:
                for later in WAVES[wave_of[name] + 1:]:
                    self.assertLessEqual(later, down, f"{name} was told to stop")
        self.assertEqual(down, set(NAMES))


class Shutdown(SystemCase):
    def test_nothing_is_left(self):
        daemon = self.started(
            "[program:plain]\ncommand=sleep 1000\nstartsecs=0\n"
            "[program:waiting]\ncommand=sh -c 'exit 1'\nstartsecs=3\nstartretries=100\n"
            "[program:stubborn]\ncommand=sh -c 'trap \"\" TERM; while :; do sleep 0.1; done'\n"
            "stopwaitsecs=1\nstartsecs=0\n"
            "[program:family]\ncommand=sh -c 'sleep 1000 & sleep 1000 & wait'\nstopasgroup=true\n"
            "startsecs=0\n"
            "[program:slow]\ncommand=sleep 1000\nstartsecs=60\n")
        daemon.wait_states({"plain": "RUNNING", "waiting": "BACKOFF", "stubborn": "RUNNING",
                            "family": "RUNNING", "slow": "STARTING"})
        self.assertEqual(daemon.stop(), 0)
        # The sleep of the killed loop lives its tenth of a second to the end.
        until(lambda: not daemon.descendants(), "nothing is left", patience=2)
        self.assertTrue(daemon.logged(r"^killing 'stubborn' \(\d+\) with SIGKILL$"))
        self.assertTrue(daemon.logged(r"^stopped: stubborn \(terminated by SIGKILL\)$"))
        self.assertTrue(daemon.logged(r"^waiting for .*stubborn.* to die$"))

    def test_the_control_client_asks_for_it(self):
        daemon = self.started("[program:web]\ncommand=sleep 1000\nstartsecs=0\n")
        daemon.wait_log("^success: web")
        done = daemon.ctl("shutdown")
        self.assertEqual((done.code, done.out, done.err), (0, "Shut down\n", ""))
        self.assertEqual(daemon.wait_end(), 0)
        again = daemon.ctl("shutdown")
        self.assertEqual(again.code, 1)
        self.assertRegex(again.out, r"^ERROR: unix://\S+ (no such file|refused connection) "
                                    r"\(already shut down\?\)\n$")

    def test_commands_during_a_shutdown(self):
        def scenario(daemon):
            daemon.wait_log("^success: stubborn")
            daemon.kill(signal.SIGTERM)
            daemon.wait_log("indicating exit request")
            results = {}
            for words in ("status", "start web", "stop stubborn", "pid", "avail", "shutdown",
                          "version"):
                done = daemon.ctl(*words.split())
                results[words] = (done.code, "SHUTDOWN_STATE" in done.out, done.out.split(":")[0])
            self.assertEqual(daemon.wait_end(), 0)
            return results
        ours, theirs = self.both(
            scenario, "[program:stubborn]\ncommand=sh -c 'trap \"\" TERM; while :; do sleep 0.1; "
            "done'\nstopwaitsecs=9\nstartsecs=0\n[program:web]\ncommand=sleep 1000\n"
            "autostart=false\n")
        for words, value in theirs.items():
            self.compare(f"during a shutdown: {words}", ours[words], value)

    def test_nothing_starts_while_shutting_down(self):
        daemon = self.started(
            "[program:stubborn]\ncommand=sh -c 'trap \"\" TERM; while :; do sleep 0.1; done'\n"
            "stopwaitsecs=3\nstartsecs=0\npriority=1000\n"
            "[program:again]\ncommand=sh -c 'echo x >> runs; sleep 1'\nstartsecs=0\n"
            "autorestart=true\npriority=1\n")
        until(lambda: daemon.read("runs").count("x") >= 2, "it runs again and again")
        daemon.kill(signal.SIGTERM)
        daemon.wait_log("indicating exit request")
        self.assertEqual(daemon.wait_end(), 0)
        texts = [line.text for line in daemon.log()]
        asked = next(place for place, text in enumerate(texts) if "indicating exit" in text)
        self.assertFalse([text for text in texts[asked:] if text.startswith("spawned: ")])


class FirstProcess(SystemCase):
    """As PID 1 of a namespace, as in a container."""

    def namespaced(self, programs):
        wrap = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
        if subprocess.run([*wrap, "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("no PID namespaces here")
        daemon = self.make(programs, wrap=wrap)
        daemon.start()
        children = f"/proc/{daemon.process.pid}/task/{daemon.process.pid}/children"
        with open(children, encoding="utf-8") as file:
            return daemon, int(file.read().split()[0])

    @needs_root
    def test_strangers_are_reaped_and_told(self):
        daemon, outer = self.namespaced(
            "[program:leaves]\ncommand=sh -c '(sleep 0.7; exit 5) & (sleep 0.9; kill -9 $$) & "
            "sleep 0.1'\nstartsecs=0\nautorestart=false\n"
            "[program:web]\ncommand=sleep 1000\nstartsecs=0\n")
        self.assertEqual(daemon.pid(), 1)
        self.assertEqual(daemon.read("daemon.pid"), "1\n")
        daemon.wait_log(r"^reaped unknown pid \d+ \(exit status 5\)$")
        levels = [line.level for line in daemon.logged("^reaped unknown pid")]
        self.assertEqual(levels[:1], ["INFO"])
        until(lambda: not self.zombies(outer), "no zombie is left")
        self.assertEqual(daemon.state("web"), "RUNNING")

    @needs_root
    def test_it_ends_on_term(self):
        daemon, outer = self.namespaced("[program:web]\ncommand=sleep 1000\nstartsecs=0\n")
        daemon.wait_log("^success: web")
        os.kill(outer, signal.SIGTERM)
        self.assertEqual(daemon.wait_end(), 0)
        self.assertFalse(alive(outer))

    @staticmethod
    def zombies(parent):
        """Dead, unreaped children of `parent`."""
        found = []
        for entry in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                    state, ppid = file.read().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            if state == "Z" and int(ppid) == parent:
                found.append(int(entry))
        return found


if __name__ == "__main__":
    unittest.main()
