"""Where the output of children goes, and that none of it is lost."""
import os
import re
import signal
import subprocess
import unittest

from cases import ORACLE_ITSELF, SystemCase, needs_root
from daemon_under_test import alive, until

AUTO = re.compile(r"^(?P<name>\w+)-(?P<channel>stdout|stderr)---(?P<identifier>\w+)-"
                  r"(?P<random>[a-z0-9_]{8})\.log$")


def numbered(count):
    """What `seq` prints for `count`."""
    return "".join(f"{number}\n" for number in range(1, count + 1))


class Destinations(SystemCase):
    def test_automatic_names(self):
        daemon = self.started("[program:web]\ncommand=sh -c 'echo out; echo err >&2; sleep 1000'\n"
                              "startsecs=0\n", supervisord="identifier=lab")
        daemon.wait_log("^success: web")
        names = {}
        for name in os.listdir(daemon.path("logs")):
            found = AUTO.match(name)
            self.assertTrue(found, name)
            names[found["channel"]] = name
            self.assertEqual((found["name"], found["identifier"]), ("web", "lab"))
            self.assertEqual(os.stat(daemon.path("logs", name)).st_mode & 0o777, 0o600)
        self.assertEqual(sorted(names), ["stderr", "stdout"])
        until(lambda: daemon.read(f"logs/{names['stdout']}") == "out\n", "stdout is there")
        until(lambda: daemon.read(f"logs/{names['stderr']}") == "err\n", "stderr is there")

    LEFT = ("web-stdout---supervisor-abcdefgh.log", "web-stderr---supervisor-abcdefgh.log.1",
            "old-stdout---supervisor-x.log.10", "web-stdout---another-abcdefgh.log", "notes.txt",
            "---supervisor-abcdefgh.log")

    def left_after_start(self, **options):
        def prepare(daemon):
            for name in self.LEFT:
                daemon.write(f"logs/{name}", "")

        def scenario(daemon):
            return sorted(set(os.listdir(daemon.path("logs"))) & set(self.LEFT))
        return self.both(scenario, prepare=prepare, **options)

    def test_old_automatic_files_are_removed_at_the_start(self):
        ours, theirs = self.left_after_start()
        self.assertIn("notes.txt", theirs)
        self.assertNotIn(self.LEFT[0], theirs)
        self.compare("old AUTO logs", ours, theirs)

    def test_nocleanup_keeps_them(self):
        ours, theirs = self.left_after_start(args=["-k"])
        self.assertEqual(theirs, sorted(self.LEFT))
        self.compare("old AUTO logs with nocleanup", ours, theirs)

    def test_none_makes_no_file(self):
        daemon = self.started("[program:web]\ncommand=sh -c 'echo x; echo y >&2; sleep 1000'\n"
                              "stdout_logfile=NONE\nstderr_logfile=OFF\nstartsecs=0\n")
        daemon.wait_log("^success: web")
        self.assertEqual(os.listdir(daemon.path("logs")), [])

    def test_redirect_stderr_keeps_the_order(self):
        daemon = self.started(
            "[program:web]\ncommand=sh -c 'for i in 1 2 3; do echo o$i; echo e$i >&2; done; exec "
            "sleep 1000'\nredirect_stderr=true\nstdout_logfile=%(here)s/web.log\nstartsecs=0\n")
        until(lambda: daemon.read("web.log") == "o1\ne1\no2\ne2\no3\ne3\n",
              "all six lines, in order")

    def test_the_daemons_stdout_as_a_log(self):
        daemon = self.started(
            "[program:web]\ncommand=sh -c 'echo to the terminal; exec sleep 1000'\n"
            "stdout_logfile=/dev/stdout\nstdout_logfile_maxbytes=0\nstartsecs=0\n", args=["-s"])
        until(lambda: daemon.read("stdout") == "to the terminal\n", "the line is on stdout")

    def test_the_daemons_stdout_as_a_log_when_it_is_a_pipe(self):
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "wb") as writer:
            daemon = self.make(
                "[program:web]\ncommand=sh -c 'seq 1 20000; exec sleep 1000'\nstartsecs=0\n"
                "stdout_logfile=/dev/fd/1\nstdout_logfile_maxbytes=0\n", args=["-s"], stdout=writer)
            daemon.launch()
            writer.close()
            wanted, seen = numbered(20000).encode(), b""
            while len(seen) < len(wanted):
                chunk = os.read(reader.fileno(), 65536)
                self.assertTrue(chunk, "the pipe ended early")
                seen += chunk
            self.assertEqual(seen, wanted)

    def test_strip_ansi(self):
        def scenario(daemon):
            until(lambda: daemon.read("web.log").endswith("end\n"), "the output is there")
            return daemon.read("web.log")
        ours, theirs = self.both(scenario, (
            r"""[program:web]
command=printf 'a\033[31mred\033[0m b\033[2Kc \033[1;32;40mgreen\033[m end\n'
startsecs=0
autorestart=false
stdout_logfile=%(here)s/web.log
"""), supervisord="strip_ansi=true")
        self.assertEqual(theirs, "ared bc green end\n")
        self.compare("strip_ansi", ours, theirs)

    def test_output_is_in_the_main_log_at_level_debug(self):
        def scenario(daemon):
            lines = daemon.wait_log("^'web' stdout output:")
            return [f"{line.level} {line.text}" for line in lines]
        ours, theirs = self.both(scenario, "[program:web]\ncommand=echo hello\nstartsecs=0\n"
                                           "autorestart=false\n")
        self.compare("output in the main log", ours, theirs)


