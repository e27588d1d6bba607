"""What CloudWatch says about an alarm's change, in the three shapes it says it in.

Pure: an alarm as the emulator keeps it (PutMetricAlarm's and PutCompositeAlarm's own field names) and a ``Change`` go in,
JSON values come out. The shapes are those of the CloudWatch User Guide ("Alarm events and EventBridge", "Alarms and
Lambda", "Notifying users on alarm changes"). One time stamp goes into all three, as on AWS: it is what makes three copies
recognisable as one change.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone

# What SNS messages call a region. Regions that no test uses go by their code.
_REGION_NAMES = {"eu-west-1": "EU (Ireland)", "us-east-1": "US East (N. Virginia)", "us-west-2": "US West (Oregon)"}
# A stable id for the only metric of an alarm, as on AWS, where it is made when the alarm is.
_METRIC_IDS = uuid.UUID("5f0c5a52-3f4b-4c52-9d5d-0c7b6c0f2f10")


@dataclass(frozen=True)
class State:
    """One state of an alarm. ``reason_data`` is JSON text or None; ``at`` is epoch seconds with a fraction."""

    value: str
    reason: str
    at: float
    reason_data: str | None = None

    def as_event(self) -> dict:
        state = {"value": self.value, "reason": self.reason}
        if self.reason_data:
            state["reasonData"] = self.reason_data
        return state | {"timestamp": timestamp(self.at)}


@dataclass(frozen=True)
class Change:
    """One change of one alarm's state."""

    account: str
    region: str
    old: State
    new: State


