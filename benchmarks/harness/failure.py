"""The one exception of the harness."""


class BenchError(Exception):
    """A measurement could not be taken; says why in one line. Costs one cell of the table."""
