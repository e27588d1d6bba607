"""Where the packages of `package.json` are, and with them copies of what needs them."""

import os
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
ROOT = Path(os.environ.get("LOCAL_AWS_HOME", PROJECT / "target" / "local-aws")) / "published"


def lay_out() -> Path:
    """Node and the compiler look for packages from a file upwards: the types and scripts go to the packages."""
    for folder in ("kinds", "payloads"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
        (ROOT / folder).mkdir()
    for file in (*HERE.glob("kinds/*.ts"), *HERE.glob("kinds/*.mjs")):
        shutil.copy(file, ROOT / "kinds")
    shutil.copy(HERE / "tsconfig.json", ROOT)
    return ROOT
