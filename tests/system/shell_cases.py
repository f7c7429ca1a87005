"""actorctl as a shell: the same conversation as supervisorctl, and editing on a terminal."""
import os
import pty
import select
import signal
import time
import unittest

from cases import ORACLE_ITSELF, SystemCase
from daemon_under_test import PATIENCE

CONFIG = ("[program:web]\ncommand=sleep 1000\nstartsecs=0\n"
          "[program:other]\ncommand=sleep 1000\nautostart=false\nstartsecs=0\n")


class Terminal:
    """A program on a pseudo terminal, typed at and read from."""

    def __init__(self, argv, directory, environment):
        self.pid, self.side = pty.fork()
        if self.pid == 0:
            os.chdir(directory)
            os.execve(argv[0], argv, {**environment, "TERM": "dumb"})
        self.seen = ""

    def expect(self, text):
        """Reads until `text` has come; gives and forgets all that came up to its end."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.seen:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.side], [], [], left)[0]:
                raise AssertionError(f"{text!r} never came; there is {self.seen!r}")
            try:
                self.seen += os.read(self.side, 4096).decode("utf-8", "replace")
            except OSError as ended:
                raise AssertionError(f"ended before {text!r}; there is {self.seen!r}") from ended
        before, _, self.seen = self.seen.partition(text)
        return before + text

    def type(self, text):
        os.write(self.side, text.encode())

    def end(self):
        """Reads to the end; the exit code. A program that does not end is killed: -9."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if not select.select([self.side], [], [], max(0, deadline - time.monotonic()))[0]:
                    os.kill(self.pid, signal.SIGKILL)
                    break
                if not os.read(self.side, 4096):
                    break
            except OSError:  # how a terminal says that nobody is on its other side
                break
        os.close(self.side)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Conversation(SystemCase):
    LINES = {
        "commands": "status web\nstart other\nstop other other\n\npid nope\nbogus x\n"
                    "help bogus\nquit\n",
        "end of input": "status other\n",
        "exit": "exit\n",
        "errors do not stick": "status nope\nexit\n",
        "odd blanks": "   status    web  \n\n \nquit\n",
        "end as a word": "EOF\n",
    }

    def test_on_a_pipe(self):
        def scenario(daemon):
            daemon.wait_states({"web": "RUNNING", "other": "STOPPED"})
            results = {}
            for name, lines in self.LINES.items():
                done = daemon.ctl(input=lines)
                results[name] = (done.code, daemon.normal(done.out), done.err)
            return results
        ours, theirs = self.both(scenario, CONFIG)
        for name, value in theirs.items():
            self.compare(f"shell: {name}", ours[name], value)


class Editing(SystemCase):
    """What only a terminal shows: the prompt, completion with the tab key, history."""

    def terminal(self, daemon, *words):
        program = [*daemon.control, "-c", daemon.config, *words]
        return Terminal(program, daemon.directory, daemon.environment)

    def test_prompt_and_quit(self):
        daemon = self.started(CONFIG)
        daemon.wait_states({"web": "RUNNING"})
        terminal = self.terminal(daemon)
        first = terminal.expect("supervisor> ")
        self.assertIn("web                              RUNNING", first)
        terminal.type("pid\n")
        self.assertIn(f"{daemon.process.pid}\r\n", terminal.expect("supervisor> "))
        terminal.type("quit\n")
        self.assertEqual(terminal.end(), 0)

    def test_end_of_file_and_interrupt_leave_with_0(self):
        daemon = self.started(CONFIG)
        for name, key in (("end of file", "\x04"), ("interrupt", "\x03")):
            with self.subTest(name):
                terminal = self.terminal(daemon)
                terminal.expect("supervisor> ")
                terminal.type(key)
                self.assertEqual(terminal.end(), 0)

    def test_the_tab_key_completes_commands_and_names(self):
        daemon = self.started(CONFIG)
        terminal = self.terminal(daemon)
        terminal.expect("supervisor> ")
        terminal.type("maint\t")
        terminal.expect("maintail")
        terminal.type("\x15")  # kill the line
        terminal.type("start oth\t")
        terminal.expect("other")
        terminal.type("\n")
        terminal.expect("other: started")
        terminal.type("quit\n")
        self.assertEqual(terminal.end(), 0)

    @unittest.skipIf(ORACLE_ITSELF, "supervisorctl 4.2.5 leaves no history file with -r")
    def test_history_is_kept_in_the_file(self):
        daemon = self.started(CONFIG)
        history = daemon.path("history")
        terminal = self.terminal(daemon, "-r", history)
        terminal.expect("supervisor> ")
        terminal.type("status other\n")
        terminal.expect("supervisor> ")
        terminal.type("quit\n")
        self.assertEqual(terminal.end(), 0)
        self.assertIn("status", daemon.read("history"))
        again = self.terminal(daemon, "-r", history)
        again.expect("supervisor> ")
        again.type("\x10\x10")  # previous line, twice: over "quit"
        again.type("\n")
        again.expect("other                            STOPPED")
        again.type("quit\n")
        self.assertEqual(again.end(), 0)

    def test_shutdown_asks_first(self):
        daemon = self.started(CONFIG)
        terminal = self.terminal(daemon)
        terminal.expect("supervisor> ")
        terminal.type("shutdown\n")
        terminal.expect("Really shut the remote supervisord process down y/N? ")
        terminal.type("n\n")
        terminal.expect("supervisor> ")
        self.assertEqual(daemon.pid(), daemon.process.pid)
        terminal.type("shutdown\n")
        terminal.expect("y/N? ")
        terminal.type("y\n")
        terminal.expect("Shut down")
        self.assertEqual(daemon.wait_end(), 0)
        terminal.type("quit\n")
        self.assertEqual(terminal.end(), 0)


if __name__ == "__main__":
    unittest.main()
