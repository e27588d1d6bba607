"""Every ``aws`` command that the runbooks and the operations guide tell people to paste exists: service, operation, parameters,
what they are required to have, and the fields that are asked for."""

import pytest

import aws_commands
from local_aws import paths

_TEXTS = [*sorted((paths.PROJECT / "runbooks").glob("*.md")), paths.PROJECT / "docs" / "OPERATIONS.md"]


@pytest.mark.parametrize("file", _TEXTS, ids=lambda file: file.name)
def test_commands_exist(file):
    found = aws_commands.commands(file.read_text())
    assert found
    faults = [f"{file.name}:{c.line}: {fault}: {c.text}" for c in found for fault in aws_commands.faults(c)]
    assert faults == []


@pytest.mark.parametrize("file", _TEXTS[:-1], ids=lambda file: file.name)
def test_runbook_is_one_page(file):
    text = file.read_text()
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["What it means", "First action", "Check", "Fix", "Escalate", "After"]
    assert len(text.splitlines()) <= 85


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("aws sagemakr list-endpoints", "no service"),
        ("aws sagemaker list-endpoint", "no operation"),
        ("aws sagemaker describe-endpoint --endpoint x", "no --endpoint"),
        ("aws sagemaker describe-endpoint", "needs --endpoint-name"),
        ("aws sagemaker describe-endpoint --endpoint-name x --query EndpointState", "has no EndpointState"),
        ("aws sagemaker list-endpoints --query 'Endpoints[].[EndpointName,State]'", "has no State"),
        ("aws sagemaker list-endpoints --query 'Endpoints[?State==`x`].EndpointName'", "has no State"),
        ("aws sagemaker list-endpoints --query 'sort_by(Endpoints, &Created)[].EndpointName'", "has no Created"),
        ("aws sagemaker list-endpoints --query 'sort_by(Endpoints, &CreationTime)[].Name'", "has no Name"),
        ("aws sagemaker list-endpoints --query 'Endpoints['", "--query"),
        ("aws sagemaker list-endpoints --status-equals Running", "there is Creating"),
        ("aws sagemaker list-endpoints --max-results many", "no number"),
        ("aws sagemaker wait endpoint-well --endpoint-name x", "can't wait"),
        ("aws logs tail x --sinc 1h", "no --sinc"),
        ('X="$(aws sqs list-queue --queue-name-prefix a)"', "no operation"),
        ("aws sqs get-queue-attributes --queue-url \"$(out A)\" --attribute-name All", "no --attribute-name"),
    ],
)
def test_a_wrong_command_is_noticed(command, fault):
    (found,) = aws_commands.commands(f"```sh\n{command}\n```\n")
    assert any(fault in said for said in aws_commands.faults(found)), list(aws_commands.faults(found))
