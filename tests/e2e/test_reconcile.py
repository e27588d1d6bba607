"""What an operator does at the installation, and after events were lost: compare CloudWatch's alarms with what is open."""

import json
import sys
import time
from contextlib import contextmanager

import boto3
import pytest
from local_aws import paths, server
from test_main_job import names

sys.path.append(str(paths.PROJECT / "tests" / "monitoring"))

import flat  # noqa: E402


def reconcile(world, *arguments) -> dict[str, str]:
    """What was said of each alarm, by the command line."""
    lines = world.run("reconcile", "--format", "json", *arguments).splitlines()
    return {step["alarm"]: step["step"] for step in map(json.loads, lines)}


@contextmanager
def deaf(world):
    """The rule that brings alarms is off: what changes meanwhile is lost."""
    events = world.aws.client("events", world.account)
    rules = [rule["Name"] for rule in events.list_rules()["Rules"] if "CloudWatchAlarmRule" in rule["Name"]]
    assert len(rules) == 1, rules
    events.disable_rule(Name=rules[0])
    yield
    events.enable_rule(Name=rules[0])


def test_an_alarm_that_already_fires_at_the_installation_pages_once(world):
    with deaf(world):
        world.fire("hook-errors", "churn-v3")
    world.settled()
    assert reconcile(world, "--dry-run") == {"hook-errors": "open"}
    world.settled()
    assert world.sink.requests("/hook") == [], "a dry run pages nobody"
    # Twice before anything is handled, and again afterwards.
    with world.ingest_held():
        assert reconcile(world) == {"hook-errors": "open"}
        assert reconcile(world) == {"hook-errors": "open"}
    page = world.sink.wait_for(1, "/hook")[0].json()
    assert page["type"] == "alert.firing" and names(page, "firing") == ["hook-errors"]
    assert page["data"]["owner"]["name"] == "ml-serving" and page["data"]["labels"]["EndpointName"] == "churn-v3"
    world.settled()
    assert reconcile(world) == {}
    world.sink.stays_at(1, "/hook", during=2)
    # Its recovery is that of any other.
    time.sleep(1)
    world.set_state("hook-errors", "OK")
    assert world.sink.wait_for(2, "/hook")[1].json()["type"] == "alert.resolved"


def test_what_was_deleted_or_has_recovered_unheard_is_closed(world):
    for name in ("hook-deleted", "hook-recovered", "hook-fires"):
        world.fire(name, name)
    world.sink.wait_for(3, "/hook")
    world.settled()
    time.sleep(1.1)  # The local CloudWatch describes whole seconds.
    with deaf(world):
        world.aws.client("cloudwatch", world.account).delete_alarms(AlarmNames=["hook-deleted"])
        world.set_state("hook-recovered", "OK")
    assert reconcile(world) == {"hook-deleted": "resolve", "hook-recovered": "resolve"}
    pages = [request.json() for request in world.sink.wait_for(5, "/hook")[3:]]
    assert {page["type"] for page in pages} == {"alert.resolved"}
    assert sorted(names(pages[0], "resolved") + names(pages[1], "resolved")) == ["hook-deleted", "hook-recovered"]
    world.settled()
    assert reconcile(world) == {}
    world.sink.stays_at(5, "/hook", during=2)


def test_credentials_of_another_place_close_nothing(world):
    """They see no alarm of the router, and would take every open alert for deleted."""
    world.fire("hook-errors")
    world.sink.wait_for(1, "/hook")
    world.settled()
    try:
        world.run("reconcile", "--stack", "another")
    except AssertionError as refused:
        assert "no alarm another-self-*" in str(refused)
    else:
        raise AssertionError("it went on")
    world.settled()
    world.sink.stays_at(1, "/hook", during=2)


@pytest.fixture
def operator(world, monkeypatch) -> tuple[str, str]:
    """The access keys of somebody who may do what the operators' role of ``monitoring/access.yaml`` may, and no more."""
    monkeypatch.setattr(flat, "ACCOUNT", world.account)
    values = {"PipelineName": "churn-training", "RouterStackName": world.stack.name}
    values |= {"DrillSecretArn": world.stack["DrillSecretArn"]}
    access = flat.flatten(flat.FOLDER / "access.yaml", values, region=world.aws.region)["Resources"]
    iam = world.aws.client("iam", world.account)
    iam.create_user(UserName="on-call")
    for policy in ("ReadPolicy", "OperatePolicy"):
        document = json.dumps(access[policy]["Properties"]["PolicyDocument"])
        iam.put_user_policy(UserName="on-call", PolicyName=policy, PolicyDocument=document)
    made = iam.create_access_key(UserName="on-call")["AccessKey"]
    return made["AccessKeyId"], made["SecretAccessKey"]


