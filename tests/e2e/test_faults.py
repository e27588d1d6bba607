"""The proxy breaks what it is told to, and an AWS SDK sees what it would see of AWS."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError


@pytest.fixture
def through(aws, account):
    """``through("s3")``: a client on the functions' side of the proxy, that tries ``attempts`` times."""

    def _client(service, attempts=1, read_timeout=5):
        return boto3.client(
            service,
            endpoint_url=aws.faults.endpoint,
            region_name=aws.region,
            aws_access_key_id=account,
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": attempts}, read_timeout=read_timeout),
        )

    return _client


@pytest.fixture
def table(aws, account):
    aws.client("dynamodb", account).create_table(
        TableName="records",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return "records"


def put_once(client, writer):
    """The store's own pattern: a conditional write that carries its writer, and the old item when it fails."""
    return client.put_item(
        TableName="records",
        Item={"pk": {"S": "a"}, "writer": {"S": writer}},
        ConditionExpression="attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )


def code(error) -> str:
    return error.value.response["Error"]["Code"]


def test_without_a_rule_everything_passes(through, table, faults):
    put_once(through("dynamodb"), "w1")
    assert through("dynamodb").get_item(TableName="records", Key={"pk": {"S": "a"}})["Item"]["writer"] == {"S": "w1"}


@pytest.mark.parametrize(
    ("service", "call", "throttle", "failure"),
    [
        ("dynamodb", lambda c: c.list_tables(), "ProvisionedThroughputExceededException", "InternalServerError"),
        ("sqs", lambda c: c.list_queues(), "RequestThrottled", "InternalServerError"),
        ("sns", lambda c: c.list_topics(), "Throttling", "InternalFailure"),
        ("s3", lambda c: c.get_object(Bucket="b", Key="k"), "SlowDown", "InternalError"),
        ("secretsmanager", lambda c: c.list_secrets(), "ThrottlingException", "InternalServerError"),
    ],
)
def test_refuses_in_the_words_of_the_service(service, call, throttle, failure, through, faults):
    for kind, expected in (("throttle", throttle), ("error", failure)):
        with faults.inject(kind, service=service), pytest.raises(ClientError) as error:
            call(through(service))
        assert code(error) == expected


def test_breaks_as_often_as_told_after_as_many_as_told(through, table, faults):
    client = through("dynamodb")
    outcomes = []
    with faults.inject("throttle", operation="ListTables", skip=1, times=2) as fault:
        for _ in range(4):
            try:
                client.list_tables()
                outcomes.append("ok")
            except ClientError:
                outcomes.append("throttled")
        # Another operation of the same service is left alone.
        client.describe_table(TableName="records")
    assert outcomes == ["ok", "throttled", "throttled", "ok"] and fault.hits() == 2


def test_an_sdk_that_retries_outlasts_a_short_fault(through, table, faults):
    with faults.inject("throttle", service="dynamodb", times=2) as fault:
        put_once(through("dynamodb", attempts=4), "w1")
    assert fault.hits() == 2


def test_dropped_call_was_not_done(aws, account, through, table, faults):
    with faults.inject("drop", operation="PutItem"), pytest.raises(ConnectionClosedError):
        put_once(through("dynamodb"), "w1")
    assert aws.client("dynamodb", account).scan(TableName="records")["Count"] == 0


def test_lost_reply_was_done_and_the_retry_meets_its_own_write(through, table, faults):
    with faults.inject("lost_reply", operation="PutItem", times=1), pytest.raises(ClientError) as error:
        put_once(through("dynamodb", attempts=3), "w1")
    assert code(error) == "ConditionalCheckFailedException"
    assert error.value.response["Item"]["writer"] == {"S": "w1"}


def test_slow_call_outlasts_its_caller(through, table, faults):
    with faults.inject("slow", operation="PutItem", seconds=2), pytest.raises(ReadTimeoutError):
        put_once(through("dynamodb", read_timeout=0.5), "w1")


def test_rules_match_on_path_and_body(aws, account, through, faults):
    bucket = f"b-{account}"
    aws.client("s3", account).create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": aws.region}
    )
    client = through("s3")
    client.put_object(Bucket=bucket, Key="catalog/catalog.json", Body=b"{}")
    with faults.inject("error", service="s3", operation="GetObject", path="/catalog/") as fault:
        client.put_object(Bucket=bucket, Key="catalog/other", Body=b"{}")
        with pytest.raises(ClientError):
            client.get_object(Bucket=bucket, Key="catalog/catalog.json")
    assert fault.hits() == 1
    sns = through("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    with faults.inject("throttle", operation="Publish", body="hello"):
        sns.publish(TopicArn=topic, Message="good-bye")
        with pytest.raises(ClientError):
            sns.publish(TopicArn=topic, Message="hello")


def test_functions_reach_the_local_aws_through_the_proxy(aws, account, deploy, recorder):
    deploy({"ingest": recorder.zip_file, "flush": recorder.zip_file})
    aws.client("lambda", account).invoke(FunctionName="alert-router-flush", Payload=b'{"sweep":true}')
    assert recorder.invocations("flush")[0]["environment"]["AWS_ENDPOINT_URL"] == aws.faults.endpoint


def test_an_unknown_kind_is_refused(faults):
    with pytest.raises(ValueError, match="none of"), faults.inject("explode"):
        pass
