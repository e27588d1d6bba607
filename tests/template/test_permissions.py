"""The roles let the functions do their work and nothing else: judged by the emulator's IAM, with each function's own
credentials, taken from its environment as the SDK takes them."""

import boto3
import pytest

from local_aws import server
from local_aws import stack as stacks
from local_aws.recorder import Recorder

_FUNCTIONS = ("ingest", "flush", "drill", "reconcile")


@pytest.fixture(scope="module")
def guarded():
    """A local AWS that checks permissions."""
    running = server.start(environment={"AUTH": "true"})
    yield running
    running.stop()


@pytest.fixture(scope="module")
def stack(guarded, tmp_path_factory):
    recorder = Recorder(tmp_path_factory.mktemp("recorder"))
    bus = f"arn:aws:events:{guarded.region}:{guarded.account}:event-bus/pages"
    zips = {"ingest": recorder.zip_file, "flush": recorder.zip_file}
    deployed = stacks.deploy(guarded, zips, {"ReceiverBusArns": bus})
    credentials = {}
    for name in _FUNCTIONS:
        guarded.client("lambda").invoke(FunctionName=f"alert-router-{name}", Payload=b"{}")
        environment = recorder.wait_for(1, name)[0]["environment"]
        credentials[name] = {
            "aws_access_key_id": environment["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"],
            "aws_session_token": environment["AWS_SESSION_TOKEN"],
        }
    for secret in ("alert-router/ml-chat", "database/password"):
        guarded.client("secretsmanager").create_secret(Name=secret, SecretString="{}")
    bucket = deployed["CatalogBucketName"]
    for key in ("catalog/catalog.json", "other/file"):
        guarded.client("s3").put_object(Bucket=bucket, Key=key, Body=b"{}")
    return deployed, credentials


@pytest.fixture
def act(guarded, stack):
    """``act("flush", "sns")``: a client with that function's credentials."""

    def _client(function, service, tls=True):
        client = boto3.client(
            service, endpoint_url=guarded.endpoint, region_name=guarded.region, **stack[1][function]
        )
        return server.over_tls(client) if tls else client

    return _client


_KEY = {"pk": {"S": "a"}, "sk": {"S": "b"}}
_DUE = {
    "IndexName": "due",
    "KeyConditionExpression": "due_shard = :s",
    "ExpressionAttributeValues": {":s": {"S": "00"}},
}
_OF_A_KEY = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}}
_EVENT = {"Source": "alert-router", "DetailType": "Alert Firing", "Detail": "{}"}

_OWN = {"pk": {"S": "drill#a"}, "sk": {"S": "drill"}}

