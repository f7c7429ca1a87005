"""A child finds the same world under actord and supervisord: environment, files, groups, signals.

Each program runs a probe that writes down what it finds; the reports are compared part by part.
"""
import os
import re
import unittest

from cases import IS_ROOT, SystemCase
from daemon_under_test import MARK, until

# $1 = where to report. File 10 is the script itself. The status is read without another process:
# while the shell starts one, it blocks all signals.
PROBE = """\
out="$1"; mkdir "$out"
env -0 > "$out/environment"
while IFS= read -r line; do echo "$line"; done < /proc/$$/status > "$out/status"
cat /proc/$$/stat > "$out/stat"
cat /proc/$$/limits > "$out/limits"
tr '\\0' '\\n' < /proc/$$/cmdline > "$out/arguments"
ls -l /proc/$$/fd > "$out/files"
readlink /proc/$$/cwd > "$out/directory"
cat /proc/$$/oom_score_adj > "$out/oom_score_adj"
touch "$out/made" && stat -c %a "$out/made" > "$out/mode"
touch "$out/done"
exec sleep 1000
"""
COMMAND = "command=/bin/sh %(here)s/probe %(here)s/out/"
PROGRAMS = {
    "plain": "",
    "quoted": " 'two words' \"a\\\"b\" c\\ d ''",
    "in_directory": "\ndirectory=%(here)s/logs",
    "with_umask": "\numask=077",
    "merged": "\nredirect_stderr=true",
    "with_environment": "\nenvironment=ONE=\"1 and a half\",PATH=\"/usr/bin:/bin\","
                        "TWO=%(program_name)s,"
                        "SUPERVISOR_ENABLED=\"0\",GLOBAL=mine",
    "with_serverurl": "\nserverurl=unix:///tmp/elsewhere.sock",
    "with_signals": "\nstopasgroup=true",
}
if IS_ROOT:
    PROGRAMS["as_nobody"] = "\nuser=nobody"
CONFIG = "".join(f"[program:{name}]\n{COMMAND}{name}{options}\nstartsecs=0\n"
                 for name, options in PROGRAMS.items())
CONFIG += (f"[program:many]\n{COMMAND}many%(process_num)d\nnumprocs=2\nnumprocs_start=3\n"
           "process_name=%(program_name)s_%(process_num)d\n"
           "environment=NUMBER=\"%(process_num)d of %(numprocs)d in %(group_name)s\"\n"
           f"[program:member]\n{COMMAND}member\n[group:band]\nprograms=member\n")
REPORTS = {**{name: name for name in PROGRAMS}, "many3": "many:many_3", "many4": "many:many_4",
           "member": "band:member"}
STATUS_LINES = ("Umask", "Uid", "Gid", "Groups", "NoNewPrivs", "Seccomp", "SigBlk", "SigIgn",
                "SigCgt", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "THP_enabled")


def report(daemon, name, pid):
    """What the probe of one program found, as {part: value}."""
    def text(part):
        return daemon.read(f"out/{name}/{part}")
    facts = {"environment " + variable: daemon.normal(value) for variable, _, value in
             (entry.partition("=") for entry in text("environment").split("\0") if entry)
             if variable not in (MARK, "_", "PWD", "OLDPWD", "SHLVL")}
    for line in text("status").splitlines():
        key, _, value = line.partition(":\t")
        if key in STATUS_LINES:
            facts[f"status {key}"] = value
    stat = text("stat").rpartition(")")[2].split()
    facts["leads its group"] = int(stat[2]) == pid
    facts["session of the daemon"] = int(stat[3]) == os.getsid(daemon.process.pid)
    facts["files"] = sorted(daemon.normal(re.sub(r":\[\d+\]", ":[N]", line.split(None, 8)[-1]))
                            for line in text("files").splitlines()[1:])
    for part in ("limits", "arguments", "directory", "oom_score_adj", "mode"):
        facts[part] = daemon.normal(text(part))
    return facts


class ChildEnvironment(SystemCase):
    def test_children_find_the_same_world(self):
        def prepare(daemon):
            daemon.write("probe", PROBE)
            os.mkdir(daemon.path("out"))
            os.chmod(daemon.path("out"), 0o777)

        def scenario(daemon):
            for name in REPORTS:
                until(lambda name=name: os.path.exists(daemon.path("out", name, "done")),
                      f"the report of {name}")
            daemon.wait_states({program: "RUNNING" for program in REPORTS.values()})
            return {name: report(daemon, name, daemon.child(program))
                    for name, program in REPORTS.items()}
        environment = {"INHERITED": "from the daemon", "GLOBAL": "of the daemon"}
        ours, theirs = self.both(scenario, CONFIG, prepare=prepare, env=environment,
                                 supervisord="environment=GLOBAL=\"of the section\",SET=yes")
        for name in REPORTS:
            for fact in sorted(ours[name].keys() | theirs[name].keys()):
                key = fact if fact in ("status SigIgn", "files") else f"child {name}: {fact}"
                self.compare(key, ours[name].get(fact), theirs[name].get(fact))

    def test_standard_input_stays_open(self):
        daemon = self.started("[program:cat]\ncommand=sh -c 'cat; echo input ended'\n"
                              "stdout_logfile=%(here)s/cat.log\n")
        daemon.wait_log("^success: cat")
        self.assertEqual(daemon.read("cat.log"), "")
        self.assertEqual(daemon.state("cat"), "RUNNING")

    def test_what_a_child_cannot_do_is_told_on_its_standard_error(self):
        def prepare(daemon):
            daemon.write("no_interpreter", "echo not reached\n", mode=0o755)

        def scenario(daemon):
            for name in ("astray", "raw"):
                daemon.wait_state(name, "FATAL")
            return [daemon.normal(daemon.read(f"{name}.err")) for name in ("astray", "raw")]
        config = "".join(
            f"[program:{name}]\n{options}\nstartretries=0\nstartsecs=3\n"
            f"stderr_logfile=%(here)s/{name}.err\n" for name, options in (
                ("astray", "command=sleep 1000\ndirectory=/nope"),
                ("raw", "command=%(here)s/no_interpreter")))
        ours, theirs = self.both(scenario, config, prepare=prepare)
        self.assertIn("couldn't chdir to /nope: ENOENT", theirs[0])
        self.compare("stderr of a child without its directory", ours[0], theirs[0])
        self.compare("stderr of a child that cannot be executed", ours[1], theirs[1])


if __name__ == "__main__":
    unittest.main()
