"""reread, update, add, remove and avail on a running daemon, beside supervisord.

The same files are written under both daemons and the same command lines are asked, in the same
order; for every process that ran in the beginning, it is compared whether its pid has stayed.
"""
import os
import re
import unittest

from cases import ORACLE_ITSELF, SystemCase
from daemon_under_test import run, until


def program(name, options="", command="sleep 1000"):
    return f"[program:{name}]\ncommand={command}\nstartsecs=0\n{options}\n"


class Files(str):
    """A step of a scenario: from now on the config is this."""


class Ready(dict):
    """A step of a scenario: wait for these states."""


def pids(daemon):
    found = {}
    for line in daemon.ctl("status").out.splitlines():
        known = re.match(r"(\S+) .* pid (\d+),", line)
        if known:
            found[known.group(1)] = int(known.group(2))
    return found


def play(steps):
    """A scenario: gives {what: code, both streams, and which pids have stayed}."""
    def scenario(daemon):
        results, version, known = {}, 0, {}
        for step in steps:
            if isinstance(step, Files):
                version += 1
                daemon.write_config(step)
            elif isinstance(step, Ready):
                daemon.wait_states(step)
                known = pids(daemon)
            else:
                done = daemon.ctl(*step.split())
                after = pids(daemon)
                stayed = {name: after.get(name) == pid for name, pid in known.items()}
                # How soon after its start a program is looked at is up to the machine.
                out = re.sub(r"STARTING  $", "RUNNING   pid N, uptime T", daemon.normal(done.out),
                             flags=re.MULTILINE)
                if "no such group" in out:  # supervisorctl tells these in any order
                    lines = out.splitlines(keepends=True)
                    unknown = sorted(line for line in lines if "no such group" in line)
                    out = "".join(unknown + [line for line in lines if line not in unknown])
                if step.endswith(" all"):  # in order of completion
                    out = "".join(sorted(out.splitlines(keepends=True)))
                results[f"{version}. {step}"] = (done.code, out, daemon.normal(done.err), stayed)
        return results
    return scenario


class Updates(SystemCase):
    def compare_all(self, topic, first, steps, **options):
        ours, theirs = self.both(play(steps), first, **options)
        self.assertEqual(list(ours), list(theirs))
        for key, value in theirs.items():
            self.compare(f"{topic}: {key}", ours[key], value)


BASE = (program("same") + program("edit") + program("gone") + program("lazy", "autostart=false") +
        program("pair", "numprocs=2\nprocess_name=%(program_name)s_%(process_num)d") +
        program("one") + program("two") + "[group:team]\nprograms=one,two\n")
UP = Ready({"same": "RUNNING", "edit": "RUNNING", "gone": "RUNNING", "pair:pair_0": "RUNNING",
            "pair:pair_1": "RUNNING", "team:one": "RUNNING", "team:two": "RUNNING"})


class WholeUpdate(Updates):
    def test_the_whole_way(self):
        self.compare_all("update", BASE, [
            UP, "reread", "update", "avail",
            Files(program("same") + program("edit", command="sleep 999") +
                  program("lazy", "autostart=false\npriority=3") +
                  program("pair", "numprocs=3\nprocess_name=%(program_name)s_%(process_num)d") +
                  program("one") + program("two", "stopwaitsecs=3") +
                  "[group:team]\nprograms=one,two\n" + program("new") +
                  program("early", "priority=2") + program("idle", "autostart=false")),
            "reread", "avail", "status", "update", "status", "update", "reread", "avail",
            Files(BASE), "reread", "update", "status", "update"])


class NamedUpdate(Updates):
    def test_named_groups_and_unknown_ones(self):
        self.compare_all("update names", BASE, [
            UP, "update nope", "update same", "update nope all",
            Files(program("same") + program("edit", command="sleep 999") + program("new") +
                  program("newer")),
            "update nope new same what gone", "status", "update new", "update edit nope",
            "update all what", "status", "update"])


