"""One paragraph saying on what and of what the numbers are."""

import os
import platform
import subprocess


def _output(*command, cwd=None):
    try:
        return subprocess.run(
            command, cwd=cwd, capture_output=True, text=True, timeout=10, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _processor():
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _file_system(folder):
    return _output("stat", "--file-system", "--format=%T", folder) or "unknown"


def revision(folder):
    """The git revision of the working tree, with '+changes' when it holds uncommitted ones."""
    head = _output("git", "rev-parse", "--short=12", "HEAD", cwd=folder)
    if not head:
        return "unknown"
    return head + ("+changes" if _output("git", "status", "--porcelain", cwd=folder) else "")


def describe(source_folder, scratch_folder):
    return (
        f"revision {revision(source_folder)}; {os.cpu_count()} cores, {_processor()}; "
        f"{platform.system()} {platform.release()}; logs on {_file_system(scratch_folder)}; "
        f"load at the start {os.getloadavg()[0]:.2f}"
    )
