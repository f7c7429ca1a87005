"""Why a process is in its state, and what happens while one looks: `why`, `events`, JSON, patterns.
Supervisor has none of this."""
import json
import os
import signal
import subprocess
import unittest

from cases import ORACLE_ITSELF, SystemCase
from daemon_under_test import until

CONFIG = """\
[program:web]
command=sleep 1000
startsecs=0
[program:gone]
command=sh -c 'exit 3'
startsecs=0
autorestart=false
[program:worker]
command=sleep 1000
startsecs=0
numprocs=2
process_name=%(program_name)s_%(process_num)d
"""


def changes(text):
    """[(process, "FROM -> TO", cause)] of what `why` prints."""
    found, name = [], None
    for line in text.splitlines():
        if not line.startswith("  "):
            name = line
            continue
        words = line.split()
        cause = words[5:] if words[5] != "pid" else words[7:]
        found.append((name, " ".join(words[2:5]), " ".join(cause)))
    return found


@unittest.skipIf(ORACLE_ITSELF, "Supervisor has no histories")
class History(SystemCase):
    def ready(self):
        daemon = self.started(CONFIG)
        daemon.wait_states({"web": "RUNNING", "gone": "EXITED", "worker:worker_0": "RUNNING",
                            "worker:worker_1": "RUNNING"})
        return daemon

    def test_why_tells_the_causes(self):
        daemon = self.ready()
        self.assertEqual(changes(daemon.ctl("why", "gone").out), [
            ("gone", "STOPPED -> STARTING", "autostart"),
            ("gone", "STARTING -> RUNNING", "launched, startsecs=0"),
            ("gone", "RUNNING -> EXITED", "exit status 3")])
        daemon.ctl("stop", "web")
        self.assertEqual(changes(daemon.ctl("why", "web").out)[2:], [
            ("web", "RUNNING -> STOPPING", "stop request"),
            ("web", "STOPPING -> STOPPED", "terminated by SIGTERM")])
        nobody = daemon.ctl("why", "nope", "worker:*")
        self.assertEqual(nobody.code, 4)
        self.assertEqual(len(changes(nobody.out.partition("\n")[2])), 4)

    def test_events_come_as_they_happen(self):
        daemon = self.ready()
        with subprocess.Popen([*daemon.control, "-c", daemon.config, "events", "--json", "w*"],
                              stdout=subprocess.PIPE, text=True, env=daemon.environment,
                              cwd=daemon.directory) as follower:
            try:
                # Its first question tells it where to begin: until then, nothing is missed by it.
                seen = []
                for _ in range(100):
                    os.kill(int(daemon.ctl("pid", "web").out), signal.SIGKILL)
                    daemon.wait_states({"web": "RUNNING"})
                    os.set_blocking(follower.stdout.fileno(), False)
                    seen = (follower.stdout.read() or "").splitlines()
                    if seen:
                        break
                first = json.loads(seen[0])
                self.assertEqual(first["name"], "web")
                self.assertIn((first["from"], first["cause"]),
                              [("RUNNING", "terminated by SIGKILL"),
                               ("EXITED", "automatic restart"), ("STARTING", "launched, startsecs=0")])
            finally:
                follower.send_signal(signal.SIGINT)
                until(lambda: follower.poll() is not None, "it ends by ^C")

    def test_status_as_json_and_patterns(self):
        daemon = self.ready()
        result = daemon.ctl("status", "--json", "worker:*_?", "gone")
        shown = json.loads(result.out)
        self.assertEqual([row["name"] for row in shown],
                         ["worker:worker_0", "worker:worker_1", "gone"])
        self.assertEqual([row["statecode"] for row in shown], [20, 20, 100])
        self.assertEqual(result.code, 3)
        stopped = daemon.ctl("stop", "*:worker_[01]")
        self.assertEqual(stopped.out, "worker:worker_0: stopped\nworker:worker_1: stopped\n")


@unittest.skipIf(ORACLE_ITSELF, "Supervisor has no completion")
class Completion(SystemCase):
    def test_the_script_needs_no_configuration(self):
        daemon = self.make(CONFIG)
        result = subprocess.run([daemon.control[0], "-c", daemon.path("nope"), "completion", "zsh"],
                                capture_output=True, text=True, env=daemon.environment)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertTrue(result.stdout.startswith("#compdef actorctl"), result.stdout[:100])

    def test_bash_offers_actions_and_names(self):
        daemon = self.started(CONFIG)
        daemon.wait_states({"web": "RUNNING"})
        script = f"""
            source <({daemon.control[0]} -c {daemon.config} completion bash)
            offer() {{
              COMP_LINE="$1" COMP_POINT=${{#1}}; read -ra COMP_WORDS <<<"$1"; COMPREPLY=()
              _actorctl; echo "${{COMPREPLY[*]}}"
            }}
            offer '{daemon.control[0]} sta'
            offer '{daemon.control[0]} -c {daemon.config} start w'
            offer '{daemon.control[0]} -c {daemon.config} tail worker:worker_'
        """
        result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True,
                                env=daemon.environment, cwd=daemon.directory)
        self.assertEqual(result.stderr, "")
        actions, names, rest = result.stdout.splitlines()
        self.assertEqual(actions, "start status")
        self.assertEqual(names, "web worker:* worker:worker_0 worker:worker_1")
        self.assertEqual(rest, "worker_0 worker_1")


if __name__ == "__main__":
    unittest.main()
