from functools import cache

from botocore.model import OperationModel
from botocore.session import Session
from botocore.validate import ParamValidator

PUBLISHED = "AWS's model of `Publish` (`botocore`)"


@cache
def publish() -> OperationModel:
    return Session().get_service_model("sns").operation_model("Publish")


def faults(request: dict) -> list[str]:
    report = ParamValidator().validate(call(request), publish().input_shape)
    return [report.generate_report()] if report.has_errors() else []


def call(request: dict) -> dict:
    """The parameters, as the transport makes them."""
    fifo = request["fifo"]
    return {
        "TopicArn": request["topic"],
        "Subject": request["subject"],
        "Message": request["message"],
        "MessageStructure": "json",
        "MessageAttributes": {
            name: {"DataType": "String", "StringValue": value} for name, value in request["attributes"] if value
        },
        "MessageGroupId": fifo["group_id"],
        "MessageDeduplicationId": fifo["deduplication_id"],
    }


BROKEN = {
    "a subject that is none": lambda request: request.update(subject=None),
    "a message that is not written": lambda request: request.update(message={"default": "x"}),
    "an attribute that is a number": lambda request: request["attributes"].append(["repeats", 7]),
}
