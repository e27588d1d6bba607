"""The template as the rules look at it."""

import json
import re
from dataclasses import dataclass


@dataclass
class Subject:
    """``template`` is expanded (what CloudFormation gets); ``text`` is the source, comments and all."""

    template: dict
    text: str

    def of(self, *types: str) -> dict[str, dict]:
        """The properties of every resource of these types, by logical id."""
        found = self.template["Resources"].items()
        return {name: resource.get("Properties", {}) for name, resource in found if resource["Type"] in types}

    @property
    def functions(self) -> dict[str, dict]:
        return self.of("AWS::Lambda::Function")

    @property
    def queues(self) -> dict[str, dict]:
        return self.of("AWS::SQS::Queue")

    @property
    def dead_letters(self) -> set[str]:
        """The queues that take what failed: those a queue, a target, a subscription or a function hands its failures to.
        A queue that has consumers of its own (ingest's failures go to the ingest queue) isn't one."""
        named = set()
        for place in _values(self.template["Resources"], {"deadLetterTargetArn", "DeadLetterConfig", "OnFailure"}):
            named |= {name for name in targets(place) if name in self.queues}
        return named - self.consumed

    @property
    def consumed(self) -> set[str]:
        mappings = self.of("AWS::Lambda::EventSourceMapping").values()
        return {name for m in mappings for name in targets(m.get("EventSourceArn"))}

    def alarms_on(self, metric: str, logical_id: str) -> dict[str, dict]:
        """The alarms on ``metric`` one of whose dimensions is the resource ``logical_id``."""
        return {
            name: alarm
            for name, alarm in self.of("AWS::CloudWatch::Alarm").items()
            if alarm.get("MetricName") == metric and logical_id in targets(alarm.get("Dimensions"))
        }

    def statements(self) -> list[tuple[str, dict]]:
        """Every statement of every identity policy, as (role's logical id, statement). What stands in an ``Fn::If`` is
        there in both of its forms."""
        found = []
        for name, role in self.of("AWS::IAM::Role").items():
            for policy in role.get("Policies", []):
                for entry in policy["PolicyDocument"]["Statement"]:
                    branches = entry["Fn::If"][1:] if "Fn::If" in entry else [entry]
                    found += [(name, s) for s in branches if "Action" in s]
        return found


def targets(value) -> set[str]:
    """The logical ids that ``value`` refers to, however deep."""
    if isinstance(value, list):
        return {name for item in value for name in targets(item)}
    if not isinstance(value, dict):
        return set()
    if "Ref" in value:
        return {value["Ref"]}
    if "Fn::GetAtt" in value:
        attribute = value["Fn::GetAtt"]
        return {attribute[0] if isinstance(attribute, list) else attribute.split(".")[0]}
    if "Fn::Sub" in value:
        text = value["Fn::Sub"][0] if isinstance(value["Fn::Sub"], list) else value["Fn::Sub"]
        return {name.split(".")[0] for name in re.findall(r"\$\{([^}]+)\}", text)}
    return {name for item in value.values() for name in targets(item)}


def plain(value, stack: str = "alert-router"):
    """``value`` with ``AWS::StackName`` filled in, for patterns and names that are otherwise literal."""
    text = json.dumps(value)
    text = re.sub(r'\{"Fn::Sub": ("(?:[^"\\]|\\.)*")\}', r"\1", text)
    return json.loads(text.replace("${AWS::StackName}", stack))


def _values(value, keys: set[str]):
    """Everything that stands under one of ``keys``, however deep."""
    if isinstance(value, list):
        for item in value:
            yield from _values(item, keys)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in keys:
                yield item
            else:
                yield from _values(item, keys)
