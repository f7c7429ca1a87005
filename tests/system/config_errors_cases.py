"""A bad config or command line ends either daemon in the same words with exit code 2.

Compared is the first line on stderr ("Error: ...") and the exit code. The second half asks for the
warnings that an odd but usable config leaves in the main log.
"""
import concurrent.futures
import os
import re
import resource
import subprocess
import unittest

from cases import SystemCase
from daemon_under_test import SUBJECT, Supervisord

BASE = "[supervisord]\nlogfile=%(here)s/main.log\npidfile=%(here)s/daemon.pid\n"
PROGRAM = BASE + "[program:x]\ncommand=sleep 100\n"
LISTENER = BASE + "[eventlistener:l]\ncommand=cat\n"
FCGI = BASE + "[fcgi-program:f]\ncommand=cat\n"

# What is wrong: the whole config.
CONFIGS = {
    "no sections": "command=x\n",
    "empty file": "",
    "no supervisord section": "[program:x]\ncommand=sleep 1\n",
    "a line without =": BASE + "[program:x]\ncommand=sleep 1\nnonsense\n",
    "two bad lines": BASE + "[program:x]\nnonsense one\ncommand=sleep 1\nnonsense two\n",
    # [program:x]
    "no command": BASE + "[program:x]\nstartsecs=1\n",
    "numprocs no number": PROGRAM + "numprocs=abc\n",
    "numprocs without process_num": PROGRAM + "numprocs=2\n",
    "bad boolean autostart": PROGRAM + "autostart=maybe\n",
    "bad autorestart": PROGRAM + "autorestart=Sometimes\n",
    "bad startsecs": PROGRAM + "startsecs=1.5\n",
    "empty startsecs": PROGRAM + "startsecs=\n",
    "bad startretries": PROGRAM + "startretries=x\n",
    "bad priority": PROGRAM + "priority=high\n",
    "bad stopsignal": PROGRAM + "stopsignal=FOO\n",
    "bad stopsignal number": PROGRAM + "stopsignal=99\n",
    "bad stopwaitsecs": PROGRAM + "stopwaitsecs=ten\n",
    "bad exitcodes": PROGRAM + "exitcodes=0,256\n",
    "worded exitcodes": PROGRAM + "exitcodes=zero\n",
    "stopasgroup without killasgroup": PROGRAM + "stopasgroup=true\nkillasgroup=false\n",
    "unknown user": PROGRAM + "user=nobody-of-that-name\n",
    "unknown uid": PROGRAM + "user=54321\n",
    "bad umask": PROGRAM + "umask=999\n",
    "log directory missing": PROGRAM + "stdout_logfile=/nope/x.log\n",
    "stderr directory missing": PROGRAM + "stderr_logfile=/nope/x.log\n",
    "bad maxbytes": PROGRAM + "stdout_logfile_maxbytes=5XB\n",
    "bad backups": PROGRAM + "stderr_logfile_backups=few\n",
    "bad capture": PROGRAM + "stdout_capture_maxbytes=1TB\n",
    "bad redirect_stderr": PROGRAM + "redirect_stderr=2\n",
    "name with a colon": BASE + "[program:a:b]\ncommand=sleep 1\n",
    "name with a slash": BASE + "[program:a/b]\ncommand=sleep 1\n",
    "name with a space": BASE + "[program:a b]\ncommand=sleep 1\n",
    "process_name with a colon": PROGRAM + "process_name=a:b\n",
    "environment cut short": PROGRAM + "environment=A\n",
    "environment without value": PROGRAM + "environment=A=\n",
    "environment open quote": PROGRAM + "environment=A=\"x\n",
    "environment without comma": PROGRAM + "environment=A=1 B=2\n",
    # Expansion.
    "unknown name in command": BASE + "[program:x]\ncommand=sleep %(nope)s\n",
    "bare percent in command": BASE + "[program:x]\ncommand=sleep 100%\n",
    "unknown conversion": BASE + "[program:x]\ncommand=sleep %(here)Y\n",
    "open parenthesis": BASE + "[program:x]\ncommand=sleep %(here\n",
    "text as number": BASE + "[program:x]\ncommand=sleep %(here)d\n",
    "unknown name in directory": PROGRAM + "directory=%(nope)s\n",
    "unknown name in environment": PROGRAM + "environment=A=\"%(nope)s\"\n",
    "unknown name in process_name": PROGRAM + "process_name=%(nope)s\n",
    "unknown name in logfile": PROGRAM + "stdout_logfile=%(nope)s\n",
    "unset ENV_": PROGRAM + "priority=%(ENV_NOT_SET_ANYWHERE)s\n",
    "unknown name in supervisord": "[supervisord]\nlogfile=%(nope)s\n",
    # [supervisord]
    "bad loglevel": BASE + "loglevel=loud\n",
    "bad minfds": BASE + "minfds=many\n",
    "too many minfds": BASE + "minfds=2000000000\n",
    "bad daemon umask": BASE + "umask=9\n",
    "bad nodaemon": BASE + "nodaemon=perhaps\n",
    "missing childlogdir": BASE + "childlogdir=/nope\n",
    "missing directory": BASE + "directory=/nope\n",
    "missing logfile directory": "[supervisord]\nlogfile=/nope/x.log\n",
    "missing pidfile directory": BASE + "pidfile=/nope/x.pid\n",
    "bad logfile_maxbytes": BASE + "logfile_maxbytes=big\n",
    "unknown daemon user": BASE + "user=nobody-of-that-name\n",
    "bad daemon environment": BASE + "environment=A=\n",
    # [include]
    "include without files": BASE + "[include]\n",
    "unknown name in include": BASE + "[include]\nfiles=%(nope)s/*.conf\n",
    # [group:x]
    "group of unknown": BASE + "[group:g]\nprograms=zz\n",
    "group with bad priority": PROGRAM + "[group:g]\nprograms=x\npriority=first\n",
    "bad group name": PROGRAM + "[group:g h]\nprograms=x\n",
    # [eventlistener:x]
    "listener without events": LISTENER,
    "listener with unknown event": LISTENER + "events=FOO\n",
    "listener with bad buffer": LISTENER + "events=TICK_5\nbuffer_size=0\n",
    "listener with redirect": LISTENER + "events=TICK_5\nredirect_stderr=true\n",
    # [fcgi-program:x]
    "fcgi without socket": FCGI,
    "fcgi with bad mode": FCGI + "socket=unix:///tmp/x.sock\nsocket_mode=99\n",
    "fcgi with bad backlog": FCGI + "socket=tcp://127.0.0.1:1\nsocket_backlog=0\n",
    # Servers.
    "unix server without file": BASE + "[unix_http_server]\nchmod=0700\n",
    "unix server with bad chmod": BASE + "[unix_http_server]\nfile=%(here)s/s\nchmod=abc\n",
    "unix server with bad chown": BASE + "[unix_http_server]\nfile=%(here)s/s\nchown=no:body\n",
    "unix server with half a login": BASE + "[unix_http_server]\nfile=%(here)s/s\nusername=u\n",
    "inet server without port": BASE + "[inet_http_server]\nusername=u\npassword=p\n",
    "inet server with bad port": BASE + "[inet_http_server]\nport=localhost:abc\n",
    "inet server with port 0": BASE + "[inet_http_server]\nport=localhost:0\n",
    "inet server with a large port": BASE + "[inet_http_server]\nport=*:70000\n",
    "rpcinterface without factory": BASE + "[rpcinterface:supervisor]\nx=y\n",
    "environment in an ini comment": PROGRAM + "environment=A=\"1 ;2\"\n",
}

