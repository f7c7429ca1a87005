"""The daemon's own life: its log, pid file, daemonising, options, signals, second instances."""
import os
import re
import signal
import unittest

from cases import ORACLE_ITSELF, SystemCase, needs_root
from daemon_under_test import BOILERPLATE, LOG_LINE, SUBJECT, alive, run, until

SLEEPER = "[program:web]\ncommand=sleep 1000\nstartsecs=0\n"


def proc_status(pid):
    """/proc/<pid>/status as a dictionary."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


class Foreground(SystemCase):
    def test_every_line_of_the_log_has_the_known_form_and_is_on_stdout_too(self):
        daemon = self.started(SLEEPER)
        daemon.wait_log("^success: web")
        for raw in daemon.read("main.log").splitlines():
            self.assertRegex(raw, LOG_LINE)
        self.assertEqual(daemon.stop(), 0)
        self.assertEqual(daemon.read("stdout"), daemon.read("main.log"))

    def test_silent_keeps_stdout_empty(self):
        daemon = self.started(SLEEPER, args=["-s"])
        self.assertEqual(daemon.read("stdout"), "")
        self.assertTrue(daemon.logged("started with pid"))

    def test_loglevel_leaves_out_what_is_below(self):
        daemon = self.make(SLEEPER, args=["-e", "warn"])
        daemon.launch()
        until(lambda: daemon.ctl("status", "web").out.split()[1:2] == ["RUNNING"], "web runs")
        daemon.stop()
        levels = {line.level for line in daemon.log()}
        self.assertLessEqual(levels, {"WARN", "ERRO", "CRIT"})
        self.assertIn("WARN", levels)

    def test_the_pid_file_holds_the_pid_and_goes_with_the_daemon(self):
        daemon = self.started(SLEEPER)
        self.assertEqual(daemon.read("daemon.pid"), f"{daemon.process.pid}\n")
        self.assertEqual(daemon.pid(), daemon.process.pid)
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse(os.path.exists(daemon.path("daemon.pid")))
        self.assertFalse(os.path.exists(daemon.path("control.sock")))

    def test_a_pid_file_that_cannot_be_written_is_only_reported(self):
        daemon = self.make(SLEEPER)
        os.mkdir(daemon.path("taken"))
        daemon.args = ["-j", daemon.path("taken")]
        daemon.launch()
        daemon.wait_log("^success: web")
        self.assertEqual([(line.level, daemon.normal(line.text)) for line in daemon.log()
                          if "pidfile" in line.text],
                         [("CRIT", "could not write pidfile DIR/taken")])

    def test_the_log_rotates_by_size(self):
        daemon = self.make("[program:chatty]\ncommand=yes 0123456789\nstdout_logfile=NONE\n",
                           args=["-y", "20KB", "-z", "2", "-e", "debug"])
        daemon.launch()
        until(lambda: os.path.exists(daemon.path("main.log.2")), "two backups")
        daemon.ctl("stop", "chatty")
        self.assertFalse(os.path.exists(daemon.path("main.log.3")))

    def test_environment_of_the_section_reaches_children_only_and_expansion(self):
        daemon = self.started(
            "[program:web]\ncommand=sh -c 'echo $COLOUR %(ENV_COLOUR)s; sleep 99'\n"
            "stdout_logfile=%(here)s/web.log\n", supervisord="environment=COLOUR=red")
        until(lambda: daemon.read("web.log") == "red red\n", "the variable arrived")


class Background(SystemCase):
    def test_the_parent_ends_with_0_and_the_daemon_has_a_session_of_its_own(self):
        def scenario(daemon):
            launcher = daemon.process
            until(lambda: launcher.poll() is not None, "the launching process ends")
            pid = daemon.pid()
            daemon.wait_log("^success: web")
            files = [os.readlink(f"/proc/{pid}/fd/{number}") for number in range(3)]
            facts = {"launcher": launcher.returncode, "own session": os.getsid(pid) == pid,
                     "files": files, "cwd": daemon.normal(os.readlink(f"/proc/{pid}/cwd")),
                     "umask": proc_status(pid)["Umask"], "pid file": daemon.read("daemon.pid")
                     == f"{pid}\n", "said": [daemon.read("stdout"), daemon.read("stderr")],
                     "log": [f"{line.level} {daemon.normal(line.text)}" for line in daemon.log()
                             if re.search("daemonizing|current directory", line.text)]}
            os.kill(pid, signal.SIGTERM)
            until(lambda: not alive(pid), "the daemon ends")
            facts["pid file gone"] = not os.path.exists(daemon.path("daemon.pid"))
            return facts

        def prepare(daemon):
            os.mkdir(daemon.path("home"))
        ours, theirs = self.both(scenario, SLEEPER, prepare=prepare, foreground=False,
                                 supervisord="directory=%(here)s/home\numask=027")
        self.assertEqual(theirs["launcher"], 0)
        self.assertTrue(ours["own session"])
        for fact, value in theirs.items():
            self.compare(f"background: {fact}", ours[fact], value)

    def test_in_the_foreground_neither_directory_nor_umask_nor_session_changes(self):
        def scenario(daemon):
            pid = daemon.process.pid
            return {"cwd": daemon.normal(os.readlink(f"/proc/{pid}/cwd")),
                    "umask": proc_status(pid)["Umask"]}
        ours, theirs = self.both(scenario, SLEEPER,
                                 supervisord="directory=%(here)s/logs\numask=027")
        self.assertEqual(theirs["cwd"], "DIR")
        for fact, value in theirs.items():
            self.compare(f"foreground: {fact}", ours[fact], value)


class Options(SystemCase):
    def test_version_is_printed(self):
        done = run([*SUBJECT.daemon, "-v"])
        self.assertEqual(done.code, 0)
        self.assertRegex(done.out, r"^\d+\.\d+\S*\n$")
        self.assertEqual(run([*SUBJECT.daemon, "--version"]).out, done.out)
        self.assertEqual(done.err, "")

    def test_help_names_every_option(self):
        for word in ("-h", "--help", "-?"):
            done = run([*SUBJECT.daemon, word])
            self.assertEqual(done.code, 0, word)
        for option in ("-c", "--configuration", "-n", "--nodaemon", "-s", "--silent", "-v",
                       "--version", "-u", "--user", "-m", "--umask", "-d", "--directory", "-l",
                       "--logfile", "-y", "--logfile_maxbytes", "-z", "--logfile_backups", "-e",
                       "--loglevel", "-j", "--pidfile", "-i", "--identifier", "-q",
                       "--childlogdir", "-k", "--nocleanup", "-a", "--minfds", "-t",
                       "--strip_ansi", "--minprocs"):
            self.assertRegex(done.out, rf"(^|[\s,/]){re.escape(option)}\b", option)

    def test_the_command_line_beats_the_config(self):
        daemon = self.make(SLEEPER)
        daemon.args = ["--logfile", daemon.path("other.log"), "-j", daemon.path("other.pid"),
                       "--identi=elsewhere"]
        daemon.launch()
        until(lambda: "entered RUNNING" in daemon.read("other.log"), "it logs there")
        self.assertEqual(daemon.read("other.pid"), f"{daemon.process.pid}\n")
        self.assertEqual(daemon.read("main.log"), "")
        self.assertTrue([name for name in os.listdir(daemon.path("logs"))
                         if name.startswith("web-stdout---elsewhere-")])

    def test_a_config_is_found_in_the_working_directory(self):
        daemon = self.make(SLEEPER)
        os.mkdir(daemon.path("etc"))
        os.rename(daemon.config, daemon.path("etc/supervisord.conf"))
        daemon.write("etc/supervisord.conf", daemon.read("etc/supervisord.conf").replace(
            "%(here)s", daemon.directory))
        daemon.command_line = lambda: [*daemon.daemon, "-n"]
        daemon.launch()
        daemon.wait_log("^success: web")
        done = run(daemon.control + ["status", "web"], cwd=daemon.directory, env=daemon.environment)
        self.assertEqual(done.code, 0, done)
        self.assertIn("RUNNING", done.out)
        if os.geteuid() == 0:
            self.assertIn("is running as root and it is searching for its configuration file in "
                          "default locations", daemon.read("stderr"))

    def test_limits_are_raised_to_minfds(self):
        daemon = self.make(SLEEPER, supervisord="minfds=700")
        daemon.wrap = ["sh", "-c", 'ulimit -Sn 500; exec "$@"', "limit"]
        daemon.start()
        self.assertTrue(daemon.logged("^Increased RLIMIT_NOFILE limit to 700$"))
        with open(f"/proc/{daemon.child('web')}/limits", encoding="utf-8") as file:
            self.assertRegex(file.read(), r"Max open files +700 ")

    @needs_root
    def test_the_daemon_runs_as_the_user_given(self):
        daemon = self.make(SLEEPER, supervisord="user=nobody")
        os.chmod(daemon.directory, 0o777)
        daemon.start()
        self.assertTrue(daemon.logged("^Set uid to user 65534 succeeded$"))
        for pid in (daemon.process.pid, daemon.child("web")):
            self.assertEqual(proc_status(pid)["Uid"].split(), ["65534"] * 4)
            self.assertEqual(proc_status(pid)["Gid"].split(), ["65534"] * 4)


class Signals(SystemCase):
    def ends_by(self, number, name):
        daemon = self.started(SLEEPER)
        daemon.wait_log("^success: web")
        child = daemon.child("web")
        daemon.kill(number)
        self.assertEqual(daemon.wait_end(), 0)
        self.assertFalse(alive(child))
        self.assertEqual([line.level for line in daemon.logged(
            f"^received {name} indicating exit request$")], ["WARN"])
        self.assertEqual(daemon.descendants(), [])

    def test_term(self):
        self.ends_by(signal.SIGTERM, "SIGTERM")

    def test_int(self):
        self.ends_by(signal.SIGINT, "SIGINT")

    def test_quit(self):
        self.ends_by(signal.SIGQUIT, "SIGQUIT")

    def test_hup_reads_the_config_again_under_the_same_pid(self):
        daemon = self.started(SLEEPER + "[program:old]\ncommand=sleep 1000\nstartsecs=0\n")
        daemon.wait_log("^success: old")
        pid, child = daemon.process.pid, daemon.child("web")
        daemon.write_config(SLEEPER + "[program:fresh]\ncommand=sleep 1000\nstartsecs=0\n")
        daemon.kill(signal.SIGHUP)
        daemon.wait_log("^success: fresh")
        daemon.wait_states({"web": "RUNNING", "fresh": "RUNNING"})
        self.assertEqual(daemon.pid(), pid)
        self.assertNotIn("old", daemon.status())
        self.assertFalse(alive(child))
        self.assertEqual([line.level for line in daemon.logged(
            "^received SIGHUP indicating restart request$")], ["WARN"])
        self.assertEqual(daemon.stop(), 0)

    @unittest.skipIf(ORACLE_ITSELF, "supervisord ends here (contract §11.2 no. 22)")
    def test_hup_with_a_broken_config_leaves_everything_running(self):
        daemon = self.started(SLEEPER)
        daemon.wait_log("^success: web")
        child = daemon.child("web")
        daemon.write_config(SLEEPER + "numprocs=abc\n")
        daemon.kill(signal.SIGHUP)
        until(lambda: [line for line in daemon.log() if line.level in ("ERRO", "CRIT")
                       and "invalid literal for int() with base 10: 'abc'" in line.text],
              "the error is in the log")
        self.assertEqual(daemon.child("web"), child)
        daemon.write_config(SLEEPER)
        self.assertEqual(daemon.stop(), 0)

    def test_hup_during_a_shutdown_is_ignored(self):
        def scenario(daemon):
            daemon.wait_log("^success: stubborn")
            daemon.kill(signal.SIGTERM)
            daemon.wait_log("indicating exit request")
            daemon.kill(signal.SIGHUP)
            said = daemon.wait_log("SIGHUP")
            code = daemon.wait_end()
            return code, [(line.level, line.text) for line in said]
        ours, theirs = self.both(
            scenario, "[program:stubborn]\ncommand=sh -c 'trap \"\" TERM; while :; do sleep 0.1; "
            "done'\nstopwaitsecs=3\nstartsecs=0\n")
        self.compare("HUP during a shutdown", ours, theirs)

    def test_reload_reads_the_config_again(self):
        def scenario(daemon):
            daemon.wait_log("^success: web")
            daemon.write_config("[program:fresh]\ncommand=sleep 1000\nstartsecs=0\n")
            done = daemon.ctl("reload")
            daemon.wait_log("^success: fresh")
            until(lambda: daemon.ctl("pid").code == 0, "it answers")
            daemon.wait_state("fresh", "RUNNING")
            return (done.code, done.out, done.err, sorted(daemon.status()),
                    daemon.pid() == daemon.process.pid, daemon.stop())
        ours, theirs = self.both(scenario, SLEEPER)
        self.compare("reload", ours, theirs)

    @unittest.skipIf(ORACLE_ITSELF, "supervisord ends here (contract §11.2 no. 22)")
    def test_reload_with_a_broken_config_leaves_everything_running(self):
        daemon = self.started(SLEEPER)
        daemon.wait_log("^success: web")
        child = daemon.child("web")
        daemon.write_config("[program:web]\n")
        done = daemon.ctl("reload")
        self.assertEqual(done.code, 1)
        self.assertRegex(done.out, "^ERROR: CANT_REREAD: program section program:web does not ")
        self.assertEqual([line.level for line in daemon.logged("^restart refused, ")], ["CRIT"])
        self.assertEqual(daemon.child("web"), child)

    @unittest.skipIf(ORACLE_ITSELF, "the control socket is actord's")
    def test_a_restart_moves_socket_and_pid_file_and_takes_the_new_level(self):
        daemon = self.started("[actord]\nsocket=first.sock\n" + SLEEPER)
        daemon.wait_log("^success: web")
        changed = daemon.read("daemon.conf").replace("first.sock", "second.sock").replace(
            "daemon.pid", "other.pid").replace("loglevel=debug", "loglevel=warn")
        daemon.write("daemon.conf", changed)
        daemon.kill(signal.SIGHUP)
        until(lambda: daemon.ctl("status", "web").out.split()[1:2] == ["RUNNING"],
              "the new socket answers")
        self.assertEqual(daemon.read("other.pid"), f"{daemon.process.pid}\n")
        self.assertFalse(os.path.exists(daemon.path("daemon.pid")))
        self.assertFalse(os.path.exists(daemon.path("first.sock")))
        texts = [line.text for line in daemon.log()]
        self.assertFalse([text for text in texts[texts.index(
            "received SIGHUP indicating restart request"):] if text.startswith("success")])
        self.assertEqual(daemon.stop(), 0)
        self.assertFalse(os.path.exists(daemon.path("other.pid")))

    @unittest.skipIf(ORACLE_ITSELF, "the control socket is actord's")
    def test_a_restart_to_a_socket_that_cannot_be_had_keeps_the_old_one(self):
        daemon = self.started("[actord]\nsocket=first.sock\n" + SLEEPER)
        daemon.wait_log("^success: web")
        before = daemon.read("daemon.conf")
        daemon.write("daemon.conf", before.replace("first.sock", "nowhere/second.sock"))
        daemon.kill(signal.SIGHUP)
        daemon.wait_log("^Cannot open the control socket: ")
        daemon.write("daemon.conf", before)
        until(lambda: daemon.ctl("status", "web").out.split()[1:2] == ["RUNNING"],
              "the old socket answers")

    def test_usr2_opens_the_logs_again(self):
        daemon = self.started("[program:web]\ncommand=sh -c 'while :; do echo tick; sleep 0.1; "
                              "done'\nstdout_logfile=%(here)s/web.log\n", args=["-e", "info"])
        until(lambda: "tick" in daemon.read("web.log"), "the program writes")
        os.rename(daemon.path("main.log"), daemon.path("moved.log"))
        os.rename(daemon.path("web.log"), daemon.path("web.moved"))
        daemon.kill(signal.SIGUSR2)
        until(lambda: "tick" in daemon.read("web.log"), "the program's log is a new file")
        texts = [line.text for line in daemon.log("moved.log") + daemon.log()]
        said = texts.index("received SIGUSR2 indicating log reopen request")
        self.assertEqual(texts[said + 1], "supervisord logreopen")
        size = os.path.getsize(daemon.path("web.moved"))
        until(lambda: daemon.read("web.log").count("tick") > 5, "it goes on in the new file")
        self.assertEqual(os.path.getsize(daemon.path("web.moved")), size)


class Instances(SystemCase):
    def test_a_second_daemon_on_the_same_socket_is_refused(self):
        first = self.started(SLEEPER)
        second = self.make(whole=True)
        second.write_config(BOILERPLATE.format(supervisord="").replace(
            "file=%(here)s", f"file={first.directory}") + SLEEPER, whole=True)
        second.launch()
        self.assertEqual(second.wait_end(), 2)
        self.assertRegex(second.read("stderr"), r"(?m)^Error: Another program is already listening")
        self.assertEqual(first.state("web"), "RUNNING")
        self.assertEqual(first.stop(), 0)

    def test_a_second_start_with_the_same_config_leaves_the_first_alone(self):
        first = self.started(SLEEPER)
        first.wait_log("^success: web")
        child = first.child("web")
        again = run(first.command_line(), cwd=first.directory, env=first.environment)
        self.assertEqual(again.code, 2, again)
        self.assertEqual(first.read("daemon.pid"), f"{first.process.pid}\n")
        self.assertEqual(first.child("web"), child)

    def test_a_socket_left_by_a_killed_daemon_is_taken_over(self):
        daemon = self.started(SLEEPER)
        daemon.wait_log("^success: web")
        daemon.process.kill()
        daemon.process.wait()
        os.unlink(daemon.path("main.log"))
        daemon.start()
        daemon.wait_log("^success: web")
        self.assertEqual(daemon.state("web"), "RUNNING")
        self.assertEqual(daemon.pid(), daemon.process.pid)

    def test_the_socket_is_for_its_owner_only(self):
        daemon = self.started(SLEEPER)
        paths = set()
        with open("/proc/net/unix", encoding="utf-8") as table:
            for line in table:
                words = line.split()
                if len(words) == 8 and words[7].startswith(daemon.directory):
                    paths.add(words[7])
        self.assertTrue(paths)
        for path in paths:
            # supervisord listens on a temporary name and links the final one to it.
            path = re.sub(r"\.\d+$", "", path)
            self.assertEqual(os.stat(path).st_mode & 0o777, 0o700, path)


if __name__ == "__main__":
    unittest.main()
