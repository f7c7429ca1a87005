"""Debian's own supervisorctl drives actord over its HTTP servers as it drives supervisord.

The command lines of control_cases.py go to both daemons through the real /usr/bin/supervisorctl;
text, stream and exit code must be equal.
"""
import os
import pwd
import re
import signal
import socket
import subprocess
import threading
import unittest

from cases import SystemCase, needs_root, together
from control_cases import (CLEARS, CONFIG, RESTART, SIGNALS, START_STOP, STATUS, TAILS, play)
from daemon_under_test import BOILERPLATE, SUBJECT, Supervisord, free_port, until

INET = """\
[inet_http_server]
port=127.0.0.1:{port}
username=operator
password=pass:word
"""


class Subject(SUBJECT):
    """The daemon under test, spoken to by Supervisor's client."""
    control = Supervisord.control


class OldClient(SystemCase):
    def both(self, scenario, *args, prepare=None, **options):
        pair = [self.make(*args, kind=kind, **options) for kind in (Subject, Supervisord)]

        def play_on(daemon):
            if prepare:
                prepare(daemon)
            daemon.start()
            return scenario(daemon)
        return together(*[lambda daemon=daemon: play_on(daemon) for daemon in pair])

    def compare_all(self, topic, commands):
        def prepare(daemon):
            daemon.write("plain_file", "no x bit\n")
        ours, theirs = self.both(play(commands), CONFIG, prepare=prepare)
        for key, value in theirs.items():
            self.compare(f"supervisorctl {topic} {key}", ours[key], value)


class OldClientViews(OldClient):
    def test_status_and_small_commands(self):
        self.compare_all("status", STATUS)


class OldClientActions(OldClient):
    def test_start_and_stop(self):
        self.compare_all("start", START_STOP)


class OldClientRestarts(OldClient):
    def test_restart(self):
        self.compare_all("restart", RESTART)


class OldClientSignals(OldClient):
    def test_signal_and_pid(self):
        self.compare_all("signal", SIGNALS)


class OldClientLogs(OldClient):
    def test_tail(self):
        self.compare_all("tail", TAILS)

    def test_clear_and_maintail(self):
        self.compare_all("clear", CLEARS)


class OldClientOverTcp(OldClient):
    def tcp(self, daemon, *words, password="pass:word"):
        return daemon.ctl("-s", f"http://127.0.0.1:{daemon.port}", "-u", "operator", "-p", password,
                          *words)

    def started_with_port(self, kind):
        port = free_port()
        daemon = self.make(INET.format(port=port) + CONFIG, kind=kind)
        daemon.port = port
        daemon.start()
        daemon.wait_state("web", "RUNNING")
        return daemon

    def test_the_same_over_tcp_with_a_password(self):
        def scenario(daemon):
            return {line: (result.code, daemon.normal(result.out))
                    for line, result in (
                        (line, self.tcp(daemon, *line.split()))
                        for line in ("status web manual", "stop web", "stop web", "start web",
                                     "start web", "pid nope", "tail chatty stderr"))}
        ours, theirs = together(*[lambda kind=kind: scenario(self.started_with_port(kind))
                                  for kind in (Subject, Supervisord)])
        for key, value in theirs.items():
            self.compare(f"supervisorctl over TCP {key}", ours[key], value)

    def test_a_wrong_password_is_refused(self):
        daemon = self.started_with_port(Subject)
        result = self.tcp(daemon, "status", password="wrong")
        self.assertEqual(result.code, 1)
        self.assertIn("Server requires authentication", result.out)

    def test_no_password_is_refused(self):
        daemon = self.started_with_port(Subject)
        result = daemon.ctl("-s", f"http://127.0.0.1:{daemon.port}", "status")
        self.assertEqual(result.code, 1)
        self.assertIn("Server requires authentication", result.out)


TALKER = """\
[program:talker]
command=sh -c 'i=0; while read line; do i=$((i+1)); echo "got $line"; done'
stdout_logfile=%(here)s/talker.out
"""


class OldClientFollows(OldClient):
    def followed(self, daemon, *words):
        """The client, writing into the file `seen` of the daemon's directory."""
        with open(daemon.path("seen"), "wb") as seen:
            process = subprocess.Popen(
                [*daemon.control, "-c", daemon.config, *words], stdin=subprocess.PIPE, stdout=seen,
                stderr=seen, cwd=daemon.directory, text=True,
                env={**daemon.environment, "PYTHONUNBUFFERED": "1"})
        self.addCleanup(lambda: (process.kill(), process.communicate()))
        return process

    def test_tail_f_shows_what_is_written(self):
        daemon = self.make(TALKER, kind=Subject).start()
        daemon.wait_state("talker", "RUNNING")
        follower = self.followed(daemon, "tail", "-f", "talker")
        expected = "==> Press Ctrl-C to exit <==\n"
        for word in ("one", "two"):
            until(lambda: daemon.read("seen") == expected, f"seen {expected!r}")
            with open(daemon.path("talker.out"), "a", encoding="utf-8") as file:
                file.write(word + "\n")
            expected += word + "\n"
        until(lambda: daemon.read("seen") == expected, f"seen {expected!r}")
        follower.send_signal(signal.SIGINT)
        self.assertEqual(follower.wait(30), 0)

    def test_tail_f_of_what_is_not_there(self):
        def scenario(daemon):
            result = daemon.ctl("tail", "-f", "nope")
            return result.code, result.out, daemon.normal(result.err)
        ours, theirs = self.both(scenario, TALKER)
        self.compare("supervisorctl tail -f nope", ours, theirs)

    def test_fg_passes_lines_to_stdin(self):
        daemon = self.make(TALKER, kind=Subject).start()
        daemon.wait_state("talker", "RUNNING")
        front = self.followed(daemon, "fg", "talker")
        front.stdin.write("hello\n")
        front.stdin.flush()
        until(lambda: "got hello\n" in daemon.read("talker.out"), "the program read the line")


