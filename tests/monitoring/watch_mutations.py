"""For each rule of ``watch_rules``, ways to break the stack that the rule must notice. A rule that can't fail protects nothing.

A mutation is ``(rule, what is broken, how)``; ``how`` changes a copy of the flattened stack in place. ``TEXT`` are those that
change a source: ``(rule, what is broken, file, old, new)``.
"""

import json

from watch_rules import access, alarms, composites, dashboard_schema, dashboards, files, logs, topics


def put(name: str, **properties):
    """Sets properties of a resource; a property set to None goes."""

    def mutate(stack):
        found = stack["Resources"][name]["Properties"]
        for key, value in properties.items():
            found[key] = value
            if value is None:
                del found[key]

    return mutate


def drop(name: str):
    return lambda stack: stack["Resources"].pop(name)


def add(name: str, kind: str, **properties):
    return lambda stack: stack["Resources"].update({name: {"Type": kind, "Properties": properties}})


def say(name: str, old: str, new: str):
    """Changes a resource's text, wherever in it."""

    def mutate(stack):
        text = json.dumps(stack["Resources"][name])
        assert old in text, f"{name} has no {old}"
        stack["Resources"][name] = json.loads(text.replace(old, new))

    return mutate


def body(name: str, change):
    def mutate(stack):
        found = stack["Resources"][name]["Properties"]
        dashboard = json.loads(found["DashboardBody"])
        change(dashboard["widgets"])
        found["DashboardBody"] = json.dumps(dashboard)

    return mutate


def statement(policy: str, index: int, **changes):
    def mutate(stack):
        found = stack["Resources"][policy]["Properties"]["PolicyDocument"]["Statement"][index]
        for key, value in changes.items():
            found[key] = value
            if value is None:
                del found[key]

    return mutate


_5XX, _SILENT, _P99 = "ProdServing.EndpointErrors", "ProdServing.EndpointSilent", "ProdServing.EndpointLatencyP99"
_FAILED, _COMPOSITE = "Pipeline.ExecutionFailed", "ProdServing.Serving"
_SERVING, _PIPELINE = "Dashboards.ServingDashboard", "Dashboards.PipelineDashboard"
_ROUTER = "Dashboards.RouterDashboard"
_READ, _WRITE = "Access.ReadPolicy", "Access.WorkloadPolicy"

