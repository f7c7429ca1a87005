"""YAML configurations with real processes: the daemon runs what they say, the client finds it, and
--check, check and convert work on files alone.
"""
import json
import os
import subprocess
import unittest

from cases import SystemCase
from daemon_under_test import Actord, run, until

YAML = """\
daemon:
  logfile: "%(here)s/main.log"
  pidfile: "%(here)s/daemon.pid"
  childlogdir: "%(here)s/logs"
  loglevel: debug
servers:
  unix: {file: "%(here)s/control.sock"}
defaults:
  environment: {FROM: defaults, WHO: defaults}
  stdout_logfile: "%(here)s/%(program_name)s.out"
templates:
  sleeper: {startsecs: 0s, environment: {WHO: template}}
programs:
  show:
    extends: sleeper
    command: [sh, -c, 'echo "$FROM $WHO $FILE $OUTER ${X:-}" "$0"; exec sleep 1000', "a 'b'"]
    env_file: show.env
    environment: {OUTER: "${OUTER:-unset}"}
  many:
    extends: sleeper
    command: sleep 1000
    process_name: "%(program_name)s_%(process_num)d"
    numprocs: 2
groups:
  g: [many]
include: more.d/*
"""
# The shell's own ${X:-} has to reach it.
YAML = YAML.replace("${X:-}", "$${X:-}")


class YamlCase(SystemCase):
    def daemon_of(self, text, name="actord.yaml", **options):
        daemon = self.make(kind=Actord, **options)
        daemon.config = daemon.write(name, text)
        return daemon

    def said(self, daemon, name):
        """What a program wrote to its log: one line."""
        return until(lambda: daemon.read(name), f"{name} has something")

    def tree(self, daemon):
        """All files below the daemon's directory."""
        return sorted(os.path.join(folder, name) for folder, folders, files in
                      os.walk(daemon.directory) for name in folders + files)


class YamlConfig(YamlCase):
    def test_programs_of_a_yaml_config_run_as_written(self):
        daemon = self.daemon_of(YAML, env={"OUTER": "out 'side\""})
        daemon.write("show.env", "FILE=from-file\nWHO=never\n")
        os.mkdir(daemon.path("more.d"))
        daemon.write("more.d/ini.conf", "[program:ini]\ncommand=sleep 1000\n")
        daemon.write("more.d/yaml.yaml", "programs: {yaml: {extends: sleeper, command: sleep 1000}}\n")
        daemon.start()
        daemon.wait_states({"show": "RUNNING", "g:many_0": "RUNNING", "g:many_1": "RUNNING",
                            "ini": "RUNNING", "yaml": "RUNNING"})
        self.assertEqual(self.said(daemon, "show.out"),
                         "defaults template from-file out 'side\"  a 'b'\n")

    def test_the_daemon_finds_its_yaml_in_the_working_directory(self):
        daemon = self.daemon_of(YAML.replace("    env_file: show.env\n", ""))
        report = run([*Actord.daemon, "--check"], cwd=daemon.directory, env=daemon.environment)
        self.assertEqual(report.out,
                         f"warning: No file matches via include \"{daemon.path('more.d/*')}\"\n"
                         "actord.yaml: good, 2 programs, 3 processes, 1 warning\n")
        self.assertEqual(report.code, 0)

    def test_a_broken_yaml_config_is_refused_with_its_place(self):
        daemon = self.daemon_of("programs:\n  web:\n    comand: x\n")
        process = daemon.launch()
        self.assertEqual(process.wait(30), 2)
        self.assertEqual(daemon.read("stderr").splitlines()[0],
                         f"Error: {daemon.config}:3:5: unknown key 'comand' in programs.web; did you "
                         "mean 'command'?")


