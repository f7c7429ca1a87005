"""The three programs that are compared, and one running instance of any of them."""

import os
import select
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from typing import Callable

from . import guard, proc
from .board import Board, wait_until
from .failure import BenchError
from .plan import limit_list, supervisor_config

BOOT_S = 60  # the longest any contender may take to have all children up
SETTLE_S = 60  # … until its status calls them all RUNNING
STOP_S = 30  # … to end after SIGTERM


@dataclass(frozen=True)
class Contender:
    """How to write a plan for it, start it and ask it for its status, given the file it reads."""

    name: str
    write: Callable
    start: Callable  # config path -> argv
    status: Callable  # config path -> argv


def limit(tools):
    program = os.path.join(tools, "limit")
    return Contender(
        "limit",
        limit_list,
        lambda config: [program, "run", config],
        lambda config: [program, "status", os.path.join(os.path.dirname(config), "control.sock")],
    )


def supervisor(name, daemon, control):
    """supervisord and actord alike: same file, same options."""
    return Contender(
        name,
        supervisor_config,
        lambda config: [daemon, "-n", "-c", config],
        lambda config: [control, "-c", config, "status"],
    )


class Running:
    """One contender at work on a plan, in folders of its own. Close it, however the work ends."""

    def __init__(self, contender, plan, child, disk, memory):
        self.plan = plan
        self.child = os.path.realpath(child)
        self.contender = contender
        self.folder = os.path.join(disk, contender.name)
        self._board_folder = os.path.join(memory, contender.name + "-board")
        for folder in (self.folder, self._board_folder):
            shutil.rmtree(folder, ignore_errors=True)
            os.mkdir(folder)
        self.logs = os.path.join(self.folder, "logs")
        os.mkdir(self.logs)
        self.board = Board(os.path.join(self._board_folder, "board"), plan.count)
        self.config = os.path.join(self.folder, "programs.conf")
        with open(self.config, "w") as file:
            file.write(contender.write(plan, self.child, self.board, self.folder))
        self._output = open(os.path.join(self.folder, "output"), "w+")
        self._process = None
        self.started_ns = 0

    def start(self):
        command = self.contender.start(self.config)
        self.started_ns = time.monotonic_ns()
        self._process = subprocess.Popen(
            command,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return self

    @property
    def pid(self):
        return self._process.pid

    def alive(self):
        return self._process.poll() is None

    def wait_for(self, condition, seconds, what):
        try:
            wait_until(condition, seconds, what, self.alive)
        except BenchError as error:
            raise BenchError(f"{error}{self._last_words()}") from None

    def wait_for_children(self):
        """Until the main() of every child has run at least once."""
        self.wait_for(lambda: self.board.arrivals() >= self.plan.count, BOOT_S, "last child")

    def settle(self):
        """Boots and waits until the contender itself says that all are RUNNING."""
        self.wait_for_children()
        deadline = time.monotonic() + SETTLE_S
        while self.running_by_status() != self.plan.count:
            if not self.alive() or time.monotonic() > deadline:
                raise BenchError(f"not all RUNNING within {SETTLE_S} s{self._last_words()}")
            time.sleep(0.2)

    def ask_status(self):
        """Runs the contender's own command for it once, as a user would; answers what it prints."""
        done = subprocess.run(
            self.contender.status(self.config),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SETTLE_S,
            check=False,
        )
        return done.stdout

    def running_by_status(self):
        return sum(line.split()[1:2] == [b"RUNNING"] for line in self.ask_status().splitlines())

    def pids(self):
        """The supervisor's own processes: the daemon and what is below it and no bench child."""
        below = proc.descendants(self.pid)
        return [self.pid] + [pid for pid in below if proc.executable(pid) not in ("", self.child)]

    def terminate_and_wait(self):
        """SIGTERM; answers the moments (ns) of sending and of the daemon's end."""
        with_pidfd = os.pidfd_open(self.pid)
        try:
            poller = select.poll()
            poller.register(with_pidfd, select.POLLIN)
            begun = time.monotonic_ns()
            self._process.send_signal(signal.SIGTERM)
            if not poller.poll(STOP_S * 1000):
                raise BenchError(f"still there {STOP_S} s after SIGTERM{self._last_words()}")
            return begun, time.monotonic_ns()
        finally:
            os.close(with_pidfd)

    def close(self, gently=True):
        """Ends the daemon, by force in the end, and every child it may have left."""
        try:
            if gently and self._process and self.alive():
                self.terminate_and_wait()
        except BenchError:
            pass  # the next lines do not ask
        finally:
            if self._process:
                self._process.kill()
                self._process.wait()
            guard.sweep()
            self.board.close()
            self._output.close()
            for folder in (self.folder, self._board_folder):
                shutil.rmtree(folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_rest):
        self.close(gently=kind is None)

    def _last_words(self):
        self._output.flush()
        with open(self._output.name, errors="replace") as file:
            lines = file.read().split("\n")
        said = [line for line in lines if line.strip()][-3:]
        return "".join(f"\n    {line[:200]}" for line in said)
