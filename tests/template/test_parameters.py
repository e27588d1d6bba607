"""The template with its parameters set otherwise than by default, deployed: lists that may be empty, and what may be
switched off."""

import json
import re

import pytest


@pytest.fixture
def role_statements(aws, account):
    """``role_statements("flush")``: the statements of that role's policy, by Sid."""
    iam = aws.client("iam", account)

    def _statements(policy):
        for role in iam.list_roles()["Roles"]:
            if policy in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
                document = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=policy)["PolicyDocument"]
                return {s["Sid"]: s for s in document["Statement"]}
        raise AssertionError(f"no role with policy {policy}")

    return _statements


def deployed(deploy, recorder, **parameters):
    return deploy({"ingest": recorder.zip_file, "flush": recorder.zip_file}, parameters)


def test_defaults_grant_nothing_optional(aws, account, deploy, recorder, role_statements):
    stack = deployed(deploy, recorder)
    flush = role_statements("flush")
    assert not {"PublishElsewhere", "PutEvents", "DecryptSecret"} & flush.keys()
    assert set(flush["Publish"]["Resource"]) == {stack["PagesTopicArn"], stack["FallbackTopicArn"]}
    assert flush["ReadSecret"]["Resource"] == f"arn:aws:secretsmanager:eu-west-1:{account}:secret:alert-router/*"
    policy = aws.client("sns", account).get_topic_attributes(TopicArn=stack["IngressTopicArn"])["Attributes"]["Policy"]
    alarms = next(s for s in json.loads(policy)["Statement"] if s["Sid"] == "Alarms")
    assert alarms["Condition"]["StringEquals"]["aws:SourceAccount"] in (account, [account])


def test_lists_become_grants(aws, account, deploy, recorder, role_statements):
    topics = ["arn:aws:sns:eu-west-1:111122223333:one", "arn:aws:sns:eu-west-1:111122223333:two"]
    buses = ["arn:aws:events:eu-west-1:111122223333:event-bus/pages", "arn:aws:events:us-east-1:444455556666:event-bus/x"]
    key = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
    stack = deployed(
        deploy,
        recorder,
        ReceiverTopicArns=",".join(topics),
        ReceiverBusArns=",".join(buses),
        MemberAccounts="444455556666,777788889999",
        SecretsKeyArn=key,
        SecretPrefix="pagers/",
    )
    flush = role_statements("flush")
    assert flush["PublishElsewhere"]["Resource"] == topics
    assert flush["PutEvents"]["Action"] == "events:PutEvents" and flush["PutEvents"]["Resource"] == buses
    assert flush["DecryptSecret"]["Resource"] == key
    assert flush["ReadSecret"]["Resource"].endswith(":secret:pagers/*")
    policy = aws.client("sns", account).get_topic_attributes(TopicArn=stack["IngressTopicArn"])["Attributes"]["Policy"]
    alarms = next(s for s in json.loads(policy)["Statement"] if s["Sid"] == "Alarms")
    assert alarms["Condition"]["StringEquals"]["aws:SourceAccount"] == [account, "444455556666", "777788889999"]


@pytest.mark.parametrize(("given", "reserved"), [("0", None), ("20", 20)])
def test_reservation_can_be_lifted(given, reserved, aws, account, deploy, recorder):
    deployed(deploy, recorder, IngestReservedConcurrency=given, FlushReservedConcurrency=given)
    functions = aws.client("lambda", account)
    for name in ("alert-router-ingest", "alert-router-flush"):
        answer = functions.get_function_concurrency(FunctionName=name)
        assert answer.get("ReservedConcurrentExecutions") == reserved


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ("OperatorEmail", ["a@example.com"], ["", "a@example", "a b@example.com"]),
        ("PagesEmail", ["", "a@example.com"], ["nobody"]),
        ("IngestReservedConcurrency", ["0", "9", "10", "999"], ["", "1", "8", "1000", "-1"]),
        ("FlushReservedConcurrency", ["0", "11", "12", "20", "999"], ["", "1", "10", "1000"]),
        ("SecretPrefix", ["alert-router/", "a/b/"], ["", "alert-router", "*", "a*/"]),
        ("AllowedPrivateCidrs", ["", "10.0.0.0/8", "10.0.0.0/8,fd00::/8"], ["10.0.0.0", "a/8,", "10.0.0.0/8, fd00::/8"]),
        ("LogKeyArn", ["", "arn:aws:kms:eu-west-1:111122223333:key/ab-1"], ["alias/aws/logs"]),
    ],
)
def test_typing_errors_are_refused(parameter, good, bad, expanded):
    pattern = expanded["Parameters"][parameter]["AllowedPattern"]
    assert [value for value in good if not re.fullmatch(pattern, value)] == []
    assert [value for value in bad if re.fullmatch(pattern, value)] == []