ALL = [
    (alarms.choices_are_made, "silence", put(_5XX, TreatMissingData=None)),
    (alarms.choices_are_made, "M of N", put(_FAILED, DatapointsToAlarm=None)),
    (alarms.owner_and_runbook_are_named, "no owner", say(_5XX, "Owner: ml-serving.", "")),
    (alarms.owner_and_runbook_are_named, "no runbook", say(_COMPOSITE, " Runbook: serving-degraded.md.", "")),
    (alarms.owner_and_runbook_are_named, "another in the tags", say(_FAILED, '"ml-platform"', '"finops"')),
    (alarms.owner_and_runbook_are_named, "no tags", put(_SILENT, Tags=[])),
    (alarms.runbooks_exist, "a typing error", say(_5XX, "endpoint-5xx.md", "endpoint-5x.md")),
    (alarms.severity_is_tagged, "a word of its own", say(_5XX, '"critical"', '"urgent"')),
    (alarms.actions_are_set, "none", put(_5XX, AlarmActions=[], OKActions=[])),
    (alarms.actions_are_set, "no end", put(_COMPOSITE, OKActions=None)),
    (alarms.actions_are_set, "off", put(_5XX, ActionsEnabled=False)),
    (alarms.names_are_unique, "twice", put(_SILENT, AlarmName="ml-prod-endpoint-5xx-ratio")),
    (alarms.metrics_exist, "the other spelling", put(_FAILED, Namespace="AWS/SageMaker/ModelBuildingPipeline")),
    (alarms.metrics_exist, "no variant", put(_SILENT, Dimensions=[{"Name": "EndpointName", "Value": "churn-prod"}])),
    (alarms.metrics_exist, "a wrong name", say(_5XX, "Invocation5XXErrors", "Invocations5XX")),
    (alarms.metrics_exist, "no percentile", say(_P99, '"ModelLatency"', '"OverheadLatency"')),
    (alarms.silence_has_a_meaning, "silence is well", put(_SILENT, TreatMissingData="notBreaching")),
    (alarms.silence_has_a_meaning, "no failure fires", put(_FAILED, TreatMissingData="breaching")),
    (alarms.windows_fit, "two days of minutes", put(_SILENT, EvaluationPeriods=600)),
    (alarms.windows_fit, "more than there are", put(_5XX, DatapointsToAlarm=6)),
    (alarms.scheduled_work_is_one_of_one, "two nights", put(_FAILED, EvaluationPeriods=2, DatapointsToAlarm=2)),
    (alarms.scheduled_work_is_one_of_one, "a function", put("Pipeline.FunctionErrors", EvaluationPeriods=3, DatapointsToAlarm=2)),
    (alarms.expressions_are_sound, "no minimum", say(_5XX, "IF(m_inv >= 20, m_5xx / m_inv * 100, 0)", "m_5xx / m_inv")),
    (alarms.expressions_are_sound, "a missing part", say(_5XX, "m_5xx /", "m_500 /")),
    (alarms.expressions_are_sound, "two series", say(_5XX, '"ReturnData": false', '"ReturnData": true')),
    (composites.each_service_has_one, "none", drop("StagingServing.Serving")),
    (composites.children_exist, "a typing error", say(_COMPOSITE, "5xx-ratio", "5xx-rate")),
    (composites.children_exist, "one child", put(_COMPOSITE, AlarmRule='ALARM("ml-prod-endpoint-5xx-ratio")')),
    (composites.children_are_as_urgent, "a warning", say(_COMPOSITE, "endpoint-5xx-ratio", "endpoint-4xx-ratio")),
    (composites.children_are_of_the_same_service, "staging", say(_COMPOSITE, "prod-endpoint-5xx", "staging-endpoint-5xx")),
    (composites.deployments_suppress, "none", put(_COMPOSITE, ActionsSuppressor=None)),
    (composites.deployments_suppress, "no time", put(_COMPOSITE, ActionsSuppressorWaitPeriod=0)),
    (composites.deployments_suppress, "a child", say(_COMPOSITE, "prod-smoke-test-failed", "prod-deploy-in-progress")),
    (dashboards.three_of_them, "two", drop(_ROUTER)),
    (dashboards.are_json, "a comma", put(_SERVING, DashboardBody='{"widgets": [,]}')),
    (dashboards.fit_the_grid, "too wide", body(_SERVING, lambda widgets: widgets[0].update(width=25))),
    (dashboards.fit_the_grid, "on another", body(_SERVING, lambda widgets: widgets[2].update(x=6))),
    (dashboards.name_metrics_that_exist, "a namespace", say(_SERVING, "/aws/sagemaker/Endpoints", "AWS/SageMaker/Endpoints")),
    (dashboards.name_metrics_that_exist, "a metric", say(_ROUTER, "PagesSent", "PagesOut")),
    (dashboards.name_metrics_that_exist, "a search", say(_ROUTER, "AgeOfOldest", "AgeOfOlder")),
    (dashboards.expressions_have_their_parts, "a part", say(_PIPELINE, "m1 / 60000", "m2 / 60000")),
    (dashboards.name_alarms_that_exist, "an alarm", say(_PIPELINE, "ml-pipeline-slow", "ml-pipeline-slower")),
    (dashboards.name_alarms_that_exist, "the router's", say(_ROUTER, "self-pages-dead", "self-dead")),
    (dashboards.name_alarms_that_exist, "another region", say(_PIPELINE, "us-east-1:111122223333:alarm", "eu-west-1:111122223333:alarm")),
    (dashboards.show_what_pages, "a critical one", body(_SERVING, lambda widgets: widgets[0]["properties"]["alarms"].pop(1))),
    (dashboards.show_what_pages, "one that is not everywhere", say(_SERVING, "alarm:ml-prod-endpoint-no-invocations", "alarm:ml-prod-serving")),
    (dashboards.show_what_pages, "a step's", say(_PIPELINE, "alarm:ml-pipeline-training-failed", "alarm:ml-pipeline-failed")),
    (dashboards.show_what_pages, "what may be switched off", say(_ROUTER, "self-drill-overdue", "self-drill-errors")),
    (dashboards.show_what_pages, "the router's", body(_ROUTER, lambda widgets: widgets[0]["properties"]["alarms"].pop())),
    (dashboards.lines_are_thresholds, "elsewhere", put(_P99, Threshold=700)),
    (dashboards.lines_are_thresholds, "nameless", say(_SERVING, 'label\\": \\"ml-prod-endpoint-saturated', 'label\\": \\"full')),
    (dashboards.link_runbooks_that_exist, "a runbook", say(_SERVING, "endpoint-4xx.md", "endpoint-404.md")),
    (dashboards.link_runbooks_that_exist, "none", body(_SERVING, lambda widgets: widgets.pop(1))),
    (dashboards.query_log_groups_that_exist, "a group", say(_PIPELINE, "/aws/sagemaker/TrainingJobs", "/aws/TrainingJobs")),
    (dashboard_schema.have_the_form_of_dashboards, "periods", say(_SERVING, "inherit", "auto")),
    (dashboard_schema.have_the_form_of_dashboards, "a start", say(_SERVING, "-PT6H", "6h")),
    (dashboard_schema.have_the_form_of_widgets, "a kind", body(_SERVING, lambda widgets: widgets[1].update(type="markdown"))),
    (dashboard_schema.have_the_form_of_widgets, "no region", body(_SERVING, lambda widgets: widgets[2]["properties"].pop("region"))),
    (dashboard_schema.have_the_form_of_widgets, "a view", say(_SERVING, "singleValue", "number")),
    (dashboard_schema.have_the_form_of_widgets, "an order", say(_SERVING, "stateUpdatedTimestamp", "name")),
    (dashboard_schema.have_the_form_of_metrics, "a statistic", say(_SERVING, '"p99\\"', '"P99\\"')),
    (dashboard_schema.have_the_form_of_metrics, "a period", body(_PIPELINE, lambda widgets: widgets[2]["properties"].update(period=90))),
    (dashboard_schema.have_the_form_of_metrics, "an id twice", say(_PIPELINE, 'id\\": \\"m2', 'id\\": \\"m1')),
    (dashboard_schema.have_the_form_of_metrics, "a colour", say(_PIPELINE, "#d62728", "red")),
    (dashboard_schema.have_the_form_of_axes_and_lines, "an axis", say(_SERVING, '\\"left\\"', '\\"Left\\"')),
    (dashboard_schema.have_the_form_of_axes_and_lines, "a line", say(_SERVING, '\\"value\\": 800', '\\"value\\": \\"800\\"')),
    (logs.groups_are_there, "none", drop("Logs.TransformLogs")),
    (logs.groups_end, "for ever", put("Logs.TrainingLogs", RetentionInDays=None)),
    (logs.groups_outlive_the_stack, "gone", lambda stack: stack["Resources"]["Logs.TrainingLogs"].pop("DeletionPolicy")),
    (logs.each_group_has_a_query, "none", drop("Logs.StateMachineQuery")),
    (logs.filters_make_what_alarms_watch, "no dimension", say("Logs.SmokeTestFailures", '"EndpointName"', '"Endpoint"')),
    (logs.filters_make_what_alarms_watch, "a default", say("Logs.SmokeTestFailures", '"Unit"', '"DefaultValue": 0, "Unit"')),
    (access.no_wildcard_actions, "all reads", statement(_READ, 0, Action=["cloudwatch:Get*"])),
    (access.resources_are_named, "every log", statement(_READ, 1, Resource="*")),
    (access.statements_are_named, "nameless", statement(_READ, 1, Sid=None)),
    (access.statements_are_named, "twice", statement(_READ, 1, Sid="Metrics")),
    (access.readers_only_read, "a put", statement(_READ, 0, Action=["cloudwatch:PutMetricAlarm"])),
    (access.metrics_go_to_one_namespace, "any", statement(_WRITE, 1, Condition=None)),
    (access.no_long_lived_keys, "a key", add("Access.Key", "AWS::IAM::AccessKey", UserName="data-science-user")),
    (access.roles_say_who, "anybody", say("Access.ReaderRole", "arn:aws:iam::111122223333:user/data-science-user", "*")),
    (access.roles_say_who, "one factor", say("Access.OperatorRole", "aws:MultiFactorAuthPresent", "aws:SecureTransport")),
    (topics.let_them_publish, "a budget", say("Cost.MonthlyBudget", "BillingTopic", "IngressTopic")),
    (topics.let_them_publish, "anomalies", say("Cost.AnomalySubscription", "BillingTopic", "IngressTopic")),
    (topics.let_them_publish, "an alarm", say(_5XX, "IngressTopic", "BillingTopic")),
]

TEXT = [
    (alarms.choices_are_justified, "no comment", "pipeline.yaml", "  # As for processing.\n", ""),
    (files.fit, "padding", "cost.yaml", "Resources:\n", "# " + "x" * 60_000 + "\nResources:\n"),
    (files.describe_themselves, "a parameter", "cost.yaml", "Description: What the names begin with.", "Description: x"),
    (files.describe_themselves, "an output", "cost.yaml", "Description: The monitor that is subscribed to.", "Description: x"),
    (
        files.dashboards_are_given_what_alarms_are,
        "a default",
        "serving.yaml",
        "Default: 20\n    MinValue: 1\n    Description: Requests in a minute",
        "Default: 30\n    MinValue: 1\n    Description: Requests in a minute",
    ),
    (
        files.dashboards_are_given_what_alarms_are,
        "the alarms alone",
        "template.yaml",
        "        ErrorPercent: !Ref ErrorPercent\n",
        "",
    ),
    (files.say_what_they_are, "nothing", "cost.yaml", "Description: >-\n  ml-monitoring, cost: anomalies", "Metadata: >-\n  x"),
]
