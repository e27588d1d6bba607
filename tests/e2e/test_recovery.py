"""What an operator does after an outage that outlasted the retries: redrive the dead letters."""

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


def redrive(world) -> None:
    """What ``aws sqs start-message-move-task`` does, which the local AWS lacks."""
    source = world.stack["IngestDeadLettersUrl"]
    while messages := world.sqs.receive_message(QueueUrl=source, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            world.send(message["Body"])
            world.sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])


def test_a_redriven_event_pages_once(world, dead_letter):
    redrive(world)
    world.sink.wait_for(1, "/hook")
    world.settled()
    world.sink.stays_at(1, "/hook", during=2)
    assert world.waiting("IngestDeadLetters") == 0


def test_a_redriven_event_of_a_change_that_is_over_pages_nobody(world, dead_letter):
    world.set_state("hook-errors", "OK")
    world.settled()
    redrive(world)
    world.settled()
    world.sink.stays_at(0, during=2)
    assert world.fallback.read() == []
