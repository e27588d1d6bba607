"""What an operator does after an outage that outlasted the retries: move the dead letters back."""

import json

import pytest
from failures import until


@pytest.fixture
def dead_letter(world):
    """An alarm's event that DynamoDB's outage has driven into the dead letters. Twice is enough here; on AWS it takes 50
    receives, 2.5 hours."""
    arn = world.sqs.get_queue_attributes(QueueUrl=world.stack["IngestDeadLettersUrl"], AttributeNames=["QueueArn"])
    arn = arn["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "2"})
    world.comes_back_after("IngestQueue", 4)
    world.sqs.set_queue_attributes(QueueUrl=world.stack["IngestQueueUrl"], Attributes={"RedrivePolicy": policy})
    world.alarm("hook-errors", "churn")
    world.settled()
    with world.inject("error", "dynamodb"):
        world.set_state("hook-errors", "ALARM")
        until(lambda: world.waiting("IngestDeadLetters") == 1, within=60)
    assert world.sink.requests() == []


def redrive(world, *arguments) -> dict:
    """Has the dead letters moved back, and returns what the command line says of it."""
    return json.loads(world.run("redrive", "--format", "json", *arguments))


def test_a_redriven_event_pages_once(world, dead_letter):
    found = redrive(world, "--dry-run")
    assert (found["waiting"], found["way"], found["moved"]) == (1, "back", None)
    assert found["letters"][0]["what"].startswith("cloudwatch_alarm hook-errors: firing at ")
    assert world.waiting("IngestDeadLetters") == 1, "a dry run moves nothing"
    assert redrive(world)["moved"] == 1
    world.sink.wait_for(1, "/hook")
    world.settled()
    world.sink.stays_at(1, "/hook", during=2)
    assert world.waiting("IngestDeadLetters") == 0
    assert redrive(world)["way"] == "empty"


def test_a_redriven_event_of_a_change_that_is_over_pages_nobody(world, dead_letter):
    world.set_state("hook-errors", "OK")
    world.settled()
    redrive(world)
    world.settled()
    world.sink.stays_at(0, during=2)
    assert world.fallback.read() == []


def test_what_a_rule_could_not_deliver_is_carried_into_the_queue(world):
    """EventBridge writes the bare event, and beside it why. SQS moves no such message."""
    world.alarm("hook-errors", "churn")
    world.settled()
    aside = world.stack["UndeliveredEventsUrl"]
    code = {"ERROR_CODE": {"DataType": "String", "StringValue": "NO_PERMISSIONS"}}
    event = json.dumps(world.event("hook-errors", world.change("ALARM")))
    for _ in range(3):
        world.sqs.send_message(QueueUrl=aside, MessageBody=event, MessageAttributes=code)
    found = redrive(world, aside, "--most", "2")
    assert (found["way"], found["moved"], found["letters"][0]["why"]) == ("carry", 2, "NO_PERMISSIONS")
    assert redrive(world, aside)["moved"] == 1
    world.sink.wait_for(1, "/hook")
    world.settled()
    world.sink.stays_at(1, "/hook", during=2)
    assert world.waiting("UndeliveredEvents") == 0


def test_records_of_failed_sweeps_stay(world):
    queues = world.sqs.list_queues(QueueNamePrefix=f"{world.stack.name}-SweepFailures")["QueueUrls"]
    world.sqs.send_message(QueueUrl=queues[0], MessageBody=json.dumps({"requestPayload": {"sweep": True}}))
    assert redrive(world, queues[0])["way"] == "evidence"
    assert world.waiting("IngestQueue") == 0