class Rotation(SystemCase):
    COUNT = 60000  # `seq` of it is 348,894 bytes

    def files(self, daemon):
        """Contents of web.log.N ... web.log.1, web.log: oldest first."""
        names = [name for name in os.listdir(daemon.directory)
                 if re.match(r"web\.log(\.\d+)?$", name)]
        names.sort(key=lambda name: -int(name.partition("web.log")[2][1:] or 0))
        return {name: daemon.read(name) for name in names}

    def rotated(self, maxbytes, backups):
        daemon = self.started(
            f"[program:web]\ncommand=sh -c 'seq 1 {self.COUNT}; exec sleep 1000'\nstartsecs=0\n"
            f"stdout_logfile=%(here)s/web.log\nstdout_logfile_maxbytes={maxbytes}\n"
            f"stdout_logfile_backups={backups}\n")
        last = f"{self.COUNT}\n"
        until(lambda: last in "".join(list(self.files(daemon).values())[-2:]), "the last line")
        return self.files(daemon)

    def test_enough_backups_hold_every_byte(self):
        files = self.rotated(20000, 50)
        self.assertEqual("".join(files.values()), numbered(self.COUNT))
        self.assertGreater(len(files), 2)
        for name, text in files.items():
            if name != "web.log":
                self.assertGreater(len(text), 20000 - 100, name)
            # A file may grow beyond the limit by what one read brings (§5.2).
            self.assertLessEqual(len(text), 20000 + 131072, name)

    def test_few_backups_hold_the_newest_bytes(self):
        files = self.rotated(3000, 2)
        self.assertEqual(sorted(files), ["web.log", "web.log.1", "web.log.2"])
        kept = "".join(files.values())
        self.assertTrue(numbered(self.COUNT).endswith(kept))

    def test_without_backups_the_file_starts_again(self):
        files = self.rotated(300000, 0)
        self.assertEqual(sorted(files), ["web.log"])
        kept = files["web.log"]
        self.assertTrue(numbered(self.COUNT).endswith(kept))
        self.assertLess(len(kept), len(numbered(self.COUNT)))

    def test_both_channels_of_many_programs_at_once(self):
        daemon = self.started("".join(
            f"[program:p{number}]\ncommand=sh -c 'seq 1 20000; seq 1 20000 >&2'\nstartsecs=0\n"
            f"autorestart=false\nstdout_logfile=%(here)s/{number}.out\n"
            f"stderr_logfile=%(here)s/{number}.err\n" for number in range(10)))
        daemon.wait_states({f"p{number}": "EXITED" for number in range(10)})
        for number in range(10):
            for channel in ("out", "err"):
                self.assertEqual(daemon.read(f"{number}.{channel}"), numbered(20000))


class LastBytes(SystemCase):
    def test_a_megabyte_before_the_exit_is_all_there(self):
        daemon = self.started("[program:web]\ncommand=head -c 1000000 /dev/zero\nstartsecs=0\n"
                              "autorestart=false\nstdout_logfile=%(here)s/web.log\n")
        daemon.wait_state("web", "EXITED")
        self.assertEqual(os.path.getsize(daemon.path("web.log")), 1000000)

    def test_a_grandchild_that_holds_the_pipe_delays_nothing(self):
        daemon = self.started(
            "[program:web]\ncommand=sh -c '(exec sleep 600) & echo $! > grandchild; echo early; "
            "exit 0'\nstartsecs=0\nautorestart=false\nstdout_logfile=%(here)s/web.log\n")
        daemon.wait_state("web", "EXITED", patience=5)
        self.assertEqual(daemon.read("web.log"), "early\n")
        self.assertTrue(alive(int(daemon.read("grandchild"))))
        self.assertEqual(daemon.stop(), 0)

    def test_a_killed_writer_loses_nothing_it_has_written(self):
        daemon = self.started(
            "[program:web]\ncommand=sh -c 'seq 1 5000; kill -9 $$'\nstartsecs=0\n"
            "autorestart=false\nstdout_logfile=%(here)s/web.log\n")
        daemon.wait_state("web", "EXITED")
        self.assertEqual(daemon.read("web.log"), numbered(5000))


