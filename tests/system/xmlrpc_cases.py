"""python's xmlrpc.client against actord and supervisord, side by side: results, types and faults.

Over a UNIX socket and over TCP; what differs between two runs (pids, times, paths) is made equal
first.
"""
import http.client
import re
import socket
import unittest
import xmlrpc.client

from cases import SystemCase, together
from daemon_under_test import SUBJECT, Supervisord, free_port, until

CONFIG = """\
[inet_http_server]
port=127.0.0.1:{port}
username=u
password={{SHA}}5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8
[program:cat]
command=cat
stdout_logfile=%(here)s/cat.out
[program:pair]
command=sleep 1000
startsecs=0
numprocs=2
process_name=%(program_name)s_%(process_num)02d
[program:off]
command=sleep 1000
autostart=false
stdout_logfile=NONE
startsecs=0
priority=5
[program:missing]
command=/nope/x
autostart=false
[program:hasty]
command=sh -c 'exit 0'
autostart=false
startsecs=3
startretries=0
[program:slow]
command=sh -c 'trap "" TERM; while :; do sleep 1; done'
autostart=false
stopwaitsecs=1
startsecs=0
[program:written]
command=sh -c 'printf "hello\\n"; exec sleep 1000'
stdout_logfile=%(here)s/written.out
stderr_logfile=%(here)s/written.err
autorestart=false
exitcodes=0,2
environment=A="1"
umask=022
"""


class UnixTransport(xmlrpc.client.Transport):
    def __init__(self, path):
        super().__init__()
        self.path = path

    def make_connection(self, host):
        class Connection(http.client.HTTPConnection):
            def connect(conn):
                conn.sock = socket.socket(socket.AF_UNIX)
                conn.sock.connect(self.path)
        return Connection("localhost")


def over_unix(daemon):
    return xmlrpc.client.ServerProxy("http://localhost",
                                     transport=UnixTransport(daemon.path("control.sock")))


def over_tcp(daemon):
    return xmlrpc.client.ServerProxy(f"http://u:password@127.0.0.1:{daemon.port}/RPC2")


CHANGING = {"start", "stop", "now", "pid"}


