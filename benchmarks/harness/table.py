"""From samples to the one table: reductions, ratios to the limit, aims, layout."""

import math
import statistics
from dataclasses import dataclass
from typing import Callable, Optional

LIMIT = "limit"
OURS = "actord"
PEER = "supervisord"


def worst(samples):
    return max(samples)


def total(samples):
    return sum(samples)


@dataclass(frozen=True)
class Aim:
    """What our own number is held to: a text, and a check of {contender: reduced value}."""

    text: str
    met: Callable[[dict], Optional[bool]]  # None: cannot be said in this run


def within_limit_times(factor):
    def met(values):
        return values[OURS] <= factor * values[LIMIT] if LIMIT in values else None

    return Aim(f"≤ {factor:g}× limit", met)


def not_behind_peer(tolerance=0.0):
    def met(values):
        return values[OURS] >= values[PEER] * (1 - tolerance) if PEER in values else None

    return Aim(f"≥ {PEER}", met)


def at_most(bound, text):
    return Aim(text, lambda values: values[OURS] <= bound)


@dataclass(frozen=True)
class Measure:
    """One quantity of a question; `reduce` makes one number of all samples of all rounds."""

    key: str
    label: str
    reduce: Callable = statistics.median
    aim: Optional[Aim] = None
    with_ratio: bool = True


def number(value):
    """Three significant digits, none of them invented."""
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{value:,.{max(0, min(digits, 4))}f}"


def spread(samples_of):
    """Half the range over the median, where it is largest: how far to trust the row."""
    found = []
    for samples in samples_of.values():
        middle = statistics.median(samples)
        if len(samples) > 1 and middle:
            found.append((max(samples) - min(samples)) / 2 / abs(middle))
    return f"±{100 * max(found):.0f} %" if found else ""


def _ratio(values, contender):
    if contender not in values or not values.get(LIMIT):
        return "–"
    return number(values[contender] / values[LIMIT]) + "×"


def _aim_cell(aim, values):
    if aim is None:
        return ""
    verdict = aim.met(values) if OURS in values else None
    return aim.text + {True: ": met", False: ": MISSED", None: ""}[verdict]


def row(case, measure, samples_of, failed):
    """The cells of one line; samples_of: {contender: [samples]}, failed: contenders that broke."""
    values = {name: measure.reduce(samples) for name, samples in samples_of.items() if samples}
    cells = {"case": case, "measure": measure.label}
    for name in (LIMIT, OURS, PEER):
        absent = "failed" if name in failed else "–"
        cells[name] = number(values[name]) if name in values else absent
    for name in (OURS, PEER):
        cells[f"{name}/limit"] = _ratio(values, name) if measure.with_ratio else ""
    typical = measure.reduce is statistics.median
    cells["spread"] = spread({k: v for k, v in samples_of.items() if v}) if typical else ""
    cells["aim"] = _aim_cell(measure.aim, values)
    return cells


def render(rows):
    """Rows of equal keys as an aligned Markdown table: numbers to the right, texts to the left."""
    titles = list(rows[0])
    left = {"question", "case", "measure", "aim"}
    width = {t: max(len(t), *(len(r[t]) for r in rows)) for t in titles}

    def line(cells):
        fit = [c.ljust(width[t]) if t in left else c.rjust(width[t]) for t, c in zip(titles, cells)]
        return "| " + " | ".join(fit) + " |"

    ruler = ["-" * width[t] if t in left else "-" * (width[t] - 1) + ":" for t in titles]
    return "\n".join([line(titles), line(ruler)] + [line(list(r.values())) for r in rows])
