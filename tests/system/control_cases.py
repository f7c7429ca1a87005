"""Each actorctl command answers as supervisorctl does: text, stream and exit code.

The same command lines, in the same order, go to actord and to supervisord running the same config.
Help texts are actord's own, so of those only what a program may read is compared.
"""
import os
import socket
import stat
import unittest

from cases import SystemCase, together
from daemon_under_test import SUBJECT, Supervisord, until

CONFIG = """\
[program:web]
command=sleep 1000
startsecs=0
[program:pair]
command=sleep 1000
startsecs=0
numprocs=2
process_name=%(program_name)s_%(process_num)02d
priority=5
[program:one]
command=sleep 1000
startsecs=0
[program:two]
command=sleep 1000
startsecs=0
autostart=false
priority=20
[group:team]
programs=one,two
priority=7
[program:manual]
command=sleep 1000
autostart=false
startsecs=0
[program:gone]
command=sleep 0.1
startsecs=0
autorestart=false
[program:failed]
command=sh -c 'exit 4'
startsecs=3
startretries=0
[program:missing]
command=/nope/x
autostart=false
[program:plain]
command=%(here)s/plain_file
autostart=false
[program:folder]
command=%(here)s
autostart=false
[program:unclosed]
command=sh -c 'x
autostart=false
[program:hasty]
command=sh -c 'exit 0'
autostart=false
startsecs=3
startretries=0
[program:lazy]
command=sh -c 'trap "exit 0" TERM USR1; while :; do sleep 0.1; done'
[program:chatty]
command=sh -c 'for i in 1 2 3; do echo out $i; echo err $i >&2; done; exec sleep 1000'
stdout_logfile=%(here)s/chatty.out
stderr_logfile=%(here)s/chatty.err
[program:mute]
command=sleep 1000
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
[program:merged]
command=sh -c 'echo both; echo of them >&2; exec sleep 1000'
redirect_stderr=true
stdout_logfile=%(here)s/merged.log
[program:a-rather-long-name-for-a-program-which-widens-the-columns]
command=sleep 1000
startsecs=0
autostart=false
"""
READY = {"web": "RUNNING", "pair:pair_00": "RUNNING", "pair:pair_01": "RUNNING",
         "team:one": "RUNNING", "gone": "EXITED", "failed": "FATAL", "lazy": "RUNNING",
         "chatty": "RUNNING", "mute": "RUNNING", "merged": "RUNNING"}


def whole(daemon, result):
    """Code and both streams, without what differs between two runs and the programs' own names."""
    names = {"out": result.out, "err": result.err}
    for key, text in names.items():
        names[key] = daemon.normal(text.replace(daemon.control[-1], "CTL"))
    return result.code, names["out"], names["err"]


def first_line(daemon, result):
    """For errors that are followed by a help text."""
    code, out, err = whole(daemon, result)
    return code, out.partition("\n")[0], err.partition("\n")[0]


def code_only(_, result):
    return result.code


def numbers(_, result):
    """For lists of pids: which lines are pids of something."""
    return result.code, [line if line == "0" or not line.isdigit() else "PID"
                         for line in result.out.splitlines()]


def forms(_, result):
    """Of a help text, the forms it explains; those with --options are ours alone."""
    return result.code, sorted({" ".join(line.split("\t")[0].split())
                                for line in result.out.splitlines()
                                if "\t" in line and " --" not in line.split("\t")[0]})


# A command line, or (command line, what of it to compare).
STATUS = [
    "status", "status all", "status web", "status web manual", "status manual web", "status nope",
    "status web nope", "status nope web", "status nope gone", "status nope:*", "status pair:*",
    "status pair", "status pair:", "status pair:pair_00", "status pair:nope", "status team:*",
    "status team:one", "status one", "status gone", "status failed", "status web:web",
    "status web:*", "status *", "status web web", "status gone nope:x",
    ("avail", whole), ("version", code_only), ("avail x", first_line), ("version x", first_line),
    ("help", code_only), ("help bogus", whole), "bogus", "bogus with words", "exit", "quit",
    "exit now", "status web extra:*",
]
HELP = [(f"help {action}", forms) for action in (
    "avail", "clear", "exit", "maintail", "pid", "quit", "restart", "shutdown", "signal", "start",
    "status", "stop", "tail", "version")]