# What is called, with the stack's outputs filled in, and which functions may.
_CALLS = [
    ("dynamodb", "get_item", {"TableName": "TableName", "Key": _KEY}, "ingest flush drill reconcile"),
    ("dynamodb", "put_item", {"TableName": "TableName", "Item": _KEY}, "ingest flush"),
    ("dynamodb", "put_item", {"TableName": "TableName", "Item": _OWN}, "ingest flush drill"),
    (
        "dynamodb",
        "update_item",
        {"TableName": "TableName", "Key": _KEY, "UpdateExpression": "REMOVE due_at"},
        "ingest flush",
    ),
    ("dynamodb", "delete_item", {"TableName": "TableName", "Key": _KEY}, "ingest flush"),
    ("dynamodb", "query", {"TableName": "TableName", **_OF_A_KEY}, "ingest flush drill reconcile"),
    ("dynamodb", "query", {"TableName": "TableName", **_DUE}, "flush reconcile"),
    ("dynamodb", "scan", {"TableName": "TableName"}, ""),
    ("dynamodb", "delete_table", {"TableName": "TableName"}, ""),
    ("s3", "get_object", {"Bucket": "CatalogBucketName", "Key": "catalog/catalog.json"}, "ingest flush reconcile"),
    ("s3", "get_object", {"Bucket": "CatalogBucketName", "Key": "other/file"}, ""),
    ("s3", "put_object", {"Bucket": "CatalogBucketName", "Key": "catalog/catalog.json", "Body": b"{}"}, ""),
    ("sqs", "send_message", {"QueueUrl": "FlushQueueUrl", "MessageBody": "{}"}, "ingest flush"),
    ("sqs", "send_message", {"QueueUrl": "IngestQueueUrl", "MessageBody": "{}"}, "ingest reconcile"),
    ("sqs", "receive_message", {"QueueUrl": "IngestQueueUrl"}, "ingest"),
    ("sqs", "receive_message", {"QueueUrl": "FlushQueueUrl"}, "flush"),
    ("sqs", "purge_queue", {"QueueUrl": "IngestQueueUrl"}, ""),
    ("sns", "publish", {"TopicArn": "FallbackTopicArn", "Message": "m"}, "ingest flush"),
    ("sns", "publish", {"TopicArn": "PagesTopicArn", "Message": "m"}, "flush"),
    ("sns", "publish", {"TopicArn": "IngressTopicArn", "Message": "m"}, ""),
    ("sns", "publish", {"TopicArn": "SelfAlarmTopicArn", "Message": "m"}, ""),
    ("events", "put_events", {"Entries": [{**_EVENT, "EventBusName": "pages"}]}, "flush"),
    ("events", "put_events", {"Entries": [{**_EVENT, "EventBusName": "other"}]}, ""),
    ("events", "put_events", {"Entries": [_EVENT]}, ""),
    ("secretsmanager", "get_secret_value", {"SecretId": "alert-router/ml-chat"}, "flush"),
    ("secretsmanager", "get_secret_value", {"SecretId": "database/password"}, ""),
    ("secretsmanager", "get_secret_value", {"SecretId": "DrillSecretArn"}, "drill"),
    ("sqs", "receive_message", {"QueueUrl": "DrillReceiptsUrl"}, "drill"),
    ("sqs", "send_message", {"QueueUrl": "DrillReceiptsUrl", "MessageBody": "{}"}, ""),
    ("cloudwatch", "set_alarm_state", {"AlarmName": "a", "StateValue": "OK", "StateReason": "r"}, ""),
    ("cloudwatch", "set_alarm_state", {"AlarmName": "DrillAlarmName", "StateValue": "OK", "StateReason": "r"}, "drill"),
    ("cloudwatch", "describe_alarms", {"AlarmNames": ["DrillAlarmName"]}, "drill reconcile"),
    ("cloudwatch", "describe_alarms", {"AlarmNames": ["another"]}, "reconcile"),
    ("cloudwatch", "describe_alarms", {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}, "reconcile"),
    ("lambda", "list_functions", {}, ""),
]


def _filled(stack, value):
    if isinstance(value, list):
        return [_filled(stack, item) for item in value]
    return stack.outputs.get(value, value) if isinstance(value, str) else value


def allowed(client, stack, operation, arguments) -> bool:
    filled = {k: _filled(stack, v) for k, v in arguments.items()}
    try:
        getattr(client, operation)(**filled)
    except client.exceptions.ClientError as error:
        code = error.response["Error"]["Code"]
        assert code in ("AccessDenied", "AccessDeniedException", "AuthorizationError"), code
        return False
    return True


@pytest.mark.parametrize("call", _CALLS, ids=[f"{c[1]}-{next(iter(c[2].values()), '')}-{c[3] or 'nobody'}" for c in _CALLS])
def test_may(call, act, stack):
    service, operation, arguments, who = call
    may = {f for f in _FUNCTIONS if allowed(act(f, service), stack[0], operation, arguments)}
    assert may == set(who.split())


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("sqs", "send_message", {"QueueUrl": "FlushQueueUrl", "MessageBody": "{}"}),
        ("sns", "publish", {"TopicArn": "FallbackTopicArn", "Message": "m"}),
        ("sns", "publish", {"TopicArn": "PagesTopicArn", "Message": "m"}),
        ("s3", "get_object", {"Bucket": "CatalogBucketName", "Key": "catalog/catalog.json"}),
    ],
)
def test_nothing_over_plain_http(service, operation, arguments, act, stack):
    assert not allowed(act("flush", service, tls=False), stack[0], operation, arguments)
