from opsgenie_sdk import CloseAlertPayload, CreateAlertPayload

PUBLISHED = (
    "Atlassian's models of an alert and its end, made from Opsgenie's OpenAPI description (`opsgenie-sdk`), "
    "whose API it keeps"
)


def is_declared(value, kind: str) -> bool:
    """Whether a value is of the kind that a model declares; kinds that no alert of ours has are not told apart."""
    if kind == "dict(str, str)":
        return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    return kind == "str" and isinstance(value, str)


def faults(request: dict) -> list[str]:
    model = CloseAlertPayload if request.get("path", "").endswith("/close") else CreateAlertPayload
    try:
        model(**request["body"])
    except (TypeError, ValueError) as error:
        return [str(error)]
    return [
        f"{name} is no {model.openapi_types[name]}: {value!r}"
        for name, value in request["body"].items()
        if not is_declared(value, model.openapi_types[name])
    ]


BROKEN = {
    "a priority that is none": lambda request: request["body"].update(priority="P9"),
    "an alert without a message": lambda request: request["body"].pop("message"),
    "an alias that is a number": lambda request: request["body"].update(alias=7),
    "a detail that is a list": lambda request: request["body"]["details"].update(owner=["a", "b"]),
    "a member that is none": lambda request: request["body"].update(severity="critical"),
    "the end of an alert with a message": lambda request: request.update(path="/alias/close"),
}
