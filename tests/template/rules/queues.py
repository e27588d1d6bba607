"""Rules on queues: what can't be handled now waits, and what can't be handled at all is kept."""

from subject import Subject, targets

_FOURTEEN_DAYS = 1209600


def visible_after_six_timeouts(subject: Subject):
    """AWS's own advice for a queue that feeds a function: room for a throttled poller to retry."""
    for mapping in subject.of("AWS::Lambda::EventSourceMapping").values():
        for function in targets(mapping["FunctionName"]):
            for queue in targets(mapping["EventSourceArn"]):
                visibility = subject.queues[queue].get("VisibilityTimeout", 30)
                timeout = subject.functions[function].get("Timeout", 3)
                if visibility < 6 * timeout:
                    yield f"{queue} hides a message for {visibility} s, {function} runs for up to {timeout} s"


def consumed_queues_have_dead_letters(subject: Subject):
    """And patience: only outages fail, and an outage of hours should heal by itself."""
    for queue in sorted(subject.consumed):
        policy = subject.queues[queue].get("RedrivePolicy", {})
        if not targets(policy.get("deadLetterTargetArn")):
            yield f"{queue} has no dead-letter queue"
        elif policy["maxReceiveCount"] < 50:
            yield f"{queue} gives up after {policy['maxReceiveCount']} receives"


def kept_for_fourteen_days(subject: Subject):
    for name, queue in subject.queues.items():
        if queue.get("MessageRetentionPeriod") != _FOURTEEN_DAYS:
            yield f"{name} does not keep messages for 14 days"


def encrypted(subject: Subject):
    for name, queue in subject.queues.items():
        if queue.get("SqsManagedSseEnabled") is not True:
            yield f"{name} is not encrypted with SQS's own key"


def tls_only(subject: Subject):
    """Every queue refuses plain HTTP."""
    covered = set()
    for policy in subject.of("AWS::SQS::QueuePolicy").values():
        if any(_denies_plain_http(s) for s in policy["PolicyDocument"]["Statement"]):
            covered |= targets(policy["Queues"])
    for name in sorted(subject.queues.keys() - covered):
        yield f"{name} may be used over plain HTTP"


def _denies_plain_http(statement: dict) -> bool:
    condition = statement.get("Condition", {}).get("Bool", {})
    return statement["Effect"] == "Deny" and condition.get("aws:SecureTransport") == "false"


def targets_keep_what_they_cannot_deliver(subject: Subject):
    """A rule's, a schedule's and a subscription's failures go to a queue."""
    places = {
        f"target {target.get('Id')} of {name}": target.get("DeadLetterConfig")
        for name, rule in subject.of("AWS::Events::Rule").items()
        for target in rule.get("Targets", [])
    }
    for name, schedule in subject.of("AWS::Scheduler::Schedule").items():
        places[name] = schedule["Target"].get("DeadLetterConfig")
    for name, subscription in subject.of("AWS::SNS::Subscription").items():
        # Mail has no dead letters, and a drill's receipt that does not arrive is what the drill is to find.
        if subscription["Protocol"] != "email" and "DrillReceipts" not in targets(subscription["Endpoint"]):
            places[name] = subscription.get("RedrivePolicy")
    for place, dead_letters in places.items():
        if not targets(dead_letters) & subject.queues.keys():
            yield f"{place} has no dead-letter queue"


def senders_are_let_in(subject: Subject):
    """The queue that a rule or topic sends to, and the queue of its failures, name that rule or topic in their policy."""
    needed = set()
    for name, rule in subject.of("AWS::Events::Rule").items():
        for target in rule.get("Targets", []):
            needed |= {(queue, name) for queue in targets([target["Arn"], target.get("DeadLetterConfig")])}
    for subscription in subject.of("AWS::SNS::Subscription").values():
        if subscription["Protocol"] == "sqs":
            for queue in targets([subscription["Endpoint"], subscription.get("RedrivePolicy")]):
                needed |= {(queue, topic) for topic in targets(subscription["TopicArn"])}
    granted = {
        (queue, source)
        for policy in subject.of("AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
        for queue in targets(statement["Resource"])
        for source in targets(statement.get("Condition")) | _let_in_by_name(subject, statement)
    }
    for queue, source in sorted(needed - granted):
        yield f"{queue} does not let {source} send"


def _let_in_by_name(subject: Subject, statement: dict) -> set[str]:
    """The rules without a name of their own, where the statement lets in what begins as the stack's name does:
    CloudFormation calls them STACK-LOGICALID-SUFFIX."""
    if ":rule/${AWS::StackName}-*" not in str(statement.get("Condition")):
        return set()
    return {name for name, rule in subject.of("AWS::Events::Rule").items() if "Name" not in rule}


RULES = [
    visible_after_six_timeouts,
    consumed_queues_have_dead_letters,
    kept_for_fourteen_days,
    encrypted,
    tls_only,
    targets_keep_what_they_cannot_deliver,
    senders_are_let_in,
]
