"""Where actord deliberately differs from supervisord 4.2.5, with the reason.

One row per key of SystemCase.compare: what supervisord gives, what actord gives, why.
"""
from typing import NamedTuple


class Difference(NamedTuple):
    theirs: object
    ours: object
    reason: str


MINFDS = (
    "Error: The minimum number of file descriptors required to run this process is 2000000000 as "
    "per the \"minfds\" command-line argument or config file setting. The current environment will "
    "only allow you to open {} file descriptors.  Either raise the number of usable file "
    "descriptors in your environment (see README.rst) or lower the minfds setting in the config "
    "file to allow the process to start.")
LATER = ["middle", "pair_0", "pair_1", "last", "same_a", "same_b"]

_BAD_REQUEST = (
    "HTTP/1.0 400 Bad Request\r\nServer: Medusa/1.12\r\nDate: D\r\nContent-Length: 136\r\n"
    "Content-Type: text/html\r\n{}\r\n<head>\r\n<title>Error response</title>\r\n</head>\r\n"
    "<body>\r\n<h1>Error response</h1>\r\n<p>Error code 400.\r\n<p>Message: Bad Request.\r\n"
    "</body>\r\n")

DIFFERENCES: dict[str, Difference] = {
    "config: too many minfds": Difference(
        (2, MINFDS.format("2000000000")), (2, MINFDS.format("HARD")),
        "the real hard limit is printed (contract §11.2 no. 30)"),
    "status SigIgn": Difference(
        "0000000001001000", "0000000000000000",
        "children start with SIGPIPE and SIGXFSZ at their defaults (§11.1 no. 11)"),
    "order of the start": Difference(
        ["first", "gamma", "alpha", "beta", *LATER], ["first", "beta", "alpha", "gamma", *LATER],
        "members of a [group:] start by their priority too (§11.1 no. 15)"),
    "explicit to AUTO: 1. reread": Difference(
        (0, "No config updates to processes\n", "", {"p": True}),
        (0, "p: changed\n", "", {"p": True}),
        "a log that becomes AUTO is a change too (§11.2 no. 33)"),
    "clear clear nope:*": Difference(
        (1, "nope:None: ERROR (no such process)\n", ""),
        (1, "nope:*: ERROR (no such process)\n", ""),
        "the name asked for is told, not None (§11.4 no. 63)"),
    "clear clear chatty:*": Difference(
        (1, "chatty:None: ERROR (no such process)\n", ""),
        (1, "chatty:*: ERROR (no such process)\n", ""),
        "the name asked for is told, not None (§11.4 no. 63)"),
    "help help tail": Difference(
        (0, ["", "tail -100 <name>", "tail -f <name>", "tail <name> stderr"]),
        (0, ["tail -<bytes> <name>", "tail -f <name>", "tail <name>", "tail <name> stderr"]),
        "every form is explained, the number as what it stands for (§7.6)"),
    "help help maintail": Difference(
        (0, ["maintail", "maintail -100", "maintail -f"]),
        (0, ["maintail", "maintail -<bytes>", "maintail -f"]),
        "the number is shown as what it stands for (§7.6)"),
    "config info serverurl": Difference(
        "none", "unix://DIR/control.sock",
        "the URL that the program is given is told, not that none was configured"),
    "rpc supervisor.getProcessInfo('',)": Difference(
        ("fault", 10, "BAD_NAME: "), ("fault", 10, "BAD_NAME"),
        "nothing follows where nothing was given"),
    "bytes no xml, 1.0": Difference(
        _BAD_REQUEST.format(""), _BAD_REQUEST.format("Connection: close\r\n"),
        "HTTP/1.0 clients are told that the connection ends (§11.4 no. 65)"),
}
