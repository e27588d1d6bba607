"""Where things are: the project, the installed tools, the runs' logs."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("LOCAL_AWS_HOME", PROJECT / "target" / "local-aws"))
RUNS = HOME / "runs"
TEMPLATE = PROJECT / "template.yaml"


class NotInstalled(RuntimeError):
    """A tool that ``setup.sh`` installs is missing; the message says which part to install."""


def tool(environment: str, program: str) -> Path:
    """The path of ``program`` in one of the environments of ``setup.sh`` (``venv``, ``venv-sam``, ...)."""
    path = HOME / environment / "bin" / program
    if not path.exists():
        part = environment.removeprefix("venv-") if environment != "venv" else "emulator"
        raise NotInstalled(f"{path} is missing: run tests/local_aws/setup.sh {part}")
    return path
