"""What the emulator's policies are asked about; that they are really asked is tests/template/test_permissions.py."""

import json

import pytest

from . import authorization
from ministack.services import dynamodb

_ALARM = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"


@pytest.mark.parametrize(
    ("operation", "asked", "about"),
    [
        ("DescribeAlarms", {"AlarmNames": ["a"]}, _ALARM),
        ("DescribeAlarms", {"AlarmNames": ["a"], "AlarmTypes": ["MetricAlarm"]}, _ALARM),
        ("DescribeAlarms", {"AlarmNames": ["a"], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}, "*"),
        ("DescribeAlarms", {"AlarmNames": ["a", "b"]}, "*"),
        ("DescribeAlarms", {}, "*"),
        ("SetAlarmState", {"AlarmName": "a"}, _ALARM),
        ("ListMetrics", {"Namespace": "AlertRouter"}, "*"),
    ],
)
def test_a_call_on_alarms_is_about(operation, asked, about):
    headers = {"x-amz-target": f"GraniteServiceVersion20100801.{operation}"}
    body = json.dumps(asked).encode()
    arn = authorization._resource_arn("monitoring", "POST", "/", headers, body, {}, "eu-west-1", "111122223333")
    assert arn == about


_TABLE = {
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "GlobalSecondaryIndexes": [
        {"IndexName": "due", "KeySchema": [{"AttributeName": "due_shard", "KeyType": "HASH"}]},
    ],
}
_KEY = {"pk": {"S": "silence#1"}, "sk": {"S": "watch"}}


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"Item": _KEY}, ["silence#1"]),
        ({"Key": _KEY}, ["silence#1"]),
        (
            {
                "KeyConditionExpression": "#p = :p AND begins_with(sk, :s)",
                "ExpressionAttributeNames": {"#p": "pk"},
                "ExpressionAttributeValues": {":p": {"S": "silences"}, ":s": {"S": "silence#"}},
            },
            ["silences"],
        ),
        (
            {
                "IndexName": "due",
                "KeyConditionExpression": "due_shard = :s",
                "ExpressionAttributeValues": {":s": {"S": "03"}},
            },
            ["03"],
        ),
        ({}, None),
    ],
)
def test_a_call_on_items_has_leading_keys(asked, keys, monkeypatch):
    monkeypatch.setattr(dynamodb, "_tables", {"alerts": _TABLE})
    context = authorization._dynamodb_context(json.dumps({"TableName": "alerts", **asked}).encode())
    assert context.get("dynamodb:LeadingKeys") == keys
