"""Rules on permissions: each statement grants one thing on something that has a name."""

from subject import Subject, targets

# Actions that AWS offers no resource for, with the reason. Everything else names what it acts on.
_UNSCOPED = {
    "xray:PutTraceSegments": "trace segments have no ARN",
    "xray:PutTelemetryRecords": "telemetry records have no ARN",
}
# And one that has one, for the role that needs all of them.
_UNSCOPED_FOR = {
    ("ReconcileRole", "cloudwatch:DescribeAlarms"): "AWS lists composite alarms to nobody whose permission is narrower",
    ("ReconcileRole", "cloudwatch:DescribeAlarmContributors"): "no page of AWS says what it can be held to",
}


def one_action_a_statement(subject: Subject):
    """So that a diff shows what is granted, and a refused call points at one line."""
    for role, statement in subject.statements():
        if not isinstance(statement["Action"], str):
            yield f"{role}: {statement.get('Sid')} has several actions"
        elif "*" in statement["Action"]:
            yield f"{role}: {statement['Action']} is a wildcard"


def named_resources(subject: Subject):
    for role, statement in subject.statements():
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        action = statement["Action"]
        if "*" in resources and action not in _UNSCOPED and (role, action) not in _UNSCOPED_FOR:
            yield f"{role}: {action} on everything"


def named_statements(subject: Subject):
    """A Sid says what the statement is for, and no two of a role have the same."""
    seen = set()
    for role, statement in subject.statements():
        if "Sid" not in statement or (role, statement["Sid"]) in seen:
            yield f"{role}: {statement['Action']} has no Sid of its own"
        seen.add((role, statement.get("Sid")))


def no_managed_policies(subject: Subject):
    """AWS's ready-made policies grant more than they are taken for, and change without notice."""
    for name, role in subject.of("AWS::IAM::Role").items():
        if role.get("ManagedPolicyArns"):
            yield f"{name} takes over a managed policy"


def services_are_held_to_a_source(subject: Subject):
    """A grant to an AWS service says on whose behalf, or any account's alarm, rule or topic could use it."""
    for name, policy in subject.of("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy").items():
        for statement in policy["PolicyDocument"]["Statement"]:
            held = {"aws:SourceArn", "aws:SourceAccount"} & _condition_keys(statement)
            if statement["Effect"] == "Allow" and "Service" in statement["Principal"] and not held:
                yield f"{name}: {statement['Sid']} is open to every customer of that service"
    for name, key in subject.of("AWS::KMS::Key").items():
        for statement in key["KeyPolicy"]["Statement"]:
            if "Service" in statement["Principal"] and "aws:SourceAccount" not in _condition_keys(statement):
                yield f"{name}: {statement['Sid']} is open to every customer of that service"


def _condition_keys(statement: dict) -> set[str]:
    return {key for keys in statement.get("Condition", {}).values() for key in keys}


def alarms_can_use_encrypted_topics(subject: Subject):
    """A topic that alarms publish to has no KMS key, or one whose policy lets CloudWatch make and read data keys. Else
    every alarm action on it fails, and only the alarm's history says so."""
    keys = subject.of("AWS::KMS::Key")
    for policy in subject.of("AWS::SNS::TopicPolicy").values():
        statements = policy["PolicyDocument"]["Statement"]
        if not any(s["Principal"] == {"Service": "cloudwatch.amazonaws.com"} for s in statements):
            continue
        for topic in targets(policy["Topics"]):
            key = subject.of("AWS::SNS::Topic")[topic].get("KmsMasterKeyId")
            if key is None:
                continue
            own = targets(key) & keys.keys()
            granted = {
                s["Action"]
                for name in own
                for s in keys[name]["KeyPolicy"]["Statement"]
                if s["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
            }
            if granted != {"kms:Decrypt", "kms:GenerateDataKey*"}:
                yield f"alarms cannot publish to {topic}: its key does not let CloudWatch in"


def billing_can_reach_the_queue(subject: Subject):
    """Budgets speak through SNS alone; the topic that lets them in is subscribed by the queue, and has no key that they
    would have to be let into as well."""
    wanted = {"budgets.amazonaws.com", "costalerts.amazonaws.com"}
    for policy in subject.of("AWS::SNS::TopicPolicy").values():
        allowed = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
        services = {s["Principal"]["Service"] for s in allowed if "Service" in s["Principal"]}
        if not services & wanted:
            continue
        for topic in targets(policy["Topics"]):
            subscribed = {
                name
                for subscription in subject.of("AWS::SNS::Subscription").values()
                if targets(subscription["TopicArn"]) == {topic}
                for name in targets(subscription["Endpoint"])
            }
            if "IngestQueue" not in subscribed:
                yield f"{topic}: what billing publishes reaches no queue"
            if "KmsMasterKeyId" in subject.of("AWS::SNS::Topic")[topic]:
                yield f"{topic}: billing cannot use its key"
        wanted -= services
    yield from (f"{service} may publish to no topic" for service in sorted(wanted))


def last_resorts_need_no_key(subject: Subject):
    """What goes out when all else fails must not depend on a grant that can be lost."""
    for topic in ("FallbackTopic", "SelfAlarmTopic"):
        if "KmsMasterKeyId" in subject.of("AWS::SNS::Topic")[topic]:
            yield f"{topic} depends on a KMS key"


def drills_write_their_own_records(subject: Subject):
    """A drill judges by the router's records, so it must not be able to write them."""
    writes = [s for role, s in subject.statements() if role == "DrillRole" and s["Action"] == "dynamodb:PutItem"]
    for statement in writes:
        if statement.get("Condition") != {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "drill#*"}}:
            yield "drill may write an alert's records"


def comparisons_only_speak(subject: Subject):
    """What reconcile finds is an event like every other: it writes to the ingest queue, and records nothing itself."""
    may = {"cloudwatch:Describe", "dynamodb:Get", "dynamodb:Query", "s3:Get", "s3:List", "logs:", "xray:", "sqs:SendMessage"}
    heard = {"IngestQueue", "SweepFailures"}
    for statement in (s for role, s in subject.statements() if role == "ReconcileRole"):
        action = str(statement["Action"])
        if not any(action.startswith(prefix) for prefix in may):
            yield f"reconcile may {action}"
        elif action.startswith("sqs:") and not targets(statement["Resource"]) <= heard:
            yield f"reconcile may send to {statement['Resource']}"


RULES = [
    one_action_a_statement,
    named_resources,
    named_statements,
    no_managed_policies,
    services_are_held_to_a_source,
    alarms_can_use_encrypted_topics,
    billing_can_reach_the_queue,
    last_resorts_need_no_key,
    drills_write_their_own_records,
    comparisons_only_speak,
]
