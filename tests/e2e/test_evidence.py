"""The report of evidence, of the whole platform of ``monitoring/`` as the local CloudWatch has it: docs/evidence-example.md."""

import json
import os
import re
import sys

import pytest
from failures import until
from local_aws import paths

sys.path.append(str(paths.PROJECT / "tests" / "monitoring"))

import flat  # noqa: E402

_EXAMPLE = paths.PROJECT / "docs" / "evidence-example.md"
_NUMBERS = {"Period": int, "EvaluationPeriods": int, "DatapointsToAlarm": int, "Threshold": float}
_LEGS = (("ml-chat", "slack"), ("pages", "sns"), ("audit", "webhook"))
_STAGES = ("processing", "training", "evaluation")


@pytest.fixture
def platform(world, monkeypatch) -> dict:
    """The resources of the monitoring stack of this account."""
    monkeypatch.setattr(flat, "ACCOUNT", world.account)
    values = flat.PLATFORM | {"AlarmTopicArn": world.stack["IngressTopicArn"]}
    found = flat.flatten(flat.FOLDER / "template.yaml", values, region=world.aws.region)["Resources"]
    return {name.replace(".", ""): resource for name, resource in found.items()}


def _numbers(item):
    """Numbers that were parameters are texts in a template."""
    if isinstance(item, list):
        return [_numbers(value) for value in item]
    if isinstance(item, dict):
        return {key: _NUMBERS.get(key, _numbers)(value) for key, value in item.items()}
    return item


def _is_alarm(resource: dict) -> bool:
    return resource["Type"] in ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")


def _create(world, platform: dict) -> None:
    """Alarms, dashboards and metrics as they are once the platform runs. The local CloudWatch must not judge by data that
    nobody sends."""
    cloudwatch = world.aws.client("cloudwatch", world.account)
    own = cloudwatch.describe_alarms()["MetricAlarms"]
    keep = cloudwatch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    for alarm in own:
        alarm = {key: value for key, value in alarm.items() if key in keep}
        cloudwatch.put_metric_alarm(**alarm | {"TreatMissingData": "ignore"})
        cloudwatch.set_alarm_state(AlarmName=alarm["AlarmName"], StateValue="OK", StateReason="nothing to see")
    for resource in platform.values():
        properties = _numbers(resource["Properties"])
        if resource["Type"] == "AWS::CloudWatch::Alarm":
            cloudwatch.put_metric_alarm(**properties | {"TreatMissingData": "ignore"})
        elif resource["Type"] == "AWS::CloudWatch::CompositeAlarm":
            for period in ("ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"):
                properties[period] = int(properties[period])
            cloudwatch.put_composite_alarm(**properties)
        elif resource["Type"] == "AWS::CloudWatch::Dashboard":
            cloudwatch.put_dashboard(**properties)
        if _is_alarm(resource):
            name = properties["AlarmName"]
            cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="nothing to see")
    for stage in _STAGES:
        dimensions = [{"Name": "Stage", "Value": stage}]
        data = [{"MetricName": name, "Value": 1, "Dimensions": dimensions} for name in ("StageSucceeded", "StageDuration")]
        cloudwatch.put_metric_data(Namespace="MLPlatform", MetricData=data)


def _drilled(world, alarm: str) -> None:
    """The record that a drill of an alarm leaves."""
    word = {"at": "2026-11-20T08:00:02Z", "proof": "arrived", "id": "1", "arrived_at": None}
    legs = [{"receiver": name, "kind": kind, "told": word, "resolved": word, "fault": None} for name, kind in _LEGS]
    last = {"alarm": alarm, "set_at": "2026-11-20T08:00:00Z", "ended_at": "2026-11-20T08:00:09Z", "legs": legs}
    record = {"schema": 1, "passed_at": last["ended_at"], "last": last}
    item = {"pk": f"drill#{alarm}", "sk": "drill", "writer": "drill/1", "body": json.dumps(record)}
    item = {name: {"S": value} for name, value in item.items()} | {"version": {"N": "1"}}
    world.aws.client("dynamodb", world.account).put_item(TableName=world.stack["TableName"], Item=item)


