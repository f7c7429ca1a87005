"""The main job: the example config with Redis, nginx and a Python web server, as in the README.

Only the ports are replaced by free ones, so that it can run beside anything.
"""
import contextlib
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import unittest
import urllib.request

from cases import SystemCase
from daemon_under_test import alive, free_port, run, until

ROOT = pathlib.Path(__file__).parents[2]
PORTS = ("6390", "8090", "8091")  # redis, nginx, http in examples/


def answer(port, request):
    """The first bytes a server sends back, or b"" while it does not serve."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as peer:
        peer.settimeout(2)
        peer.sendall(request)
        return peer.recv(4096)
    return b""


def page(port):
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/",
                                                              timeout=2) as reply:
        return reply.read()
    return b""


class MainJob(SystemCase):
    def prepared(self):
        """The example in a directory of its own, on free ports."""
        daemon = self.make()
        self.ports = {old: str(free_port()) for old in PORTS}
        shutil.copytree(ROOT / "examples/www", daemon.path("www"))
        os.mkdir(daemon.path("run"), 0o755)
        for name in ("supervisord.conf", "nginx.conf"):
            daemon.write(name, self.moved((ROOT / "examples" / name).read_text(encoding="utf-8")))
        daemon.config = daemon.path("supervisord.conf")
        return daemon

    def moved(self, text):
        return re.sub("|".join(PORTS), lambda found: self.ports[found.group()], text)

    def serving(self, name):
        if name == "redis":
            return answer(int(self.ports["6390"]), b"PING\r\n").startswith(b"+PONG")
        return b"kept alive by actord" in page(self.ports["8090" if name == "nginx" else "8091"])

    def up(self, daemon):
        daemon.launch()
        for name in ("redis", "http", "nginx"):
            until(lambda name=name: self.serving(name), f"{name} serves")
        daemon.wait_states(dict.fromkeys(("redis", "http", "nginx"), "RUNNING"))

    def test_servers_are_kept_alive_and_all_gone_after_shutdown(self):
        daemon = self.prepared()
        self.up(daemon)
        for name in ("redis", "http", "nginx"):
            with self.subTest(name):
                old = daemon.child(name)
                os.kill(old, signal.SIGKILL)
                fresh = daemon.wait_respawned(name, old)
                until(lambda name=name: self.serving(name), f"{name} serves again")
                self.assertTrue(alive(fresh))
                self.assertEqual(daemon.child(name), fresh)
        self.assertEqual(daemon.ctl("shutdown").out, "Shut down\n")
        self.assertEqual(daemon.wait_end(), 0)
        until(lambda: not daemon.descendants(), "nothing that the daemon started is left")
        self.assertFalse(os.path.exists(daemon.path("run/actord.pid")))

    def test_the_transcript_of_the_readme_is_what_happens(self):
        daemon = self.prepared()
        self.up(daemon)
        blocks = re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
        self.assertEqual(len(blocks), 1)
        names = os.path.join(daemon.directory, "bin")
        os.mkdir(names)
        os.symlink(daemon.control[-1], os.path.join(names, "actorctl"))
        path = f"{names}:{daemon.environment['PATH']}"
        for command, expected in self.steps(blocks[0]):
            with self.subTest(command):
                command = self.moved(command).replace("examples/supervisord.conf",
                                                      shlex.quote(daemon.config))
                done = run(["sh", "-c", command], cwd=daemon.directory,
                           env={**daemon.environment, "PATH": path})
                self.assertEqual(daemon.normal(done.out + done.err), daemon.normal(expected))

    @staticmethod
    def steps(block):
        """(command, expected output) of each `$ ` line."""
        for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, expected = step.partition("\n")
            yield command, expected


if __name__ == "__main__":
    unittest.main()
