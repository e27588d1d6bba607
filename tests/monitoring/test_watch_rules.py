"""The monitoring stack keeps every rule of ``watch_rules/``, and every rule notices when it doesn't."""

import copy
import json
import re

import pytest

import flat
import watch_mutations
import watch_rules
from view import View, stats
from watch_rules import logs

_TEXTS = {file.name: file.read_text() for file in sorted(flat.FOLDER.glob("*.yaml"))}


def name(rule) -> str:
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


def case(mutation) -> str:
    return f"{name(mutation[0])}: {mutation[1]}"


@pytest.mark.parametrize("rule", watch_rules.ALL, ids=name)
def test_stack_keeps(rule, platform):
    assert list(rule(View(platform, _TEXTS))) == []


@pytest.mark.parametrize("mutation", watch_mutations.ALL, ids=case)
def test_rule_notices(mutation, platform):
    rule, _, mutate = mutation
    broken = copy.deepcopy(platform)
    mutate(broken)
    assert list(rule(View(broken, _TEXTS)))


@pytest.mark.parametrize("mutation", watch_mutations.TEXT, ids=case)
def test_rule_notices_in_the_text(mutation, platform):
    rule, _, file, old, new = mutation
    assert old in _TEXTS[file]
    assert list(rule(View(platform, _TEXTS | {file: _TEXTS[file].replace(old, new, 1)})))


def test_every_rule_has_a_mutation():
    assert {name(m[0]) for m in watch_mutations.ALL + watch_mutations.TEXT} == {name(rule) for rule in watch_rules.ALL}


@pytest.mark.parametrize(
    ("file", "values"),
    [
        ("serving.yaml", {"Environment": "staging", "EndpointName": "churn-staging"}),
        ("pipeline.yaml", {"PipelineName": "churn-training"}),
        ("logs.yaml", {"ProdEndpointName": "a", "StagingEndpointName": "b", "LogGroups": "EXISTING"}),
        ("logs.yaml", {"ProdEndpointName": "a", "StagingEndpointName": "b", "LogGroups": "EXISTING", "SmokeTestFunctionName": ""}),
        ("cost.yaml", {"ExistingAnomalyMonitorArn": "arn:aws:ce::111122223333:anomalymonitor/ab-1"}),
        ("access.yaml", {"PipelineName": "churn-training"}),
        ("dashboards.yaml", {"ProdEndpointName": "a", "StagingEndpointName": "b", "PipelineName": "c"}),
    ],
)
def test_each_template_stands_alone_with_little(file, values):
    """What is left empty is left out, and nothing that stays refers to it."""
    declared = flat.read(flat.FOLDER / file)["Parameters"]
    topics = {name: flat.PLATFORM[name] for name in ("AlarmTopicArn", "BillingTopicArn") if name in declared}
    stack = flat.flatten(flat.FOLDER / file, values | topics)
    optional = ("LogGroup", "AnomalyMonitor", "ReaderRole", "StateMachineFailed", "EndpointSilent", "EndpointGpuSaturated")
    assert not [name for name, r in stack["Resources"].items() if r["Type"].endswith(optional) or name in optional]


def test_the_period_of_a_percentile_is_long_enough_for_its_requests():
    """Both metrics of the alarm, or the guard counts the requests of another time."""
    stack = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | {"LatencyP99Seconds": "300"})
    alarm = stack["Resources"]["ProdServing.EndpointLatencyP99"]["Properties"]
    assert [metric["period"] for metric in stats(alarm)] == [300, 300]


def test_a_platform_without_smoke_test_needs_no_group_of_it():
    """CloudWatch refuses a filter on a log group that does not exist, and the whole deployment with it."""
    stack = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | {"SmokeTestFunctionName": ""})
    found = {name: one for name, one in stack["Resources"].items() if name.startswith("Logs.")}
    assert "Logs.FunctionLogs" in found and not [name for name in found if "SmokeTest" in name]
    assert found["Logs.FunctionQuery"]["Properties"]["LogGroupNames"] == ["/aws/lambda/mlops-promotion"]


