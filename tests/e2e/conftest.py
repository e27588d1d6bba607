"""Fixtures of the end-to-end tests, on top of ``local_aws.fixtures``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pytest  # noqa: E402
from faults import FaultProxy  # noqa: E402
from local_aws import server  # noqa: E402
from local_aws.fixtures import *  # noqa: E402,F403
from local_aws.process import free_port  # noqa: E402
from sink import Sink  # noqa: E402


@pytest.fixture(scope="session")
def aws():
    """A local AWS whose functions reach it through the fault proxy; tests talk to it directly, so that a fault hits the
    router and never the test. The proxy is ``aws.faults``. Permissions are checked, so a role that lacks one shows."""
    port = free_port()
    running = server.start(function_endpoint=f"http://127.0.0.1:{port}", environment={"AUTH": "true"})
    running.faults = FaultProxy(running.endpoint, port)
    yield running
    running.faults.stop()
    running.stop()


@pytest.fixture
def faults(aws) -> FaultProxy:
    """The proxy between the functions and the local AWS, with no rule in force."""
    return aws.faults


@pytest.fixture
def sink():
    """A webhook receiver of this test's own."""
    running = Sink()
    yield running
    running.close()
