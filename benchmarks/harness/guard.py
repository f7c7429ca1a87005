"""Runs a job so that nothing of it outlives it: no process, no file.

The job runs in a worker process; the guard stays behind as its parent and as the reaper of all that
the worker's programs leave over (PR_SET_CHILD_SUBREAPER). However the job ends - done, failed,
interrupted, out of time, killed - the guard kills what is below itself, by pid, and removes the
scratch folders. When the guard itself is killed, the worker does all that instead.
"""

import ctypes
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback

from . import proc

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
GRACE_S = 10
OUT_OF_TIME = 124  # the exit codes a shell would use
INTERRUPTED = 130


class Interrupted(BaseException):
    """The guard asked the worker to end."""


def _prctl(option, value):
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _scratch_folders(parent):
    """One folder for logs and configs, and one in memory for the board, if there is a place."""
    disk = tempfile.mkdtemp(prefix="actord-bench-", dir=parent)
    memory = disk
    if os.access("/dev/shm", os.W_OK):
        memory = tempfile.mkdtemp(prefix="actord-bench-", dir="/dev/shm")
    return disk, memory


def reap():
    """Takes leave of this process' dead children; Popen does not mind when it finds them gone."""
    for pid, parent in proc.parents().items():
        if parent == os.getpid() and proc.is_gone(pid):
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                continue


def sweep(seconds=10.0):
    """Kills every process below this one until none is left. True when that succeeded."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        living = [pid for pid in proc.descendants(os.getpid()) if not proc.is_gone(pid)]
        for pid in living:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        reap()
        if not living:
            return True
        time.sleep(0.01)
    return False


def _interrupt(_number, _frame):
    raise Interrupted


def _work(job, disk, memory, guard_pid):
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    code = 1
    try:
        if os.getppid() == guard_pid:
            code = job(disk, memory)
    except Interrupted:
        code = INTERRUPTED
    except BaseException:  # the rim: print it, then clean up all the same
        traceback.print_exc()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sweep()
        for folder in (disk, memory):
            shutil.rmtree(folder, ignore_errors=True)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _wait(worker, seconds):
    """The exit code; asks the worker to end when time is up or when asked to end itself."""
    deadline = time.monotonic() + seconds
    asked = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _frame: asked.append(got))
    told_at = None
    while True:
        pid, status = os.waitpid(worker, os.WNOHANG)
        if pid == worker and told_at is not None:
            return INTERRUPTED if asked else OUT_OF_TIME
        if pid == worker:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        now = time.monotonic()
        if told_at is None and (asked or now > deadline):
            if not asked:
                print(f"out of time after {seconds:g} s", file=sys.stderr)
            os.kill(worker, signal.SIGTERM)
            told_at = now
        elif told_at is not None and now > told_at + GRACE_S:
            os.kill(worker, signal.SIGKILL)
        time.sleep(0.05)


def guarded(job, scratch_parent, seconds):
    """Runs job(disk_folder, memory_folder) -> exit code, and answers that code."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    disk, memory = _scratch_folders(scratch_parent)
    sys.stdout.flush()
    guard_pid = os.getpid()
    worker = os.fork()
    if worker == 0:
        _work(job, disk, memory, guard_pid)
    try:
        return _wait(worker, seconds)
    finally:
        if not sweep():
            print("some processes of the benchmark could not be ended", file=sys.stderr)
        for folder in (disk, memory):
            shutil.rmtree(folder, ignore_errors=True)
