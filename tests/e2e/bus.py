"""An event bus, and rules on it as somebody else would make them."""

import json
import time


class Bus:
    """The bus ``pages`` of a world's account, which its catalog's receiver ``bus`` puts events on."""

    NAME = "pages"

    def __init__(self, world):
        self._account, self._region = world.account, world.aws.region
        self._events = world.aws.client("events", world.account)
        self._sqs = world.sqs
        self._events.create_event_bus(Name=self.NAME)

    def rule(self, name: str, pattern: dict, queue_arn: str) -> None:
        """A rule on the bus with one queue as its target."""
        self._events.put_rule(Name=name, EventBusName=self.NAME, EventPattern=json.dumps(pattern))
        targets = [{"Id": "queue", "Arn": queue_arn}]
        self._events.put_targets(Rule=name, EventBusName=self.NAME, Targets=targets)

    def reader(self, name: str, pattern: dict) -> "Reader":
        """A queue that reads what matches from now on."""
        url = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = f"arn:aws:sqs:{self._region}:{self._account}:{name}"
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        self._sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        self.rule(name, pattern, arn)
        return Reader(self._sqs, url)


class Reader:
    """What a rule sent to a queue."""

    def __init__(self, sqs, url: str):
        self._sqs, self._url = sqs, url
        self._seen: list[dict] = []

    def read(self) -> list[dict]:
        """Every event so far, oldest first."""
        while messages := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self._seen.append(json.loads(message["Body"]))
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return list(self._seen)

    def wait_for(self, count: int, within: float = 30) -> list[dict]:
        """Waits until ``count`` events have come and returns all."""
        deadline = time.monotonic() + within
        while len(found := self.read()) < count:
            assert time.monotonic() < deadline, f"{len(found)} of {count} events within {within} s"
            time.sleep(0.2)
        return found
