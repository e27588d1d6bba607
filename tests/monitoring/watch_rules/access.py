"""Rules on access: nothing is granted by a wildcard, and nobody gets a key."""

import re

from view import View

# Statements whose actions AWS offers no resource for.
_UNSCOPED = {"ReadPolicy.Metrics", "ReadPolicy.QueryResults", "ReadPolicy.SageMakerLists", "WorkloadPolicy.Metrics"}
_READS = re.compile(r"^(Batch)?(Describe|Get|List|Filter)|^StartQuery$|^StopQuery$")


def statements(view: View):
    """``(ReadPolicy.Logs, statement)`` for every statement of a policy."""
    for name, policy in view.of("AWS::IAM::ManagedPolicy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            yield f"{name.split('.')[-1]}.{statement.get('Sid')}", statement


def actions(statement: dict) -> list[str]:
    return [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]


def no_wildcard_actions(view: View):
    for name, statement in statements(view):
        for action in actions(statement):
            if "*" in action or "NotAction" in statement:
                yield f"{name} grants {action}"


def resources_are_named(view: View):
    for name, statement in statements(view):
        if statement["Resource"] == "*" and name not in _UNSCOPED:
            yield f"{name} is about everything"


def statements_are_named(view: View):
    seen = set()
    for name, _ in statements(view):
        if name in seen or name.endswith(".None"):
            yield f"{name} has no name of its own"
        seen.add(name)


def readers_only_read(view: View):
    for name, statement in statements(view):
        for action in actions(statement) if name.startswith("ReadPolicy.") else []:
            if not _READS.match(action.partition(":")[2]):
                yield f"{name} grants {action}"


def metrics_go_to_one_namespace(view: View):
    for name, statement in statements(view):
        if "cloudwatch:PutMetricData" in actions(statement):
            if statement.get("Condition") != {"StringEquals": {"cloudwatch:namespace": "MLPlatform"}}:
                yield f"{name} may write any metric, the router's among them"


def no_long_lived_keys(view: View):
    for name in view.of("AWS::IAM::User", "AWS::IAM::AccessKey"):
        yield f"{name} is a key that somebody can lose"


def roles_say_who(view: View):
    """By ARN; and whoever may act needs a second factor."""
    for name, role in view.of("AWS::IAM::Role").items():
        for statement in role["AssumeRolePolicyDocument"]["Statement"]:
            people = statement["Principal"].get("AWS")
            if people is not None and (not people or "*" in str(people)):
                yield f"{name} may be assumed by {people}"
            if "Operator" in name and "aws:MultiFactorAuthPresent" not in str(statement.get("Condition")):
                yield f"{name} may be assumed without a second factor"


RULES = [
    no_wildcard_actions,
    resources_are_named,
    statements_are_named,
    readers_only_read,
    metrics_go_to_one_namespace,
    no_long_lived_keys,
    roles_say_who,
]