def timestamp(at: float) -> str:
    """CloudWatch's own form: milliseconds, and an offset without a colon, which RFC 3339 parsers refuse."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000"


def arn(alarm: dict, account: str, region: str) -> str:
    return alarm.get("AlarmArn") or f"arn:aws:cloudwatch:{region}:{account}:alarm:{alarm['AlarmName']}"


def configuration(alarm: dict) -> dict:
    """``detail.configuration`` of a state change: no threshold, no periods, no actions. Those are not in it on AWS."""
    described = {"description": alarm["AlarmDescription"]} if alarm.get("AlarmDescription") else {}
    if "AlarmRule" in alarm:
        described["alarmRule"] = alarm["AlarmRule"]
        for ours, theirs in (
            ("ActionsSuppressor", "actionsSuppressor"),
            ("ActionsSuppressorWaitPeriod", "actionsSuppressorWaitPeriod"),
            ("ActionsSuppressorExtensionPeriod", "actionsSuppressorExtensionPeriod"),
        ):
            if alarm.get(ours) is not None:
                described[theirs] = alarm[ours]
        return described
    return described | {"metrics": _metrics(alarm)}


def _metrics(alarm: dict) -> list:
    if alarm.get("Metrics"):
        return [_query(query) for query in alarm["Metrics"]]
    stat = {
        "metric": _metric(alarm),
        "period": int(alarm.get("Period") or 60),
        "stat": alarm.get("ExtendedStatistic") or alarm.get("Statistic"),
    }
    if alarm.get("Unit"):
        stat["unit"] = alarm["Unit"]
    return [{"id": str(uuid.uuid5(_METRIC_IDS, alarm["AlarmName"])), "metricStat": stat, "returnData": True}]


def _metric(source: dict) -> dict:
    dimensions = {d["Name"]: d["Value"] for d in source.get("Dimensions") or []}
    return {"namespace": source.get("Namespace"), "name": source.get("MetricName"), "dimensions": dimensions}


def _query(query: dict) -> dict:
    described = {"id": query["Id"], "returnData": query.get("ReturnData", True)}
    for ours, theirs in (("Expression", "expression"), ("Label", "label"), ("Period", "period")):
        if query.get(ours) is not None:
            described[theirs] = query[ours]
    if stat := query.get("MetricStat"):
        described["metricStat"] = {
            "metric": _metric(stat["Metric"]),
            "period": int(stat["Period"]),
            "stat": stat["Stat"],
        }
    return described


def state_change_detail(alarm: dict, change: Change) -> dict:
    """``detail`` of the EventBridge event, and ``alarmData`` of the Lambda action: the same value on AWS."""
    return {
        "alarmName": alarm["AlarmName"],
        "state": change.new.as_event(),
        "previousState": change.old.as_event(),
        "configuration": configuration(alarm),
    }


def configuration_change_detail(operation: str, alarm: dict, previous: dict | None, now: float) -> dict:
    """``detail`` of a configuration change. ``operation`` is create, update or delete; ``previous`` only for update."""
    detail = {
        "alarmName": alarm["AlarmName"],
        "operation": operation,
        "state": {
            "value": alarm["StateValue"],
            "timestamp": timestamp(alarm.get("StateUpdatedTimestamp", now)),
        },
        "configuration": _full_configuration(alarm, now),
    }
    if previous is not None:
        detail["previousConfiguration"] = _full_configuration(previous, now)
    return detail


def _full_configuration(alarm: dict, now: float) -> dict:
    full = configuration(alarm)
    if "AlarmRule" not in alarm:
        full |= {
            "evaluationPeriods": alarm.get("EvaluationPeriods"),
            "threshold": alarm.get("Threshold"),
            "comparisonOperator": alarm.get("ComparisonOperator"),
            "treatMissingData": alarm.get("TreatMissingData", "missing"),
        }
    return full | {
        "alarmName": alarm["AlarmName"],
        "actionsEnabled": alarm.get("ActionsEnabled", True),
        "timestamp": timestamp(alarm.get("AlarmConfigurationUpdatedTimestamp", now)),
        "okActions": alarm.get("OKActions") or [],
        "alarmActions": alarm.get("AlarmActions") or [],
        "insufficientDataActions": alarm.get("InsufficientDataActions") or [],
    }


def lambda_payload(alarm: dict, change: Change) -> dict:
    """What a Lambda function gets that an alarm names as its action."""
    return {
        "source": "aws.cloudwatch",
        "alarmArn": arn(alarm, change.account, change.region),
        "accountId": change.account,
        "time": timestamp(change.new.at),
        "region": change.region,
        "alarmData": state_change_detail(alarm, change),
    }


def sns_message(alarm: dict, change: Change) -> tuple[str, str]:
    """The subject and the message of an alarm action on a topic."""
    region = _REGION_NAMES.get(change.region, change.region)
    message = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription") or None,
        "AWSAccountId": change.account,
        "AlarmConfigurationUpdatedTimestamp": timestamp(alarm.get("AlarmConfigurationUpdatedTimestamp", change.new.at)),
        "NewStateValue": change.new.value,
        "NewStateReason": change.new.reason,
        "StateChangeTime": timestamp(change.new.at),
        "Region": region,
        "AlarmArn": arn(alarm, change.account, change.region),
        "OldStateValue": change.old.value,
        "OKActions": alarm.get("OKActions") or [],
        "AlarmActions": alarm.get("AlarmActions") or [],
        "InsufficientDataActions": alarm.get("InsufficientDataActions") or [],
    }
    if "AlarmRule" in alarm:
        message["AlarmRule"] = alarm["AlarmRule"]
        children = json.loads(change.new.reason_data or "{}").get("triggeringAlarms", [])
        message["TriggeringChildren"] = [
            {"Arn": c["arn"], "State": {"Value": c["state"]["value"], "Timestamp": c["state"]["timestamp"]}}
            for c in children
        ]
    else:
        message["Trigger"] = _trigger(alarm)
    return f'{change.new.value}: "{alarm["AlarmName"]}" in {region}'[:100], json.dumps(message)


def _trigger(alarm: dict) -> dict:
    shared = {
        "EvaluationPeriods": alarm.get("EvaluationPeriods", 1),
        "DatapointsToAlarm": alarm.get("DatapointsToAlarm", alarm.get("EvaluationPeriods", 1)),
        "ComparisonOperator": alarm.get("ComparisonOperator"),
        "Threshold": alarm.get("Threshold"),
        "TreatMissingData": alarm.get("TreatMissingData", "missing"),
        "EvaluateLowSampleCountPercentile": "",
    }
    if alarm.get("Metrics"):
        return {"Period": 60, **shared, "Metrics": alarm["Metrics"]}
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": alarm["ExtendedStatistic"]}
        if alarm.get("ExtendedStatistic")
        else {"StatisticType": "Statistic", "Statistic": (alarm.get("Statistic") or "Average").upper()}
    )
    return {
        "MetricName": alarm.get("MetricName"),
        "Namespace": alarm.get("Namespace"),
        **statistic,
        "Unit": alarm.get("Unit"),
        # Lower-case keys here and nowhere else: so AWS spells them.
        "Dimensions": [{"value": d["Value"], "name": d["Name"]} for d in alarm.get("Dimensions") or []],
        "Period": int(alarm.get("Period") or 60),
        **shared,
    }
