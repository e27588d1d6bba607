"""Rules on the router's own alarms: what may fail is watched, and told by a way that doesn't lead through the router."""

import re

from local_aws import paths
from subject import Subject, plain, targets

_PREFIX = "alert-router-self-"
# It has to come in like any alarm of the platform, and by no other way.
_DRILL = "DrillAlarm"
# Functions that are watched by the metric of their success: a run that fails, is throttled or dropped publishes none, and one
# that never begins does not either.
_BY_SUCCESS = {"ReconcileFunction": "Reconciled"}


def functions_are_watched(subject: Subject):
    for name in sorted(subject.functions.keys() - _BY_SUCCESS.keys()):
        for metric in ("Errors", "Throttles", "AsyncEventsDropped"):
            if not subject.alarms_on(metric, name):
                yield f"nobody hears of {metric} of {name}"


def dead_letters_are_watched(subject: Subject):
    for name in sorted(subject.dead_letters):
        if not subject.alarms_on("ApproximateNumberOfMessagesVisible", name):
            yield f"nobody hears of messages in {name}"


def idle_queues_keep_their_alarm(subject: Subject):
    """SQS stops reporting for a queue that nobody touched for six hours. An alarm that takes silence for health would
    clear with the dead letters still there."""
    for name in sorted(subject.dead_letters):
        for alarm, properties in subject.alarms_on("ApproximateNumberOfMessagesVisible", name).items():
            if properties.get("TreatMissingData") != "ignore":
                yield f"{alarm} clears when {name} goes idle"


def waiting_is_watched(subject: Subject):
    """The age of the oldest message, and apart from it messages that fail again and again, which the age leaves out."""
    retried = set()
    for alarm in subject.of("AWS::CloudWatch::Alarm").values():
        stats = [m["MetricStat"]["Metric"] for m in alarm.get("Metrics", []) if "MetricStat" in m]
        if {s["MetricName"] for s in stats} == {"NumberOfMessagesReceived", "NumberOfMessagesDeleted"}:
            retried |= targets([s["Dimensions"] for s in stats])
    for name in sorted(subject.consumed):
        if not subject.alarms_on("ApproximateAgeOfOldestMessage", name):
            yield f"nobody hears of messages that wait in {name}"
        if name not in retried:
            yield f"nobody hears of messages that fail again and again in {name}"


def lost_pages_are_watched(subject: Subject):
    watched = {
        alarm.get("MetricName")
        for alarm in subject.of("AWS::CloudWatch::Alarm").values()
        if alarm.get("Namespace") == "AlertRouter" and not alarm.get("Dimensions")
    }
    for metric in sorted({"PagesUndelivered", "PagesDead"} - watched):
        yield f"nobody hears of {metric}"


def a_stopped_sweep_is_noticed(subject: Subject):
    """Silence is the symptom, so missing data breaches."""
    alarms = subject.alarms_on("AsyncEventsReceived", "FlushFunction").values()
    if not any(a["ComparisonOperator"] == "LessThanThreshold" and a["TreatMissingData"] == "breaching" for a in alarms):
        yield "nobody hears of it when the sweep stops"


def missing_drills_are_noticed(subject: Subject):
    """A drill that does not pass, or does not run. Silence is the symptom, so missing data breaches."""
    ages = [a for a in subject.of("AWS::CloudWatch::Alarm").values() if a.get("MetricName") == "DrillAge"]
    if not any(a["ComparisonOperator"] == "GreaterThanThreshold" and a["TreatMissingData"] == "breaching" for a in ages):
        yield "nobody hears of it when drills stop"


