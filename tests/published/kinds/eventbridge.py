from functools import cache

from botocore.model import OperationModel
from botocore.session import Session
from botocore.validate import ParamValidator

PUBLISHED = "AWS's model of `PutEvents` (`botocore`)"


@cache
def put_events() -> OperationModel:
    return Session().get_service_model("events").operation_model("PutEvents")


def faults(request: dict) -> list[str]:
    report = ParamValidator().validate(call(request), put_events().input_shape)
    return [report.generate_report()] if report.has_errors() else []


def call(request: dict) -> dict:
    """The parameters, as the transport makes them."""
    entry = {
        "EventBusName": request["bus"],
        "Source": request["source"],
        "DetailType": request["detail_type"],
        "Time": request["time"],
        "Resources": request["resources"],
        "Detail": request["detail"],
    }
    return {"Entries": [entry]}


BROKEN = {
    "a detail that is not written": lambda request: request.update(detail={"schema": 1}),
    "a bus without a name": lambda request: request.update(bus=""),
    "a time that is none": lambda request: request.update(time="soon"),
    "a resource that is a number": lambda request: request["resources"].append(7),
}
