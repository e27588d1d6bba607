"""Rules on functions: nothing that fails goes unseen, and the time limits fit each other."""

from subject import Subject, targets

# How long a claim on a delivery holds (compiled into the pipeline). A function that may outlive it could send a page
# that another has claimed anew.
LEASE_SECONDS = 60
# Functions whose role can't write a delivery's record.
_CLAIM_NOTHING = {"DrillFunction", "ReconcileFunction"}


def failure_destination(subject: Subject):
    """A failed asynchronous invocation goes to a queue."""
    configured = {}
    for config in subject.of("AWS::Lambda::EventInvokeConfig").values():
        for name in targets(config["FunctionName"]):
            configured[name] = targets(config.get("DestinationConfig", {}).get("OnFailure"))
    for name in subject.functions:
        if not configured.get(name, set()) & subject.queues.keys():
            yield f"{name} has no failure destination"


def own_log_group_with_retention(subject: Subject):
    """Each function writes to a log group of its own that forgets."""
    groups, taken = subject.of("AWS::Logs::LogGroup"), {}
    for name, function in subject.functions.items():
        used = targets(function.get("LoggingConfig")) & groups.keys()
        if len(used) != 1:
            yield f"{name} has no log group in the template"
            continue
        group = used.pop()
        if "RetentionInDays" not in groups[group]:
            yield f"{group} keeps logs for ever"
        if group in taken:
            yield f"{name} shares {group} with {taken[group]}"
        taken[group] = name


def own_role(subject: Subject):
    """No two functions share a role, and every role is in the template."""
    roles, taken = subject.of("AWS::IAM::Role"), {}
    for name, function in subject.functions.items():
        used = targets(function["Role"]) & roles.keys()
        if not used:
            yield f"{name} has no role in the template"
        for role in used:
            if role in taken:
                yield f"{name} shares {role} with {taken[role]}"
            taken[role] = name


def traced(subject: Subject):
    for name, function in subject.functions.items():
        if function.get("TracingConfig", {}).get("Mode") != "Active":
            yield f"{name} is not traced"


def ends_before_its_lease(subject: Subject):
    for name, function in subject.functions.items():
        if name not in _CLAIM_NOTHING and function.get("Timeout", 3) >= LEASE_SECONDS:
            yield f"{name} may run for {function['Timeout']} s, the lease holds {LEASE_SECONDS} s"


def reservable_concurrency(subject: Subject):
    """The reservation is there, may be given up (a new account has nothing to reserve), and the mapping leaves room in
    its default for what doesn't come through the queue."""
    mappings = subject.of("AWS::Lambda::EventSourceMapping").values()
    for name, function in subject.functions.items():
        reserved = function.get("ReservedConcurrentExecutions")
        if not isinstance(reserved, dict) or {"Ref": "AWS::NoValue"} not in reserved.get("Fn::If", []):
            yield f"{name} has no reserved concurrency that a parameter can lift"
            continue
        named = targets(reserved["Fn::If"][1])
        default = int(subject.template["Parameters"][named.pop()]["Default"] if named else reserved["Fn::If"][1])
        for mapping in mappings:
            ceiling = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
            if name in targets(mapping["FunctionName"]) and (ceiling is None or ceiling >= default):
                yield f"the queue of {name} may take all of its {default} executions"


def partial_batches(subject: Subject):
    """One bad message of a batch does not repeat the others."""
    for name, mapping in subject.of("AWS::Lambda::EventSourceMapping").items():
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name} repeats whole batches"


RULES = [
    failure_destination,
    own_log_group_with_retention,
    own_role,
    traced,
    ends_before_its_lease,
    reservable_concurrency,
    partial_batches,
]
