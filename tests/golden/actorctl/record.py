"""Writes transcript.txt: what Debian's supervisorctl answers to every line of lines.txt.

usage: record.py            needs Debian's supervisor package; takes about two minutes
Pids and times are replaced by fixed ones, the directory by DIR, for the unit test that plays the
transcript against actorctl with a fake daemon (tests/unit/actorctl_transcript_test.cpp).
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
PYTHON = "/usr/bin/python3"
STABLE = (
    (re.compile(r"pid \d+, uptime \d+:\d\d:\d\d"), "pid 100, uptime 0:00:10"),
    (re.compile(r"[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M"), "Nov 21 01:43 PM"),
    (re.compile(r"^[1-9]\d*$", re.M), "100"),
)


def tool(name, directory, *words):
    return [PYTHON, f"/usr/bin/{name}", "-c", f"{directory}/supervisord.conf", *words]


def answered(directory, line):
    """The block of one line: the line, stdout, stderr behind '! ', the exit status."""
    done = subprocess.run(tool("supervisorctl", directory, "--", line), capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, check=False)
    out = done.stdout
    for pattern, replacement in STABLE:
        out = pattern.sub(replacement, out)
    err = "".join(f"! {text}\n" for text in done.stderr.splitlines())
    block = f"$ {line}\n{out}{err}= {done.returncode}\n"
    return block.replace(str(directory), "DIR")


def main():
    directory = pathlib.Path(tempfile.mkdtemp())
    shutil.copy(HERE / "supervisord.conf", directory)
    subprocess.run(tool("supervisord", directory), check=True)
    try:
        time.sleep(4)  # Supervisor starts its programs after a second, and they need another
        lines = (HERE / "lines.txt").read_text(encoding="utf-8").splitlines()
        blocks = [answered(directory, line) for line in lines]
        (HERE / "transcript.txt").write_text("".join(blocks), encoding="utf-8")
    finally:
        subprocess.run(tool("supervisorctl", directory, "shutdown"), check=False,
                       stdout=subprocess.DEVNULL)
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
