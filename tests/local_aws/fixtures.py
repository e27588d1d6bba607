"""The pytest fixtures of the local AWS. A ``conftest.py`` takes them with ``from local_aws.fixtures import *``.

Session-wide servers are started when the first test asks for them. Tests that share one stay apart by account: take
``account`` and hand it to ``aws.client`` and ``deploy``.
"""

import itertools

import pytest

from . import server, stack
from .dynamodb_local import DynamoDbLocal
from .expand import expand
from .recorder import Recorder

__all__ = ["account", "aws", "deploy", "dynamodb_local", "expanded", "recorder"]

_accounts = itertools.count(100000000001)


@pytest.fixture(scope="session")
def expanded() -> dict:
    """The project's template as CloudFormation gets it. Copy it before you break it."""
    return expand()


@pytest.fixture(scope="session")
def aws():
    """A running local AWS, shared by the session."""
    running = server.start()
    yield running
    running.stop()


@pytest.fixture
def account() -> str:
    """An account of the local AWS that no other test has."""
    return str(next(_accounts))


@pytest.fixture
def recorder(tmp_path) -> Recorder:
    """A function that records its invocations, for tests of the emulator itself."""
    return Recorder(tmp_path)


@pytest.fixture
def deploy(aws, account):
    """``deploy(zips, parameters)`` creates the stack in this test's own account and returns a ``Stack``; it is deleted
    afterwards, so that its schedule and mappings don't go on using the machine."""
    stacks = []

    def _deploy(zips, parameters=None, name="alert-router"):
        stacks.append(stack.deploy(aws, zips, parameters, name, account))
        return stacks[-1]

    yield _deploy
    for deployed in stacks:
        aws.client("cloudformation", account).delete_stack(StackName=deployed.name)


@pytest.fixture(scope="session")
def dynamodb_local():
    """Amazon's DynamoDB Local, shared by the session; tests take a table each."""
    running = DynamoDbLocal()
    yield running
    running.stop()
