"""Faults between the functions and the local AWS: a proxy that breaks the calls it is told to.

    faults = FaultProxy(upstream=aws.endpoint)           # functions get faults.endpoint as AWS_ENDPOINT_URL
    with faults.inject("throttle", service="dynamodb", operation="PutItem", times=2) as fault:
        ...
    assert fault.hits() == 2

The kinds:

* ``throttle``, ``error``: refused in the service's own words (a throttling code; a 500). Nothing was done.
* ``drop``: the connection is closed before the call goes on. Nothing was done, and the caller can't know.
* ``lost_reply``: the call IS done, then the connection is closed. The caller can't tell it from ``drop``.
* ``slow``: goes on after ``seconds``.
* ``stall``: is held for ``seconds`` and then dropped. Nothing was done; there is time to kill the caller meanwhile.
* ``held_reply``: is done at once, its answer held for ``seconds`` and then dropped; the same with the work done.
"""

import itertools
import json
import os
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local_aws import paths
from local_aws.process import Process, answers, free_port

_KINDS = ("throttle", "error", "drop", "lost_reply", "slow", "stall", "held_reply")
_ids = itertools.count(1)


@dataclass(frozen=True)
class Fault:
    """A rule in force. ``hits()`` is how many calls it broke so far."""

    proxy: "FaultProxy"
    id: int

    def hits(self) -> int:
        return sum(1 for hit in self.proxy.hits() if hit["id"] == self.id)


class FaultProxy:
    """A running proxy before ``upstream``. With no rule it passes everything on (about 4 ms a call)."""

    def __init__(self, upstream: str, port: int | None = None):
        port = port or free_port()
        self.endpoint = f"http://127.0.0.1:{port}"
        paths.RUNS.mkdir(parents=True, exist_ok=True)
        self._rules_file = paths.RUNS / f"faults-{os.getpid()}-{port}.json"
        self._hits_file = paths.RUNS / f"faults-{os.getpid()}-{port}.hits"
        self._rules: list[dict] = []
        self._changing = threading.Lock()
        self._write()
        self._hits_file.write_text("")
        options = ["--listen-host", "127.0.0.1", "--listen-port", str(port), "--set", "keep_host_header=true"]
        # A directory of its own: mitmproxy makes a certificate authority there that nobody needs.
        options += ["--set", f"confdir={paths.HOME / 'mitmproxy'}", "--quiet"]
        addon = Path(__file__).with_name("fault_addon.py")
        command = [paths.tool("venv-mitmproxy", "mitmdump"), "--mode", f"reverse:{upstream}", "-s", addon, *options]
        environment = {**os.environ, "FAULT_RULES": str(self._rules_file), "FAULT_HITS": str(self._hits_file)}
        self._process = Process("faults", command, environment)
        self._process.wait_until(lambda: answers(f"{self.endpoint}/_ministack/health"))

    @contextmanager
    def inject(
        self,
        kind: str,
        service: str = "",
        operation: str = "",
        path: str = "",
        body: str = "",
        callers: tuple[str, ...] = (),
        times: int | None = None,
        skip: int = 0,
        seconds: float = 5,
    ):
        """Breaks matching calls while the block runs.

        ``service`` is the signing name (dynamodb, sqs, sns, s3, secretsmanager), ``operation`` the API's (PutItem, Publish,
        GetObject); ``path`` and ``body`` are substrings; ``callers`` are access keys. Empty matches all. The first ``skip``
        matches pass, the ``times`` after them break (None: all), the rest pass.
        """
        if kind not in _KINDS:
            raise ValueError(f"{kind} is none of {_KINDS}")
        rule = {
            "id": next(_ids),
            "kind": kind,
            "service": service,
            "operation": operation,
            "path": path,
            "body": body,
            "callers": list(callers),
            "times": times,
            "skip": skip,
            "seconds": seconds,
        }
        # Tests that go on at once share the proxy.
        with self._changing:
            self._rules.append(rule)
            self._write()
        try:
            yield Fault(self, rule["id"])
        finally:
            with self._changing:
                self._rules.remove(rule)
                self._write()

    def hits(self) -> list[dict]:
        """Every broken call so far: ``id`` of the rule, ``at``, ``service``, ``operation``."""
        return [json.loads(line) for line in self._hits_file.read_text().splitlines()]

    def stop(self) -> None:
        self._process.stop()
        self._rules_file.unlink(missing_ok=True)
        self._hits_file.unlink(missing_ok=True)

    def _write(self) -> None:
        # Renamed into place, so that the proxy never reads half a file; and a step of the clock, so that two writes in
        # one tick are two.
        part = self._rules_file.with_suffix(".part")
        part.write_text(json.dumps(self._rules))
        os.utime(part, ns=(time.time_ns(), time.time_ns()))
        part.rename(self._rules_file)
