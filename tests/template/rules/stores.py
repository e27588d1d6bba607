"""Rules on the table and the bucket: the names the code is compiled with, and that both outlive mistakes."""

from subject import Subject


def table_is_what_the_code_expects(subject: Subject):
    """Key, index and TTL names are constants in the store; the template has to spell them the same."""
    for name, table in subject.of("AWS::DynamoDB::Table").items():
        keys = [(k["AttributeName"], k["KeyType"]) for k in table["KeySchema"]]
        if keys != [("pk", "HASH"), ("sk", "RANGE")]:
            yield f"{name} has other keys: {keys}"
        indexes = {
            i["IndexName"]: ([k["AttributeName"] for k in i["KeySchema"]], i["Projection"]["ProjectionType"])
            for i in table.get("GlobalSecondaryIndexes", [])
        }
        if indexes != {"due": (["due_shard", "due_at"], "KEYS_ONLY")}:
            yield f"{name} has other indexes: {indexes}"
        types = {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]}
        if types != {"pk": "S", "sk": "S", "due_shard": "S", "due_at": "N"}:
            yield f"{name} has other attributes: {types}"
        if table.get("TimeToLiveSpecification") != {"AttributeName": "expires_at", "Enabled": True}:
            yield f"{name} does not forget by expires_at"


def table_survives(subject: Subject):
    for name, table in subject.of("AWS::DynamoDB::Table").items():
        if table.get("PointInTimeRecoverySpecification") != {"PointInTimeRecoveryEnabled": True}:
            yield f"{name} can't be set back in time"
        if not table.get("SSESpecification", {}).get("SSEEnabled"):
            yield f"{name} is not encrypted with a key that CloudTrail sees"


def stores_outlive_the_stack(subject: Subject):
    for name, resource in subject.template["Resources"].items():
        if resource["Type"] not in ("AWS::DynamoDB::Table", "AWS::S3::Bucket"):
            continue
        if resource.get("DeletionPolicy") != "RetainExceptOnCreate" or resource.get("UpdateReplacePolicy") != "Retain":
            yield f"{name} goes with the stack"


def bucket_is_private_and_versioned(subject: Subject):
    covered = set()
    for policy in subject.of("AWS::S3::BucketPolicy").values():
        if any(s["Effect"] == "Deny" and s["Action"] == "s3:*" for s in policy["PolicyDocument"]["Statement"]):
            covered.add(policy["Bucket"]["Ref"])
    for name, bucket in subject.of("AWS::S3::Bucket").items():
        blocks = bucket.get("PublicAccessBlockConfiguration", {})
        if len(blocks) != 4 or not all(blocks.values()):
            yield f"{name} may be made public"
        if bucket.get("VersioningConfiguration") != {"Status": "Enabled"}:
            yield f"{name} has no way back from a bad publish"
        if "BucketEncryption" not in bucket:
            yield f"{name} is not encrypted"
        if "NoncurrentVersionExpiration" not in str(bucket.get("LifecycleConfiguration")):
            yield f"{name} keeps every old version"
        if name not in covered:
            yield f"{name} may be read over plain HTTP"


RULES = [
    table_is_what_the_code_expects,
    table_survives,
    stores_outlive_the_stack,
    bucket_is_private_and_versioned,
]
