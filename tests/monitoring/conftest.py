import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_TESTS = Path(__file__).resolve().parents[1]
# docs/dashboards has what draws the dashboards; its values are tested here.
sys.path[:0] = [str(_TESTS), str(_TESTS / "template"), str(_TESTS.parent / "docs" / "dashboards")]

import flat  # noqa: E402
from local_aws import paths  # noqa: E402
from local_aws.fixtures import expanded  # noqa: E402,F401


@pytest.fixture(scope="session")
def platform() -> dict:
    """The monitoring stack of a platform that uses everything, in the region where billing lives. Copy it before you
    break it."""
    return flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM)


@pytest.fixture
def platform_copy(platform) -> dict:
    return copy.deepcopy(platform)


@pytest.fixture(scope="session")
def router() -> "Router":
    """The command line, with the catalog of this project."""
    built = os.environ.get("LOCAL_AWS_CLI")
    if not built:
        command = ["cargo", "build", "--quiet", "--locked", "-p", "alert-router"]
        subprocess.run(command, cwd=paths.PROJECT, check=True)
        target = os.environ.get("CARGO_TARGET_DIR", paths.PROJECT / "target")
        built = Path(target) / "debug" / "alert-router"
    return Router(Path(built))


class Router:
    def __init__(self, program: Path):
        self.program = program

    def run(self, *arguments, stdin=None) -> subprocess.CompletedProcess:
        command = [str(self.program), *map(str, arguments)]
        return subprocess.run(command, input=stdin, cwd=paths.PROJECT, capture_output=True, text=True)

    def lines(self, *arguments, stdin=None) -> list[dict]:
        """What a command prints with ``--format json``: an object for each line."""
        done = self.run(*arguments, "--format", "json", stdin=stdin)
        assert done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]
