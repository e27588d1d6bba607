"""The failures that ``test_failures.py`` goes through, one function each.

A function gets a world of its own, breaks something in it, checks what came of it, and returns what stands in the table:
who was told, how long after the event, how often. An assertion in it fails the test of that row. Rows run beside each
other; waits are real.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from answers import cut, hang, status, throttled
from local_aws import alarm_shapes as shapes
from world import World

MAY_REPEAT = "may repeat"


@dataclass(frozen=True)
class Told:
    """What came of a failure. ``after`` is seconds from the event to the page that was taken; ``times`` counts the pages
    that reached somebody, and is 1 unless ``note`` says why not."""

    delivered: str
    after: float
    times: int = 1
    note: str = ""


@dataclass(frozen=True)
class Failure:
    """A row: its title, whether the catalog is published beforehand, and what happens."""

    title: str
    published: bool
    run: Callable[[World], Told]


FAILURES: list[Failure] = []


def failure(title: str, published: bool = True):
    def register(run):
        FAILURES.append(Failure(title, published, run))
        return run

    return register


def ids(requests: list) -> set[str]:
    """The notification ids of webhook requests: one, when they are the same notification again."""
    return {request.headers["webhook-id"] for request in requests}


def until(condition, within: float = 30) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within} s"
        time.sleep(0.1)


# -- Receivers


@failure("webhook answers 500, twice")
def answers_500(w: World) -> Told:
    w.sink.script("/hook", status(500), status(500))
    fired = w.fire("hook-errors")
    w.sink.wait_for(3, "/hook", within=40)
    w.settled()
    requests = w.sink.stays_at(3, "/hook", during=3)
    assert len(ids(requests)) == 1
    assert w.fallback.read() == []
    return Told("webhook", requests[2].at - fired, 1, "the third attempt; all three carry one id")


@failure("webhook answers 429 with Retry-After: 7")
def answers_429(w: World) -> Told:
    w.sink.script("/hook", throttled(7))
    fired = w.fire("hook-errors")
    first, second = w.sink.wait_for(2, "/hook", within=40)
    assert second.at - first.at >= 7
    w.settled()
    w.sink.stays_at(2, "/hook", during=3)
    return Told("webhook", second.at - fired, 1, "not before the 7 s were over")


@failure("webhook of a critical page answers 429 with Retry-After: 3600")
def answers_429_for_long(w: World) -> Told:
    pages = w.mailbox("PagesTopicArn", "pages-reader")
    w.sink.script("/hook", throttled(3600))
    fired = w.fire("critical-errors")
    message = w.fallback.wait_for(1)[0]
    assert "could not be delivered to hook" in message["Message"]
    w.settled()
    w.sink.stays_at(1, "/hook", during=3)
    assert len(pages.read()) == 1 and len(w.fallback.read()) == 1
    return Told("fallback", message["at"] - fired, 1, "beyond the 5 min a critical page may wait; its other receiver had it at once")


@failure("webhook answers 404")
def answers_404(w: World) -> Told:
    w.sink.script("/hook", status(404, "no_service"))
    fired = w.fire("hook-errors")
    message = w.fallback.wait_for(1)[0]
    assert "could not be delivered to hook" in message["Message"] and "404" in message["Message"]
    w.settled()
    w.sink.stays_at(1, "/hook", during=2)
    # What was opened there is closed there.
    w.set_state("hook-errors", "OK")
    resolved = w.fallback.wait_for(2)[1]
    assert "resolved" in resolved["Message"].lower()
    w.settled()
    assert len(w.fallback.read()) == 2
    return Told("fallback", message["at"] - fired, 1, "says why; the resolve goes there as well")


@failure("webhook refuses connections for 4 s")
def refuses(w: World) -> Told:
    w.sink.refuse()
    fired = w.fire("hook-errors")
    time.sleep(4)
    w.sink.listen()
    request = w.sink.wait_for(1, "/hook", within=40)[0]
    w.settled()
    w.sink.stays_at(1, "/hook", during=3)
    assert MAY_REPEAT not in json.dumps(request.json()["data"]["notes"])
    return Told("webhook", request.at - fired, 1, "a refused connection is known to have told nobody")


@failure("webhook takes the page and hangs")
def hangs(w: World) -> Told:
    w.sink.script("/hook", hang())
    fired = w.fire("hook-errors")
    requests = w.sink.wait_for(2, "/hook", within=50)
    w.settled()
    w.sink.stays_at(2, "/hook", during=3)
    assert len(ids(requests)) == 1 and MAY_REPEAT in json.dumps(requests[1].json()["data"]["notes"])
    return Told("webhook", requests[1].at - fired, 2, "may repeat: same id; the first was never answered")


@failure("webhook takes the page and closes the connection")
def closes(w: World) -> Told:
    w.sink.script("/hook", cut())
    fired = w.fire("hook-errors")
    requests = w.sink.wait_for(2, "/hook", within=40)
    w.settled()
    w.sink.stays_at(2, "/hook", during=3)
    assert len(ids(requests)) == 1 and MAY_REPEAT in json.dumps(requests[1].json()["data"]["notes"])
    return Told("webhook", requests[1].at - fired, 2, "may repeat: same id; the first was never answered")


@failure("secret with the webhook's URL is missing")
def secret_missing(w: World) -> Told:
    secrets = w.aws.client("secretsmanager", w.account)
    secrets.delete_secret(SecretId="alert-router/hook", ForceDeleteWithoutRecovery=True)
    fired = w.fire("hook-errors")
    message = w.fallback.wait_for(1)[0]
    w.settled()
    assert len(w.fallback.read()) == 1 and w.sink.requests() == []
    return Told("fallback", message["at"] - fired, 1, "says why")


@failure("SNS throttles the pages topic, once")
def sns_throttles(w: World) -> Told:
    pages = w.mailbox("PagesTopicArn", "pages-reader")
    with w.inject("throttle", "sns", "Publish", times=1) as fault:
        fired = w.fire("critical-errors")
        message = pages.wait_for(1, within=40)[0]
        assert fault.hits() == 1
    w.settled()
    assert len(pages.read()) == 1 and len(w.sink.requests("/hook")) == 1 and w.fallback.read() == []
    return Told("pages topic", message["at"] - fired, 1, "the group's webhook had it at once, and once")


@failure("SNS publishes, and its answer is lost")
def sns_answer_lost(w: World) -> Told:
    pages = w.mailbox("PagesTopicArn", "pages-reader")
    with w.inject("lost_reply", "sns", "Publish", times=1):
        fired = w.fire("critical-errors")
        messages = pages.wait_for(2, within=40)
    w.settled()
    assert len(pages.read()) == 2 and len(w.sink.requests("/hook")) == 1
    first, second = (json.loads(message["Message"]) for message in messages)
    assert first["id"] == second["id"] and MAY_REPEAT in json.dumps(second["notes"])
    return Told("pages topic", messages[1]["at"] - fired, 2, "may repeat: same id")


# -- State


@failure("DynamoDB refuses ingest until it has told the fallback")
def dynamodb_refuses_ingest(w: World) -> Told:
    w.comes_back_after("IngestQueue", 8)
    with w.inject("error", "dynamodb", function="ingest"):
        fired = w.fire("hook-errors")
        message = w.fallback.wait_for(1, within=90)[0]
        assert "STATE UNAVAILABLE, MAY REPEAT" in message["Message"] and "hook-errors" in message["Message"]
    w.sink.wait_for(1, "/hook", within=40)
    w.settled(within=60)
    w.sink.stays_at(1, "/hook", during=2)
    assert len(w.fallback.read()) == 1
    return Told(
        "fallback, then webhook",
        message["at"] - fired,
        2,
        "may repeat: the fallback's says so; third receive, 8 s apart here and 180 s on AWS; the webhook's came when DynamoDB did",
    )


@failure("DynamoDB throttles ingest, for three calls")
def dynamodb_throttles(w: World) -> Told:
    w.comes_back_after("IngestQueue", 8)
    w.alarm("hook-errors", "churn")
    w.settled()
    with w.inject("throttle", "dynamodb", function="ingest", times=3) as fault:
        fired = w.set_state("hook-errors", "ALARM")
        request = w.sink.wait_for(1, "/hook", within=60)[0]
        assert fault.hits() == 3
    w.settled()
    w.sink.stays_at(1, "/hook", during=2)
    assert w.fallback.read() == []
    return Told("webhook", request.at - fired, 1, "second receive, 8 s later here and 180 s on AWS")


@failure("DynamoDB refuses a direct alarm action")
def dynamodb_refuses_action(w: World) -> Told:
    w.alarm("hook-errors", "churn")
    w.settled()
    payload = shapes.lambda_payload(w.described("hook-errors"), w.change("ALARM"))
    # Three calls are what the SDK makes of one.
    with w.inject("error", "dynamodb", function="ingest", times=3) as fault:
        fired = w.act(payload)
        request = w.sink.wait_for(1, "/hook", within=40)[0]
        assert fault.hits() == 3
    w.settled()
    w.sink.stays_at(1, "/hook", during=2)
    return Told("webhook", request.at - fired, 1, "by way of the failure destination, which is the ingest queue")


@failure("DynamoDB refuses flush until it has told the fallback")
def dynamodb_refuses_flush(w: World) -> Told:
    w.comes_back_after("FlushQueue", 8)
    with w.inject("error", "dynamodb", function="flush"):
        fired = w.fire("hook-errors")
        message = w.fallback.wait_for(1, within=120)[0]
        assert "can't page for" in message["Message"] and "MAY REPEAT" in message["Message"]
    w.sink.wait_for(1, "/hook", within=40)
    w.settled(within=60)
    w.sink.stays_at(1, "/hook", during=2)
    assert len(w.fallback.read()) == 1
    return Told(
        "fallback, then webhook",
        message["at"] - fired,
        2,
        "may repeat: the fallback's says so; fifth receive, 8 s apart here and 180 s on AWS; the webhook's came when DynamoDB did",
    )


@failure("DynamoDB's answer to a write is lost, for each write in turn")
def write_answers_lost(w: World) -> Told:
    longest, broken = 0.0, 0
    for skipped in range(8):
        with w.inject("lost_reply", "dynamodb", "PutItem", skip=skipped, times=1) as fault:
            fired = w.fire(f"hook-errors-{skipped}", f"endpoint-{skipped}")
            requests = w.sink.wait_for(skipped + 1, "/hook", within=40)
            w.settled()
            broken += fault.hits()
        longest = max(longest, requests[-1].at - fired)
    requests = w.sink.stays_at(8, "/hook", during=2)
    assert broken == 8, f"{broken} of 8 writes met the fault"
    assert len(ids(requests)) == 8 and w.fallback.read() == []
    return Told("webhook", longest, 1, "each of 8 alarms once: the router knows its own write when it meets it again")


# -- Catalog


@failure("S3 is gone at cold start")
def s3_gone_cold(w: World) -> Told:
    with w.inject("error", "s3") as fault:
        fired = w.fire("hook-errors")
        message = w.fallback.wait_for(1, within=90)[0]
        assert "hook-errors" in message["Message"] and fault.hits() > 0
        w.settled(within=60)
    w.set_state("hook-errors", "OK")
    resolved = w.fallback.wait_for(2, within=60)[1]
    assert "resolved" in resolved["Message"].lower()
    w.settled()
    assert len(w.fallback.read()) == 2 and w.sink.requests() == []
    return Told("fallback", message["at"] - fired, 1, "plain, without owner, after the default group_wait of 30 s; the resolve goes there too")


@failure("catalog is missing", published=False)
def catalog_missing(w: World) -> Told:
    fired = w.fire("hook-errors")
    message = w.fallback.wait_for(1, within=90)[0]
    w.settled()
    assert len(w.fallback.read()) == 1 and w.sink.requests() == []
    return Told("fallback", message["at"] - fired, 1, "plain, as above")


@failure("catalog is corrupt at cold start", published=False)
def catalog_corrupt_cold(w: World) -> Told:
    corrupt(w)
    fired = w.fire("hook-errors")
    message = w.fallback.wait_for(1, within=90)[0]
    w.settled()
    assert len(w.fallback.read()) == 1 and w.sink.requests() == []
    return Told("fallback", message["at"] - fired, 1, "plain, as above")


def corrupt(w: World) -> None:
    bucket = w.stack["CatalogBucketName"]
    w.aws.client("s3", w.account).put_object(Bucket=bucket, Key="catalog/catalog.json", Body=b'{"schema": 1, "rou')


def after_a_minute(w: World, broken) -> Told:
    """Pages for an alarm, breaks the catalog, waits until the functions ask after it, and pages for another."""
    w.one_process_each()
    w.alarm("hook-more", "ranking")
    w.fire("hook-errors", "churn")
    w.sink.wait_for(1, "/hook")
    w.settled()
    # A catalog is asked after at most once a minute.
    with broken():
        time.sleep(61)
        fired = w.set_state("hook-more", "ALARM")
        request = w.sink.wait_for(2, "/hook", within=40)[1]
    assert request.json()["data"]["owner"]["name"] == "ml-serving"
    w.settled()
    w.sink.stays_at(2, "/hook", during=2)
    assert w.fallback.read() == []
    return Told("webhook", request.at - fired, 1, "with owner and runbook: the last good catalog is kept")


@failure("S3 goes while the functions are warm")
def s3_gone_warm(w: World) -> Told:
    return after_a_minute(w, lambda: asked(w.inject("error", "s3")))


@failure("catalog becomes corrupt while the functions are warm")
def catalog_corrupt_warm(w: World) -> Told:
    def broken():
        corrupt(w)
        # A fault that breaks nothing, and counts: the corrupt catalog must have been fetched.
        return asked(w.inject("slow", "s3", seconds=0))

    return after_a_minute(w, broken)


class asked:
    """A fault that must have been met by the time the block ends, else nothing was tested."""

    def __init__(self, rule):
        self._rule = rule

    def __enter__(self):
        self._fault = self._rule.__enter__()

    def __exit__(self, kind, *rest):
        hits = self._fault.hits()
        self._rule.__exit__(kind, *rest)
        assert kind or hits > 0, "nobody asked after the catalog"


# -- Deaths


@failure("flush is killed between send and record")
def killed_before_record(w: World) -> Told:
    w.comes_back_after("FlushQueue", 5)
    # The record of an outcome is the only write with a receipt in it.
    with w.inject("stall", "dynamodb", "PutItem", body="receipt", seconds=20) as fault:
        fired = w.fire("hook-errors")
        w.sink.wait_for(1, "/hook")
        until(lambda: fault.hits() == 1)
        assert w.kill("flush") > 0
    requests = w.sink.wait_for(2, "/hook", within=120)
    w.settled(within=60)
    w.sink.stays_at(2, "/hook", during=3)
    assert len(ids(requests)) == 1 and MAY_REPEAT in json.dumps(requests[1].json()["data"]["notes"])
    assert requests[1].at - requests[0].at >= 55
    return Told("webhook", requests[0].at - fired, 2, "may repeat: same id, sent again when the claim's lease of 60 s was over; its wake-up came back after 5 s here, on AWS the sweep is first")


@failure("flush is killed between claim and send")
def killed_before_send(w: World) -> Told:
    # The visibility timeout is left as it is: the sweep is there first.
    # The claim is written and its answer held back, so the sender never gets to send.
    with w.inject("held_reply", "dynamodb", "PutItem", body="lease_until", times=1, seconds=20) as fault:
        fired = w.fire("hook-errors")
        until(lambda: fault.hits() == 1)
        time.sleep(0.5)
        assert w.kill("flush") > 0
        assert w.sink.requests() == []
    request = w.sink.wait_for(1, "/hook", within=180)[0]
    w.sink.stays_at(1, "/hook", during=3)
    assert MAY_REPEAT in json.dumps(request.json()["data"]["notes"])
    return Told("webhook", request.at - fired, 1, "says that it may repeat, for nobody can know; woken by the sweep when the claim's lease of 60 s was over")


@failure("ingest is killed between record and wake-up")
def killed_before_wake(w: World) -> Told:
    w.comes_back_after("IngestQueue", 5)
    with w.inject("stall", "sqs", "SendMessage", body="wake", seconds=20, times=1) as fault:
        fired = w.fire("hook-errors")
        until(lambda: fault.hits() == 1)
        assert w.kill("ingest") > 0
        request = w.sink.wait_for(1, "/hook", within=60)[0]
    w.settled()
    w.sink.stays_at(1, "/hook", during=3)
    return Told("webhook", request.at - fired, 1, "second receive, 5 s later here and 180 s on AWS; it finds the debt and pays it")


@failure("wake-up is lost")
def wake_lost(w: World) -> Told:
    fired = w.fire("slow-errors")
    until(lambda: w.waiting("IngestQueue") == 0 and w.waiting("FlushQueue") == 1)
    w.sqs.purge_queue(QueueUrl=w.stack["FlushQueueUrl"])
    request = w.sink.wait_for(1, "/chat", within=120)[0]
    assert request.at - fired >= 6
    w.settled()
    w.sink.stays_at(1, "/chat", during=2)
    return Told("chat", request.at - fired, 1, "the sweep, which runs each minute, finds it; group_wait is 6 s here")


# -- Events


@failure("event is not JSON, and shares its batch with an alarm")
def malformed(w: World) -> Told:
    w.alarm("hook-errors", "churn")
    w.settled()
    with w.ingest_held():
        w.send('{"source": "aws.cloudwatch", "detail": {"alarmName": ')
        w.set_state("hook-errors", "ALARM")
        sent = time.monotonic()
    request = w.sink.wait_for(1, "/chat")[0]
    w.sink.wait_for(1, "/hook")
    w.settled()
    w.sink.stays_at(2, during=2)
    assert "aws.cloudwatch" in request.body.decode()
    return Told("chat", request.at - sent, 1, "raw, its text shown; the alarm beside it is paged as ever")


@failure("event has 1 MB")
def huge(w: World) -> Told:
    w.alarm("hook-errors", "churn")
    w.settled()
    event = w.event("hook-errors", w.change("ALARM", reason="x" * 1_000_000))
    sent = w.send(json.dumps(event))
    request = w.sink.wait_for(1, "/hook")[0]
    w.settled()
    w.sink.stays_at(1, "/hook", during=2)
    assert len(request.body) < 20_000
    return Told("webhook", request.at - sent, 1, "shortened to what a webhook takes")