class OldClientShutsDown(OldClient):
    def test_shutdown(self):
        daemon = self.make(CONFIG, kind=Subject).start()
        result = daemon.ctl("shutdown")
        self.assertEqual((result.code, result.out), (0, "Shut down\n"))
        self.assertEqual(daemon.wait_end(), 0)
        self.assertEqual(daemon.ctl("status").code, 4)

    def test_reload(self):
        daemon = self.make(CONFIG, kind=Subject).start()
        daemon.wait_state("web", "RUNNING")
        before = daemon.child("web")
        result = daemon.ctl("reload")
        self.assertEqual((result.code, result.out), (0, "Restarted supervisord\n"))
        daemon.wait_respawned("web", before)

    def test_in_the_background(self):
        daemon = self.make(CONFIG, kind=Subject, foreground=False).start()
        daemon.wait_state("web", "RUNNING")
        self.assertRegex(daemon.ctl("pid").out, r"^\d+\n$")
        self.assertEqual(daemon.ctl("shutdown").code, 0)
        until(lambda: not daemon.read("daemon.pid"), "the daemon has ended")


class ServersOfADaemon(SystemCase):
    """Start-up lines and what a listening failure looks like (contract §2.3)."""

    def failure(self, servers, prepare=None):
        def first_start(kind):
            head = BOILERPLATE.format(supervisord="").replace("[supervisorctl]",
                                                              servers + "[supervisorctl]")
            daemon = self.make(head + "[program:web]\ncommand=sleep 1000\n", kind=kind, whole=True)
            if prepare:
                prepare(daemon)
            daemon.launch()
            code = daemon.wait_end()
            return code, daemon.normal(daemon.read("stderr").partition("\n")[0])
        return together(*[lambda kind=kind: first_start(kind) for kind in (SUBJECT, Supervisord)])

    def test_a_port_in_use(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            ours, theirs = self.failure(f"[inet_http_server]\nport=127.0.0.1:{port}\n")
        self.compare("port in use", ours, theirs)

    def test_an_address_that_is_not_ours(self):
        ours, theirs = self.failure("[inet_http_server]\nport=192.0.2.1:39999\n")
        self.compare("foreign address", ours, theirs)

    def test_a_directory_that_is_missing(self):
        ours, theirs = self.failure("[unix_http_server:b]\nfile=/nope/dir/x.sock\n")
        self.compare("missing directory", ours, theirs)

    def test_a_socket_in_use(self):
        def prepare(daemon):
            other = socket.socket(socket.AF_UNIX)
            other.bind(daemon.path("taken.sock"))
            other.listen()

            def serve():
                while True:
                    try:
                        peer, _ = other.accept()
                    except OSError:
                        return
                    with peer:
                        peer.recv(4096)
                        peer.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
            threading.Thread(target=serve, daemon=True).start()
            self.addCleanup(other.close)
        ours, theirs = self.failure("[unix_http_server:b]\nfile=%(here)s/taken.sock\n", prepare)
        self.compare("socket in use", ours, theirs)

    def test_a_stale_socket_is_taken_over(self):
        daemon = self.make("[program:web]\ncommand=sleep 1000\n", kind=Subject)
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(daemon.path("control.sock"))
        daemon.start()
        self.assertIn(f"Unlinking stale socket {daemon.path('control.sock')}\n",
                      daemon.read("stderr"))

    @needs_root
    def test_after_a_change_of_user_in_the_background(self):
        """The socket is the user's, in a directory that is; and it works after the fork."""
        def scenario(kind):
            daemon = self.make("[program:web]\ncommand=sleep 1000\n", kind=kind, foreground=False,
                               supervisord="user=nobody")
            os.chmod(daemon.directory, 0o777)
            daemon.start()
            daemon.wait_state("web", "RUNNING")
            facts = os.stat(daemon.path("control.sock"))
            seen = (pwd.getpwuid(facts.st_uid).pw_name, oct(facts.st_mode & 0o7777))
            daemon.ctl("shutdown")
            until(lambda: not os.path.exists(daemon.path("control.sock")), "the socket is removed")
            return seen
        ours, theirs = together(*[lambda kind=kind: scenario(kind)
                                  for kind in (Subject, Supervisord)])
        self.compare("socket of another user", ours, theirs)

    def test_mode_of_the_socket(self):
        def scenario(daemon):
            return oct(os.stat(daemon.path("second.sock")).st_mode & 0o7777)
        ours, theirs = together(*[
            lambda kind=kind: scenario(self.make(
                "[unix_http_server:second]\nfile=%(here)s/second.sock\nchmod=0775\n",
                kind=kind).start()) for kind in (SUBJECT, Supervisord)])
        self.compare("mode of a socket", ours, theirs)

    def test_start_up_lines_come_in_supervisors_order(self):
        def lines(daemon):
            daemon.wait_log("started with pid")
            return [re.sub(r"\d+", "N", f"{line.level} {line.text}") for line in daemon.log()
                    if re.search("RPC interface|HTTP authentication|started with pid", line.text)]
        servers = ("[inet_http_server]\nport=127.0.0.1:{}\nusername=a\npassword=b\n"
                   "[unix_http_server:second]\nfile=%(here)s/second.sock\n")
        ours, theirs = together(*[
            lambda kind=kind: lines(self.make(servers.format(free_port()), kind=kind).start())
            for kind in (SUBJECT, Supervisord)])
        self.compare("order of the servers' lines", ours, theirs)


if __name__ == "__main__":
    unittest.main()
