"""The monitoring stack as the rules look at it."""

import json
import re
from dataclasses import dataclass

import flat
from local_aws import paths

ALARM_TYPES = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
FACTS = json.loads((flat.FOLDER / "metrics.json").read_text())["namespaces"]
_DESCRIPTION = re.compile(r"^.+\. Owner: (?P<owner>[a-z-]+)\. Runbook: (?P<runbook>[a-z0-9-]+)\.md\.$")


@dataclass
class View:
    """``stack`` is flattened; ``texts`` are the sources by file name, comments and all."""

    stack: dict
    texts: dict[str, str]

    def of(self, *types: str) -> dict[str, dict]:
        """The properties of every resource of these types, by the name in the stack."""
        found = self.stack["Resources"].items()
        return {name: resource["Properties"] for name, resource in found if resource["Type"] in types}

    @property
    def alarms(self) -> dict[str, dict]:
        return self.of(*ALARM_TYPES)

    @property
    def metric_alarms(self) -> dict[str, dict]:
        return self.of("AWS::CloudWatch::Alarm")

    @property
    def composites(self) -> dict[str, dict]:
        return self.of("AWS::CloudWatch::CompositeAlarm")

    @property
    def alarm_names(self) -> set[str]:
        return {alarm["AlarmName"] for alarm in self.alarms.values()}


def told(alarm: dict) -> dict:
    """What the description says: ``owner`` and ``runbook``; empty if it does not."""
    match = _DESCRIPTION.match(alarm.get("AlarmDescription", ""))
    return match.groupdict() if match else {}


def tags(alarm: dict) -> dict:
    return {tag["Key"]: tag["Value"] for tag in alarm.get("Tags", [])}


def stats(alarm: dict) -> list[dict]:
    """Every metric of an alarm: ``namespace``, ``name``, ``dimensions``, ``stat``, ``period``."""
    if "Metrics" not in alarm:
        stat = alarm.get("ExtendedStatistic") or alarm.get("Statistic")
        return [_stat(alarm, stat, alarm["Period"])]
    entries = [entry["MetricStat"] for entry in alarm["Metrics"] if "MetricStat" in entry]
    return [_stat(entry["Metric"], entry["Stat"], entry["Period"]) for entry in entries]


def _stat(metric: dict, stat: str, period: int) -> dict:
    return {
        "namespace": metric["Namespace"],
        "name": metric["MetricName"],
        "dimensions": {d["Name"]: d["Value"] for d in metric.get("Dimensions", [])},
        "stat": stat,
        "period": int(period),
    }


def unknown(metric: dict) -> str | None:
    """What is wrong with a metric, by the list of facts; nothing if it exists."""
    facts = FACTS.get(metric["namespace"])
    if facts is None:
        return f"nobody publishes into {metric['namespace']}"
    names = facts.get("metrics") or _emitted(facts["emitted_by"])
    if metric["name"] not in names:
        return f"{metric['namespace']} has no {metric['name']}"
    if sorted(metric["dimensions"]) not in [sorted(d) for d in facts["dimensions"]]:
        return f"{metric['name']} has no series by {sorted(metric['dimensions'])}"
    if metric["stat"].startswith("p") and metric["name"] in facts.get("no_percentiles", []):
        return f"{metric['name']} has no percentiles"
    return None


def _emitted(source: str) -> set[str]:
    """The metrics that the router's own code names."""
    return set(re.findall(r'"([A-Z][A-Za-z]+)"', (paths.PROJECT / source).read_text()))
