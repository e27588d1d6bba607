"""Fixtures of the end-to-end tests, on top of ``local_aws.fixtures``."""

import itertools
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pytest  # noqa: E402
from faults import FaultProxy  # noqa: E402
from local_aws import paths, server  # noqa: E402
from local_aws.fixtures import *  # noqa: E402,F403
from local_aws.process import free_port  # noqa: E402
from sink import Sink  # noqa: E402
from world import World  # noqa: E402

# Apart from those that ``account`` hands out.
_accounts = itertools.count(200000000001)


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


@pytest.fixture(scope="session")
def zips() -> dict[str, Path]:
    """The functions as they are deployed, built now if they are not fresh. LOCAL_AWS_ZIPS names a folder of zips that
    were built before."""
    folder = os.environ.get("LOCAL_AWS_ZIPS")
    if not folder:
        subprocess.run([paths.PROJECT / "tests" / "local_aws" / "build.sh"], check=True)
        folder = paths.PROJECT / "target" / "lambda"
    return {name: Path(folder) / name / "bootstrap.zip" for name in ("ingest", "flush", "drill")}


@pytest.fixture(scope="session")
def command(tmp_path_factory) -> Path:
    """The command line with what it needs to publish to a bucket; LOCAL_AWS_CLI names one that was built before."""
    if built := os.environ.get("LOCAL_AWS_CLI"):
        return Path(built)
    subprocess.run(["cargo", "build", "--quiet", "--locked", "--features", "aws"], cwd=paths.PROJECT, check=True)
    # A copy: the next build without the feature replaces the original.
    return Path(shutil.copy(paths.PROJECT / "target" / "debug" / "alert-router", tmp_path_factory.mktemp("cli")))


@pytest.fixture(scope="session")
def new_world(aws, zips, command):
    """``new_world()`` deploys a router of its own; may be called from several threads at once."""
    deploying = threading.Lock()

    def _new_world(publish: bool = True) -> World:
        # One after the other: CloudFormation is what the emulator is slowest at, and what it should not do twice at once.
        with deploying:
            return World(aws, str(next(_accounts)), zips, command, publish)

    return _new_world


@pytest.fixture
def world(new_world):
    """A deployed router with the catalog of ``catalog/``, for one test."""
    deployed = new_world()
    yield deployed
    deployed.close()