def test_an_operator_may_do_what_these_commands_need_and_no_more(world, operator):
    with deaf(world):
        world.fire("hook-errors")
    world.run("reconcile", keys=operator)
    world.sink.wait_for(1, "/hook")
    world.settled()
    assert "hook-errors" in world.run("alerts", keys=operator)
    dead, aside = world.stack["IngestDeadLettersUrl"], world.stack["UndeliveredEventsUrl"]
    for queue in (dead, aside):
        world.sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(world.event("hook-errors", world.change("OK"))))
    world.run("redrive", dead, aside, keys=operator)
    assert world.sink.wait_for(2, "/hook")[1].json()["type"] == "alert.resolved"
    world.fire("hook-other")
    world.sink.wait_for(3, "/hook")
    world.settled()
    fingerprint = json.loads(world.run("alerts", "--format", "json", keys=operator))["fingerprint"]
    world.run("silence", "add", "--matcher", "alarm_name=hook-quiet", "--for", "1h", "--comment", "c", keys=operator)
    world.run("silence", "--until-resolved", fingerprint, "--for", "1h", keys=operator)
    for line in world.run("silence", "list", "--format", "json", keys=operator).splitlines():
        world.run("silence", "extend", json.loads(line)["id"], "--for", "2h", keys=operator)
    stack = world.stack
    drill = ["drill", stack["DrillAlarmName"], "--secret", stack["DrillSecretArn"], "--receipts", stack["DrillReceiptsUrl"]]
    done = world.attempt(*drill, keys=operator, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    mine = dict(aws_access_key_id=operator[0], aws_secret_access_key=operator[1], region_name=world.aws.region)
    lambdas = server.over_tls(boto3.client("lambda", endpoint_url=world.aws.endpoint, **mine))
    for function, payload in (("reconcile", {"reconcile": True}), ("drill", {"drill": False}), ("flush", {"sweep": True})):
        invoked = lambdas.invoke(FunctionName=f"{stack.name}-{function}", Payload=json.dumps(payload).encode())
        assert "FunctionError" not in invoked
    # The policies are really asked.
    dynamodb = server.over_tls(boto3.client("dynamodb", endpoint_url=world.aws.endpoint, **mine))
    record = {"pk": {"S": f"alert#{fingerprint}"}, "sk": {"S": "alert"}}
    with pytest.raises(dynamodb.exceptions.ClientError, match="AccessDenied"):
        dynamodb.put_item(TableName=stack["TableName"], Item=record)


def invoke(world) -> dict | None:
    """One run of the function that the schedule calls, with its own role; what it answers where it fails."""
    answer = world.aws.client("lambda", world.account).invoke(
        FunctionName=f"{world.stack.name}-reconcile", Payload=json.dumps({"reconcile": True}).encode()
    )
    return json.loads(answer["Payload"].read()) if answer.get("FunctionError") else None


def test_the_function_pages_what_fires_at_the_installation_and_closes_what_was_deleted_while_it_fired(world):
    with deaf(world):
        world.fire("hook-errors", "churn-v3")
        world.fire("hook-elsewhere", "churn-v4")
    assert invoke(world) is None
    world.sink.wait_for(2, "/hook")
    world.settled()
    assert invoke(world) is None
    world.settled()
    world.sink.stays_at(2, "/hook", during=2)
    with deaf(world):
        world.aws.client("cloudwatch", world.account).delete_alarms(AlarmNames=["hook-errors"])
    assert invoke(world) is None
    closed = world.sink.wait_for(3, "/hook")[2].json()
    assert closed["type"] == "alert.resolved" and names(closed, "resolved") == ["hook-errors"]
    world.settled()
    assert invoke(world) is None
    world.settled()
    world.sink.stays_at(3, "/hook", during=2)


def test_more_alarms_than_one_page_holds(world):
    """The list comes in pages of a hundred; what fires is on the first and on the last."""
    cloudwatch = world.aws.client("cloudwatch", world.account)
    with deaf(world):
        for number in range(120):
            world.alarm(f"hook-5{number:03}", "churn")
        world.fire("hook-0", "one")
        world.fire("hook-9", "two")
    assert len(cloudwatch.describe_alarms(MaxRecords=100)["MetricAlarms"]) == 100
    assert reconcile(world, "--dry-run") == {"hook-0": "open", "hook-9": "open"}
    assert invoke(world) is None
    world.settled()
    assert reconcile(world, "--dry-run") == {}


def test_before_there_is_a_catalog_nothing_is_paged(new_world):
    """The schedule calls as soon as the stack is there. The mail of the last resort may not be confirmed yet."""
    world = new_world(publish=False)
    try:
        with deaf(world):
            world.fire("hook-errors")
        failed = invoke(world)
        assert failed["errorType"] == "no_catalog", failed
        world.settled()
        assert world.fallback.read() == []
        world.publish()
        assert invoke(world) is None
        world.sink.wait_for(1, "/hook")
    finally:
        world.close()


def test_a_run_that_cannot_come_to_its_end_fails_and_closes_nothing(world):
    world.fire("hook-errors")
    world.sink.wait_for(1, "/hook")
    world.settled()
    with world.inject("error", "monitoring", "DescribeAlarms", function="reconcile") as fault:
        failed = invoke(world)
    assert fault.hits() == 4 and failed["errorType"] == "reconcile_call_failed", failed
    world.settled()
    world.sink.stays_at(1, "/hook", during=1)
    assert invoke(world) is None
