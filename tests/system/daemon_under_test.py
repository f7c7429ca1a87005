"""One daemon in its own directory, driven from outside as an operator would.

The same class runs actord and Debian's supervisord, so that one case can be asked of both. It
promises: every wait has a deadline and says what it waited for; after `close()` nothing that the
daemon started is left, even if the daemon crashed. It never looks inside a daemon: what it knows
comes from files, /proc, the control client and the main log.
"""
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid

PATIENCE = 30.0  # seconds any single condition may take before a case fails
MARK = "ACTORD_TEST_ID"  # in the environment of the daemon, hence of all it starts

BOILERPLATE = """\
[supervisord]
logfile=%(here)s/main.log
pidfile=%(here)s/daemon.pid
childlogdir=%(here)s/logs
loglevel=debug
{supervisord}
[unix_http_server]
file=%(here)s/control.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://%(here)s/control.sock
"""

LOG_LINE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) "
                      r"(CRIT|ERRO|WARN|INFO|DEBG|TRAC|BLAT) (.*)$")


class Outcome:
    """What a finished command left behind."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}--- stderr\n{self.err}"


class LogLine:
    def __init__(self, stamp, level, text):
        self.stamp, self.level, self.text = stamp, level, text

    def __repr__(self):
        return f"{self.level} {self.text}"


def until(condition, what, patience=PATIENCE, every=0.02):
    """Polls `condition` until it gives something true, and returns that."""
    deadline = time.monotonic() + patience
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:g} s: {what}")
        time.sleep(every)


def alive(pid):
    """True while `pid` exists and is not a zombie."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def free_port():
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(argv, *, timeout=PATIENCE, **options):
    """Runs a command to its end with stdin closed (unless `input` is given)."""
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    done = subprocess.run(argv, capture_output=True, timeout=timeout, text=True,
                          errors="surrogateescape", check=False, **options)
    return Outcome(done.returncode, done.stdout, done.stderr)


