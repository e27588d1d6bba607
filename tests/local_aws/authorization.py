"""What a call is about, where the emulator asks its policies less precisely than IAM does.

* ``DescribeAlarms`` of one metric alarm by its name is about that alarm. Whoever wants composites has to be let see all of
  them: "You can't return information about composite alarms if your cloudwatch:DescribeAlarms permission has a narrower
  scope" (CloudWatch API Reference).
* A call on items of DynamoDB carries ``dynamodb:LeadingKeys``, the partition keys that it is about.
"""

import json

from ministack.core import iam_actions
from ministack.services import dynamodb

_arn = iam_actions.extract_resource_arn
_context = iam_actions.dynamodb_service_context


def _resource_arn(service, method, path, headers, body, query_params, region, account_id) -> str:
    arn = _arn(service, method, path, headers, body, query_params, region, account_id)
    if service != "monitoring" or not headers.get("x-amz-target", "").endswith(".DescribeAlarms"):
        return arn
    asked = _members(body)
    names = asked.get("AlarmNames") or []
    if len(names) == 1 and "CompositeAlarm" not in (asked.get("AlarmTypes") or []):
        return f"arn:aws:cloudwatch:{region}:{account_id}:alarm:{names[0]}"
    return "*"


def _dynamodb_context(body: bytes) -> dict:
    keys = _leading_keys(_members(body))
    return _context(body) | ({"dynamodb:LeadingKeys": keys} if keys else {})


def _leading_keys(asked: dict) -> list[str]:
    table = dynamodb._tables.get(asked.get("TableName", ""))
    schema = table["KeySchema"] if table else []
    for index in (table or {}).get("GlobalSecondaryIndexes") or []:
        if index["IndexName"] == asked.get("IndexName"):
            schema = index["KeySchema"]
    name = next((key["AttributeName"] for key in schema if key["KeyType"] == "HASH"), None)
    if name is None:
        return []
    for item in (asked.get("Item"), asked.get("Key")):
        if item and name in item:
            return [str(next(iter(item[name].values())))]
    # Of a query the one comparison that it must have: NAME = :VALUE.
    names, values = asked.get("ExpressionAttributeNames") or {}, asked.get("ExpressionAttributeValues") or {}
    for comparison in (asked.get("KeyConditionExpression") or "").split(" AND "):
        left, _, right = (part.strip() for part in comparison.partition("="))
        if names.get(left, left) == name and right in values:
            return [str(next(iter(values[right].values())))]
    return []


def _members(body: bytes) -> dict:
    try:
        asked = json.loads(body or b"{}")
    except (ValueError, UnicodeDecodeError):
        return {}
    return asked if isinstance(asked, dict) else {}


def install() -> None:
    iam_actions.extract_resource_arn = _resource_arn
    iam_actions.dynamodb_service_context = _dynamodb_context
