"""Rules on logs: there is a group for everything that logs, it ends, and a query that reads it."""

from view import View, unknown

_MUST = {
    "/aws/sagemaker/ProcessingJobs",
    "/aws/sagemaker/TrainingJobs",
    "/aws/sagemaker/TransformJobs",
    "/aws/sagemaker/Endpoints/churn-prod",
    "/aws/sagemaker/Endpoints/churn-staging",
    "/aws/vendedlogs/states/batch-scoring",
    "/aws/lambda/mlops-promotion",
}


def groups_are_there(view: View):
    names = {group["LogGroupName"] for group in view.of("AWS::Logs::LogGroup").values()}
    for name in sorted(_MUST - names):
        yield f"there is no {name}"


def groups_end(view: View):
    for name, group in view.of("AWS::Logs::LogGroup").items():
        if not group.get("RetentionInDays"):
            yield f"{name} is kept for ever"


def groups_outlive_the_stack(view: View):
    for name, resource in view.stack["Resources"].items():
        if resource["Type"] == "AWS::Logs::LogGroup" and resource.get("DeletionPolicy") != "RetainExceptOnCreate":
            yield f"{name} goes with the stack"


def each_group_has_a_query(view: View):
    asked = {g for query in view.of("AWS::Logs::QueryDefinition").values() for g in query["LogGroupNames"]}
    for name, group in view.of("AWS::Logs::LogGroup").items():
        if group["LogGroupName"] not in asked:
            yield f"{name} has no saved query"


def filters_make_what_alarms_watch(view: View):
    """With the dimensions of the alarm: a filter without them makes another series."""
    watched = {
        (alarm.get("Namespace"), alarm.get("MetricName"), tuple(d["Name"] for d in alarm.get("Dimensions", [])))
        for alarm in view.metric_alarms.values()
    }
    for name, metric_filter in view.of("AWS::Logs::MetricFilter").items():
        for made in metric_filter["MetricTransformations"]:
            keys = tuple(d["Key"] for d in made.get("Dimensions", []))
            if (made["MetricNamespace"], made["MetricName"], keys) not in watched:
                yield f"{name} makes a metric that nothing watches"
            metric = {"namespace": made["MetricNamespace"], "name": made["MetricName"], "stat": "Sum"}
            if fault := unknown(metric | {"dimensions": dict.fromkeys(keys)}):
                yield f"{name}: {fault}"
            # CloudWatch refuses a default beside dimensions.
            if keys and "DefaultValue" in made:
                yield f"{name} has a default beside dimensions"


RULES = [groups_are_there, groups_end, groups_outlive_the_stack, each_group_has_a_query, filters_make_what_alarms_watch]