def _report(world, tmp_path, *more) -> tuple[str, dict]:
    world.run("evidence", "--out", tmp_path, "--catalog", paths.PROJECT / "runbooks", *more)
    return (tmp_path / "evidence.md").read_text(), json.loads((tmp_path / "evidence.json").read_text())


def test_the_report_says_what_is_there_and_what_is_not(world, platform, tmp_path):
    _create(world, platform)
    # A drill, an alarm that fires, and one that nobody thought of.
    _drilled(world, "alert-router-drill-page")
    nobodys = dict(AlarmName="import-late", Namespace="Imports", MetricName="Age", Statistic="Maximum", Period=60)
    compared = dict(EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold")
    world.aws.client("cloudwatch", world.account).put_metric_alarm(**nobodys, **compared, TreatMissingData="ignore")
    world.set_state("ml-prod-endpoint-5xx-ratio", "ALARM")
    world.settled()
    template = tmp_path / "ml-monitoring.json"
    # Cost is watched in us-east-1, wherever the rest is; its alarm is one of that region.
    cost = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM)["Resources"]
    cost = {name.replace(".", ""): resource for name, resource in cost.items() if name.startswith("Cost.")}
    others = {name: resource for name, resource in (cost | platform).items() if not _is_alarm(resource)}
    template.write_text(json.dumps({"Resources": {name: one | {"Condition": None} for name, one in others.items()}}))

    text, found = _report(world, tmp_path / "out", "--template", template)

    alarms = {alarm["alarm"]: alarm for alarm in found["alarms"]}
    described = {resource["Properties"]["AlarmName"] for resource in platform.values() if _is_alarm(resource)}
    assert described <= alarms.keys()
    fires = alarms["ml-prod-endpoint-5xx-ratio"]
    assert (fires["state"], fires["owner"], fires["runbook"]) == ("ALARM", "ml-serving", "endpoint-5xx")
    assert fires["last_fired"] and not fires["last_resolved"] and found["alarms"][0] == fires
    assert alarms["ml-pipeline-failed"]["last_fired"] is None
    # Every alarm of the platform is somebody's, and somebody hears it; the other has neither.
    assert [alarms[name]["faults"] for name in described] == [[]] * len(described)
    assert any("no runbook" in fault for fault in alarms["import-late"]["faults"])
    (drill,) = found["drills"]
    assert (drill["alarm"], drill["outcome"]) == ("alert-router-drill-page", "passed")
    own = alarms["alert-router-self-pages-dead"]
    assert own["is_own"] and own["receivers"] == [world.stack["SelfAlarmTopicArn"].rpartition(":")[2]]
    assert {board["name"] for board in found["dashboards"]} == {"ml-pipeline", "ml-serving", "ml-router"}
    missing = [(one["area"], one["what"]) for one in found["required"] if not one["met_by"]]
    assert missing == [("metrics", "register: success, failure, duration")]

    example = _normalised(text, world.account)
    if os.environ.get("BLESS"):
        _EXAMPLE.write_text(example)
    assert _EXAMPLE.read_text() == example, "write it anew with BLESS=1"


def test_what_was_not_looked_at_is_not_called_missing(world, tmp_path):
    until(lambda: world.aws.client("cloudwatch", world.account).describe_alarms()["MetricAlarms"], within=10)
    _, found = _report(world, tmp_path / "out")
    areas = {}
    for one in found["required"]:
        areas.setdefault(one["area"], []).append(one["met_by"])
    assert set(map(str, areas["logs"] + areas["IAM"] + areas["cost"])) == {"None"}
    assert all(met == [] for met in areas["dashboards"])


def _normalised(text: str, account: str) -> str:
    """The same on every run: one account, one time, one version of the catalog."""
    text = text.replace(account, "111122223333")
    text = re.sub(r"catalog [0-9a-f]+\.", "catalog 5d0c2f7a9b13.", text)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "2026-11-22 10:00:00 UTC", text)
