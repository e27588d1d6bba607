"""Each alarm of the monitoring stack, forced to ALARM and back, goes through the router's own code with the shipped
catalog: it pages the owner that its description names, with that runbook, to the receivers of its severity, and resolves.

The rows are made from the template. Nothing here names an alarm.
"""

import json
from datetime import datetime, timezone

import pytest

import flat
from local_aws import alarm_shapes, paths

_BEGIN = 1_795_600_000.0  # 2026-11-25T09:46:40Z
_LASTS = 1_200.0
_TOLD = {
    "critical": {"ml-chat", "pages", "audit"},
    "error": {"ml-chat"},
    "warning": {"ml-chat"},
    "info": {"ml-chat"},
}
_ALARMS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")


def _alarms(template: dict) -> list[dict]:
    found = [r["Properties"] for r in template["Resources"].values() if r["Type"] in _ALARMS]
    return sorted(found, key=lambda alarm: alarm["AlarmName"])


def _own_alarms() -> list[dict]:
    return _alarms(flat.flatten(paths.TEMPLATE, {"OperatorEmail": "operator@example.com"}, stack="alert-router"))


def _events(alarm: dict) -> list[dict]:
    """The two events of a forced alarm, as EventBridge brings them."""
    well = alarm_shapes.State("OK", "it was well", _BEGIN - 60)
    forced = alarm_shapes.State("ALARM", "forced, to see the page", _BEGIN)
    over = alarm_shapes.State("OK", "forced back", _BEGIN + _LASTS)
    return [_event(alarm, alarm_shapes.Change(flat.ACCOUNT, "us-east-1", *pair)) for pair in ((well, forced), (forced, over))]


def _event(alarm: dict, change: alarm_shapes.Change) -> dict:
    at = datetime.fromtimestamp(change.new.at, timezone.utc)
    return {
        "version": "0",
        "id": f"{alarm['AlarmName']}-{change.new.value}",
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": change.account,
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": change.region,
        "resources": [alarm_shapes.arn(alarm, change.account, change.region)],
        "detail": alarm_shapes.state_change_detail(alarm, change),
    }


def _tags(alarm: dict) -> dict:
    return {tag["Key"]: tag["Value"] for tag in alarm["Tags"]}


@pytest.mark.parametrize("alarm", _alarms(flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM)), ids=lambda alarm: alarm["AlarmName"])
def test_alarm_pages_and_resolves(alarm, router, tmp_path):
    fired, over = _events(alarm)
    expected = _tags(alarm)

    (page,) = router.lines("page", "-", stdin=json.dumps(fired))
    assert (page["outcome"], page["owner"], page["severity"]) == ("page", expected["owner"], expected["severity"])
    assert page["runbook_url"].rpartition("/")[2].partition("#")[0] == f"{expected['runbook']}.md"
    assert set(page["receivers"]) == _TOLD[expected["severity"]]

    script = tmp_path / "script.jsonl"
    steps = [{"at": event["time"], "event": event} for event in (fired, over)]
    script.write_text("".join(json.dumps(step) + "\n" for step in steps))
    *told, ledger = router.lines("simulate", script)
    for receiver in _TOLD[expected["severity"]]:
        heard = [(n["reason"], n["status"]) for n in told if n["receiver"] == receiver]
        assert heard == [("first", "firing"), ("all_resolved", "resolved")], told
    assert {n["receiver"] for n in told} == _TOLD[expected["severity"]]
    assert ledger["ledger"]["pending"] == 0


@pytest.mark.parametrize("alarm", _own_alarms(), ids=lambda alarm: alarm["AlarmName"])
def test_the_routers_own_alarm_has_a_runbook(alarm, router):
    """They go past the router, by plain mail; who reads the mail looks the runbook up by the alarm's name."""
    (page,) = router.lines("page", "-", stdin=json.dumps(_events(alarm)[0]))
    assert page["owner"] == "platform-oncall"
    assert page["runbook_url"]


@pytest.mark.parametrize("own", [False, True], ids=["monitoring", "the router's own"])
def test_no_alarm_is_an_orphan(own, router, platform, expanded, tmp_path):
    """By the command that others run on templates of theirs: on the flattened stack, and on the router's own template as
    CloudFormation gets it."""
    file = tmp_path / "expanded.json"
    file.write_text(json.dumps(expanded if own else platform))
    covered = router.lines("check", file, "--parameter", "AWS::StackName=alert-router")
    assert len(covered) == len(_own_alarms() if own else _alarms(platform))
    assert [alarm for alarm in covered if alarm["faults"]] == []


def test_an_orphan_is_noticed(router, platform_copy, tmp_path):
    platform_copy["Resources"]["Cost.EstimatedCharges"]["Properties"] |= {"Namespace": "Shop", "MetricName": "OrdersLost"}
    file = tmp_path / "expanded.json"
    file.write_text(json.dumps(platform_copy))
    done = router.run("check", file)
    assert done.returncode == 1 and "ml-estimated-charges: no owner" in done.stderr
