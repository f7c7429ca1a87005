"""What a contender is to run, said once and written in each contender's own format."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """`count` bench children with two captured streams each.

    `verb` and `rest` surround board and slot in the child's command line. `separate` writes one
    [program:x] section a program (so each is a group) instead of one section with numprocs.
    """

    count: int
    verb: str = "pause"
    rest: tuple = ()
    separate: bool = False
    rotate_bytes: int = 0
    backups: int = 0
    pipe_bytes: int = 0  # the limit program only
    batch_us: int = 0  # the limit program only

    def command(self, child, board, slot):
        return [child, self.verb, board.path, str(slot), *map(str, self.rest)]


def log_paths(folder, slot):
    """(stdout's log, stderr's log) of the child in this slot."""
    return f"{folder}/{slot}.out", f"{folder}/{slot}.err"


def _log_options(plan, folder, slot):
    out, err = log_paths(folder, slot)
    lines = []
    for stream, path in (("stdout", out), ("stderr", err)):
        lines += [
            f"{stream}_logfile={path}",
            f"{stream}_logfile_maxbytes={plan.rotate_bytes}",
            f"{stream}_logfile_backups={plan.backups}",
        ]
    return lines


def _program(plan, child, board, logs, title, slot, extra):
    command = " ".join(plan.command(child, board, slot))
    return [f"[program:{title}]", f"command={command}", *extra, *_log_options(plan, logs, slot), ""]


def supervisor_config(plan, child, board, folder):
    """A supervisord.conf; only what the measurement needs differs from Supervisor's defaults."""
    lines = [
        "[supervisord]",
        f"logfile={folder}/daemon.log",
        f"pidfile={folder}/daemon.pid",
        f"childlogdir={folder}",
        "[unix_http_server]",
        f"file={folder}/control.sock",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
        "[supervisorctl]",
        f"serverurl=unix://{folder}/control.sock",
        "",
    ]
    logs = f"{folder}/logs"
    if plan.separate:
        for slot in range(plan.count):
            lines += _program(plan, child, board, logs, f"p{slot:05}", slot, [])
    elif plan.count:
        extra = [f"numprocs={plan.count}", "process_name=p%(process_num)05d"]
        lines += _program(plan, child, board, logs, "bench", "%(process_num)d", extra)
    return "\n".join(lines)


def limit_list(plan, child, board, folder):
    """The same for the limit program; the format stands in limit/limit.h."""
    lines = [f"socket\t{folder}/control.sock"]
    if plan.rotate_bytes:
        lines.append(f"rotate\t{plan.rotate_bytes}\t{plan.backups}")
    lines.append(f"pipe_bytes\t{plan.pipe_bytes}")
    lines.append(f"batch_us\t{plan.batch_us}")
    for slot in range(plan.count):
        record = ["program", f"p{slot:05}", *log_paths(f"{folder}/logs", slot)]
        lines.append("\t".join(record + plan.command(child, board, slot)))
    return "\n".join(lines) + "\n"
