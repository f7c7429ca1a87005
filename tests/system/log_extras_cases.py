"""What actord's logs can do beyond Supervisor's: rotation on demand and by the clock, compression,
prefixes, JSON, syslog's labels, and slow or broken targets that hold up nobody else."""
import contextlib
import gzip
import json
import os
import re
import select
import signal
import socket
import subprocess
import unittest

from cases import ORACLE_ITSELF, SystemCase, needs_root
from daemon_under_test import until

ours_only = unittest.skipIf(ORACLE_ITSELF, "supervisord does not have it")

TICKING = """[program:tick]
command=sh -c 'while :; do i=$((i+1)); echo tick $i; sleep 0.02; done'
stdout_logfile=%(here)s/tick.log
stdout_logfile_maxbytes=0
startsecs=0
"""


def ticks_whole(text):
    """Are the lines of TICKING all there, in order?"""
    lines = text.splitlines()
    return lines == [f"tick {number}" for number in range(1, len(lines) + 1)]


class OursCase(SystemCase):
    def assert_ticks_go_on(self, daemon):
        before = daemon.read("tick.log").count("tick")
        until(lambda: daemon.read("tick.log").count("tick") > before + 20, "the other log goes on")
        whole = daemon.read("tick.log").rpartition("\n")[0]
        self.assertTrue(ticks_whole(whole), "no line of the other log is missing")


@ours_only
class Rotating(OursCase):
    def packed(self, daemon, name):
        path = daemon.path(name)
        until(lambda: os.path.exists(path + ".gz") and not os.path.exists(path),
              f"{name} is compressed")
        with gzip.open(path + ".gz", "rt", encoding="utf-8") as file:
            return file.read()

    def test_on_demand_with_compression(self):
        daemon = self.started(
            TICKING + "stdout_logfile_compress=gzip\n[program:idle]\ncommand=true\n"
            "autostart=false\nstdout_logfile=%(here)s/idle.log\n")
        until(lambda: "tick 5\n" in daemon.read("tick.log"), "some ticks")
        self.assertEqual(daemon.ctl("rotate", "tick").out, "tick: rotated\n")
        first = self.packed(daemon, "tick.log.1")
        until(lambda: "\n" in daemon.read("tick.log"), "it goes on in the new file")
        self.assertEqual(daemon.ctl("rotate", "all").out, "idle: rotated\ntick: rotated\n")
        second = self.packed(daemon, "tick.log.1")
        self.assertEqual(self.packed(daemon, "tick.log.2"), first)
        daemon.ctl("stop", "tick")
        self.assertTrue(ticks_whole(first + second + daemon.read("tick.log")))
        self.assertIn(daemon.read("tick.log")[-50:], daemon.ctl("tail", "tick").out)

    def test_refusals(self):
        daemon = self.started("[program:web]\ncommand=sh -c 'echo x; exec sleep 1000'\n"
                              "startsecs=0\nstdout_logfile=%(here)s/web.log\n"
                              "stdout_logfile_backups=0\n")
        until(lambda: daemon.read("web.log") == "x\n", "the line")
        refused = daemon.ctl("rotate", "web")
        self.assertIn("it keeps no backups, so its content would be lost", refused.out)
        self.assertEqual(refused.code, 1)
        self.assertEqual(daemon.read("web.log"), "x\n")
        self.assertEqual(daemon.ctl("rotate", "nope").out, "nope: ERROR (no such process)\n")
        self.assertIn("rotate requires a process name", daemon.ctl("rotate").out)

    def test_by_the_clock(self):
        daemon = self.started(TICKING + "stdout_logfile_rotate=1s\nstdout_logfile_backups=50\n")
        until(lambda: os.path.exists(daemon.path("tick.log.2")), "two periods have ended")
        daemon.ctl("stop", "tick")
        names = [f"tick.log.{number}" for number in range(50, 0, -1)] + ["tick.log"]
        self.assertTrue(ticks_whole("".join(daemon.read(name) for name in names)))

    def test_logrotate_renames_and_sends_usr2(self):
        daemon = self.started(TICKING)
        until(lambda: "tick 5\n" in daemon.read("tick.log"), "some ticks")
        os.rename(daemon.path("tick.log"), daemon.path("moved"))
        daemon.kill(signal.SIGUSR2)
        until(lambda: daemon.read("tick.log"), "it goes on in a new file")
        daemon.ctl("stop", "tick")
        self.assertTrue(ticks_whole(daemon.read("moved") + daemon.read("tick.log")))


