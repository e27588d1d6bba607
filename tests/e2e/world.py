"""The router as it is deployed, and everything around it that a test touches: alarms, queues, topics, receivers.

    world = World(aws, account, zips, command)
    world.fire("hook-errors")
    world.sink.wait_for(1, "/hook")

A world has an account and a sink of its own, so that several can go on at once on one local AWS.
"""

import hashlib
import json
import os
import signal
import subprocess
import time
import uuid
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from local_aws import alarm_shapes as shapes
from local_aws import stack as stacks
from sink import Sink

CATALOG = Path(__file__).with_name("catalog")
# A signing key as Standard Webhooks writes it. It signs nothing but these tests' webhooks.
SIGNING_SECRET = "whsec_" + "dGhlIHNpZ25pbmcga2V5IG9mIHRoZSB0ZXN0cw=="


class World:
    """A deployed router. ``close()`` deletes it."""

    def __init__(self, aws, account: str, zips: dict[str, Path], command: Path, publish: bool = True):
        self.aws, self.account, self._command = aws, account, command
        self.sink = Sink()
        parameters = {
            "AllowedPrivateCidrs": "127.0.0.0/8",
            "ExtraCaPem": self.sink.ca_pem,
            "ReceiverBusArns": f"arn:aws:events:{aws.region}:{account}:event-bus/pages",
        }
        self.stack = stacks.deploy(aws, zips, parameters, account=account)
        secrets = aws.client("secretsmanager", account)
        hook = {"url": self.sink.url("/hook"), "signing_secrets": [SIGNING_SECRET]}
        secrets.create_secret(Name="alert-router/chat", SecretString=self.sink.url("/chat"))
        secrets.create_secret(Name="alert-router/hook", SecretString=json.dumps(hook))
        if publish:
            self.publish()
        self.fallback = Mailbox(aws, account, self.stack["FallbackTopicArn"], "fallback-reader")

    def close(self) -> None:
        self.aws.client("cloudformation", self.account).delete_stack(StackName=self.stack.name)
        self.sink.close()

    def publish(self) -> str:
        """Publishes the tests' catalog as people do, with the command line, and returns what that said."""
        return self.run("publish", "--catalog", CATALOG, f"s3://{self.stack['CatalogBucketName']}/catalog")

    def run(self, *arguments, keys: tuple[str, str] | None = None) -> str:
        """Runs the command line and returns what it said; it has to succeed."""
        done = self.attempt(*arguments, keys=keys)
        assert done.returncode == 0, f"{arguments} failed: {done.stdout}{done.stderr}"
        return done.stdout

    def attempt(
        self, *arguments, keys: tuple[str, str] | None = None, timeout: float = 60
    ) -> subprocess.CompletedProcess:
        """Runs the command line as a person of this account would, with these access keys or those of somebody who may do
        everything."""
        key, secret = keys or (self.account, "local")
        environment = {
            "PATH": os.environ["PATH"],
            # Through the proxy, which says that it came over TLS: the stack's policies take nothing else.
            "AWS_ENDPOINT_URL": self.aws.faults.endpoint,
            "AWS_REGION": self.aws.region,
            "AWS_ACCESS_KEY_ID": key,
            "AWS_SECRET_ACCESS_KEY": secret,
            "TABLE_NAME": self.stack["TableName"],
            "INGEST_QUEUE_URL": self.stack["IngestQueueUrl"],
        }
        command = [self._command, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)

    # -- Ways in

    def alarm(self, name: str, endpoint: str, **more) -> None:
        """An alarm on the errors of an endpoint. Its name picks the route, see catalog/router.yaml."""
        self.aws.client("cloudwatch", self.account).put_metric_alarm(
            AlarmName=name,
            AlarmDescription="Requests end in errors.",
            Namespace="AWS/SageMaker",
            MetricName="Invocation5XXErrors",
            Dimensions=[{"Name": "EndpointName", "Value": endpoint}],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            # Else the emulator's own evaluation, which sees no data, would have a say.
            TreatMissingData="ignore",
            **more,
        )

    def set_state(self, name: str, state: str) -> float:
        """Changes an alarm's state and returns when, on the clock of ``Received.at``."""
        at = time.monotonic()
        self.aws.client("cloudwatch", self.account).set_alarm_state(
            AlarmName=name, StateValue=state, StateReason=f"set to {state} by a test"
        )
        return at

    def fire(self, name: str, endpoint: str = "churn") -> float:
        """Makes an alarm and lets it fire; returns when."""
        self.alarm(name, endpoint)
        return self.set_state(name, "ALARM")

    def described(self, name: str) -> dict:
        """An alarm as CloudWatch describes it, times in epoch seconds."""
        alarm = self.aws.client("cloudwatch", self.account).describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
        return {key: value.timestamp() if isinstance(value, datetime) else value for key, value in alarm.items()}

    def change(self, value: str, at: float | None = None, reason: str = "Threshold Crossed") -> shapes.Change:
        """A change of an alarm's state at a time (epoch seconds, now by default), for tests that deliver it themselves."""
        at = time.time() if at is None else at
        old = shapes.State("OK" if value == "ALARM" else "ALARM", "as before", at - 600)
        return shapes.Change(self.account, self.aws.region, old, shapes.State(value, reason, at))

    def event(self, name: str, change: shapes.Change) -> dict:
        """A change as EventBridge delivers it."""
        alarm = self.described(name)
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "CloudWatch Alarm State Change",
            "source": "aws.cloudwatch",
            "account": self.account,
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(change.new.at)),
            "region": self.aws.region,
            "resources": [alarm["AlarmArn"]],
            "detail": shapes.state_change_detail(alarm, change),
        }

    def act(self, payload: dict) -> float:
        """Invokes ingest as an alarm's action does: asynchronously."""
        at = time.monotonic()
        functions = self.aws.client("lambda", self.account)
        payload = json.dumps(payload).encode()
        functions.invoke(FunctionName=f"{self.stack.name}-ingest", InvocationType="Event", Payload=payload)
        return at

    def send(self, body: str) -> float:
        """Puts a text into the ingest queue as it is."""
        at = time.monotonic()
        self.sqs.send_message(QueueUrl=self.stack["IngestQueueUrl"], MessageBody=body)
        return at

    @contextmanager
    def ingest_held(self):
        """Ingest takes nothing from its queue while the block runs, and then what has come meanwhile in one batch."""
        functions = self.aws.client("lambda", self.account)
        mappings = functions.list_event_source_mappings(FunctionName=f"{self.stack.name}-ingest")["EventSourceMappings"]
        functions.update_event_source_mapping(UUID=mappings[0]["UUID"], Enabled=False)
        try:
            yield
        finally:
            functions.update_event_source_mapping(UUID=mappings[0]["UUID"], Enabled=True)

    # -- What holds the state

    @property
    def sqs(self):
        return self.aws.client("sqs", self.account)

    def comes_back_after(self, queue: str, seconds: int) -> None:
        """Shortens the visibility timeout of ``IngestQueue`` or ``FlushQueue``, which is 180 s: a message that fails is
        delivered again as it would be, only sooner."""
        attributes = {"VisibilityTimeout": str(seconds)}
        self.sqs.set_queue_attributes(QueueUrl=self.stack[f"{queue}Url"], Attributes=attributes)

    def waiting(self, queue: str, states: tuple = ("", "NotVisible", "Delayed")) -> int:
        """How many messages a queue holds, unless told otherwise in flight and delayed ones too."""
        names = [f"ApproximateNumberOfMessages{name}" for name in states]
        found = self.sqs.get_queue_attributes(QueueUrl=self.stack[f"{queue}Url"], AttributeNames=names)["Attributes"]
        return sum(int(found.get(name, 0)) for name in names)

    def settled(self, within: float = 30) -> None:
        """Waits until nothing is waiting or in flight in either queue: everything that is due has been dealt with. Wake-ups
        for later stay (two flushes of one group that meet leave one for the end of a lease)."""
        deadline = time.monotonic() + within
        states = ("", "NotVisible")
        while counts := {queue: n for queue in ("IngestQueue", "FlushQueue") if (n := self.waiting(queue, states))}:
            assert time.monotonic() < deadline, f"still waiting after {within} s: {counts}"
            time.sleep(0.2)

    # -- Faults

    def inject(self, kind: str, service: str, operation: str = "", function: str = "", **more):
        """A fault between a service and this world's ingest and flush, or one function, as ``FaultProxy.inject`` takes it."""
        callers = tuple(self._access_key(name) for name in ([function] if function else ["ingest", "flush"]))
        return self.aws.faults.inject(kind, service=service, operation=operation, callers=callers, **more)

    def _access_key(self, function: str) -> str:
        """The access key that the emulator gives a function: as stable as its ARN and its role's. A test that relied on a
        wrong one would see no fault, and each checks that it did."""
        functions = self.aws.client("lambda", self.account)
        found = functions.get_function_configuration(FunctionName=f"{self.stack.name}-{function}")
        digest = hashlib.sha256(f"{found['FunctionArn']}:{found['Role']}".encode()).hexdigest()
        return f"ASIA{digest[:16].upper()}"

    def one_process_each(self) -> None:
        """From now on each function runs in one process, so that a second invocation finds what the first one left."""
        for function in ("ingest", "flush"):
            self.aws.client("lambda", self.account).put_function_concurrency(
                FunctionName=f"{self.stack.name}-{function}", ReservedConcurrentExecutions=1
            )

    def kill(self, function: str) -> int:
        """Ends every process of a function at once, as an out-of-memory kill would; returns how many there were."""
        name, killed = f"{self.stack.name}-{function}", 0
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                environment = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue  # ended meanwhile, or not ours to read
            wanted = {f"AWS_LAMBDA_FUNCTION_NAME={name}".encode(), f"ACCOUNT_ID={self.account}".encode()}
            if wanted <= set(environment):
                os.kill(int(entry.name), signal.SIGKILL)
                killed += 1
        return killed

    def mailbox(self, topic: str, name: str) -> "Mailbox":
        """A queue that reads what a topic of the stack publishes from now on."""
        return Mailbox(self.aws, self.account, self.stack[topic], name)


class Mailbox:
    """A queue subscribed to a topic, as a person's or a tool's subscription would be."""

    def __init__(self, aws, account: str, topic: str, name: str):
        self._sqs = aws.client("sqs", account)
        self._url = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = f"arn:aws:sqs:{aws.region}:{account}:{name}"
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        self._sqs.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": policy})
        aws.client("sns", account).subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        self._seen: list[dict] = []

    def read(self) -> list[dict]:
        """Every message so far, oldest first: SNS's own envelope with ``Subject``, ``Message``, ``MessageAttributes``,
        and ``at``, when it was read."""
        while messages := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self._seen.append(json.loads(message["Body"]) | {"at": time.monotonic()})
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return list(self._seen)

    def wait_for(self, count: int, within: float = 30) -> list[dict]:
        """Waits until ``count`` messages have come and returns all."""
        deadline = time.monotonic() + within
        while len(found := self.read()) < count:
            subjects = [message.get("Subject") for message in found]
            assert time.monotonic() < deadline, f"{len(found)} of {count} messages within {within} s: {subjects}"
            time.sleep(0.2)
        return found
