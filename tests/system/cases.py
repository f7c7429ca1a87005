"""What the system tests share: a test class that owns its daemons, and the comparison with
supervisord.

A case that compares gets one value from each daemon under the same key. They must be equal, unless
known_differences.py has a row for that key; then both sides must be exactly what the row says, so
that a row which no longer holds fails as well.
"""
import concurrent.futures
import os
import unittest

from daemon_under_test import SUBJECT, Supervisord
from known_differences import DIFFERENCES

IS_ROOT = os.geteuid() == 0
ORACLE_ITSELF = SUBJECT is Supervisord

needs_root = unittest.skipUnless(IS_ROOT, "needs root")


def together(*jobs):
    """Runs the jobs in parallel and returns their results in order."""
    with concurrent.futures.ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]


class SystemCase(unittest.TestCase):
    maxDiff = None

    def run(self, result=None):
        """As usual; a failure also tells the daemons' story, then they are closed."""
        self.daemons = []
        result = result or self.defaultTestResult()
        faults = len(result.failures) + len(result.errors)
        try:
            return super().run(result)
        finally:
            if len(result.failures) + len(result.errors) > faults:
                for daemon in self.daemons:
                    print(daemon.story(), flush=True)
            if self.daemons:
                together(*[daemon.close for daemon in self.daemons])

    def make(self, *args, kind=SUBJECT, **options):
        """A daemon of the kind under test, not started; closed with the test."""
        daemon = kind(*args, **options)
        self.daemons.append(daemon)
        return daemon

    def started(self, *args, **options):
        return self.make(*args, **options).start()

    def both(self, scenario, *args, prepare=None, **options):
        """Plays `scenario(daemon)` on the subject and on supervisord at once.

        `prepare(daemon)` runs before the start. Returns what the scenario returned for each.
        """
        pair = [self.make(*args, kind=kind, **options) for kind in (SUBJECT, Supervisord)]

        def play(daemon):
            if prepare:
                prepare(daemon)
            daemon.start()
            return scenario(daemon)
        return together(*[lambda daemon=daemon: play(daemon) for daemon in pair])

    def compare(self, key, ours, theirs):
        """Equal, or exactly the recorded deliberate difference."""
        row = DIFFERENCES.get(key)
        with self.subTest(key):
            if row is None or ORACLE_ITSELF:
                self.assertEqual(ours, theirs, f"{SUBJECT.name} (first) against supervisord: {key}")
            else:
                self.assertEqual(theirs, row.theirs, f"supervisord no longer does this: {key}")
                self.assertEqual(ours, row.ours, f"deliberate difference ({row.reason}): {key}")

    def ours_or_theirs(self, ours, theirs):
        """The expectation of a case in which actord deliberately differs."""
        return theirs if ORACLE_ITSELF else ours