def test_a_platform_of_pipelines_and_endpoints_alone():
    """Nothing watches, keeps the logs of or shows a light of what there is not."""
    none = {"StateMachineName": "", "FunctionName": "", "SmokeTestFunctionName": "", "GpusPerInstance": "0"}
    stack = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | none)
    names = {name.partition(".")[2] for name in stack["Resources"] if not name.startswith(("Dashboards.", "Access."))}
    assert not [name for name in names if name.startswith(("StateMachine", "Function"))]
    # The one rule that is about a platform which has everything.
    assert _broken(stack) == list(logs.groups_are_there(View(stack, _TEXTS)))


def test_another_region_has_no_topic_and_needs_none():
    """An action has to be of the alarm's own region; the forwarder brings the events from there."""
    stack = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | {"AlarmTopicArn": ""})
    alarms = View(stack, _TEXTS).alarms.values()
    assert alarms and not [alarm for alarm in alarms if alarm.keys() & {"AlarmActions", "OKActions"}]


def test_nights_without_requests_need_not_page():
    """The alarm waits longer, or there is none, and then neither the service's light nor the dashboard names it."""
    patient = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | {"SilentPeriods": "108"})
    alarm = patient["Resources"]["ProdServing.EndpointSilent"]["Properties"]
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == ("108", "108")
    none = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | {"SilentPeriods": "0"})
    assert "endpoint-no-invocations" not in json.dumps(none).replace("endpoint-no-invocations.md", "")
    assert _broken(none) == []


def test_memory_that_is_always_full_says_nothing():
    reserved = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | {"GpuMemory": "RESERVED"})
    alarm = reserved["Resources"]["ProdServing.EndpointGpuSaturated"]["Properties"]
    assert [metric["name"] for metric in stats(alarm)] == ["GPUUtilization"]
    assert _broken(reserved) == []


def test_a_platform_without_gpus_has_neither_alarm_nor_lines_of_them():
    plain = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | {"GpusPerInstance": "0"})
    assert "gpu" not in json.dumps(plain).lower()
    assert _broken(plain) == []


def _broken(stack: dict) -> list[str]:
    """Every fault of a stack that leaves something out."""
    return [fault for rule in watch_rules.ALL for fault in rule(View(stack, _TEXTS))]


def test_outside_the_billing_region_there_is_no_cost_watch():
    stack = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM, region="eu-west-1")
    assert not [name for name in stack["Resources"] if name.startswith("Cost.")]


def test_what_a_platform_does_not_have_has_no_light():
    few = {"ProcessingStepName": "", "RegisterStepName": "", "RouterDrills": "DISABLED", "RouterReconcile": "DISABLED"}
    resources = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM | few)["Resources"]
    lights = [_lights(resources[f"Dashboards.{name}Dashboard"]["Properties"]) for name in ("Pipeline", "Router")]
    steps = [name for name in lights[0] if re.fullmatch("ml-pipeline-[a-z]+-failed", name)]
    assert steps == ["ml-pipeline-training-failed", "ml-pipeline-evaluation-failed"]
    assert not {"alert-router-self-drill-overdue", "alert-router-self-reconcile-missing"} & set(lights[1])
    assert "alert-router-self-drill-errors" in lights[1]
    alone = {"ProdEndpointName": "a", "StagingEndpointName": "b", "PipelineName": "c"}
    alone = flat.flatten(flat.FOLDER / "dashboards.yaml", alone)["Resources"]["PipelineDashboard"]["Properties"]
    assert not [name for name in _lights(alone) if re.search("state-machine|lambda", name)]


def _lights(dashboard: dict) -> list[str]:
    (widget,) = (one for one in json.loads(dashboard["DashboardBody"])["widgets"] if one["type"] == "alarm")
    return [arn.rsplit(":", 1)[-1] for arn in widget["properties"]["alarms"]]