# What is wrong: the arguments ({conf} is a config that is fine).
ARGUMENTS = {
    "unknown letter": "-x",
    "unknown word": "--nope",
    "missing argument": "-c",
    "missing long argument": "--configuration",
    "missing file": "-c {here}/not-there.conf",
    "positional": "-c {conf} foo bar",
    "given twice": "-n -n -c {conf}",
    "given twice, long and short": "-n --nodaemon -c {conf}",
    "bad -a": "-n -a x -c {conf}",
    "bad -e": "-n -e loud -c {conf}",
    "bad -m": "-n -m 888 -c {conf}",
    "bad -y": "-n -y 1ZB -c {conf}",
    "bad -z": "-n -z x -c {conf}",
    "bad -u": "-n -u nobody-of-that-name -c {conf}",
    "bad -d": "-n -d /nope -c {conf}",
    "bad -l": "-n -l /nope/x -c {conf}",
    "bad -j": "-n -j /nope/x -c {conf}",
    "bad -q": "-n -q /nope -c {conf}",
    "bad --minprocs": "-n --minprocs=x -c {conf}",
    "flag with argument": "--nodaemon=yes -c {conf}",
    "ambiguous prefix": "--min=5 -c {conf}",
    "ambiguous log": "--log=5 -c {conf}",
}


