"""The shared page on which the bench children report.

A file mapped by the harness and by every child (the layout stands in limit/child.c): a header with
two counters, then one slot per child. Reading it costs the programs under test nothing, and the
moment of each main() is taken by the child itself, so how often the harness looks does not matter.
"""

import fcntl
import mmap
import struct
import time

from .failure import BenchError

HEADER = struct.Struct("=QQ6Q")
SLOT = struct.Struct("=QQQ5Q")


class Board:
    """Slots for `count` children in a new file at `path`, and the gate that holds writers back."""

    def __init__(self, path, count):
        self.path = path
        self.gate_path = path + ".gate"
        self.count = count
        size = HEADER.size + count * SLOT.size
        with open(path, "w+b") as file:
            file.truncate(size)
            self._map = mmap.mmap(file.fileno(), size)
        self._gate = open(self.gate_path, "w")
        fcntl.flock(self._gate, fcntl.LOCK_EX)

    def close(self):
        self._map.close()
        self._gate.close()

    def open_gate(self):
        fcntl.flock(self._gate, fcntl.LOCK_UN)

    def arrivals(self):
        return HEADER.unpack_from(self._map, 0)[0]

    def finished(self):
        return HEADER.unpack_from(self._map, 0)[1]

    def slot(self, index):
        """(number of starts, moment of the last main() in monotonic ns, its pid)"""
        return SLOT.unpack_from(self._map, HEADER.size + index * SLOT.size)[:3]

    def pids(self):
        return [pid for pid in (self.slot(i)[2] for i in range(self.count)) if pid]

    def last_main_ns(self):
        return max(self.slot(i)[1] for i in range(self.count))


def wait_until(condition, seconds, what, alive=lambda: True, pause=0.002):
    """Polls `condition`; gives up after `seconds`, or at once when `alive` says no."""
    deadline = time.monotonic() + seconds
    while not condition():
        if not alive():
            raise BenchError(f"ended while waiting for {what}")
        if time.monotonic() > deadline:
            raise BenchError(f"no {what} within {seconds:g} s")
        time.sleep(pause)
