"""Starts and stops the local AWS (ministack with ``emulator.py`` around it) and makes clients for it."""

import os
import threading
import urllib.request
from dataclasses import dataclass

import boto3
from botocore.config import Config

from . import paths
from .process import Process, answers, free_port

ACCOUNT = "111122223333"
REGION = "eu-west-1"
# boto3's clients may be shared by threads; making them may not.
_making_clients = threading.Lock()


@dataclass
class LocalAws:
    """A running emulator. ``endpoint`` is what tests talk to; the functions talk to ``function_endpoint``."""

    process: Process
    endpoint: str
    function_endpoint: str
    account: str = ACCOUNT
    region: str = REGION

    def client(self, service: str, account: str | None = None):
        """A boto3 client. A 12-digit access key is the emulator's way to name the account, so tests that run beside each
        other take an account each."""
        with _making_clients:
            client = boto3.client(
                service,
                endpoint_url=self.endpoint,
                region_name=self.region,
                aws_access_key_id=account or self.account,
                aws_secret_access_key="local",
                config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}, read_timeout=60),
            )
        return over_tls(client)

    def reset(self) -> None:
        """Forgets everything: every stack, message and record of every account."""
        request = urllib.request.Request(f"{self.endpoint}/_ministack/reset", method="POST")
        urllib.request.urlopen(request, timeout=30).close()

    def stop(self) -> None:
        self.process.stop()


def over_tls(client):
    """Marks a client's calls as having come over TLS. The emulator speaks plain HTTP, which the stack's own policies
    refuse when permissions are checked; this header is what a proxy that ends TLS would send."""

    def mark(request, **_):
        request.headers["X-Forwarded-Proto"] = "https"

    client.meta.events.register("before-send", mark)
    return client


def start(
    port: int | None = None,
    function_endpoint: str | None = None,
    retry_base_seconds: float = 0.2,
    environment: dict | None = None,
) -> LocalAws:
    """Starts an emulator and waits until it answers (0.3 to 1 s).

    ``function_endpoint`` is the ``AWS_ENDPOINT_URL`` that the functions get, the emulator itself unless a fault proxy
    stands before it. ``retry_base_seconds`` is the first pause between asynchronous retries; AWS's is a minute.
    """
    port = port or free_port()
    endpoint = f"http://127.0.0.1:{port}"
    function_endpoint = function_endpoint or endpoint
    env = {
        # From scratch: the emulator hands its own environment to the functions, and a developer's AWS profile or proxy
        # settings must not reach them.
        "PATH": os.environ["PATH"],
        "HOME": str(paths.HOME),
        "TMPDIR": str(paths.RUNS),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(paths.PROJECT / "tests"),
        "PYTHONPYCACHEPREFIX": str(paths.HOME / "pycache"),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": function_endpoint,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": str(retry_base_seconds),
        # Shared by all accounts of the emulator, so above two stacks' reservations; it keeps a stack without any from
        # becoming a thousand processes.
        "LAMBDA_ACCOUNT_CONCURRENCY": "50",
        **(environment or {}),
    }
    process = Process("emulator", [paths.tool("venv", "python"), "-m", "local_aws.emulator"], env, paths.HOME)
    process.wait_until(lambda: answers(f"{endpoint}/_ministack/health"))
    return LocalAws(process, endpoint, function_endpoint)
