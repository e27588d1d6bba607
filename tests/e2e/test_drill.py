"""The drill: from SetAlarmState to every receiver of the route and back, and what it says when one is broken.

The local AWS sends the alarm's event as CloudWatch does (``local_aws.emulator``); nothing else stands in for anything.
"""

import json

import pytest
from answers import status



@pytest.fixture
def drill(world):
    """``drill()``: the command line's exit code, its verdict, and what it complained about."""

    def _drill(*more):
        stack = world.stack
        done = world.attempt(
            "drill",
            stack["DrillAlarmName"],
            *("--table", stack["TableName"]),
            *("--secret", stack["DrillSecretArn"]),
            *("--receipts", stack["DrillReceiptsUrl"]),
            *more,
            timeout=300,
        )
        return done.returncode, done.stdout, done.stderr

    return _drill


def by_receiver(verdict: dict) -> dict:
    return {one["receiver"]: one for one in verdict["receivers"]}


def test_every_receiver_is_proved_both_ways(world, drill):
    code, out, err = drill("--format", "json")
    assert (code, err) == (0, ""), out
    verdict = json.loads(out)
    assert verdict["passed"] and verdict["ingested_at"] and verdict["set_back_at"]
    receivers = by_receiver(verdict)
    assert {name: one["kind"] for name, one in receivers.items()} == {"chat": "slack", "hook": "webhook", "pages": "sns"}
    assert all(one["page"] and one["resolve"] and not one["fault"] for one in receivers.values())
    assert receivers["pages"]["page"]["out_of_topic_at"] and receivers["pages"]["resolve"]["out_of_topic_at"]

    pages = [request.json() for request in world.sink.wait_for(2, "/hook")]
    assert [page["type"] for page in pages] == ["alert.firing", "alert.resolved"]
    for page in pages:
        assert page["data"]["title"].startswith("[DRILL] ")
        assert {"name": "drill", "value": verdict["token"]} in page["data"]["evidence"]
    assert all("DRILL" in request.body.decode() for request in world.sink.wait_for(2, "/chat"))
    assert world.described(world.stack["DrillAlarmName"])["StateValue"] == "OK"
    assert world.fallback.read() == []


def test_a_table_for_people(world, drill):
    code, out, err = drill()
    assert (code, err) == (0, "")
    assert f"DRILL {world.stack['DrillAlarmName']} passed in " in out
    rows = [line.split() for line in out.splitlines()]
    assert [row[:2] + row[-1:] for row in rows if row and row[0] in ("chat", "hook", "pages")] == [
        ["chat", "slack", "ok"],
        ["hook", "webhook", "ok"],
        ["pages", "sns", "ok"],
    ]


def test_a_broken_receiver_is_named(world, drill):
    world.sink.always("/hook", status(404))
    code, out, err = drill("--format", "json")
    verdict = json.loads(out)
    assert code == 1 and not verdict["passed"]
    receivers = by_receiver(verdict)
    assert [name for name, one in receivers.items() if one["fault"]] == ["hook"]
    why = "hook: could not be told (HTTP 404: the address is gone): the fallback was told instead"
    assert why in err
    assert all(receivers[name]["resolve"] for name in ("chat", "pages"))
    # The page itself was not lost, and says what it is there, too.
    assert world.fallback.wait_for(1)[0]["Subject"].startswith("DRILL ")
    assert world.described(world.stack["DrillAlarmName"])["StateValue"] == "OK"


def test_an_alarm_of_the_platform_is_never_forced(world, drill):
    world.alarm("hook-errors", "churn")
    done = world.attempt("drill", "hook-errors", "--table", world.stack["TableName"], "--secret", world.stack["DrillSecretArn"])
    assert done.returncode == 2 and "is no drill's alarm" in done.stderr
    assert world.described("hook-errors")["StateValue"] != "ALARM"


def invoke(world, drill: bool) -> dict | None:
    """What the function answers where it fails."""
    function = f"{world.stack.name}-drill"
    answer = world.aws.client("lambda", world.account).invoke(
        FunctionName=function, Payload=json.dumps({"drill": drill}).encode()
    )
    return json.loads(answer["Payload"].read()) if answer.get("FunctionError") else None


def remembered(world) -> dict:
    """What the table holds of the alarm's drills."""
    key = {"pk": {"S": f"drill#{world.stack['DrillAlarmName']}"}, "sk": {"S": "drill"}}
    found = world.aws.client("dynamodb", world.account).get_item(TableName=world.stack["TableName"], Key=key)
    return json.loads(next(v["S"] for k, v in found["Item"].items() if v.get("S", "").startswith("{")))


def test_the_scheduled_drill_passes_and_calls_its_heartbeat(world):
    """With the function's own role: what it lacks would show."""
    secrets = world.aws.client("secretsmanager", world.account)
    secret = world.stack["DrillSecretArn"]
    value = json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"])
    secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(value | {"url": world.sink.url("/heartbeat")}))
    assert invoke(world, True) is None
    world.sink.wait_for(1, "/heartbeat")
    first = remembered(world)
    assert first["passed_at"] and not first["last"]["faults"]

    world.sink.always("/hook", status(404))
    failed = invoke(world, True)
    assert failed["errorType"] == "drill_failed" and failed["errorMessage"].startswith("hook: could not be told (HTTP 404")
    world.sink.stays_at(1, "/heartbeat", during=1)
    # That one has passed is still known, and how the last one went.
    second = remembered(world)
    assert second["passed_at"] == first["passed_at"]
    assert second["last"]["token"] != first["last"]["token"]
    assert invoke(world, False) is None