class Following(SystemCase):
    def follow(self, daemon, *words):
        """`actorctl tail -f`; its output goes to the file "followed"."""
        with open(daemon.path("followed"), "wb") as out:
            follower = subprocess.Popen(
                [*daemon.control, "-c", daemon.config, "tail", "-f", *words], stdout=out,
                stderr=subprocess.STDOUT, cwd=daemon.directory, env=daemon.environment,
                stdin=subprocess.DEVNULL)
        daemon.launched.append(follower)
        return follower

    def test_tail_f_shows_what_comes_and_ends_with_0_on_ctrl_c(self):
        daemon = self.started(
            "[program:web]\ncommand=sh -c 'echo first; while ! [ -e go ]; do sleep 0.1; done; "
            "echo second; exec sleep 1000'\nstartsecs=0\nstdout_logfile=%(here)s/web.log\n")
        until(lambda: daemon.read("web.log") == "first\n", "the first line")
        follower = self.follow(daemon, "web")
        until(lambda: "first" in daemon.read("followed"), "what was there is shown")
        daemon.write("go", "")
        until(lambda: "second" in daemon.read("followed"), "what comes is shown")
        follower.send_signal(signal.SIGINT)
        until(lambda: follower.poll() is not None, "the client ends")
        self.assertEqual(follower.returncode, 0)
        self.assertEqual(daemon.read("followed"), "==> Press Ctrl-C to exit <==\nfirst\nsecond\n\n")

    @unittest.skipIf(ORACLE_ITSELF, "supervisord may lose the tail of the old file (§11.4 no. 53)")
    def test_tail_f_goes_on_across_a_rotation(self):
        daemon = self.started(
            "[program:web]\ncommand=sh -c 'while ! [ -e go ]; do sleep 0.1; done; for i in $(seq 1 "
            "400); do echo $i; [ $((i % 20)) = 0 ] && sleep 0.02; done; exec sleep 1000'\n"
            .replace("%", "%%") + "startsecs=0\nstdout_logfile=%(here)s/web.log\n"
            "stdout_logfile_maxbytes=300\nstdout_logfile_backups=50\n")
        self.follow(daemon, "web")
        until(lambda: "Ctrl-C" in daemon.read("followed"), "the client follows")
        daemon.write("go", "")
        until(lambda: daemon.read("followed").endswith("\n400\n"), "the last line is shown")
        self.assertEqual(daemon.read("followed"), "==> Press Ctrl-C to exit <==\n" + numbered(400))
        self.assertTrue(os.path.exists(daemon.path("web.log.3")))

    def test_maintail_f_follows_the_main_log(self):
        daemon = self.started("[program:web]\ncommand=sleep 1000\nautostart=false\nstartsecs=0\n")
        with open(daemon.path("followed"), "wb") as out:
            follower = subprocess.Popen([*daemon.control, "-c", daemon.config, "maintail", "-f"],
                                        stdout=out, cwd=daemon.directory, env=daemon.environment,
                                        stdin=subprocess.DEVNULL)
        daemon.launched.append(follower)
        until(lambda: "started with pid" in daemon.read("followed"), "what was there is shown")
        daemon.ctl("start", "web")
        until(lambda: "spawned: 'web'" in daemon.read("followed"), "what comes is shown")

    def test_tail_f_of_an_unknown_program_is_an_error(self):
        daemon = self.started("[program:web]\ncommand=sleep 1000\n")
        follower = self.follow(daemon, "nope")
        until(lambda: follower.poll() is not None, "the client ends")
        self.assertNotIn("Traceback", daemon.read("followed"))


class FullDisk(SystemCase):
    @needs_root
    def test_a_full_disk_stops_only_what_writes_to_it(self):
        daemon = self.make(
            "[program:full]\ncommand=sh -c 'while :; do head -c 4000 /dev/zero; sleep 0.05; done'\n"
            "stdout_logfile=%(here)s/small/full.log\nstdout_logfile_maxbytes=0\nstartsecs=0\n"
            "[program:fine]\ncommand=sh -c 'while :; do echo tick; sleep 0.05; done'\n"
            "stdout_logfile=%(here)s/fine.log\nstartsecs=0\n", args=["-e", "info"])
        os.mkdir(daemon.path("small"))
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs",
                                  daemon.path("small")], capture_output=True, check=False)
        if mounted.returncode != 0:
            self.skipTest("no mounting here")
        try:
            daemon.start()
            until(lambda: os.statvfs(daemon.path("small")).f_bfree == 0, "the small disk is full")
            ticks = daemon.read("fine.log").count("tick")
            until(lambda: daemon.read("fine.log").count("tick") > ticks + 20, "the other logs on")
            self.assertEqual(daemon.state("full"), "RUNNING")
            self.assertEqual(daemon.ctl("restart", "full").out, "full: stopped\nfull: started\n")
            os.truncate(daemon.path("small/full.log"), 0)
            until(lambda: os.path.getsize(daemon.path("small/full.log")) > 0, "it logs again")
            if not ORACLE_ITSELF:
                complaints = [line for line in daemon.log() if "full.log" in line.text]
                self.assertTrue(1 <= len(complaints) <= 4, complaints)
                self.assertIn("No space left on device", complaints[0].text)
            self.assertEqual(daemon.stop(), 0)
        finally:
            daemon.close(keep=True)
            subprocess.run(["umount", daemon.path("small")], check=True)


if __name__ == "__main__":
    unittest.main()