class AddAndRemove(Updates):
    def test_add_and_remove(self):
        self.compare_all("add", BASE, [
            UP, "add", "remove", "add same", "add nope", "add nope same lazy", "remove same",
            "remove nope", "remove nope same lazy", "add lazy", "status",
            "stop team:one", "remove team", "stop team:two", "remove team", "status",
            "avail", "status team:*", "start team:*", "stop all", "add team",
            Ready({"team:one": "RUNNING", "team:two": "RUNNING"}), "status team:*", "stop gone",
            "remove gone",
            Files(program("same") + program("new")),
            "add new", "reread", "reread", "add new gone", "status new gone", "remove new",
            "update"])


class Moves(Updates):
    def test_programs_move_between_groups(self):
        self.compare_all("groups", BASE, [
            UP,
            Files(program("same") + program("edit") + program("one") + program("two") +
                  "[group:pack]\nprograms=same,edit\n"),
            "reread", "update", "status",
            Files(program("same") + program("edit") + "[group:pack]\nprograms=edit,same\n" +
                  program("one", "numprocs=1")),
            "reread", "update", "status",
            Files(program("same") + program("edit") + "[group:edit]\nprograms=edit\n" +
                  "[group:pack]\nprograms=same\npriority=5\n"),
            "reread", "update", "status", "avail"])


class Differences(Updates):
    def test_what_makes_a_difference(self):
        first = "".join(program(f"p{i}", "numprocs=1\nautostart=false") for i in range(20))
        options = ["startretries=9", "startsecs=1", "exitcodes=3", "stopsignal=INT",
                   "stopasgroup=true\nkillasgroup=true", "killasgroup=true", "umask=022",
                   "directory=/", "redirect_stderr=true", "stdout_logfile_maxbytes=7",
                   "stderr_logfile_backups=3", "stdout_logfile=%(here)s/x", "stderr_logfile=NONE",
                   "environment=A=\"1\"", "priority=5", "autorestart=true", "user=root",
                   "serverurl=http://x", "stdout_events_enabled=true", "stdout_syslog=true"]
        self.compare_all("differences", first, [
            Ready({}),
            Files("".join(program(f"p{i}", "autostart=false\n" + option)
                          for i, option in enumerate(options))),
            "reread", "update", "update"])

    def test_the_environment_of_the_daemon_changes_all(self):
        daemon = {"supervisord": "environment=X=\"1\""}
        with_environment = [
            Files(program("a") + program("b")), "reread"]
        self.compare_all("environment", program("a") + program("b"),
                         [Ready({"a": "RUNNING", "b": "RUNNING"}), *with_environment], **daemon)


class Logs(Updates):
    def test_new_programs_have_their_logs(self):
        def steps(daemon):
            daemon.wait_state("same", "RUNNING")
            daemon.write_config(program("same") + program(
                "says", command="sh -c 'echo hello; exec sleep 1000'") + program(
                "file", "stdout_logfile=%(here)s/file.log",
                command="sh -c 'echo there; exec sleep 1000'"))
            done = daemon.ctl("update")
            until(lambda: daemon.read("file.log") == "there\n", "it is in the file")
            until(lambda: daemon.ctl("tail", "says").out == "hello\n\n", "it is in the AUTO log")
            logs = sorted(re.sub(r"\w{8}\.log$", "X.log", name)
                          for name in os.listdir(daemon.path("logs")))
            return done.code, done.out, logs
        ours, theirs = self.both(steps, program("same"))
        self.compare("logs of new programs", ours, theirs)

    def test_automatic_logs_go_with_their_program(self):
        daemon = self.started(program("same") + program("gone"))
        daemon.wait_states({"same": "RUNNING", "gone": "RUNNING"})
        daemon.write_config(program("same"))
        self.assertEqual(daemon.ctl("update").code, 0)
        until(lambda: ORACLE_ITSELF or len(os.listdir(daemon.path("logs"))) == 2,
              "the logs of 'gone' are removed")

    def test_from_a_file_to_an_automatic_log(self):
        self.compare_all("explicit to AUTO", program("p", "stdout_logfile=%(here)s/p.log"), [
            Ready({"p": "RUNNING"}), Files(program("p")), "reread"])


