PUBLISHED = "Google's types, made from the API's discovery document (`@googleapis/chat`)"


def card(request: dict) -> dict:
    return request["body"]["cardsV2"][0]["card"]


UNTYPED = {
    "a widget of an unknown type": lambda request: card(request)["sections"][0]["widgets"].append({"headline": {}}),
    "a title that is a number": lambda request: card(request)["header"].update(title=7),
    "a member that is none": lambda request: request["body"].update(cards_v2=[]),
}
