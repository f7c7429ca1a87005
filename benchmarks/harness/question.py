"""The frame of every question: options, interleaved rounds, one table, an exit code.

A round measures a case on each contender in turn, and each round begins with another one, so a slow
drift of the machine falls on all alike. A contender that fails is left out of the rest of that case
and its reason is printed below the table; the others go on.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Callable

from . import contenders, guard, machine, table
from .failure import BenchError

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
RELEASE = os.path.join(ROOT, "build", "release")
CHILD = "bench_child"


@dataclass(frozen=True)
class Case:
    """One setting of a question. `values` are handed to the question's measure()."""

    label: str
    values: dict


@dataclass(frozen=True)
class Question:
    """`cases(options)` lists them; `measure(bench, contender, case)` answers {key: samples}."""

    name: str
    text: str
    measures: list
    cases: Callable
    measure: Callable
    add_options: Callable = lambda parser: None
    rounds: int = 3
    quick: dict = field(default_factory=dict)  # option -> its value under --quick


@dataclass
class Bench:
    """What measure() needs besides its case."""

    options: argparse.Namespace
    disk: str
    memory: str
    notes: list

    def run(self, contender, plan):
        child = os.path.join(self.options.tools, CHILD)
        return contenders.Running(contender, plan, child, self.disk, self.memory)


def system_first(name):
    """The distribution's own program, whatever else the PATH holds."""
    path = os.path.join("/usr/bin", name)
    return path if os.path.exists(path) else shutil.which(name) or path


def add_common_options(parser):
    for option, path in (
        ("--actord", os.path.join(RELEASE, "cli/actord/actord")),
        ("--actorctl", os.path.join(RELEASE, "cli/actorctl/actorctl")),
        ("--supervisord", system_first("supervisord")),
        ("--supervisorctl", system_first("supervisorctl")),
    ):
        parser.add_argument(option, default=path, metavar="PATH", help="default: %(default)s")
    parser.add_argument("--tools", default=os.path.join(RELEASE, "benchmarks"), metavar="FOLDER",
                        help="where the limit program and bench_child were built")
    parser.add_argument("--only", metavar="NAMES", help="comma list of limit, actord, supervisord")
    parser.add_argument("--dir", metavar="FOLDER",
                        help="where the scratch folder is made (default: $TMPDIR)")
    parser.add_argument("--timeout", type=float, default=1500, metavar="SECONDS",
                        help="after this long all is ended and cleaned up; a bench child ends by"
                        " itself after half an hour (default %(default)s)")
    parser.add_argument("--quick", action="store_true", help="one round and small sizes")
    parser.add_argument("--json", metavar="FILE", help="also write the rows there, for run_all")


def _parse(question, arguments):
    parser = argparse.ArgumentParser(prog=question.name, description=question.text)
    add_common_options(parser)
    parser.add_argument("--rounds", type=int, default=question.rounds, metavar="N")
    question.add_options(parser)
    if "--quick" in arguments:
        parser.set_defaults(rounds=1, **question.quick)
    return parser.parse_args(arguments)


def _available(options):
    """(contenders to run, why others are left out). Asking for a missing one is an error."""
    asked = options.only.split(",") if options.only else None
    found, missing = [contenders.limit(options.tools)], []
    for name, daemon, control in (
        ("actord", options.actord, options.actorctl),
        ("supervisord", options.supervisord, options.supervisorctl),
    ):
        absent = [path for path in (daemon, control) if not os.access(path, os.X_OK)]
        if not absent:
            paths = (os.path.realpath(daemon), os.path.realpath(control))
            found.append(contenders.supervisor(name, *paths))
        elif asked is None or name in asked:
            missing.append(f"{name} left out: no {absent[0]}")
    if asked is None:
        return found, missing
    unknown = set(asked) - {"limit", "actord", "supervisord"}
    if unknown or missing:
        raise BenchError("; ".join(missing) or f"--only does not know {', '.join(sorted(unknown))}")
    return [c for c in found if c.name in asked], []


def _check_tools(options):
    for tool in ("limit", CHILD):
        if not os.access(os.path.join(options.tools, tool), os.X_OK):
            raise BenchError(f"no {tool} in {options.tools}: 'cmake --preset release' and 'cmake"
                             f" --build build/release --target limit {CHILD}' build it")


def _raise_descriptor_limit():
    """A program costs a supervisor some five descriptors; all inherit the same limit."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _measure_case(question, bench, running, case):
    """samples[measure key][contender], and {contender: why it failed}."""
    samples, failed = {m.key: {} for m in question.measures}, {}
    for turn in range(bench.options.rounds):
        first = turn % len(running)
        for contender in running[first:] + running[:first]:
            if contender.name in failed:
                continue
            try:
                taken = question.measure(bench, contender, case)
            except (BenchError, OSError, subprocess.SubprocessError) as error:
                failed[contender.name] = str(error)
                continue
            for key, values in taken.items():
                samples[key].setdefault(contender.name, []).extend(values)
    return samples, failed


def _measure_all(question, bench, running):
    """The rows of all cases, and a note for each failure."""
    rows, failures = [], []
    for case in question.cases(bench.options):
        samples, failed = _measure_case(question, bench, running, case)
        rows += [table.row(case.label, m, samples[m.key], failed) for m in question.measures]
        failures += [f"{name} failed at '{case.label}': {why}" for name, why in failed.items()]
    return rows, failures


def _job(question, options):
    def job(disk, memory):
        running, missing = _available(options)
        about = machine.describe(ROOT, disk)
        bench = Bench(options, disk, memory, notes=missing)
        rows, failures = _measure_all(question, bench, running)
        if not rows:
            print(f"{question.name}: no case to measure", file=sys.stderr)
            return 2
        bench.notes += failures
        print(f"{question.name}: {question.text}\n{about}; {options.rounds} rounds\n")
        print(table.render(rows))
        print("".join(f"\nnote: {note}" for note in bench.notes))
        if options.json:
            answer = {"name": question.name, "about": about, "rows": rows, "notes": bench.notes}
            with open(options.json, "w") as file:
                json.dump(answer, file)
        return 1 if failures else 0

    return job


def main(question):
    """What the command of a question calls; ends the program."""
    options = _parse(question, sys.argv[1:])
    try:
        _check_tools(options)
        _available(options)  # a wrong --only is told before anything is started
        _raise_descriptor_limit()
    except BenchError as error:
        sys.exit(f"{question.name}: {error}")
    sys.exit(guard.guarded(_job(question, options), options.dir, options.timeout))
