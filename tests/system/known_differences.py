"""Where actord deliberately differs from supervisord 4.2.5, with the reason.

One row per key of SystemCase.compare: what supervisord gives, what actord gives, why.
"""
from typing import NamedTuple


class Difference(NamedTuple):
    theirs: object
    ours: object
    reason: str


DIFFERENCES: dict[str, Difference] = {
}
