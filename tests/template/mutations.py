"""For each rule, ways to break the template that the rule must notice. A rule that can't fail protects nothing.

A mutation is ``(rule, what is broken, how)``; ``how`` changes a copy of the expanded template in place. Rules that read the
source text have theirs in ``TEXT``.
"""

from rules import alarms, documents, events, functions, permissions, queues, stores


def _at(template: dict, path: str):
    """The value at ``Resource/Properties/...``; the first part is a logical id, numbers index lists."""
    value = template["Resources"]
    for part in path.split("/"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def put(path: str, new):
    """Sets what stands at ``path``."""

    def mutate(template):
        parent, _, last = path.rpartition("/")
        holder = _at(template, parent)
        holder[int(last) if isinstance(holder, list) else last] = new

    return mutate


def drop(path: str):
    """Takes away what stands at ``path``; a lone logical id is the resource."""

    def mutate(template):
        parent, _, last = path.rpartition("/")
        holder = _at(template, parent) if parent else template["Resources"]
        del holder[int(last) if isinstance(holder, list) else last]

    return mutate


def statement(role: str, index: int, **changes):
    """Changes fields of the n-th statement of a role; a field set to None goes."""

    def mutate(template):
        found = _at(template, f"{role}/Properties/Policies/0/PolicyDocument/Statement/{index}")
        for field, value in changes.items():
            found[field] = value
            if value is None:
                del found[field]

    return mutate


def parameter(name: str, **changes):
    def mutate(template):
        for field, value in changes.items():
            template["Parameters"][name][field] = value
            if value is None:
                del template["Parameters"][name][field]

    return mutate


_POLICY = "IngestQueuePolicy/Properties/PolicyDocument/Statement"
_KEY = "TopicKey/Properties/KeyPolicy/Statement"
_PATTERN = "CloudWatchAlarmRule/Properties/EventPattern"
_IN = "IngestFunction/Properties"

ALL = [
    (functions.failure_destination, "no invoke config", drop("IngestFunctionEventInvokeConfig")),
    (
        functions.failure_destination,
        "no destination",
        drop("FlushFunctionEventInvokeConfig/Properties/DestinationConfig"),
    ),
    (functions.own_log_group_with_retention, "kept for ever", drop("IngestLogs/Properties/RetentionInDays")),
    (functions.own_log_group_with_retention, "no log group", drop(f"{_IN}/LoggingConfig")),
    (functions.own_log_group_with_retention, "shared", put(f"{_IN}/LoggingConfig/LogGroup", {"Ref": "FlushLogs"})),
    (functions.own_role, "shared", put(f"{_IN}/Role", {"Fn::GetAtt": ["FlushRole", "Arn"]})),
    (functions.own_role, "from outside", put(f"{_IN}/Role", "arn:aws:iam::111122223333:role/any")),
    (functions.traced, "pass-through", put(f"{_IN}/TracingConfig/Mode", "PassThrough")),
    (functions.ends_before_its_lease, "60 s", put("FlushFunction/Properties/Timeout", 60)),
    (functions.reservable_concurrency, "fixed", put(f"{_IN}/ReservedConcurrentExecutions", 5)),
    (functions.reservable_concurrency, "the queue takes all", parameter("FlushReservedConcurrency", Default="10")),
    (functions.partial_batches, "whole batches", drop("FlushFunctionQueue/Properties/FunctionResponseTypes")),
    (queues.visible_after_six_timeouts, "a longer timeout", put(f"{_IN}/Timeout", 31)),
    (queues.visible_after_six_timeouts, "a shorter hiding", put("FlushQueue/Properties/VisibilityTimeout", 179)),
    (queues.consumed_queues_have_dead_letters, "none", drop("IngestQueue/Properties/RedrivePolicy")),
    (
        queues.consumed_queues_have_dead_letters,
        "impatient",
        put("FlushQueue/Properties/RedrivePolicy/maxReceiveCount", 3),
    ),
    (queues.kept_for_fourteen_days, "4 days", drop("IngestDeadLetters/Properties/MessageRetentionPeriod")),
    (queues.encrypted, "plain", put("FlushQueue/Properties/SqsManagedSseEnabled", False)),
    (queues.tls_only, "allowed", drop(f"{_POLICY}/2")),
    (queues.tls_only, "not covered", drop("OwnQueuesPolicy/Properties/Queues/3")),
    (
        queues.targets_keep_what_they_cannot_deliver,
        "a rule's target",
        drop("CloudWatchAlarmRule/Properties/Targets/0/DeadLetterConfig"),
    ),
    (
        queues.targets_keep_what_they_cannot_deliver,
        "the schedule",
        drop("SweepSchedule/Properties/Target/DeadLetterConfig"),
    ),
    (
        queues.targets_keep_what_they_cannot_deliver,
        "the subscription",
        drop("IngressSubscription/Properties/RedrivePolicy"),
    ),
    (queues.senders_are_let_in, "the rule", drop(f"{_POLICY}/0")),
    (
        queues.senders_are_let_in,
        "its dead letters",
        drop("UndeliveredEventsPolicy/Properties/PolicyDocument/Statement/0"),
    ),
    (queues.senders_are_let_in, "the topic", put(f"{_POLICY}/1/Condition", {})),
    (events.schedules_parse, "a singular", put("SweepSchedule/Properties/ScheduleExpression", "rate(5 minute)")),
    (events.schedules_parse, "a short cron", put("SweepSchedule/Properties/ScheduleExpression", "cron(0 12 * * *)")),
    (events.schedules_parse, "a parameter", parameter("DrillSchedule", Default="cron(0 10 * * TUE)")),
    (events.sweeps_each_minute, "slower", put("SweepSchedule/Properties/ScheduleExpression", "rate(5 minutes)")),
    (events.sweeps_each_minute, "off", put("SweepSchedule/Properties/State", "DISABLED")),
    (events.sweeps_each_minute, "other words", put("SweepSchedule/Properties/Target/Input", '{"sweep": 1}')),
    (
        events.compares_at_once_and_each_hour,
        "slower",
        put("ReconcileTimetable/Properties/ScheduleExpression", "rate(2 hours)"),
    ),
    (
        events.compares_at_once_and_each_hour,
        "later",
        put("ReconcileTimetable/Properties/StartDate", "2030-01-01T00:00:00Z"),
    ),
    (
        events.compares_at_once_and_each_hour,
        "other words",
        put("ReconcileTimetable/Properties/Target/Input", '{"reconcile":false}'),
    ),
    (events.own_alarms_stay_out, "let in", drop(f"{_PATTERN}/detail")),
    (
        events.own_alarms_stay_out,
        "another prefix",
        put(f"{_PATTERN}/detail/alarmName", [{"anything-but": {"prefix": "self-"}}]),
    ),
    (events.no_filter_on_the_state, "ALARM alone", put(f"{_PATTERN}/detail/state", {"value": ["ALARM"]})),
    (events.patterns_fit, "a long list", put(f"{_PATTERN}/resources", ["arn:" + "x" * 2048])),
    (events.alarm_actions_are_permitted, "not at all", drop("AlarmActionPermission")),
    (events.alarm_actions_are_permitted, "any account", drop("AlarmActionPermission/Properties/SourceAccount")),
    (
        events.alarm_actions_are_permitted,
        "any source",
        put("AlarmActionPermission/Properties/SourceArn", "arn:aws:events:*"),
    ),
    (events.log_subscriptions_are_permitted, "not at all", drop("LogSubscriptionPermission")),
    (events.log_subscriptions_are_permitted, "any account", drop("LogSubscriptionPermission/Properties/SourceAccount")),
    (
        events.log_subscriptions_are_permitted,
        "any source",
        put("LogSubscriptionPermission/Properties/SourceArn", "arn:aws:events:*"),
    ),
    (
        permissions.one_action_a_statement,
        "two",
        statement("IngestRole", 0, Action=["sqs:ReceiveMessage", "sqs:DeleteMessage"]),
    ),
    (permissions.one_action_a_statement, "all", statement("IngestRole", 0, Action="sqs:*")),
    (permissions.named_resources, "every queue", statement("IngestRole", 3, Resource="*")),
    (permissions.named_resources, "in a list", statement("FlushRole", 12, Resource=["*"])),
    (permissions.named_resources, "a list that needs none", statement("DrillRole", 1, Resource="*")),
    (permissions.named_statements, "nameless", statement("IngestRole", 0, Sid=None)),
    (permissions.named_statements, "twice", statement("IngestRole", 0, Sid="FinishMessage")),
    (
        permissions.no_managed_policies,
        "full access",
        put("IngestRole/Properties/ManagedPolicyArns", ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"]),
    ),
    (permissions.services_are_held_to_a_source, "a queue", put(f"{_POLICY}/0/Condition", {})),
    (
        permissions.services_are_held_to_a_source,
        "a topic",
        drop("SelfAlarmTopicPolicy/Properties/PolicyDocument/Statement/0/Condition"),
    ),
    (permissions.services_are_held_to_a_source, "the key", drop(f"{_KEY}/1/Condition")),
    (permissions.alarms_can_use_encrypted_topics, "no grant", drop(f"{_KEY}/1")),
    (
        permissions.alarms_can_use_encrypted_topics,
        "AWS's own key",
        put("IngressTopic/Properties/KmsMasterKeyId", "alias/aws/sns"),
    ),
    (
        permissions.billing_can_reach_the_queue,
        "nobody let in",
        drop("BillingTopicPolicy/Properties/PolicyDocument/Statement/0"),
    ),
    (permissions.billing_can_reach_the_queue, "not subscribed", drop("BillingSubscription")),
    (
        permissions.billing_can_reach_the_queue,
        "a key",
        put("BillingTopic/Properties", {"KmsMasterKeyId": {"Fn::GetAtt": ["TopicKey", "Arn"]}}),
    ),
    (
        permissions.last_resorts_need_no_key,
        "a key",
        put("FallbackTopic/Properties/KmsMasterKeyId", {"Fn::GetAtt": ["TopicKey", "Arn"]}),
    ),
    (permissions.drills_write_their_own_records, "any", statement("DrillRole", 4, Condition=None)),
    (permissions.comparisons_only_speak, "records", statement("ReconcileRole", 2, Action="dynamodb:PutItem")),
    (
        permissions.comparisons_only_speak,
        "wakes",
        statement("ReconcileRole", 7, Resource={"Fn::GetAtt": ["FlushQueue", "Arn"]}),
    ),
    (stores.table_is_what_the_code_expects, "keys", put("Table/Properties/KeySchema/0/AttributeName", "id")),
    (
        stores.table_is_what_the_code_expects,
        "the index",
        put("Table/Properties/GlobalSecondaryIndexes/0/Projection/ProjectionType", "ALL"),
    ),
    (
        stores.table_is_what_the_code_expects,
        "types",
        put("Table/Properties/AttributeDefinitions/3/AttributeType", "S"),
    ),
    (stores.table_is_what_the_code_expects, "expiry", drop("Table/Properties/TimeToLiveSpecification")),
    (stores.table_survives, "no recovery", drop("Table/Properties/PointInTimeRecoverySpecification")),
    (stores.table_survives, "no key", drop("Table/Properties/SSESpecification")),
    (stores.stores_outlive_the_stack, "the table", put("Table/DeletionPolicy", "Delete")),
    (stores.stores_outlive_the_stack, "the bucket", drop("CatalogBucket/UpdateReplacePolicy")),
    (
        stores.bucket_is_private_and_versioned,
        "public",
        put("CatalogBucket/Properties/PublicAccessBlockConfiguration/BlockPublicPolicy", False),
    ),
    (
        stores.bucket_is_private_and_versioned,
        "one version",
        drop("CatalogBucket/Properties/VersioningConfiguration"),
    ),
    (stores.bucket_is_private_and_versioned, "plain", drop("CatalogBucket/Properties/BucketEncryption")),
    (stores.bucket_is_private_and_versioned, "for ever", drop("CatalogBucket/Properties/LifecycleConfiguration")),
    (stores.bucket_is_private_and_versioned, "plain HTTP", drop("CatalogBucketPolicy")),
    (alarms.functions_are_watched, "errors", drop("IngestErrors")),
    (alarms.functions_are_watched, "throttles", drop("FlushThrottles")),
    (alarms.functions_are_watched, "dropped events", drop("IngestAsyncDropped")),
    (alarms.dead_letters_are_watched, "a queue", drop("UndeliveredEventsDepth")),
    (
        alarms.idle_queues_keep_their_alarm,
        "cleared",
        put("FlushDeadLettersDepth/Properties/TreatMissingData", "notBreaching"),
    ),
    (alarms.waiting_is_watched, "age", drop("IngestQueueAge")),
    (alarms.waiting_is_watched, "retries", drop("FlushRetries")),
    (alarms.lost_pages_are_watched, "dead", drop("PagesDead")),
    (alarms.lost_pages_are_watched, "renamed", put("PagesUndelivered/Properties/MetricName", "Undelivered")),
    (alarms.a_stopped_sweep_is_noticed, "silence is health", put("SweepMissing/Properties/TreatMissingData", "missing")),
    (alarms.missing_drills_are_noticed, "silence is health", put("DrillOverdue/Properties/TreatMissingData", "ignore")),
    (alarms.missing_drills_are_noticed, "no alarm", drop("DrillOverdue")),
    (
        alarms.missing_successes_are_noticed,
        "silence is health",
        put("ReconcileMissing/Properties/TreatMissingData", "ignore"),
    ),
    (alarms.missing_successes_are_noticed, "at once", put("ReconcileMissing/Properties/DatapointsToAlarm", 1)),
    (alarms.missing_successes_are_noticed, "no alarm", drop("ReconcileMissing")),
    (
        alarms.the_drill_alarm_is_let_in,
        "kept out",
        put("DrillAlarm/Properties/AlarmName", "alert-router-self-drill-page"),
    ),
    (alarms.the_drill_alarm_is_let_in, "evaluated", put("DrillAlarm/Properties/TreatMissingData", "notBreaching")),
    (alarms.own_names, "without the prefix", put("PagesDead/Properties/AlarmName", "pages-dead")),
    (alarms.by_plain_mail, "through the router", put("PagesDead/Properties/AlarmActions", [{"Ref": "PagesTopic"}])),
    (alarms.by_plain_mail, "to nobody", drop("SelfAlarmSubscription")),
    (alarms.deliberate_alarms, "by default", drop("IngestErrors/Properties/DatapointsToAlarm")),
    (alarms.owner_and_runbook_are_named, "untold", put("PagesDead/Properties/AlarmDescription", "A page is lost.")),
    (alarms.owner_and_runbook_are_named, "untagged", drop("PagesDead/Properties/Tags")),
    (
        alarms.owner_and_runbook_are_named,
        "no such runbook",
        put("PagesDead/Properties/AlarmDescription", "Lost. Owner: platform-oncall. Runbook: router-lost.md."),
    ),
    (alarms.owner_and_runbook_are_named, "less urgent", put("PagesDead/Properties/Tags/2/Value", "info")),
    (documents.parameters_are_described, "silent", parameter("MemorySize", Description="Memory")),
    (documents.free_text_is_constrained, "anything", parameter("SecretPrefix", AllowedPattern=None)),
    (documents.free_text_is_constrained, "no sentence", parameter("SecretPrefix", ConstraintDescription=None)),
    (documents.outputs_are_described, "silent", lambda t: t["Outputs"]["TableName"].pop("Description")),
]

TEXT = [
    (documents.functions_have_their_block, "no word on failure", lambda text: text.replace("# If it fails:", "#", 1)),
    (
        documents.functions_have_their_block,
        "no word on dead letters",
        lambda text: text.replace("# Its dead letters (FlushDeadLetters)", "#"),
    ),
]
