"""The public linters are content with the monitoring stack: each source, and what it comes to once everything is worked out.

What it comes to is one template with plain values, so the linters see real names, periods and dashboards instead of
references. Each linter is also shown a broken stack.
"""

import json

import pytest

import flat
from test_linters import cfn_lint, checkov, sam_validate

# Stands for a key of the account: without one, log groups use CloudWatch's own, and checkov wants a key.
_KEY = "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
# What checkov asks of the forwarder and it does not do, with the reason.
_SKIPS = {
    "CKV_AWS_26": "topic encryption: what tells that forwarding fails must not depend on a grant that can be lost",
    "CKV_AWS_27": "queue encryption: knows KMS only; the queue uses SQS's own key, which no grant can break",
}
_SOURCES = sorted(file.name for file in flat.FOLDER.glob("*.yaml"))


def expanded(folder, change=None):
    """A file with the stack as one template."""
    stack = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | {"LogKeyArn": _KEY})
    resources = {}
    for name, resource in stack["Resources"].items():
        kept = {key: value for key, value in resource.items() if key not in ("Condition", "DependsOn")}
        resources[name.replace(".", "")] = kept
    if change:
        change(resources)
    file = folder / "expanded.json"
    file.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}))
    return file


def broken(resources):
    resources["ProdServingEndpointErrors"]["Properties"]["ComparisonOperator"] = "MoreThan"
    resources["LogsTrainingLogs"]["Properties"].pop("KmsKeyId")
    statements = resources["AccessReadPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    statements[0] |= {"Action": "*", "Resource": "*"}


@pytest.mark.parametrize("file", _SOURCES)
def test_cfn_lint_on_the_source(file):
    result = cfn_lint(flat.FOLDER / file)
    assert (result.returncode, result.stdout) == (0, ""), result.stderr


def test_cfn_lint_on_the_expanded_stack(tmp_path):
    result = cfn_lint(expanded(tmp_path))
    assert (result.returncode, result.stdout) == (0, ""), result.stderr


def test_cfn_lint_notices(tmp_path):
    result = cfn_lint(expanded(tmp_path, broken))
    assert result.returncode != 0 and "MoreThan" in result.stdout


@pytest.mark.parametrize("file", ["template.yaml", "member-account.yaml"])
def test_sam_validate(file):
    result = sam_validate(flat.FOLDER / file)
    assert result.returncode == 0, result.stdout + result.stderr


def test_checkov_on_the_expanded_stack(tmp_path):
    report = checkov(expanded(tmp_path))
    assert [(check["check_id"], check["resource"]) for check in report["results"]["failed_checks"]] == []
    assert report["summary"]["passed"] > 40


def test_checkov_on_the_forwarder():
    failed = {check["check_id"] for check in checkov(flat.FOLDER / "member-account.yaml")["results"]["failed_checks"]}
    assert failed == _SKIPS.keys()


def test_checkov_notices(tmp_path):
    failed = {check["check_id"] for check in checkov(expanded(tmp_path, broken))["results"]["failed_checks"]}
    assert {"CKV_AWS_158", "CKV_AWS_107"} <= failed
