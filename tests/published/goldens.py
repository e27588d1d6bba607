"""The canonical requests, as the suite of `shared/core/tests/receivers` keeps them: one for each page and kind."""

import json
from functools import cache

from installed import PROJECT

FOLDER = PROJECT / "shared/core/tests/goldens/receivers"

# What stands where the transport puts the secret.
TOKEN = "x" * 32


@cache
def texts() -> dict[tuple[str, str], str]:
    """The goldens by kind and page. That suite fails when a kind of `RECEIVERS` or a page is not among them."""
    names = {file: file.name.split(".") for file in sorted(FOLDER.glob("*.json"))}
    return {(kind, page): file.read_text() for file, (page, kind, _) in names.items()}


def kinds() -> list[str]:
    return sorted({kind for kind, _ in texts()})


def pages(kind: str) -> list[str]:
    return [page for of, page in texts() if of == kind]


def request(kind: str, page: str) -> dict:
    """A request as it is sent: a golden has the JSON inside texts opened, and no secret."""
    (way, request), = json.loads(texts()[kind, page]).items()
    if way == "http":
        place = request.get("token") or {}
        if member := place.get("member"):
            request["body"][member] = TOKEN
        return request
    if way == "event_bridge":
        return request | {"detail": written(request["detail"])}
    message = request["message"]
    for protocol, opened in message.items():
        if not isinstance(opened, str):
            message[protocol] = written(opened)
    request["message"] = written(message)
    return request


def written(value) -> str:
    """JSON as the router writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
