"""Rules on dashboards: what they name exists, and they can be drawn."""

import functools
import re

import flat
from body import bodies, expressions, metrics, widgets
from local_aws import paths
from view import ALARM_TYPES, View, tags, unknown

_WIDTH = 24


def three_of_them(view: View):
    names = {d["DashboardName"] for d in view.of("AWS::CloudWatch::Dashboard").values()}
    for name in sorted({"ml-pipeline", "ml-serving", "ml-router"} - names):
        yield f"there is no dashboard {name}"


def are_json(view: View):
    for name in sorted(view.of("AWS::CloudWatch::Dashboard").keys() - bodies(view).keys()):
        yield f"{name} is not JSON"


def fit_the_grid(view: View):
    """Nothing sticks out, nothing lies on something else."""
    taken = {}
    for place, (name, title, widget) in enumerate(widgets(view)):
        if widget["x"] < 0 or widget["y"] < 0 or widget["x"] + widget["width"] > _WIDTH:
            yield f"{name}: {title} sticks out"
        if widget["width"] < 1 or not 1 <= widget["height"] <= 1000:
            yield f"{name}: {title} is of no size"
        for x in range(widget["x"], widget["x"] + widget["width"]):
            for y in range(widget["y"], widget["y"] + widget["height"]):
                if taken.setdefault((name, x, y), place) != place:
                    yield f"{name}: {title} lies on another at {x}, {y}"


def name_metrics_that_exist(view: View):
    for name, title, widget in widgets(view):
        for metric in metrics(widget):
            if fault := unknown(metric):
                yield f"{name}: {title}: {fault}"
        for entry in expressions(widget):
            searched = re.match(r"SEARCH\('\{([^,}]+),([^}]+)\} MetricName=\"(\w+)\"", entry["expression"])
            if not searched and "SEARCH" in entry["expression"]:
                yield f"{name}: {title}: {entry['expression']} searches for who knows what"
            if searched:
                namespace, dimension, metric = searched.groups()
                sought = {"namespace": namespace, "name": metric, "dimensions": {dimension: ""}, "stat": "Maximum"}
                if fault := unknown(sought):
                    yield f"{name}: {title}: {fault}"


def expressions_have_their_parts(view: View):
    for name, title, widget in widgets(view):
        ids = {entry[-1].get("id") for entry in widget["properties"].get("metrics", []) if isinstance(entry[-1], dict)}
        for entry in expressions(widget):
            # What is in quotes is a search; a function has capital letters.
            used = set(re.findall(r"\b[a-z]\w*", re.sub(r"'[^']*'", "", entry["expression"])))
            if not used <= ids:
                yield f"{name}: {title} computes with {used - ids}, which it does not have"


@functools.cache
def router_alarms() -> dict[str, dict]:
    """The router's own, by name, as its parameters are if nobody says otherwise."""
    stack = flat.flatten(paths.TEMPLATE, {"OperatorEmail": "operator@example.com"}, stack="alert-router")
    found = [one for one in stack["Resources"].values() if one["Type"] in ALARM_TYPES]
    return {one["Properties"]["AlarmName"]: one["Properties"] for one in found}


def name_alarms_that_exist(view: View):
    """Of this stack, or of the router itself, in this account and region."""
    known = view.alarm_names | router_alarms().keys()
    for name, title, widget in widgets(view):
        for arn in widget["properties"].get("alarms", []):
            place, _, alarm = arn.rpartition(":")
            if alarm not in known or place != f"arn:aws:cloudwatch:us-east-1:{flat.ACCOUNT}:alarm":
                yield f"{name}: {title}: there is no {arn}"


def show_what_pages(view: View):
    """Each critical alarm, each service's one light, each of the pipeline's and of the router's own alarms has a light on some
    dashboard."""
    shown = {arn.rsplit(":", 1)[-1] for _, _, widget in widgets(view) for arn in widget["properties"].get("alarms", [])}
    wanted = {a["AlarmName"] for a in view.alarms.values() if tags(a).get("severity") == "critical"}
    wanted |= {alarm["AlarmName"] for alarm in view.composites.values()}
    wanted |= {alarm["AlarmName"] for name, alarm in view.alarms.items() if name.startswith("Pipeline.")}
    wanted |= {name for name in router_alarms() if "-self-" in name}
    for name in sorted(wanted - shown):
        yield f"no dashboard shows whether {name} fires"


def lines_are_thresholds(view: View):
    """A line across a graph is where the alarm fires that it is named after."""
    alarms = {alarm["AlarmName"]: alarm for alarm in view.alarms.values()} | router_alarms()
    for name, title, widget in widgets(view):
        for line in widget["properties"].get("annotations", {}).get("horizontal", []):
            threshold = alarms.get(line["label"], {}).get("Threshold")
            if threshold is None or float(threshold) != float(line["value"]):
                yield f"{name}: {title}: the line {line['label']} is at {line['value']}, the alarm at {threshold}"


def link_runbooks_that_exist(view: View):
    linked = {}
    for name, title, widget in widgets(view):
        for file in re.findall(r"\]\([^)]+/([a-z0-9-]+\.md)\)", widget["properties"].get("markdown", "")):
            linked[file] = name
            if not (paths.PROJECT / "runbooks" / file).exists():
                yield f"{name}: {title}: there is no {file}"
    for name in sorted(bodies(view).keys() - set(linked.values())):
        yield f"{name} links no runbook"


def query_log_groups_that_exist(view: View):
    groups = {group["LogGroupName"] for group in view.of("AWS::Logs::LogGroup").values()}
    groups |= {"/aws/lambda/alert-router-ingest", "/aws/lambda/alert-router-flush"}
    for name, title, widget in widgets(view):
        for group in re.findall(r"SOURCE '([^']+)'", widget["properties"].get("query", "")):
            if group not in groups:
                yield f"{name}: {title}: there is no {group}"


RULES = [
    three_of_them,
    are_json,
    fit_the_grid,
    name_metrics_that_exist,
    expressions_have_their_parts,
    name_alarms_that_exist,
    show_what_pages,
    lines_are_thresholds,
    link_runbooks_that_exist,
    query_log_groups_that_exist,
]
