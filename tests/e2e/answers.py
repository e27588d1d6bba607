"""What the webhook sink can answer. A script is a list of these, one for each request."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, or the lack of one.

    ``delay`` waits before the first byte; ``trickle`` then waits that long between the bytes of the body (seconds both);
    ``cut`` closes the connection instead of answering.
    """

    status: int = 200
    body: str = "ok"  # what a chat webhook says when it took the message
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    trickle: float = 0
    cut: bool = False


def ok(body: str = "ok") -> Answer:
    return Answer(body=body)


def status(code: int, body: str = "", **headers: str) -> Answer:
    """Any status; header names with underscores for dashes."""
    return Answer(code, body, {name.replace("_", "-"): value for name, value in headers.items()})


def throttled(retry_after: int) -> Answer:
    """429, with the seconds after which to come back."""
    return status(429, "rate_limited", Retry_After=str(retry_after))


def hang(seconds: float = 60) -> Answer:
    """Takes the request and says nothing, longer than any sane deadline. The request WAS received."""
    return Answer(delay=seconds)


def slow_body(body: str = "ok" * 50, between: float = 0.5) -> Answer:
    """Status and headers at once, then a byte at a time: a read timeout for each byte never ends this."""
    return Answer(body=body, trickle=between)


def cut() -> Answer:
    """Takes the request and closes the connection. The sender can't know whether it was received."""
    return Answer(cut=True)
