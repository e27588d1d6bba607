"""The second opinion is there, and agrees with the emulator on the write that the store is built on."""

import pytest
from botocore.exceptions import ClientError


@pytest.mark.parametrize("oracle", ["aws", "dynamodb_local"])
def test_a_lost_race_returns_the_item_that_won(oracle, request, account):
    server = request.getfixturevalue(oracle)
    client = server.client("dynamodb", account) if oracle == "aws" else server.client()
    client.create_table(
        TableName="records",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
        BillingMode="PAY_PER_REQUEST",
    )

    def put(writer):
        client.put_item(
            TableName="records",
            Item={"pk": {"S": "a"}, "sk": {"S": "b"}, "writer": {"S": writer}, "version": {"N": "1"}},
            ConditionExpression="attribute_not_exists(pk) OR version = :seen",
            ExpressionAttributeValues={":seen": {"N": "0"}},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )

    put("first")
    with pytest.raises(ClientError) as error:
        put("second")
    assert error.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert error.value.response["Item"]["writer"] == {"S": "first"}
