PUBLISHED = "PagerDuty's types of Events API v2 (`@pagerduty/pdjs`)"


def payload(request: dict) -> dict:
    return request["body"]["payload"]


UNTYPED = {
    "a severity that is none": lambda request: payload(request).update(severity="fatal"),
    "an action that is none": lambda request: request["body"].update(event_action="open"),
    "an event without a source": lambda request: payload(request).pop("source"),
    "a member that is none": lambda request: payload(request).update(componnet="x"),
}