class Broken(Updates):
    """A configuration with an error leaves everything as it was."""

    ERRORS = {
        "no command": "[program:new]\nautostart=true\n",
        "unknown member": "[group:g]\nprograms=nope\n",
        "no directory": program("new", "stdout_logfile=/nope/x.log"),
        "bad number": program("new", "priority=x"),
        "bad name": "[program:a b]\ncommand=sleep 1\n",
    }

    def test_every_command(self):
        steps = [UP]
        for text in self.ERRORS.values():
            steps += [Files(BASE + text), "reread", "avail", "add new", "status"]
        steps += [Files(BASE + program("new")), "reread", "update", "status"]
        self.compare_all("broken", BASE, steps)


class BrokenUpdate(SystemCase):
    def test_update_says_why(self):
        daemon = self.started(BASE)
        daemon.wait_states(UP)
        before = pids(daemon)
        for text in Broken.ERRORS.values():
            daemon.write_config(BASE + text)
            why = daemon.ctl("reread")
            self.assertEqual(why.code, 1)
            for line in ("update", "update same", "update --dry-run"):
                done = daemon.ctl(*line.split())
                self.assertEqual(done.code, 1)
                if not ORACLE_ITSELF:
                    self.assertEqual(done.out, why.out)
        self.assertEqual(pids(daemon), before)

    def test_a_file_that_cannot_be_read_at_all(self):
        daemon = self.started(BASE)
        daemon.wait_states(UP)
        # The client reads the file, too: the daemon is asked by address.
        address = "unix://" + daemon.path("control.sock")

        def ask():
            done = run([*daemon.control, "-s", address, "reread"], env=daemon.environment, cwd="/")
            return done.code, done.out
        os.rename(daemon.config, daemon.path("away"))
        code, out = ask()
        self.assertEqual(code, 1)
        self.assertRegex(out, r"^ERROR: CANT_REREAD: could not find config file ")
        daemon.write("daemon.conf", "what is this\n")
        code, out = ask()
        self.assertEqual(code, 1)
        self.assertRegex(out, r"(?s)^ERROR: CANT_REREAD: .*what is this")
        os.rename(daemon.path("away"), daemon.config)
        self.assertEqual(ask(), (0, "No config updates to processes\n"))


class DryRun(SystemCase):
    """Ours only: update --dry-run."""

    @unittest.skipIf(ORACLE_ITSELF, "an option of actorctl")
    def test_it_prints_the_plan_and_does_nothing(self):
        daemon = self.started(BASE)
        daemon.wait_states(UP)
        before = pids(daemon)
        daemon.write_config(program("same") + program("edit", command="sleep 999") +
                            program("new") + program("one") + "[group:team]\nprograms=one\n")
        plan = ("gone: would be removed (stops gone)\n"
                "lazy: would be removed (stops lazy)\n"
                "pair: would be removed (stops pair:pair_0 pair:pair_1)\n"
                "edit: would be replaced (stops edit; starts edit)\n"
                "team: would be replaced (stops team:one team:two; starts team:one)\n"
                "new: would be added (starts new)\n")
        for _ in range(2):
            done = daemon.ctl("update", "--dry-run")
            self.assertEqual((done.code, done.out, done.err), (0, plan, ""))
        self.assertEqual(pids(daemon), before)
        self.assertNotIn("new", daemon.ctl("avail").out)
        done = daemon.ctl("update", "--dry-run", "new", "nope")
        self.assertEqual((done.code, done.out),
                         (1, "ERROR: no such group: nope\nnew: would be added (starts new)\n"))


