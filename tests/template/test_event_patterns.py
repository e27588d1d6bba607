"""Each rule's pattern lets in what it should and nothing else, judged by an implementation of EventBridge's matching."""

import copy
import json

import pytest

from local_aws import paths
from subject import Subject, plain

_ALARM = {
    "version": "0",
    "id": "8f4f8ad5-6f15-4f41-8d2f-2a2f4a2f6c11",
    "detail-type": "CloudWatch Alarm State Change",
    "source": "aws.cloudwatch",
    "account": "111122223333",
    "time": "2026-11-20T08:30:00Z",
    "region": "eu-west-1",
    "resources": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:churn-5xx"],
    "detail": {"alarmName": "churn-5xx", "state": {"value": "ALARM"}, "previousState": {"value": "OK"}},
}


def kinds():
    """The kinds of event among the project's own samples, source and detail type, and whether one of a kind ever pages or
    resolves: what never does has no business in the queue. Without those of applications, which are theirs to send."""
    rows = (paths.PROJECT / "events" / "EXPECTED.tsv").read_text().splitlines()[1:]
    found = {}
    for path, outcome, _ in (row.split("\t") for row in rows):
        event = json.loads((paths.PROJECT / path).read_text())
        if isinstance(event, dict) and str(event.get("source")).startswith("aws.") and "detail-type" in event:
            events = found.setdefault((event["source"], event["detail-type"]), [])
            events.append((outcome != "ignore", event))
    return found


def changed(**fields):
    """The alarm event with top-level fields replaced; ``detail`` is merged."""
    event = copy.deepcopy(_ALARM)
    event["detail"] |= fields.pop("detail", {})
    return event | {name.replace("_", "-"): value for name, value in fields.items()}


_LET_IN = [
    ("a plain change", _ALARM),
    ("a contributor", changed(detail_type="CloudWatch Alarm Contributor State Change")),
    ("a deleted alarm", changed(detail_type="CloudWatch Alarm Configuration Change", detail={"operation": "delete"})),
    ("no change of value", changed(detail={"previousState": {"value": "ALARM"}})),
    ("another account", changed(account="444455556666")),
    ("the prefix not at the start", changed(detail={"alarmName": "x-alert-router-self-y"})),
    ("another stack's own alarm", changed(detail={"alarmName": "router-two-self-errors"})),
]
# Kinds that page or resolve and that no rule lets in, each for its reason.
_NOT_LET_IN = {
    # Every upload makes one. Whoever wants the threats among them makes a rule of their own.
    ("aws.guardduty", "GuardDuty Malware Protection Object Scan Result"),
}


def sample(path, **detail):
    """A sample event with members of its detail replaced."""
    event = json.loads((paths.PROJECT / "events" / path).read_text())
    event["detail"] |= detail
    return event


def finding(**members):
    """A finding of Security Hub with members replaced."""
    event = sample("security_hub/imported-high.json")
    event["detail"]["findings"][0] |= members
    return event


_LET_IN += [
    ("a failed invocation", sample("lambda_destination/failure.json")),
    ("a succeeded invocation", sample("lambda_destination/success.json")),
    ("a finding of GuardDuty, high", sample("guardduty/credentials-high.json", severity=7)),
    ("a finding of Security Hub, high", finding()),
    ("a check that passes", sample("security_hub/imported-passed.json")),
    ("an archived finding, low", finding(RecordState="ARCHIVED", Severity={"Label": "LOW"})),
    ("a finding in the new format", sample("security_hub/imported-v2.json")),
]
_KEPT_OUT = [
    ("a finding of GuardDuty, medium", sample("guardduty/credentials-high.json", severity=6.9)),
    ("a finding of Security Hub, medium", finding(Severity={"Label": "MEDIUM"})),
    ("an own alarm", changed(detail={"alarmName": "alert-router-self-pages-dead"})),
    ("a page that the router put on the bus", sample("own_event/firing.json")),
    ("another source", changed(source="aws.monitoring")),
    ("an API call", changed(source="aws.glue", detail_type="AWS API Call via CloudTrail")),
    ("another type", changed(detail_type="CloudWatch Metric Stream State Change")),
]


def chosen(value, level):
    """``value`` as ``FindingsFrom=level`` makes it: every ``Fn::If`` is decided."""
    if isinstance(value, list):
        return [chosen(item, level) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::If" in value:
        condition, yes, no = value["Fn::If"]
        return chosen(yes if condition == f"FindingsFrom{level.capitalize()}" else no, level)
    return {name: chosen(item, level) for name, item in value.items()}


@pytest.fixture(scope="session")
def matches(aws, expanded):
    """``matches(event)``: whether any rule of the template lets the event in, with findings from HIGH on."""
    rules = Subject(expanded, "").of("AWS::Events::Rule").values()
    patterns = [rule["EventPattern"] for rule in rules if "EventPattern" in rule]
    events = aws.client("events")

    def _matches(event, level="HIGH"):
        given = json.dumps(event)
        written = (json.dumps(plain(chosen(pattern, level))) for pattern in patterns)
        return any(events.test_event_pattern(EventPattern=p, Event=given)["Result"] for p in written)

    return _matches


@pytest.mark.parametrize(
    ("level", "least", "label", "below"),
    [("LOW", 1, "LOW", "INFORMATIONAL"), ("MEDIUM", 4, "MEDIUM", "LOW"), ("CRITICAL", 9, "CRITICAL", "HIGH")],
)
def test_the_lowest_severity_is_a_parameter(level, least, label, below, matches):
    assert matches(sample("guardduty/credentials-high.json", severity=least), level)
    assert not matches(sample("guardduty/credentials-high.json", severity=least - 0.1), level)
    assert matches(finding(Severity={"Label": label}), level)
    assert not matches(finding(Severity={"Label": below}), level)


@pytest.mark.parametrize("event", [e for _, e in _LET_IN], ids=[name for name, _ in _LET_IN])
def test_let_in(event, matches):
    assert matches(event)


@pytest.mark.parametrize("event", [e for _, e in _KEPT_OUT], ids=[name for name, _ in _KEPT_OUT])
def test_kept_out(event, matches):
    assert not matches(event)


def test_every_kind_of_sample_that_matters_is_let_in_and_no_other(matches):
    found = kinds()
    assert len(found) >= 60, "the sample events have moved"
    wrong = [
        kind
        for kind, events in found.items()
        if any(matches(event) for _, event in events) != any(matters for matters, _ in events)
    ]
    assert set(wrong) == set(_NOT_LET_IN)


def test_a_wrong_pattern_is_refused(aws):
    events = aws.client("events")
    wrong = json.dumps({"source": "aws.cloudwatch"})  # a scalar where a list has to be
    with pytest.raises(events.exceptions.InvalidEventPatternException):
        events.test_event_pattern(EventPattern=wrong, Event=json.dumps(_ALARM))
