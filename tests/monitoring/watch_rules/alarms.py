"""Rules on alarms: each is deliberate, says whose it is, and can fire."""

import re

from local_aws import paths
from view import View, stats, tags, told, unknown

_CHOSEN = ("ComparisonOperator", "Threshold", "EvaluationPeriods", "DatapointsToAlarm", "TreatMissingData")
_DAY, _WEEK, _HOUR = 86_400, 604_800, 3_600


def choices_are_made(view: View):
    for name, alarm in view.metric_alarms.items():
        for field in _CHOSEN:
            if field not in alarm:
                yield f"{name} leaves {field} to chance"


def choices_are_justified(view: View):
    """A comment stands right above each alarm."""
    for file, text in view.texts.items():
        lines = text.splitlines()
        for number, line in enumerate(lines):
            match = re.match(r"    Type: (AWS::CloudWatch::(Composite)?Alarm)$", line)
            if match and not lines[number - 2].startswith("  # "):
                yield f"{file}: {lines[number - 1].strip()} has no comment that says why"


def owner_and_runbook_are_named(view: View):
    """In the description, which is in every event, and in tags, which people search by."""
    for name, alarm in view.alarms.items():
        named = told(alarm)
        if not named:
            yield f"{name}: the description does not end with owner and runbook"
        elif {key: tags(alarm).get(key) for key in named} != named:
            yield f"{name}: tags and description differ"


def runbooks_exist(view: View):
    for name, alarm in view.alarms.items():
        if not (paths.PROJECT / "runbooks" / f"{told(alarm).get('runbook')}.md").exists():
            yield f"{name}: there is no runbook {told(alarm).get('runbook')}"


def severity_is_tagged(view: View):
    for name, alarm in view.alarms.items():
        if tags(alarm).get("severity") not in ("critical", "error", "warning", "info"):
            yield f"{name} has no severity"


def actions_are_set(view: View):
    """For both directions: who is told of the fire is told of its end."""
    for name, alarm in view.alarms.items():
        if not alarm.get("AlarmActions") or alarm.get("AlarmActions") != alarm.get("OKActions"):
            yield f"{name} does not tell the same of ALARM and OK"
        if alarm.get("ActionsEnabled", True) is not True:
            yield f"{name} has its actions switched off"


def names_are_unique(view: View):
    seen = set()
    for name, alarm in view.alarms.items():
        if alarm["AlarmName"] in seen:
            yield f"{name}: {alarm['AlarmName']} is taken"
        seen.add(alarm["AlarmName"])


def metrics_exist(view: View):
    for name, alarm in view.metric_alarms.items():
        for metric in stats(alarm):
            if fault := unknown(metric):
                yield f"{name}: {fault}"


def silence_has_a_meaning(view: View):
    """Missing data breaches where silence is the symptom and nowhere else; a count of failures has none when all is
    well, and must not fire for that."""
    for name, alarm in view.metric_alarms.items():
        looks_for_silence = alarm["ComparisonOperator"].startswith("LessThan")
        if looks_for_silence != (alarm["TreatMissingData"] == "breaching"):
            yield f"{name}: {alarm['ComparisonOperator']} with {alarm['TreatMissingData']}"


def windows_fit(view: View):
    """CloudWatch looks back a day at periods under an hour, a week at longer ones, and no more of N than there are."""
    for name, alarm in view.metric_alarms.items():
        periods, datapoints = int(alarm["EvaluationPeriods"]), int(alarm["DatapointsToAlarm"])
        period = max(metric["period"] for metric in stats(alarm))
        if periods * period > (_DAY if period < _HOUR else _WEEK):
            yield f"{name} looks back too far"
        if datapoints > periods:
            yield f"{name}: {datapoints} of {periods}"


def scheduled_work_is_one_of_one(view: View):
    """A nightly job or function fails once. More than one datapoint of it never comes in time."""
    for name, alarm in view.metric_alarms.items():
        counted = {metric["name"] for metric in stats(alarm)}
        if any(re.fullmatch(r"(Execution|Step|Stage|SmokeTest|Executions)(Failed|TimedOut|Aborted)|Errors", m) for m in counted):
            if (int(alarm["EvaluationPeriods"]), int(alarm["DatapointsToAlarm"])) != (1, 1):
                yield f"{name} waits for a second failure of scheduled work"


def expressions_are_sound(view: View):
    """One series is compared, its parts exist, and a ratio or percentile looks at how many requests there were."""
    for name, alarm in view.metric_alarms.items():
        entries = alarm.get("Metrics", [])
        compared = [entry for entry in entries if entry.get("ReturnData", True)]
        if entries and len(compared) != 1:
            yield f"{name} compares {len(compared)} series"
        text = "".join(entry.get("Expression", "") for entry in entries)
        used = set(re.findall(r"\bm_\w+", text))
        if used != {entry["Id"] for entry in entries if "MetricStat" in entry}:
            yield f"{name}: the expression's metrics are not those that it has"
        needs_traffic = any(m["stat"].startswith("p") for m in stats(alarm)) or " / m_" in text
        if needs_traffic and "IF(m_inv >= " not in text:
            yield f"{name} judges without a minimum of traffic"


RULES = [
    choices_are_made,
    choices_are_justified,
    owner_and_runbook_are_named,
    runbooks_exist,
    severity_is_tagged,
    actions_are_set,
    names_are_unique,
    metrics_exist,
    silence_has_a_meaning,
    windows_fit,
    scheduled_work_is_one_of_one,
    expressions_are_sound,
]