@ours_only
class Lines(OursCase):
    def test_prefixes_keep_programs_apart_on_one_stdout(self):
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as reader:
            daemon = self.make("".join(
                f"[program:p{number}]\ncommand=sh -c 'seq 1 3000; seq 1 3000 >&2; printf end'\n"
                "startsecs=0\nautorestart=false\nstdout_logfile_maxbytes=0\nstdout_logfile=/dev/"
                "stdout\nstderr_logfile=/dev/stderr\nstderr_logfile_maxbytes=0\n"
                "stdout_prefix=%(program_name)s |\nstderr_prefix=%(program_name)s !\n"
                for number in range(3)), args=["-s"], stdout=writing)
            daemon.launch(stderr=writing)
            os.close(writing)
            wanted = [str(number) for number in range(1, 3001)]
            lines, seen = b"", {}
            while seen.get("p0 |") != [*wanted, "end"] or len(seen) < 6 or any(
                    len(found) < 3000 for found in seen.values()):
                self.assertTrue(select.select([reader], [], [], 30)[0], f"no more: {seen.keys()}")
                piece = os.read(reader.fileno(), 65536)
                self.assertTrue(piece, "the pipe ended early")
                *whole, lines = (lines + piece).split(b"\n")
                for line in whole:
                    found = re.fullmatch(r"(p\d [|!]) (\d+|end)", line.decode())
                    self.assertTrue(found, line)
                    seen.setdefault(found[1], []).append(found[2])
            for who, found in seen.items():
                self.assertEqual(found[:3000], wanted, who)

    @needs_root
    def test_a_stdout_that_belongs_to_root_after_the_switch_to_another_user(self):
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as reader:
            daemon = self.make("[program:web]\ncommand=sh -c 'seq 1 50000; exec sleep 1000'\n"
                               "startsecs=0\nstdout_logfile=/dev/stdout\n"
                               "stdout_logfile_maxbytes=0\n", supervisord="user=nobody",
                               args=["-s"], stdout=writing)
            os.chmod(daemon.directory, 0o777)
            daemon.launch()
            os.close(writing)
            wanted, seen = "".join(f"{number}\n" for number in range(1, 50001)).encode(), b""
            while len(seen) < len(wanted):
                self.assertTrue(select.select([reader], [], [], 30)[0], seen[-100:])
                seen += os.read(reader.fileno(), 65536)
            self.assertEqual(seen, wanted)

    def test_json_lines_and_a_json_main_log(self):
        daemon = self.started(
            "[actord]\nlog_format=json\n[program:web]\n"
            "command=/usr/bin/printf 'one\\n\\377\"two\\\\\\nrest'\nstartsecs=0\n"
            "autorestart=false\nlog_format=json\nstdout_logfile=%(here)s/web.log\n")
        until(lambda: daemon.read("web.log").count("\n") == 3, "three lines")
        lines = [json.loads(line) for line in daemon.read("web.log").splitlines()]
        self.assertEqual([line["message"] for line in lines], ["one", "\ufffd\"two\\", "rest"])
        for line in lines:
            self.assertEqual((line["stream"], line["program"]), ("stdout", "web"))
            self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$")
        own = [json.loads(line) for line in daemon.read("main.log").splitlines()]
        spawned = next(line for line in own if line["message"].startswith("spawned: 'web'"))
        self.assertEqual(spawned["level"], "info")
        self.assertEqual(spawned["pid"], daemon.process.pid)
        self.assertEqual({line["pid"] for line in lines},
                         {int(re.search(r"pid (\d+)", spawned["message"])[1])})


@ours_only
class SlowTargets(OursCase):
    def reader_of(self, path):
        return open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0)

    def test_fifos_hold_up_their_own_writers_at_most(self):
        daemon = self.make(
            "[program:unread]\ncommand=sh -c 'seq 1 300000; echo > unread.done; exec sleep 1000'\n"
            "stdout_logfile=%(here)s/unread\nstdout_logfile_maxbytes=0\nstartsecs=0\n"
            "[program:waits]\ncommand=sh -c 'seq 1 300000; echo > waits.done; exec sleep 1000'\n"
            "stdout_logfile=%(here)s/waits\nstdout_logfile_maxbytes=0\nstartsecs=0\n"
            "[program:drops]\ncommand=sh -c 'seq 1 300000; echo > drops.done; exec sleep 1000'\n"
            "stdout_logfile=%(here)s/drops\nstdout_logfile_maxbytes=0\nstartsecs=0\n"
            "log_overflow=drop\n" + TICKING)
        for name in ("unread", "waits", "drops"):
            os.mkfifo(daemon.path(name))
        with contextlib.ExitStack() as closing:
            waits = closing.enter_context(self.reader_of(daemon.path("waits")))
            drops = closing.enter_context(self.reader_of(daemon.path("drops")))
            daemon.start()
            until(lambda: os.path.exists(daemon.path("drops.done")), "who drops never waits")
            until(lambda: os.path.exists(daemon.path("unread.done")), "nor who has no reader")
            self.assert_ticks_go_on(daemon)
            self.assertFalse(os.path.exists(daemon.path("waits.done")))
            self.assertEqual(daemon.ctl("stop", "waits").out, "waits: stopped\n")
            self.assertEqual(daemon.ctl("start", "waits").out, "waits: started\n")
            got = bytearray()
            wanted = "".join(f"{number}\n" for number in range(1, 300001)).encode()

            def all_of_the_second_run():
                got.extend(waits.read(1 << 20) or b"")
                return got.endswith(wanted)
            until(all_of_the_second_run, "who waits gets every byte through")
            # Of the first run, what it had written before it was stopped: all of it, in order.
            self.assertTrue(wanted.startswith(bytes(got[:-len(wanted)])))
            text = bytearray()

            def told():
                text.extend(drops.read(1 << 20) or b"")
                daemon.ctl("stop", "drops")
                return b"are missing before this line" in text
            until(told, "the log says what is missing")
        daemon.wait_log("is too slow for 'drops'; output is left out")
        self.assertEqual(daemon.stop(), 0)

    def test_a_stdout_that_nobody_reads(self):
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb"):
            daemon = self.make("[program:web]\ncommand=seq 1 300000\nstartsecs=0\n"
                               "stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\n" + TICKING,
                               args=["-s"], stdout=writing)
            daemon.start()
            os.close(writing)
            self.assert_ticks_go_on(daemon)
            self.assertEqual(daemon.stop(), 0)  # does not wait for the reader either