START_STOP = [
    ("start", first_line), ("stop", first_line),
    "start web", "start nope", "start nope:*", "start nope:x", "start pair", "start team:two",
    "start team:two", "status team:*", "stop team:two", "stop team:two", "start manual web nope",
    "status manual", "stop manual nope", "start missing", "start plain", "start folder",
    "start unclosed", "start hasty", "status hasty missing plain", "start missing web",
    "start web missing", "start failed", "stop failed", "stop gone", "status failed gone",
    "start gone", ("stop pair:*", "sorted"), "status pair:*", "start pair:*", "start pair:*",
    "stop nope:*",
    "stop nope", "stop web nope gone", "status web", "stop manual web", "start web:*",
    "stop web:web", "start web:web", "stop lazy", "start lazy", "start web web", "stop web web",
    "start web",
]
RESTART = [
    ("restart", first_line), "restart web", "restart manual",
    "restart nope", "restart nope:*", ("restart pair:*", "sorted"), "restart web nope manual",
    "status web manual",
]
WHOLE_SET = [
    ("stop all", "sorted"), "status", ("start all", "sorted"), ("restart all", "sorted"),
    ("stop nope all", "sorted"),
]
SIGNALS = [
    ("signal", first_line), ("signal HUP", first_line), "signal BOGUS web", "signal 99 web",
    "signal CONT web", "signal SIGCONT web", "signal cont web", "signal 18 web", "signal 0 web",
    "signal CONT nope", "signal CONT nope:*", "signal CONT manual", "signal CONT gone",
    "signal CONT web manual nope", "signal CONT pair:*", "signal CONT all",
    "signal BOGUS nope", "signal BOGUS manual", "signal CONT pair",
    "signal BOGUS pair:*",
    ("pid", numbers), ("pid web", numbers), ("pid manual", numbers), ("pid nope", numbers),
    ("pid all", numbers), ("pid web manual", numbers), ("pid manual web", numbers),
    ("pid web nope", numbers), ("pid nope web", numbers), ("pid pair:pair_00", numbers),
    ("pid pair:*", numbers), ("pid pair", numbers), ("pid gone", numbers),
]
TAILS = [
    ("tail", first_line), ("tail a b c d", first_line), "tail nope", "tail chatty",
    "tail chatty stdout", "tail chatty stderr", "tail chatty bogus", "tail -5 chatty",
    "tail -5 chatty stderr", "tail -0 chatty", "tail -100000 chatty", "tail -x chatty", "tail -5",
    "tail -f", "tail chatty:*", "tail pair:*", "tail mute", "tail mute stderr", "tail missing",
    "tail merged", "tail merged stderr", "tail chatty:chatty", "tail manual", "tail -- chatty",
]
CLEARS = [
    ("clear", first_line), "clear nope", "clear nope:*", "clear chatty", "tail chatty",
    "clear mute", "clear manual", "clear chatty nope", "clear pair:pair_00 web",
    "clear all", "tail merged", "clear chatty:*",
    ("maintail a b", first_line), "maintail foo", "maintail -x", ("maintail", code_only),
    ("maintail -40", code_only),
]
USAGE = [("-c", first_line), ("-x", whole), ("--bogus", whole), ("-c nope.conf status", whole),
         ("-h", code_only), ("--help", code_only), ("-s bogus status", whole),
         ("-s unix:///nope/x.sock status", code_only)]


def sorted_lines(daemon, result):
    """For bulk commands whose lines come in order of completion."""
    code, out, err = whole(daemon, result)
    return code, sorted(out.splitlines()), err


def play(commands):
    """A scenario: all the commands one after the other; gives {command: what it did}."""
    def scenario(daemon):
        daemon.wait_states(READY)
        until(lambda: daemon.read("chatty.err").count("\n") == 3
              and daemon.read("merged.log").count("\n") == 2, "the programs have written")
        results = {}
        for command in commands:
            line, view = command if isinstance(command, tuple) else (command, whole)
            view = sorted_lines if view == "sorted" else view
            times = sum(key.partition(" #")[0] == line for key in results)
            key = f"{line} #{times + 1}" if times else line
            results[key] = view(daemon, daemon.ctl(*line.split()))
        return results
    return scenario


class Commands(SystemCase):
    def compare_all(self, topic, commands):
        def prepare(daemon):
            daemon.write("plain_file", "no x bit\n")
        ours, theirs = self.both(play(commands), CONFIG, prepare=prepare)
        for key, value in theirs.items():
            self.compare(f"{topic} {key}", ours[key], value)


class StatusCommands(Commands):
    def test_status_and_small_commands(self):
        self.compare_all("status", STATUS)

    def test_usage(self):
        self.compare_all("usage", USAGE)


class HelpCommands(Commands):
    def test_help_explains_the_same_forms(self):
        self.compare_all("help", HELP)


class StartStopCommands(Commands):
    def test_start_and_stop(self):
        self.compare_all("start", START_STOP)


class RestartCommands(Commands):
    def test_restart(self):
        self.compare_all("restart", RESTART)

    def test_the_whole_set(self):
        self.compare_all("all", WHOLE_SET)


class SignalCommands(Commands):
    def test_signal_and_pid(self):
        self.compare_all("signal", SIGNALS)


class TailCommands(Commands):
    def test_tail(self):
        self.compare_all("tail", TAILS)


class ClearCommands(Commands):
    def test_clear_and_maintail(self):
        self.compare_all("clear", CLEARS)


UP_CHECKED = ("status", "start web", "stop web", "restart web", "signal HUP web", "pid", "pid web",
              "tail web", "tail -f web", "maintail", "clear web", "version", "shutdown", "bogus",
              "help bogus", "exit")


class WithoutDaemon(SystemCase):
    """What the client says when nobody answers."""

    def compare_each(self, topic, prepare):
        ours, theirs = self.make(CONFIG), self.make(CONFIG, kind=Supervisord)
        for line in UP_CHECKED:
            prepare(ours)
            prepare(theirs)
            self.compare(f"{topic}: {line}", *together(*[
                lambda daemon=daemon: whole(daemon, daemon.ctl(*line.split()))
                for daemon in (ours, theirs)]))
        # Here supervisorctl names a Python class and a line of its source.
        code, out, _ = whole(ours, ours.ctl("avail"))
        self.assertEqual(code, 1)
        self.assertTrue(out.startswith("error: "), out)

    def test_nothing_there(self):
        self.compare_each("no socket", lambda daemon: None)

    def test_a_socket_nobody_listens_on(self):
        def prepare(daemon):
            for name in ("control.sock", *self.control_names(daemon)):
                path = daemon.path(name)
                if not os.path.exists(path):
                    with socket.socket(socket.AF_UNIX) as left:
                        left.bind(path)
        self.compare_each("dead socket", prepare)

    def control_names(self, daemon):
        """The socket files that a daemon makes beside control.sock, seen from a live one."""
        if not hasattr(self, "seen"):
            model = self.started()
            self.seen = [name for name in os.listdir(model.directory)
                         if stat.S_ISSOCK(os.stat(model.path(name)).st_mode)]
            model.stop()
        return self.seen if isinstance(daemon, SUBJECT) else []


if __name__ == "__main__":
    unittest.main()
