"""Deploys the project's template into a local AWS, with given zip files as the functions' code."""

import json
from dataclasses import dataclass
from pathlib import Path

from .expand import expand
from .server import LocalAws

_FUNCTIONS = {"IngestFunction": "ingest", "FlushFunction": "flush"}


@dataclass(frozen=True)
class Stack:
    """A deployed stack: its outputs by name, and what the emulator could not take."""

    name: str
    account: str
    outputs: dict[str, str]
    left_out: list[str]

    def __getitem__(self, output: str) -> str:
        return self.outputs[output]


def adapt(template: dict) -> tuple[dict, list[str]]:
    """The template without what the emulator refuses to create, and the logical ids that had to go.

    Alarms on metric math, which its CloudFormation fails on, and the event bus policy, a type that it doesn't know. What
    it takes and then ignores stays in.
    """
    left_out = [name for name, resource in template["Resources"].items() if _refused(resource)]
    kept = {name: resource for name, resource in template["Resources"].items() if name not in left_out}
    return template | {"Resources": kept}, left_out


def _refused(resource: dict) -> bool:
    math = resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]
    return math or resource["Type"] == "AWS::Events::EventBusPolicy"


def deploy(
    aws: LocalAws,
    zips: dict[str, Path],
    parameters: dict[str, str] | None = None,
    name: str = "alert-router",
    account: str | None = None,
) -> Stack:
    """Creates the stack and waits for it. ``zips`` maps ``ingest`` and ``flush`` to zip files that hold ``bootstrap``.

    Raises with CloudFormation's own events when it fails.
    """
    account = account or aws.account
    s3 = aws.client("s3", account)
    bucket = f"code-{account}"  # bucket names are shared by all accounts, here as on AWS
    if bucket not in {b["Name"] for b in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": aws.region})
    code = {}
    for function, zip_name in _FUNCTIONS.items():
        key = f"{name}/{zip_name}.zip"
        s3.put_object(Bucket=bucket, Key=key, Body=zips[zip_name].read_bytes())
        code[function] = {"Bucket": bucket, "Key": key}
    template, left_out = adapt(expand(code=code))

    given = {"OperatorEmail": "operator@example.com", "Architecture": "x86_64"} | (parameters or {})
    cloudformation = aws.client("cloudformation", account)
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in given.items()],
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
    described = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    outputs = {o["OutputKey"]: o["OutputValue"] for o in described["Outputs"]}
    return Stack(name, account, outputs, left_out)
