"""Rules on what starts the router: rules, schedules, the alarm action's permission."""

import re

from subject import Subject, plain, targets

# No linter knows these grammars: "rate(5 minute)" passes them all and fails at deployment.
_RATE = re.compile(r"rate\((1 (minute|hour|day)|([2-9]|[1-9][0-9]+) (minutes|hours|days))\)")
_CRON = re.compile(r"cron\((\S+ ){5}\S+\)")
_AT = re.compile(r"at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)")


def schedules_parse(subject: Subject):
    for name, schedule in subject.of("AWS::Scheduler::Schedule", "AWS::Events::Rule").items():
        expression = schedule.get("ScheduleExpression")
        if isinstance(expression, dict):
            expression = subject.template["Parameters"][expression["Ref"]]["Default"]
        if expression and not any(form.fullmatch(expression) for form in (_RATE, _CRON, _AT)):
            yield f"{name}: {expression} is not a schedule"


def sweeps_each_minute(subject: Subject):
    """The bound on how late a page is when its wake-up is lost, in the form that flush expects."""
    sweeps = [s for s in subject.of("AWS::Scheduler::Schedule").values() if s["Target"].get("Input") == '{"sweep":true}']
    if not any(s["ScheduleExpression"] == "rate(1 minute)" and s["State"] == "ENABLED" for s in sweeps):
        yield "no enabled schedule sweeps each minute"


def compares_at_once_and_each_hour(subject: Subject):
    """A rate begins when the schedule is made, unless a StartDate says otherwise: that is the run at the deployment."""
    schedules = subject.of("AWS::Scheduler::Schedule").values()
    compares = [s for s in schedules if s["Target"].get("Input") == '{"reconcile":true}']
    if not any(s["ScheduleExpression"] == "rate(1 hour)" and "StartDate" not in s for s in compares):
        yield "no schedule compares at once and each hour"


def own_alarms_stay_out(subject: Subject):
    """A rule on alarms leaves out exactly the names that the router's own alarms begin with."""
    for name, rule in subject.of("AWS::Events::Rule").items():
        pattern = plain(rule["EventPattern"])
        if "aws.cloudwatch" not in pattern.get("source", []):
            continue
        if pattern.get("detail", {}).get("alarmName") != [{"anything-but": {"prefix": "alert-router-self-"}}]:
            yield f"{name} lets the router's own alarms in"


def no_filter_on_the_state(subject: Subject):
    """A composite alarm that leaves suppression goes from ALARM to ALARM; a rule on the state would lose its page."""
    for name, rule in subject.of("AWS::Events::Rule").items():
        detail = rule["EventPattern"].get("detail", {})
        if {"state", "previousState"} & detail.keys():
            yield f"{name} filters on the alarm's state"


def patterns_fit(subject: Subject):
    """EventBridge takes patterns of up to 2,048 characters."""
    for name, rule in subject.of("AWS::Events::Rule").items():
        if len(str(plain(rule["EventPattern"]))) > 2048:
            yield f"{name}: pattern too long"


def alarm_actions_are_permitted(subject: Subject):
    """Alarms of this account, and of no other, may invoke ingest; a missing permission shows in alarm histories only."""
    permitted = False
    for name, permission in subject.of("AWS::Lambda::Permission").items():
        if permission["Principal"] != "lambda.alarms.cloudwatch.amazonaws.com":
            continue
        permitted |= "IngestFunction" in targets(permission["FunctionName"])
        if permission.get("SourceAccount") != {"Ref": "AWS::AccountId"}:
            yield f"{name} is not held to this account"
        if ":alarm:*" not in str(permission.get("SourceArn")):
            yield f"{name} is not held to alarms"
    if not permitted:
        yield "no alarm may invoke ingest"


def log_subscriptions_are_permitted(subject: Subject):
    """Log groups of this account, and of no other, may invoke ingest; without it no subscription filter can be made."""
    permitted = False
    for name, permission in subject.of("AWS::Lambda::Permission").items():
        if permission["Principal"] != "logs.amazonaws.com":
            continue
        permitted |= "IngestFunction" in targets(permission["FunctionName"])
        if permission.get("SourceAccount") != {"Ref": "AWS::AccountId"}:
            yield f"{name} is not held to this account"
        if ":log-group:*" not in str(permission.get("SourceArn")):
            yield f"{name} is not held to log groups"
    if not permitted:
        yield "no log group may invoke ingest"


RULES = [
    schedules_parse,
    sweeps_each_minute,
    compares_at_once_and_each_hour,
    own_alarms_stay_out,
    no_filter_on_the_state,
    patterns_fit,
    alarm_actions_are_permitted,
    log_subscriptions_are_permitted,
]