class Daemon:
    """`programs` is the config below the boilerplate, or the whole config with whole=True."""

    name = daemon = control = None  # given by the subclasses

    def __init__(self, programs="", *, supervisord="", whole=False, args=(), env=None,
                 foreground=True, stdout=None, wrap=()):
        self.directory = tempfile.mkdtemp(prefix="dut-", dir="/tmp")
        os.chmod(self.directory, 0o755)
        os.mkdir(self.path("logs"))
        os.chmod(self.path("logs"), 0o777)
        self.config = self.path("daemon.conf")
        self.write_config(programs, supervisord=supervisord, whole=whole)
        self.mark = uuid.uuid4().hex
        self.environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                            "HOME": "/", "LANG": "C.UTF-8", MARK: self.mark, **(env or {})}
        self.args, self.foreground, self.wrap = list(args), foreground, list(wrap)
        self.process, self.launched, self.stdout = None, [], stdout

    # -- files ---------------------------------------------------------------------------------
    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def write_config(self, programs, *, supervisord="", whole=False):
        head = "" if whole else BOILERPLATE.format(supervisord=supervisord)
        self.write("daemon.conf", head + programs)

    def write(self, name, text, mode=0o644):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def read(self, name):
        try:
            with open(self.path(name), encoding="utf-8", errors="surrogateescape") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def normal(self, text):
        """`text` without what differs between two runs of one daemon."""
        text = text.replace(self.directory, "DIR")
        text = re.sub(r"\bpid \d+", "pid N", text)
        text = re.sub(r"uptime (\d+ days?, )?\d+:\d\d:\d\d", "uptime T", text)
        text = re.sub(r"\b[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M", "DATE", text)
        text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", "STAMP", text)
        return re.sub(r"\(\d+\) with SIG", "(N) with SIG", text)

    # -- life ----------------------------------------------------------------------------------
    def command_line(self):
        mode = ["-n"] if self.foreground else []
        return [*self.wrap, *self.daemon, *mode, "-c", self.config, *self.args]

    def launch(self, **options):
        """Starts the daemon without waiting for anything; returns the Popen object."""
        out = self.stdout
        with open(self.path("stdout"), "ab") as own_out, open(self.path("stderr"), "ab") as err:
            settings = {"cwd": self.directory, "env": self.environment, "start_new_session": True,
                        "stdin": subprocess.DEVNULL, "stdout": out or own_out, "stderr": err}
            self.process = subprocess.Popen(self.command_line(), **{**settings, **options})
        self.launched.append(self.process)
        return self.process

    def start(self, **options):
        self.launch(**options)
        try:
            self.wait_ready()
        except AssertionError as late:
            raise AssertionError(f"{self.name} did not come up: {late}\n{self.story()}") from late
        return self

    def wait_ready(self):
        def ready():
            if self.foreground and self.process.poll() is not None:
                raise AssertionError(f"ended with {self.process.returncode}")
            return self.ctl("pid").code == 0
        until(lambda: re.search(r"started with pid \d+", self.read("main.log"))
              or (self.foreground and self.process.poll() is not None), "'started with pid' logged")
        until(ready, "the control client reaches it")

    def pid(self):
        return int(self.ctl("pid").out)

    def kill(self, number):
        os.kill(self.process.pid, number)

    def wait_end(self, patience=PATIENCE):
        """Exit status of a daemon in the foreground."""
        until(lambda: self.process.poll() is not None, f"{self.name} ends", patience)
        return self.process.returncode

    def stop(self):
        self.kill(signal.SIGTERM)
        return self.wait_end()

    def descendants(self):
        """Pids of all live processes that carry this daemon's mark, the daemon itself included."""
        token = f"{MARK}={self.mark}".encode()
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            with contextlib.suppress(OSError), open(f"/proc/{entry}/environ", "rb") as environ:
                if token in environ.read().split(b"\0") and alive(int(entry)):
                    found.append(int(entry))
        return found

    def no_descendants(self):
        """Kills what is left; true if nothing was. (A daemon may start more before its turn.)"""
        left = self.descendants()
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return not left

    def close(self, keep=False):
        for process in self.launched:
            if process.poll() is None:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE / 2)
        until(self.no_descendants, f"all of {self.name} is killed", every=0.1)
        for process in self.launched:
            process.wait(PATIENCE)
        if not keep:
            shutil.rmtree(self.directory, ignore_errors=True)

    def story(self):
        """What a failed case prints."""
        parts = [f"{label}:\n{self.read(name)[-6000:]}" for label, name in
                 (("main.log", "main.log"), ("stdout", "stdout"), ("stderr", "stderr"))]
        return f"== {self.name} in {self.directory}\n" + "\n".join(parts)

    # -- control -------------------------------------------------------------------------------
    def ctl(self, *words, timeout=PATIENCE, **options):
        options.setdefault("env", self.environment)
        options.setdefault("cwd", self.directory)
        return run([*self.control, "-c", self.config, *words], timeout=timeout, **options)

    def status(self, *names):
        """{name: (state, description)} as `status` prints it."""
        rows = {}
        for line in self.ctl("status", *names).out.splitlines():
            words = line.split(None, 2)
            rows[words[0]] = (words[1], words[2] if len(words) > 2 else "")
        return rows

    def state(self, name):
        return self.status(name).get(name, ("", ""))[0]

    def child(self, name):
        """Pid of a running program, 0 if it has none."""
        found = re.search(r"pid (\d+)", self.status(name).get(name, ("", ""))[1])
        return int(found.group(1)) if found else 0

    def wait_states(self, wanted, patience=PATIENCE):
        """Waits until each name of `wanted` is in its state, all at the same moment."""
        def there():
            rows = self.status()
            return all(rows.get(name, ("",))[0] == state for name, state in wanted.items())
        until(there, f"states {wanted}", patience, every=0.1)

    def wait_state(self, name, state, patience=PATIENCE):
        self.wait_states({name: state}, patience)

    def wait_respawned(self, name, old):
        """Pid of the run after `old` once it counts as RUNNING."""
        def fresh():
            pid = self.child(name)
            return pid not in (0, old) and pid
        return until(fresh, f"{name} runs again after pid {old}")

    # -- main log ------------------------------------------------------------------------------
    def log(self, name="main.log"):
        """The main log as lines; text that is not a line of its own belongs to the one before."""
        lines = []
        for raw in self.read(name).splitlines():
            found = LOG_LINE.match(raw)
            if found:
                lines.append(LogLine(*found.groups()))
            elif lines:
                lines[-1].text += "\n" + raw
        return lines

    def logged(self, pattern):
        return [line for line in self.log() if re.search(pattern, line.text)]

    def wait_log(self, pattern, count=1, patience=PATIENCE):
        def seen():
            hits = self.logged(pattern)
            return len(hits) >= count and hits
        return until(seen, f"{count} log line(s) like {pattern!r}", patience)


class Actord(Daemon):
    name = "actord"
    daemon = [os.environ.get("ACTORD_BIN", "actord")]
    control = [os.environ.get("ACTORCTL_BIN", "actorctl")]


class Supervisord(Daemon):
    name = "supervisord"
    daemon = ["/usr/bin/python3", "/usr/bin/supervisord"]
    control = ["/usr/bin/python3", "/usr/bin/supervisorctl"]


# ACTORD_SUBJECT=supervisord asks every case of Supervisor itself: so the expectations are proved.
SUBJECT = Supervisord if os.environ.get("ACTORD_SUBJECT") == "supervisord" else Actord
