"""The option that most questions have: with how many programs."""

from .question import Case


def add_counts_option(default):
    def add(parser):
        parser.add_argument("--counts", default=default, metavar="N,N",
                            help="numbers of programs (default %(default)s)")

    return add


def counts_of(options):
    return [int(text) for text in options.counts.split(",")]


def count_cases(options):
    return [Case(f"{count:,} programs", {"count": count}) for count in counts_of(options)]
