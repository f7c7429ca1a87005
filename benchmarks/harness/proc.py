"""What /proc and the CPU clocks say about processes. Looking disturbs none of them."""

import os
import time


def parents():
    """pid -> parent's pid, of all processes."""
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                found[int(name)] = int(file.read().rpartition(")")[2].split()[1])
        except OSError:
            continue  # gone between the two looks
    return found


def descendants(root):
    """All pids below `root`, without itself."""
    children = {}
    for pid, parent in parents().items():
        children.setdefault(parent, []).append(pid)
    found, open_ends = [], [root]
    while open_ends:
        below = children.get(open_ends.pop(), [])
        found += below
        open_ends += below
    return found


def executable(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


def cpu_seconds(pids):
    """CPU time used so far by all threads, living and dead, of the given processes."""
    total = 0
    for pid in pids:
        try:
            total += time.clock_gettime_ns((~pid << 3) | 2)  # what clock_getcpuclockid(3) makes
        except OSError:
            continue
    return total / 1e9


def memory_bytes(pids):
    """{'pss': ..., 'anonymous': ...} of the given processes together."""
    total = {"pss": 0, "anonymous": 0}
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            for line in file:
                key, _, value = line.partition(":")
                if key in ("Pss", "Anonymous"):
                    total[key.lower()] += int(value.split()[0]) * 1024
    return total


def context_switches(pids):
    """(pid, tid) -> (thread's name, switches so far) of all threads of the given processes."""
    found = {}
    for pid in pids:
        for tid in os.listdir(f"/proc/{pid}/task"):
            name, switches = "", 0
            with open(f"/proc/{pid}/task/{tid}/status") as file:
                for line in file:
                    if line.startswith("Name:"):
                        name = line.split(None, 1)[1].strip()
                    elif "ctxt_switches:" in line:
                        switches += int(line.split()[1])
            found[pid, int(tid)] = (name, switches)
    return found


def is_gone(pid):
    """True for a process that no longer runs, reaped or not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True
