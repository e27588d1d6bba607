"""What each kind's payloads are validated with: a module for each kind of `RECEIVERS`, and its types beside it.

A module has

* `PUBLISHED`: what its channel publishes and is asked here, or `EXCUSED`: why there is nothing to ask;
* `faults(request)`, where something can be asked at run time: what it finds wrong in a request;
* `BROKEN`: changes of a good request that `faults` must find, each by what it breaks.

Where another suite asks, `ELSEWHERE` is its file and what stands in it.

`<kind>.ts` beside it exports the type `Request`; then the module has `UNTYPED`: changes that the types must refuse.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent

KINDS: dict[str, ModuleType] = {
    file.stem: import_module(f"{__name__}.{file.stem}")
    for file in sorted(HERE.glob("*.py"))
    if file.stem != "__init__"
}


def is_typed(kind: str) -> bool:
    """Whether there are types for what the kind sends."""
    return (HERE / f"{kind}.ts").exists()