def ending(daemon, arguments):
    """(exit code, first line of stderr) of a daemon that should refuse to start."""
    process = subprocess.Popen([*daemon.daemon, *arguments], cwd=daemon.directory,
                               env=daemon.environment, stdin=subprocess.DEVNULL, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return "started", ""
    line = (err or out).partition("\n")[0].replace(daemon.directory, "DIR")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return process.returncode, line.replace(f"to open {hard} file", "to open HARD file")


class Refusals(SystemCase):
    def both_endings(self, table, arguments_of):
        """{key: (ours, theirs)}, a few at a time."""
        ours, theirs = self.make(kind=SUBJECT), self.make(kind=Supervisord)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            def ask(daemon, number, key):
                return pool.submit(ending, daemon, arguments_of(daemon, f"c{number}.conf", key))
            pending = {key: (ask(ours, number, key), ask(theirs, number, key))
                       for number, key in enumerate(table)}
            return {key: (a.result(), b.result()) for key, (a, b) in pending.items()}


class BadConfigs(Refusals):
    def test_a_bad_config_is_refused_in_supervisors_words(self):
        def arguments(daemon, name, key):
            return ["-n", "-c", daemon.write(name, CONFIGS[key])]
        for key, (ours, theirs) in self.both_endings(CONFIGS, arguments).items():
            self.compare(f"config: {key}", ours, theirs)


class BadArguments(Refusals):
    def test_bad_arguments_are_refused_in_supervisors_words(self):
        def arguments(daemon, name, key):
            conf = daemon.write(name, PROGRAM)
            return ARGUMENTS[key].format(conf=conf, here=daemon.directory).split()
        for key, (ours, theirs) in self.both_endings(ARGUMENTS, arguments).items():
            self.compare(f"arguments: {key}", ours, theirs)


class ShapeOfErrors(SystemCase):
    def test_the_error_is_followed_by_a_pointer_to_help_and_exit_code_2(self):
        daemon = self.make()
        daemon.write_config(PROGRAM + "numprocs=abc\n", whole=True)
        process = daemon.launch()
        self.assertEqual(process.wait(10), 2)
        first, second = daemon.read("stderr").splitlines()[:2]
        self.assertEqual(first, "Error: invalid literal for int() with base 10: 'abc' in section "
                                f"'program:x' (file: '{daemon.config}')")
        self.assertEqual(second, f"For help, use {daemon.daemon[-1]} -h")

    def test_an_error_in_an_included_file_names_that_file(self):
        def end(daemon):
            daemon.write("part.conf", "[program:y]\ncommand=sleep 1\nstartsecs=x\n")
            daemon.write_config(BASE + "[include]\nfiles=part.conf\n", whole=True)
            return ending(daemon, ["-n", "-c", daemon.config])
        ours, theirs = end(self.make(kind=SUBJECT)), end(self.make(kind=Supervisord))
        self.assertIn("DIR/part.conf", ours[1])
        self.compare("error in an included file", ours, theirs)

    def test_bytes_that_are_no_text_are_refused(self):
        def end(daemon):
            with open(daemon.config, "wb") as file:
                file.write(b"[supervisord]\n;\xff\n")
            return ending(daemon, ["-n", "-c", daemon.config])
        ours, theirs = end(self.make(kind=SUBJECT)), end(self.make(kind=Supervisord))
        self.compare("config: not UTF-8", ours, theirs)


ODD = """\
[include]
files=conf.d/*.conf none.d/*.conf
[program:auto]
command=sleep 1000
stdout_logfile_maxbytes=0
[program:merged]
command=sleep 1000
redirect_stderr=true
stderr_logfile=%(here)s/ignored.log
[program:fine]
command=sleep 1000
"""


class ConfigWarnings(SystemCase):
    def test_odd_configs_leave_the_same_warnings_and_notes(self):
        def prepare(daemon):
            os.mkdir(daemon.path("conf.d"))
            daemon.write("conf.d/b.conf", "[program:b]\ncommand=sleep 1000\n")
            daemon.write("conf.d/a.conf", "[program:a]\ncommand=sleep 1000\n")

        def lines(daemon):
            daemon.wait_log("^spawned: 'merged'")
            kept = [line for line in daemon.log() if re.match(
                r"(Included extra|No file matches|For \[|Supervisor is running|Set uid|"
                r"RPC interface|"
                r"Server 'unix|Increased|supervisord started)", line.text)]
            return [f"{line.level} {daemon.normal(line.text)}" for line in kept]
        ours, theirs = self.both(lines, ODD, prepare=prepare)
        self.assertEqual(len(theirs), 9, theirs)
        for line in theirs:
            self.compare(f"start-up line: {line}", line in ours, True)
        self.assertEqual(ours, [line for line in theirs if line in ours],
                         "their order, and no more")


if __name__ == "__main__":
    unittest.main()