class Check(YamlCase):
    def test_check_tells_all_errors_and_starts_and_creates_nothing(self):
        daemon = self.daemon_of("[supervisord]\nlogfile=%(here)s/main.log\n"
                                "pidfile=%(here)s/d.pid\nloglevel=loud\nnodeamon=1\n"
                                "[unix_http_server]\nfile=%(here)s/s.sock\n"
                                "[program:x]\ncommand=touch started\nstartsecs=x\n", "bad.conf")
        before = self.tree(daemon)
        by_daemon = run([*Actord.daemon, "-c", daemon.config, "--check"], cwd=daemon.directory)
        by_client = run([*Actord.control, "-c", daemon.config, "check"], cwd=daemon.directory)
        named = run([*Actord.control, "check", "bad.conf"], cwd=daemon.directory)
        self.assertEqual((by_daemon.code, by_client.code, named.code), (2, 2, 2))
        self.assertEqual(by_daemon.out, by_client.out)
        self.assertEqual(by_daemon.out.replace(daemon.config, "bad.conf"), named.out)
        self.assertEqual(
            named.out,
            "error: bad.conf:4: [supervisord] loglevel = loud: bad logging level name 'loud'\n"
            "error: bad.conf:10: [program:x] startsecs = x: invalid literal for int() with base 10: "
            "'x' in section 'program:x' (file: 'bad.conf')\n"
            "warning: bad.conf:5: [supervisord] nodeamon = 1 is ignored: there is no such option; "
            "did you mean nodaemon?\n"
            "bad.conf: 2 errors, 1 warning\n")
        self.assertEqual(self.tree(daemon), before)

    def test_a_good_configuration_passes_without_being_started(self):
        daemon = self.daemon_of("[supervisord]\nlogfile=%(here)s/main.log\n"
                                "[program:x]\ncommand=touch %(here)s/started\n", "good.conf")
        before = self.tree(daemon)
        report = run([*Actord.daemon, "-n", "--check", "-c", daemon.config])
        self.assertEqual((report.code, report.out),
                         (0, f"{daemon.config}: good, 1 program, 1 process\n"))
        self.assertEqual(self.tree(daemon), before)

    def test_a_missing_file_and_no_file_at_all(self):
        daemon = self.make(kind=Actord)
        os.remove(daemon.config)
        missing = run([*Actord.control, "check", "none.conf"], cwd=daemon.directory)
        self.assertEqual((missing.code, missing.out),
                         (2, "error: none.conf: could not find config file none.conf\n"
                             "none.conf: 1 error\n"))


class Convert(YamlCase):
    INI = ("[supervisord]\nlogfile=%(here)s/main.log\npidfile=%(here)s/daemon.pid\n"
           "childlogdir=%(here)s/logs\nloglevel=debug\n"
           "[unix_http_server]\nfile=%(here)s/control.sock\n"
           "[supervisorctl]\nserverurl=unix://%(here)s/control.sock\n"
           "; why it is here\n[program:x]\ncommand=sh -c 'echo \"$A ${A}\"; exec sleep 1000'\n"
           "environment=A=\"a 'b', %(here)s\"\nstdout_logfile=%(here)s/x.out\nstartsecs=0\n")

    def test_a_converted_configuration_runs_the_same(self):
        daemon = self.daemon_of(self.INI, "old.conf")
        converted = run([*Actord.control, "-c", daemon.config, "convert", daemon.config])
        self.assertEqual((converted.code, converted.err), (0, ""))
        self.assertIn("  # why it is here\n  x:\n", converted.out)
        daemon.config = daemon.write("new.yaml", converted.out)
        daemon.start()
        daemon.wait_states({"x": "RUNNING"})
        said = f"a 'b', {daemon.directory}"
        self.assertEqual(self.said(daemon, "x.out"), f"{said} {said}\n")

    def test_what_cannot_be_converted_leaves_stdout_empty(self):
        daemon = self.daemon_of("nonsense\n", "bad.conf")
        refused = run([*Actord.control, "convert", "bad.conf"], cwd=daemon.directory)
        self.assertEqual((refused.code, refused.out), (2, ""))
        self.assertIn("File contains no section headers.", refused.err)
        alone = run([*Actord.control, "convert"], cwd=daemon.directory)
        self.assertEqual(alone.code, 2)
        self.assertTrue(alone.out.startswith("Error: convert needs the name of one file\n"))


class Documents(YamlCase):
    ECHO = os.path.join(os.path.dirname(Actord.daemon[0]), "..", "tools", "echo_actord_conf")

    @unittest.skipUnless(os.path.exists(ECHO), "echo_actord_conf is not built")
    def test_the_samples_are_good_configurations_and_the_schema_is_json(self):
        daemon = self.make(kind=Actord)
        for flag, name in (("--yaml", "sample.yaml"), ("", "sample.conf")):
            text = subprocess.run([self.ECHO, *flag.split()], capture_output=True, text=True,
                                  check=True).stdout
            report = run([*Actord.daemon, "--check", "-c", daemon.write(name, text)])
            self.assertEqual((report.code, report.out),
                             (0, f"{daemon.path(name)}: good, 0 programs, 0 processes\n"))
        schema = json.loads(subprocess.run([self.ECHO, "--json-schema"], capture_output=True,
                                           text=True, check=True).stdout)
        self.assertIn("command", json.dumps(schema["properties"]["programs"]))


if __name__ == "__main__":
    unittest.main()