def settled(daemon, value):
    """The value without what differs between two runs; the types stay visible."""
    if isinstance(value, dict):
        return {key: (type(item).__name__, bool(item)) if key in CHANGING
                else settled(daemon, item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [settled(daemon, item) for item in value]
    if isinstance(value, str):
        return re.sub(r"---supervisor-\S{8}\.log", "---AUTO.log", daemon.normal(value))
    return value


def ask(daemon, proxy, method, *params):
    call = proxy
    for part in method.split("."):
        call = getattr(call, part)
    try:
        return settled(daemon, call(*params))
    except xmlrpc.client.Fault as fault:
        return "fault", fault.faultCode, settled(daemon, fault.faultString)
    except xmlrpc.client.ProtocolError as error:
        return "http", error.errcode


S = "supervisor."
CALLS = [
    ("getAPIVersion",), ("getVersion",), ("getIdentification",), ("getState",),
    ("getProcessInfo", "cat"), ("getProcessInfo", "cat:cat"), ("getProcessInfo", "nope"),
    ("getProcessInfo", "pair"), ("getProcessInfo", "pair:*"), ("getProcessInfo", "pair:pair_01"),
    ("getProcessInfo", ""), ("getProcessInfo", "a:b:c"), ("getAllProcessInfo",),
    ("startProcess", "cat"), ("startProcess", "nope"), ("startProcess", "nope:nope"),
    ("startProcess", "nope:*"), ("startProcess", "missing"), ("startProcess", "pair"),
    ("startProcess", "pair:*"), ("startProcess", "pair:"), ("startProcess",),
    ("startProcess", "a", "b", "c"), ("startProcess", "hasty"), ("startProcess", "off", 1),
    ("stopProcess", "off", 1), ("stopProcess", "off"), ("stopProcess", "nope"),
    ("stopProcess", "pair:*"), ("stopProcess", "pair:*"), ("startProcessGroup", "pair", False),
    ("startProcess", "off", False), ("stopProcess", "off", True),
    ("startProcessGroup", "nope"), ("startProcessGroup", "missing"), ("stopProcessGroup", "nope"),
    ("stopProcessGroup", "off"), ("stopProcessGroup", "cat"), ("startProcessGroup", "cat"),
    ("startProcess", "slow"), ("stopProcess", "slow"),
    ("signalProcess", "cat", "CONT"), ("signalProcess", "cat", "18"),
    ("signalProcess", "cat", "ZZ"), ("signalProcess", "nope", "ZZ"),
    ("signalProcess", "nope:*", "TERM"), ("signalProcess", "off", "TERM"),
    ("signalProcess", "pair:*", "CONT"), ("signalProcessGroup", "pair", "CONT"),
    ("signalProcessGroup", "off", "CONT"), ("signalProcessGroup", "nope", "CONT"),
    ("signalProcessGroup", "pair", "ZZ"), ("signalAllProcesses", "ZZ"),
    ("readProcessStdoutLog", "written", 0, 0), ("readProcessStdoutLog", "written", -3, 0),
    ("readProcessStdoutLog", "written", 2, 2), ("readProcessStdoutLog", "written", 100, 2),
    ("readProcessStdoutLog", "written", -1, 5), ("readProcessStdoutLog", "written", 0, -5),
    ("readProcessLog", "written", 0, 0), ("readProcessStderrLog", "written", 0, 0),
    ("readProcessStdoutLog", "off", 0, 0), ("readProcessStdoutLog", "nope", 0, 0),
    ("readProcessStdoutLog", "pair:*", 0, 0), ("readProcessStderrLog", "nope", 0, 0),
    *[("tailProcessStdoutLog", "written", offset, length) for offset, length in (
        (0, 10), (0, 3), (3, 3), (6, 10), (100, 5), (0, 0), (-5, 3), (0, 1600), (6, 0))],
    ("tailProcessLog", "written", 0, 10), ("tailProcessStderrLog", "written", 0, 10),
    ("tailProcessStdoutLog", "off", 0, 100), ("tailProcessStdoutLog", "nope", 0, 100),
    ("tailProcessStdoutLog", "pair:*", 0, 100), ("readLog", -1, 5), ("readLog", 0, -5),
    ("readMainLog", 1000000, 1), ("clearProcessLogs", "written"), ("clearProcessLogs", "nope"),
    ("clearProcessLogs", "pair:*"), ("clearProcessLog", "off"),
    ("readProcessStdoutLog", "written", 0, 0), ("clearLog",),
    ("sendProcessStdin", "cat", "line \u00e9\n"), ("sendProcessStdin", "cat", 5),
    ("sendProcessStdin", "nope", "x"), ("sendProcessStdin", "nope", 5),
    ("sendProcessStdin", "off", "x"), ("sendProcessStdin", "pair:*", "x"),
    ("sendRemoteCommEvent", "kind", "data"), ("nope",), ("_x",), ("a.b",),
]
PLAIN = [("system.listMethods",), ("system.methodSignature", "zz"), ("system.methodHelp", "zz"),
         ("system.nope",), ("nope",), ("supervisor",)]
MULTICALL = [{"methodName": "supervisor.getAPIVersion"}, {"methodName": "zz"}, {"params": []},
             {"methodName": "system.multicall", "params": []},
             {"methodName": "supervisor.stopProcess", "params": ["cat"]},
             {"methodName": "supervisor.startProcess", "params": ["cat"]},
             {"methodName": "supervisor.startProcess", "params": ["cat"]},
             {"methodName": "supervisor.getProcessInfo", "params": ["cat"]}]


class XmlRpc(SystemCase):
    def pair(self):
        def up(kind):
            port = free_port()
            daemon = self.make(CONFIG.format(port=port), kind=kind)
            daemon.port = port
            daemon.start()
            daemon.wait_states({"cat": "RUNNING", "written": "RUNNING"})
            until(lambda: daemon.read("written.out") == "hello\n", "the program has written")
            return daemon
        return together(*[lambda kind=kind: up(kind) for kind in (SUBJECT, Supervisord)])

    def compare_calls(self, topic, calls, connect):
        def play(daemon):
            proxy, results = connect(daemon), {}
            for method, *params in calls:
                key = f"{method}{tuple(params)}"
                while key in results:
                    key += "'"
                results[key] = ask(daemon, proxy, method, *params)
                # What stops is told in the order in which it happens to end.
                if "stopProcess" in method and isinstance(results[key], list):
                    results[key].sort(key=lambda row: (row["group"], row["name"]))
            proxy("close")()
            return results
        ours, theirs = together(*[lambda daemon=daemon: play(daemon) for daemon in self.pair()])
        for key, value in theirs.items():
            self.compare(f"{topic} {key}", ours[key], value)


class XmlRpcMethods(XmlRpc):
    def test_every_method_over_the_unix_socket(self):
        self.compare_calls("rpc", [(S + name, *params) for name, *params in CALLS], over_unix)

    def test_introspection_and_multicall_over_tcp(self):
        self.compare_calls("rpc", [*PLAIN, ("system.multicall", MULTICALL)], over_tcp)

    def test_signatures_are_equal(self):
        def signatures(daemon):
            proxy = over_tcp(daemon)
            return {name: proxy.system.methodSignature(name)
                    for name in proxy.system.listMethods()}
        ours, theirs = together(*[lambda d=d: signatures(d) for d in self.pair()])
        for name, types in theirs.items():
            self.compare(f"signature {name}", ours.get(name), types)

    def test_config_info(self):
        def info(daemon):
            return [settled(daemon, row) for row in over_unix(daemon).supervisor.getAllConfigInfo()]
        ours, theirs = together(*[lambda d=d: info(d) for d in self.pair()])
        self.assertEqual([row["name"] for row in ours], [row["name"] for row in theirs])
        for mine, other in zip(ours, theirs):
            mine.pop("autorestart", None)  # supervisord has it from 4.3 on
            self.compare("config info serverurl", mine.pop("serverurl"), other.pop("serverurl"))
            self.compare(f"config info {other['name']}", mine, other)

    def test_bulk_orders(self):
        def by_name(rows):
            return sorted(rows, key=lambda row: (row["group"], row["name"]))

        def play(daemon):
            proxy = over_unix(daemon).supervisor
            proxy.startProcess("off")
            return [by_name(rows) for rows in (
                proxy.signalAllProcesses("CONT"), proxy.stopAllProcesses(),
                proxy.clearAllProcessLogs(), proxy.startAllProcesses(False))]
        ours, theirs = together(*[lambda d=d: play(d) for d in self.pair()])
        for what, mine, other in zip(("signal", "stop", "clear", "start"), ours, theirs):
            self.compare(f"bulk {what}", mine, other)


class XmlRpcBytes(SystemCase):
    """What no client library shows: the bytes of heads and bodies."""

    REQUESTS = {
        "get": b"GET /RPC2 HTTP/1.1\r\n\r\n",
        "no length": b"POST /RPC2 HTTP/1.1\r\n\r\n",
        "no xml, 1.0": b"POST /RPC2 HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc",
        "unknown path": b"GET /nope HTTP/1.1\r\n\r\n",
        "put": b"PUT / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        "ok.html": b"GET /ok.html HTTP/1.1\r\nHost: /var/run/supervisor.sock\r\n\r\n",
        "unknown log": b"GET /logtail/nope HTTP/1.1\r\n\r\n",
        "unknown channel": b"GET /logtail/cat/stdnope HTTP/1.1\r\n\r\n",
        "other path of RPC2": b"GET /RPC2/x HTTP/1.1\r\n\r\n",
    }
    BODIES = {
        "untyped": "<methodCall><methodName>supervisor.getProcessInfo</methodName><params><param>"
                   "<value>nope</value></param></params></methodCall>",
        "no params": "<methodCall><methodName>supervisor.getState</methodName></methodCall>",
        "base64": "<methodCall><methodName>supervisor.getProcessInfo</methodName><params><param>"
                  "<value><base64>bm9wZQ==</base64></value></param></params></methodCall>",
        "no name": "<methodCall><params/></methodCall>",
        "version": "<?xml version='1.0'?><methodCall><methodName>supervisor.getAPIVersion"
                   "</methodName><params></params></methodCall>",
        "empty array": "<methodCall><methodName>supervisor.signalProcessGroup</methodName><params>"
                       "<param><value>off</value></param><param><value>HUP</value></param>"
                       "</params></methodCall>",
    }

    def exchange(self, daemon, data):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(30)
            peer.connect(daemon.path("control.sock"))
            peer.sendall(data)
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += peer.recv(65536) or b"EOF\r\n\r\n"
            length = re.search(rb"Content-Length: (\d+)", answer)
            while length and len(answer.split(b"\r\n\r\n", 1)[1]) < int(length.group(1)):
                answer += peer.recv(65536)
        return re.sub(r"Date: [^\r]+", "Date: D", answer.decode())

    def test_the_bytes_are_the_same(self):
        requests = dict(self.REQUESTS)
        for name, body in self.BODIES.items():
            requests[name] = (f"POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}"
                              f"\r\n\r\n{body}").encode()
        config = CONFIG.partition("[program:pair]")[0].partition("[program:cat]")[2]
        config = "[program:cat]" + config + "[program:off]\ncommand=cat\nautostart=false\n"
        pair = together(*[lambda kind=kind: self.make(config, kind=kind).start()
                          for kind in (SUBJECT, Supervisord)])
        for key, data in requests.items():
            ours, theirs = (self.exchange(daemon, data) for daemon in pair)
            self.compare(f"bytes {key}", ours, theirs)


if __name__ == "__main__":
    unittest.main()
