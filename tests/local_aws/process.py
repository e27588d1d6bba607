"""One child process of the tests: a free port, a log file, a health check, and a certain end."""

import ctypes
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import paths

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def free_port() -> int:
    """A port on 127.0.0.1 that nothing listens on now. Another process may take it before you do; then the start fails
    and says so, which has not been worth a retry."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _die_with_parent() -> None:
    # Else a killed test run leaves servers behind. The signal is bound to the THREAD that started the child, not to the
    # process: start servers from the main thread (pytest's fixtures run there), never from one that ends before them.
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """A running server. ``log`` holds everything it wrote; ``stop()`` ends it and its children."""

    def __init__(self, name: str, command: list, env: dict | None = None, cwd: Path | None = None):
        paths.RUNS.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.log = paths.RUNS / f"{name}-{os.getpid()}-{time.time_ns()}.log"
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                [str(part) for part in command],
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    @property
    def pid(self) -> int:
        return self._child.pid

    def tail(self, lines: int = 30) -> str:
        """The end of the log, for error messages."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def wait_until(self, ready, within: float = 30.0) -> None:
        """Waits until ``ready()`` is true. Raises with the end of the log when the process ends first or time runs out."""
        deadline = time.monotonic() + within
        while not ready():
            if self._child.poll() is not None:
                raise RuntimeError(f"{self.name} ended with status {self._child.returncode}:\n{self.tail()}")
            if time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self.name} was not ready within {within} s:\n{self.tail()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ends the process and whatever it started (the emulator's functions share its session)."""
        for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            try:
                os.killpg(self._child.pid, number)
            except ProcessLookupError:
                break
            try:
                self._child.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        self._child.wait()
        # SIGTERM may have been enough for the parent and not for a child of it.
        try:
            os.killpg(self._child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def answers(url: str) -> bool:
    """Whether an HTTP server answers at ``url``, with whatever status."""
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
