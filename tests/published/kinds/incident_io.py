import attrs
from incident_io.models.alert_events_create_http_payload_v2 import AlertEventsCreateHTTPPayloadV2 as Event
from incident_io.models.alert_events_create_http_payload_v2_status import (
    AlertEventsCreateHTTPPayloadV2Status as Status,
)
from incident_io.types import UNSET

PUBLISHED = "incident.io's model of an alert event, made from its OpenAPI description (`incident-io`)"


def faults(request: dict) -> list[str]:
    try:
        event = Event.from_dict(request["body"])
    except (KeyError, ValueError) as error:
        return [f"{type(error).__name__}: {error}"]
    found = [f"{name} is no member" for name in event.additional_properties]
    # The model keeps whatever it is given: what it declares is asked here.
    if event.status not in list(Status):
        found.append(f"status is none: {event.status}")
    texts = [field.name for field in attrs.fields(Event) if field.type in ("str", "str | Unset")]
    values = {name: getattr(event, name) for name in texts}
    return found + [
        f"{name} is no text: {value!r}"
        for name, value in values.items()
        if value is not UNSET and not isinstance(value, str)
    ]


BROKEN = {
    "a status that is none": lambda request: request["body"].update(status="open"),
    "an event without a title": lambda request: request["body"].pop("title"),
    "a key that is a number": lambda request: request["body"].update(deduplication_key=7),
    "a member that is none": lambda request: request["body"].update(severity="critical"),
}