@unittest.skipIf(ORACLE_ITSELF, "an option of actord")
class Minimal(SystemCase):
    """Ours only: update_strategy = minimal."""

    HEAD = "[actord]\nupdate_strategy=minimal\n"

    def pool(self, numprocs, options=""):
        return program("pool", f"numprocs={numprocs}\n"
                               f"process_name=%(program_name)s_%(process_num)d\n{options}")

    def updated(self, daemon, config):
        """What update does; its output and the pids before and after."""
        before = pids(daemon)
        daemon.write_config(self.HEAD + config)
        done = daemon.ctl("update")
        self.assertEqual((done.code, done.err), (0, ""))
        return done.out, before, pids(daemon)

    def test_numprocs_grow_and_shrink(self):
        daemon = self.started(self.HEAD + self.pool(2) + program("other"))
        daemon.wait_states({"pool:pool_0": "RUNNING", "pool:pool_1": "RUNNING"})
        out, before, after = self.updated(daemon, self.pool(4) + program("other"))
        self.assertEqual(out, "pool: updated process group\n")
        daemon.wait_states({f"pool:pool_{i}": "RUNNING" for i in range(4)})
        self.assertEqual(before, {name: after.get(name) for name in before})
        out, before, after = self.updated(daemon, self.pool(1) + program("other"))
        self.assertEqual(sorted(out.splitlines()), [
            "pool: updated process group", *[f"pool:pool_{i}: stopped" for i in (1, 2, 3)]])
        self.assertEqual(after, {name: before[name] for name in ("pool:pool_0", "other")})
        self.assertEqual(daemon.ctl("restart", "pool:*").out,
                         "pool:pool_0: stopped\npool:pool_0: started\n")

    def test_only_the_program_that_changed(self):
        group = "[group:g]\nprograms=a,b\n"
        daemon = self.started(self.HEAD + program("a") + program("b") + group)
        daemon.wait_states({"g:a": "RUNNING", "g:b": "RUNNING"})
        daemon.write_config(self.HEAD + program("a", command="sleep 999") + program("b") + group)
        self.assertEqual(daemon.ctl("update", "--dry-run").out,
                         "g: would be changed in place (stops g:a; starts g:a; keeps g:b)\n")
        out, before, after = self.updated(
            daemon, program("a", command="sleep 999") + program("b") + group)
        self.assertEqual(out, "g:a: stopped\ng: updated process group\n")
        daemon.wait_states({"g:a": "RUNNING", "g:b": "RUNNING"})
        after = pids(daemon)
        self.assertEqual(after["g:b"], before["g:b"])
        self.assertNotEqual(after["g:a"], before["g:a"])
        # A program that joins the group, and one that leaves it.
        out, before, after = self.updated(
            daemon, program("c") + program("b") + "[group:g]\nprograms=c,b\n")
        self.assertEqual(out, "g:a: stopped\ng: updated process group\n")
        daemon.wait_states({"g:c": "RUNNING", "g:b": "RUNNING"})
        self.assertEqual(pids(daemon)["g:b"], before["g:b"])
        self.assertEqual(daemon.ctl("status", "g:a").code, 4)

    def test_a_process_that_stays_is_still_looked_after(self):
        daemon = self.started(self.HEAD + self.pool(1, "autorestart=true"))
        daemon.wait_state("pool:pool_0", "RUNNING")
        self.updated(daemon, self.pool(2, "autorestart=true"))
        daemon.wait_state("pool:pool_1", "RUNNING")
        for name in ("pool:pool_0", "pool:pool_1"):
            old = daemon.child(name)
            os.kill(old, 9)
            daemon.wait_respawned(name, old)

    def test_a_wrong_word_is_an_error(self):
        daemon = self.make("[actord]\nupdate_strategy=some\n")
        daemon.launch()
        self.assertEqual(daemon.wait_end(), 2)
        self.assertIn("update_strategy", daemon.read("stderr"))


if __name__ == "__main__":
    unittest.main()