@ours_only
class Disks(OursCase):
    @contextlib.contextmanager
    def small_disk(self, daemon):
        path = daemon.path("small")
        os.mkdir(path)
        if self.mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", path) != 0:
            self.skipTest("no mounting here")
        try:
            yield path
        finally:
            daemon.close(keep=True)
            subprocess.run(["umount", path], check=True)

    def mount(self, *words):
        return subprocess.run(["mount", *words], capture_output=True, check=False).returncode

    SAYING = ("[program:web]\ncommand=sh -c 'while :; do i=$((i+1)); echo line $i; sleep 0.02; "
              "done'\nstdout_logfile=%(here)s/small/web.log\nstdout_logfile_maxbytes=0\n"
              "startsecs=0\n")

    @needs_root
    def test_read_only(self):
        daemon = self.make(self.SAYING + TICKING)
        with self.small_disk(daemon) as disk:
            self.mount("-o", "remount,ro", disk)
            daemon.start()
            daemon.wait_log("web.log': Read-only file system; output of 'web' is dropped")
            self.assertEqual(daemon.state("web"), "RUNNING")
            self.assert_ticks_go_on(daemon)
            self.mount("-o", "remount,rw", disk)
            back = daemon.wait_log(r"web.log' is writable again; \d+ bytes of 'web' were dropped")
            lost = int(re.search(r"(\d+) bytes", back[0].text)[1])
            until(lambda: daemon.read("small/web.log").count("\n") > 5, "it logs again")
            daemon.ctl("stop", "web")
            text = daemon.read("small/web.log")
            last = int(text.split()[-1])
            wanted = "".join(f"line {number}\n" for number in range(1, last + 1))
            self.assertEqual(wanted[lost:], text)

    @needs_root
    def test_vanished_folder(self):
        daemon = self.make(self.SAYING + TICKING)
        os.mkdir(daemon.path("small"))
        daemon.start()
        until(lambda: "line 5\n" in daemon.read("small/web.log"), "it logs")
        os.rename(daemon.path("small"), daemon.path("elsewhere"))
        self.assert_ticks_go_on(daemon)
        os.mkdir(daemon.path("small"))
        until(lambda: daemon.read("small/web.log"), "it logs again under its path")
        daemon.ctl("stop", "web")
        text = daemon.read("elsewhere/web.log") + daemon.read("small/web.log")
        numbers = [int(line.split()[1]) for line in text.splitlines()]
        # The file that was moved away takes the bytes until the path is back: nothing is lost.
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))


@ours_only
class Syslog(OursCase):
    @needs_root
    def test_labels(self):
        if os.path.lexists("/dev/log"):
            self.skipTest("/dev/log is somebody's")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
            log.bind("/dev/log")
            try:
                log.settimeout(20)
                self.started("[program:web]\ncommand=sh -c 'echo out; echo err >&2'\nstartsecs=0\n"
                             "autorestart=false\nstdout_syslog=true\nstderr_syslog=true\n"
                             "stderr_syslog_level=err\nsyslog_facility=local3\n")
                got = sorted(log.recv(9000).decode() for _ in range(2))
                self.assertRegex(got[0], r"^<155>.{15} actord: web err$")
                self.assertRegex(got[1], r"^<158>.{15} actord: web out$")
            finally:
                os.unlink("/dev/log")


if __name__ == "__main__":
    unittest.main()