def missing_successes_are_noticed(subject: Subject):
    """Three runs, each an hour apart, of which none has succeeded."""
    for name, metric in _BY_SUCCESS.items():
        alarms = [a for a in subject.of("AWS::CloudWatch::Alarm").values() if a.get("MetricName") == metric]
        wanted = {"ComparisonOperator": "LessThanThreshold", "TreatMissingData": "breaching", "Period": 3600}
        wanted |= {"EvaluationPeriods": 3, "DatapointsToAlarm": 3}
        if not any(wanted.items() <= a.items() for a in alarms):
            yield f"nobody hears of it when {name} does not succeed"


def the_drill_alarm_is_let_in(subject: Subject):
    """It is named like a drill's, not like one of the router's own, and nothing but a drill moves it."""
    alarm = subject.of("AWS::CloudWatch::Alarm").get(_DRILL, {})
    name = str(plain(alarm.get("AlarmName")))
    if "-drill-" not in name or name.startswith(_PREFIX):
        yield f"{_DRILL} is named {name}"
    if alarm.get("TreatMissingData") != "ignore" or {"AlarmActions", "OKActions"} & alarm.keys():
        yield f"{_DRILL} moves or speaks by itself"


def own_names(subject: Subject):
    """Every alarm of the stack has the prefix that the rule leaves out, else it would come back in."""
    for name, alarm in subject.of("AWS::CloudWatch::Alarm").items():
        if name != _DRILL and not str(plain(alarm.get("AlarmName"))).startswith(_PREFIX):
            yield f"{name} is not named {_PREFIX}..."


def by_plain_mail(subject: Subject):
    """Alarms go to the self-alarm topic alone, and that topic to a person by e-mail."""
    for name, alarm in subject.of("AWS::CloudWatch::Alarm").items():
        if name != _DRILL and targets([alarm.get("AlarmActions"), alarm.get("OKActions")]) != {"SelfAlarmTopic"}:
            yield f"{name} does not go to the self-alarm topic alone"
    subscribers = subject.of("AWS::SNS::Subscription").values()
    protocols = {s["Protocol"] for s in subscribers if "SelfAlarmTopic" in targets(s["TopicArn"])}
    if protocols != {"email"}:
        yield f"the self-alarm topic goes to {protocols or 'nobody'}"


def deliberate_alarms(subject: Subject):
    """M of N and the meaning of silence are chosen, not left to defaults, and the text says what to do."""
    for name, alarm in subject.of("AWS::CloudWatch::Alarm").items():
        for field in ("DatapointsToAlarm", "TreatMissingData", "AlarmDescription"):
            if field not in alarm:
                yield f"{name} leaves {field} to chance"


def owner_and_runbook_are_named(subject: Subject):
    """At the end of the description, which is all that the mail of an alarm that bypasses the router says, and in tags; both as
    the runbook's own head has them."""
    for name, alarm in subject.of("AWS::CloudWatch::Alarm").items():
        if name == _DRILL:
            continue
        text = str(plain(alarm.get("AlarmDescription", "")))
        told = re.search(r" Owner: (?P<owner>[a-z-]+)\. Runbook: (?P<runbook>[a-z-]+)\.md\.$", text)
        tags = {tag["Key"]: tag["Value"] for tag in alarm.get("Tags", [])}
        if not told or told.groupdict().items() - tags.items():
            yield f"{name}: description and tags do not name the same owner and runbook"
            continue
        runbook = paths.PROJECT / "runbooks" / f"{told['runbook']}.md"
        head = runbook.read_text().split("---")[1] if runbook.exists() else ""
        for field in ("owner", "severity"):
            if f"\n{field}: {tags.get(field)}\n" not in head:
                yield f"{name}: {runbook.name} has another {field}"


RULES = [
    functions_are_watched,
    dead_letters_are_watched,
    idle_queues_keep_their_alarm,
    waiting_is_watched,
    lost_pages_are_watched,
    a_stopped_sweep_is_noticed,
    missing_drills_are_noticed,
    missing_successes_are_noticed,
    the_drill_alarm_is_let_in,
    own_names,
    by_plain_mail,
    deliberate_alarms,
    owner_and_runbook_are_named,
]
