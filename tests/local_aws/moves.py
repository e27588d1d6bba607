"""Moving dead letters back, which ministack's SQS lacks: ``StartMessageMoveTask``, ``ListMessageMoveTasks``,
``ListDeadLetterSourceQueues``.

As on AWS, only dead letters of queues can be moved; what a rule or a topic put aside is refused. A task is over at once, and
nobody is asked whether whoever starts it may also send to where it moves to.
"""

import json
import time

from ministack.core import iam_actions
from ministack.core.responses import new_uuid
from ministack.services import sqs

# The tasks of each queue, by its ARN, newest first.
_tasks: dict[str, list[dict]] = {}


def _sources(arn: str) -> list[dict]:
    """The caller's queues whose dead letters go to the queue with this ARN."""
    policies = ((queue, queue["attributes"].get("RedrivePolicy")) for queue in list(sqs._queues.values()))
    return [queue for queue, policy in policies if policy and json.loads(policy)["deadLetterTargetArn"] == arn]


def _list_sources(data: dict, url: str) -> dict:
    queue = sqs._get_q(data.get("QueueUrl", url), "sqs:ListDeadLetterSourceQueues")
    return {"queueUrls": [source["url"] for source in _sources(queue["attributes"]["QueueArn"])]}


def _start(data: dict, _url: str) -> dict:
    arn = data["SourceArn"]
    queue, sources = sqs._queue_by_arn(arn), _sources(arn)
    if queue is None or not sources:
        raise sqs._Err("ResourceNotFoundException", "Source queue must be configured as a Dead Letter Queue.")
    # Where two queues share their dead letters each goes back to its own; none do here.
    to = sqs._queue_by_arn(data["DestinationArn"]) if data.get("DestinationArn") else sources[0]
    moved = len(queue["messages"])
    for message in queue["messages"]:
        # It begins anew in the queue that it goes to.
        message.update(visible_at=0, receive_count=0, first_receive_at=None, receipt_handle=None)
        to["messages"].append(message)
    queue["messages"].clear()
    task = {
        "Status": "COMPLETED",
        "SourceArn": arn,
        "ApproximateNumberOfMessagesMoved": moved,
        "ApproximateNumberOfMessagesToMove": moved,
        "StartedTimestamp": int(time.time() * 1000),
    }
    _tasks.setdefault(arn, []).insert(0, task)
    return {"TaskHandle": new_uuid()}


def _list(data: dict, _url: str) -> dict:
    return {"Results": _tasks.get(data["SourceArn"], [])[: int(data.get("MaxResults", 1))]}


def _resource(extract):
    """``extract`` finds the resource that a call is about, for its permission; these calls name theirs by ARN."""

    def extracted(service, method, path, headers, body, *more):
        arn = iam_actions._param(body, {}, "SourceArn") if service == "sqs" else None
        return arn or extract(service, method, path, headers, body, *more)

    return extracted


def install() -> None:
    """Adds the three calls."""
    iam_actions.extract_resource_arn = _resource(iam_actions.extract_resource_arn)
    sqs._HANDLERS.update(
        {
            "ListDeadLetterSourceQueues": _list_sources,
            "StartMessageMoveTask": _start,
            "ListMessageMoveTasks": _list,
        }
    )
