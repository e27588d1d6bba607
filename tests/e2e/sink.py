"""A webhook receiver on this machine: real TLS with a certificate authority of its own, scripted answers, and a record of
what arrived when.

    sink = Sink()
    sink.script("/ml-chat", status(500), throttled(2))    # then ok() for ever
    ... the router delivers to sink.url("/ml-chat"), trusting sink.ca_pem ...
    first, second, third = sink.wait_for(3, "/ml-chat")

The authority is made when the sink is, lives in memory, and signs nothing but 127.0.0.1 and localhost.
"""

import json
import socket
import ssl
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

from answers import Answer, ok


@dataclass(frozen=True)
class Received:
    """One request as it arrived. ``at`` is ``time.monotonic()``, ``wall`` epoch seconds, both after the last byte."""

    at: float
    wall: float
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    answered: Answer

    def json(self):
        return json.loads(self.body)


class Sink:
    """A running receiver. ``ca_pem`` is what a sender has to trust; ``close()`` ends it."""

    def __init__(self):
        authority = trustme.CA(organization_name="webhook sink")
        self.ca_pem = authority.cert_pem.bytes().decode()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1", "localhost").configure_cert(self._tls)
        self._arrived = threading.Condition()
        self._received: list[Received] = []
        self._scripts: dict[str, deque[Answer]] = defaultdict(deque)
        self._always: dict[str, Answer] = {}
        self._port = 0
        self._server = None
        self.listen()

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self._port}{path}"

    def script(self, path: str, *answers: Answer) -> None:
        """The next requests to ``path`` get these, in order; those after them get ``always``'s answer."""
        with self._arrived:
            self._scripts[path].extend(answers)

    def always(self, path: str, answer: Answer) -> None:
        """What ``path`` answers when its script is at its end; ``ok()`` unless said here."""
        with self._arrived:
            self._always[path] = answer

    def refuse(self) -> None:
        """From now on connections are refused, until ``listen()``."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def listen(self) -> None:
        """Takes connections (again), on the same port."""
        if self._server:
            return
        self._server = _Server(("127.0.0.1", self._port), self)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.refuse()

    def requests(self, path: str | None = None) -> list[Received]:
        """What arrived so far, oldest first."""
        with self._arrived:
            return [r for r in self._received if path is None or r.path == path]

    def wait_for(self, count: int, path: str | None = None, within: float = 30) -> list[Received]:
        """Waits until ``count`` requests are there and returns all. Raises with what did arrive when time runs out."""
        deadline = time.monotonic() + within
        with self._arrived:
            while True:
                found = [r for r in self._received if path is None or r.path == path]
                if len(found) >= count:
                    return found
                left = deadline - time.monotonic()
                if left <= 0:
                    arrived = [(r.path, r.answered.status, r.body[:80]) for r in self._received]
                    raise AssertionError(f"{len(found)} of {count} requests to {path} within {within} s: {arrived}")
                self._arrived.wait(left)

    def stays_at(self, count: int, path: str | None = None, during: float = 2) -> list[Received]:
        """Asserts that no more than ``count`` requests are there, now and for a while yet: nothing came twice."""
        time.sleep(during)
        found = self.requests(path)
        assert len(found) == count, f"{len(found)} requests to {path} instead of {count}"
        return found

    def _record(self, handler: "_Handler", body: bytes) -> Answer:
        with self._arrived:
            script = self._scripts[handler.path]
            answer = script.popleft() if script else self._always.get(handler.path, ok())
            headers = {name.lower(): value for name, value in handler.headers.items()}
            self._received.append(
                Received(time.monotonic(), time.time(), handler.command, handler.path, headers, body, answer)
            )
            self._arrived.notify_all()
            return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    # A thread that hangs by script must not hold up the end of the test.
    block_on_close = False

    def __init__(self, address, sink: Sink):
        self.sink = sink
        super().__init__(address, _Handler)

    def finish_request(self, request, client_address):
        # Here and not on the listening socket: the handshake then runs in the connection's own thread, and a client
        # that never finishes it holds up nobody.
        request.settimeout(60)
        try:
            with self.sink._tls.wrap_socket(request, server_side=True) as connection:
                super().finish_request(connection, client_address)
        except (ssl.SSLError, OSError):
            pass  # a sender that gave up, or doesn't trust us: it arrived nowhere

    def handle_error(self, request, client_address):
        pass  # a sender that hung up in the middle of an answer is part of the tests


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        answer = self.server.sink._record(self, body)
        time.sleep(answer.delay)
        if answer.cut:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        payload = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        if not answer.trickle:
            self.wfile.write(payload)
            return
        for byte in payload:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(answer.trickle)

    do_GET = do_POST = do_PUT = do_PATCH = _answer

    def log_message(self, *_):
        pass  # the record is the log
