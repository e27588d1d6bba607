import json
import subprocess
from functools import cache

from installed import ROOT

PUBLISHED = (
    "the types that bots are written with (`discord-api-types`) "
    "and Discord's OpenAPI description with its lengths (`discord-api-spec`)"
)


@cache
def validator() -> subprocess.Popen:
    """One for all messages: to start it takes longer than to ask it. It ends with its input, with us."""
    script = ROOT / "kinds" / "discord.mjs"
    return subprocess.Popen(["node", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def faults(request: dict) -> list[str]:
    process = validator()
    print(json.dumps(request["body"]), file=process.stdin, flush=True)
    return json.loads(process.stdout.readline())


def embed(request: dict) -> dict:
    return request["body"]["embeds"][0]


UNTYPED = {
    "a colour that is a text": lambda request: embed(request).update(color="#c62828"),
    "a member that is none": lambda request: embed(request).update(titel="x"),
    "a mention that is none": lambda request: request["body"]["allowed_mentions"].update(parse=["nobody"]),
}
BROKEN = {
    "a title that is too long": lambda request: embed(request).update(title="x" * 257),
    "a description that is too long": lambda request: embed(request).update(description="x" * 4_097),
    "a footer that is too long": lambda request: embed(request)["footer"].update(text="x" * 2_049),
    "an address that is none": lambda request: embed(request).update(url="runbook"),
    "too many embeds": lambda request: request["body"].update(embeds=[embed(request)] * 11),
}
