from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

PUBLISHED = "Slack's types (`@slack/webhook`, `@slack/types`) and its models with their lengths (`slack_sdk`)"


def faults(request: dict) -> list[str]:
    message = request["body"]
    blocks = [*message["blocks"], *(block for part in message["attachments"] for block in part["blocks"])]
    found = []
    for block in blocks:
        try:
            model = Block.parse(block)
            # A type that the models do not know is parsed as nothing.
            understood = model and model.to_dict()
        except (SlackObjectFormationError, TypeError) as error:
            found.append(str(error))
            continue
        if understood != block:
            found.append(f"understood as {understood}: {block}")
    return found


def header(request: dict) -> dict:
    return request["body"]["blocks"][0]


def section(request: dict) -> dict:
    return request["body"]["attachments"][0]["blocks"][0]


UNTYPED = {
    "a block of an unknown type": lambda request: header(request).update(type="headline"),
    "a text that is a number": lambda request: section(request)["text"].update(text=7),
    "a member of the message that is none": lambda request: request["body"].update(blokcs=[]),
    "a member of a block that is none": lambda request: section(request).update(txet={}),
}
BROKEN = {
    "a block of an unknown type": lambda request: header(request).update(type="headline"),
    "a header that is too long": lambda request: header(request)["text"].update(text="x" * 151),
    "a section that is too long": lambda request: section(request)["text"].update(text="x" * 3_001),
    "a member that is none": lambda request: section(request)["text"].update(verbatin=True),
}
