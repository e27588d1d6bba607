PUBLISHED = "the types of the Bot API that bots are written with (`@grammyjs/types`)"


def button(request: dict) -> dict:
    return request["body"]["reply_markup"]["inline_keyboard"][0][0]


UNTYPED = {
    "a message to nobody": lambda request: request["body"].pop("chat_id"),
    "a button that leads nowhere": lambda request: button(request).pop("url"),
    "a button with an address that is a number": lambda request: button(request).update(url=7),
    "a member that is none": lambda request: request["body"].update(disable_web_preview=True),
}
