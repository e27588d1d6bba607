"""Deploys the project's template into a local AWS, with given zip files as the functions' code."""

import json
from dataclasses import dataclass
from pathlib import Path

from .expand import expand
from .server import LocalAws

_FUNCTIONS = {"IngestFunction": "ingest", "FlushFunction": "flush", "DrillFunction": "drill", "ReconcileFunction": "reconcile"}
# Two functions of one binary.
_BINARIES = {"reconcile": "drill"}
_DEFAULTS = {"OperatorEmail": "operator@example.com", "Architecture": "x86_64"}


@dataclass(frozen=True)
class Stack:
    """A deployed stack: its outputs by name, and what the emulator could not take."""

    name: str
    account: str
    outputs: dict[str, str]
    left_out: list[str]

    def __getitem__(self, output: str) -> str:
        return self.outputs[output]


def deploy(
    aws: LocalAws,
    zips: dict[str, Path],
    parameters: dict[str, str] | None = None,
    name: str = "alert-router",
    account: str | None = None,
) -> Stack:
    """Creates the stack and waits for it. ``zips`` maps ``ingest``, ``flush`` and ``drill`` to zip files that hold
    ``bootstrap``; who never drills gives none for it, and flush's stands in.

    Raises with CloudFormation's own events when it fails.
    """
    account = account or aws.account
    source = expand(code=_upload(aws, zips, name, account))
    declared = {p: d["Default"] for p, d in source["Parameters"].items() if "Default" in d}
    values = {p: str(v) for p, v in (declared | _DEFAULTS | (parameters or {})).items()}
    template, left_out = adapt(source, values)

    cloudformation = aws.client("cloudformation", account)
    cloudformation.create_stack(
        StackName=name,
        TemplateURL=_template_url(aws, template, name, account),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    try:
        created = cloudformation.get_waiter("stack_create_complete")
        created.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    except Exception as error:
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        failures = [e for e in events if "FAILED" in e["ResourceStatus"]]
        failed = [f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason')}" for e in failures]
        raise RuntimeError(f"stack {name} failed:\n" + "\n".join(failed)) from error
    _reserve(aws, template, values, name, account)
    described = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    outputs = {o["OutputKey"]: o["OutputValue"] for o in described["Outputs"]}
    return Stack(name, account, outputs, left_out)


def adapt(template: dict, values: dict[str, str]) -> tuple[dict, list[str]]:
    """The template in a form that the emulator creates, and the logical ids that had to go.

    Gone are alarms on metric math, which its CloudFormation fails on, and the event bus policy, a type that it doesn't
    know. Conditions that join a list get the list's text instead, because it compares the join unevaluated. What it takes
    and then ignores stays in.
    """
    left_out = [name for name, resource in template["Resources"].items() if _refused(resource)]
    kept = {name: resource for name, resource in template["Resources"].items() if name not in left_out}
    return template | {"Resources": kept, "Conditions": _joined(template["Conditions"], values)}, left_out


def _refused(resource: dict) -> bool:
    math = resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]
    return math or resource["Type"] == "AWS::Events::EventBusPolicy"


def _joined(condition, values: dict[str, str]):
    if isinstance(condition, list):
        return [_joined(item, values) for item in condition]
    if not isinstance(condition, dict):
        return condition
    if "Fn::Join" in condition:
        separator, items = condition["Fn::Join"]
        return separator.join(values[items["Ref"]].split(","))
    return {key: _joined(item, values) for key, item in condition.items()}


def _upload(aws: LocalAws, zips: dict[str, Path], name: str, account: str) -> dict[str, dict]:
    s3, bucket = _bucket(aws, account)
    code = {}
    for function, suffix in _FUNCTIONS.items():
        zip_name = _BINARIES.get(suffix, suffix)
        key = f"{name}/{zip_name}.zip"
        s3.put_object(Bucket=bucket, Key=key, Body=zips.get(zip_name, zips["flush"]).read_bytes())
        code[function] = {"Bucket": bucket, "Key": key}
    return code


def _template_url(aws: LocalAws, template: dict, name: str, account: str) -> str:
    """Through S3, as ``sam deploy`` does: a request takes no template above 51,200 bytes, an object one of 1 MB."""
    s3, bucket = _bucket(aws, account)
    key = f"{name}/template.json"
    s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(template).encode())
    return f"{aws.endpoint}/{bucket}/{key}"


def _bucket(aws: LocalAws, account: str):
    """The client and the name of the bucket for what a deployment uploads; the bucket exists."""
    s3 = aws.client("s3", account)
    bucket = f"code-{account}"  # bucket names are shared by all accounts, here as on AWS
    if bucket not in {b["Name"] for b in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": aws.region})
    return s3, bucket


def _reserve(aws: LocalAws, template: dict, values: dict[str, str], name: str, account: str) -> None:
    """Reserved concurrency, which the emulator's CloudFormation forgets and its Lambda would keep to: without it a burst
    of events becomes as many processes."""
    functions = aws.client("lambda", account)
    for function, suffix in _FUNCTIONS.items():
        choice = template["Resources"][function]["Properties"]["ReservedConcurrentExecutions"]["Fn::If"]
        reserved = int(values[choice[1]["Ref"]]) if isinstance(choice[1], dict) else choice[1]
        if reserved:
            functions.put_function_concurrency(
                FunctionName=f"{name}-{suffix}", ReservedConcurrentExecutions=reserved
            )
