"""Rules on dashboards: what they name exists, and they can be drawn."""

import json
import re

from local_aws import paths
from view import View, unknown

_WIDTH = 24


def bodies(view: View) -> dict[str, dict]:
    """Every dashboard that is JSON, by its name in the stack."""
    found = {}
    for name, dashboard in view.of("AWS::CloudWatch::Dashboard").items():
        try:
            found[name] = json.loads(dashboard["DashboardBody"])
        except ValueError:
            continue
    return found


def widgets(view: View):
    for name, body in bodies(view).items():
        for widget in body["widgets"]:
            yield name, widget["properties"].get("title", widget["type"]), widget


def metrics(widget: dict) -> list[dict]:
    """The metrics of a widget, with CloudWatch's shorthand written out: ``.`` repeats the word above, ``...`` all that
    are not given anew."""
    found, above = [], []
    for entry in widget["properties"].get("metrics", []):
        options = entry[-1] if isinstance(entry[-1], dict) else {}
        words = [word for word in entry if not isinstance(word, dict)]
        if not words:
            continue
        if words[0] == "...":
            words = above[: len(above) - len(words) + 1] + words[1:]
        words = [above[place] if word == "." else word for place, word in enumerate(words)]
        above = words
        stat = options.get("stat") or widget["properties"].get("stat", "Average")
        pairs = dict(zip(words[2::2], words[3::2], strict=True))
        found.append({"namespace": words[0], "name": words[1], "dimensions": pairs, "stat": stat})
    return found


def expressions(widget: dict) -> list[dict]:
    entries = (entry[-1] for entry in widget["properties"].get("metrics", []) if isinstance(entry[-1], dict))
    return [entry for entry in entries if "expression" in entry]


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
    for name, title, widget in widgets(view):
        if widget["x"] + widget["width"] > _WIDTH:
            yield f"{name}: {title} sticks out"
        for x in range(widget["x"], widget["x"] + widget["width"]):
            for y in range(widget["y"], widget["y"] + widget["height"]):
                other = taken.setdefault((name, x, y), title)
                if other != title:
                    yield f"{name}: {title} lies on {other}"


def name_metrics_that_exist(view: View):
    for name, title, widget in widgets(view):
        for metric in metrics(widget):
            if fault := unknown(metric):
                yield f"{name}: {title}: {fault}"
        for entry in expressions(widget):
            searched = re.search(r"\{([^,}]+),([^}]+)\} MetricName=\"(\w+)\"", entry["expression"])
            if searched:
                namespace, dimension, metric = searched.groups()
                sought = {"namespace": namespace, "name": metric, "dimensions": {dimension: ""}, "stat": "Maximum"}
                if fault := unknown(sought):
                    yield f"{name}: {title}: {fault}"


def expressions_have_their_parts(view: View):
    for name, title, widget in widgets(view):
        ids = {entry[-1].get("id") for entry in widget["properties"].get("metrics", []) if isinstance(entry[-1], dict)}
        for entry in expressions(widget):
            used = set(re.findall(r"\b[mc]\d\b", entry["expression"]))
            if not used <= ids:
                yield f"{name}: {title} computes with {used - ids}, which it does not have"


def name_alarms_that_exist(view: View):
    """Of this stack, or of the router itself."""
    own = set(re.findall(r"-(self-[a-z-]+)\"", (paths.TEMPLATE).read_text()))
    own |= set(re.findall(r"\$\{AWS::StackName\}-(self-[a-z-]+)", paths.TEMPLATE.read_text()))
    known = view.alarm_names | {f"alert-router-{name}" for name in own}
    for name, title, widget in widgets(view):
        for arn in widget["properties"].get("alarms", []):
            if arn.rsplit(":", 1)[-1] not in known:
                yield f"{name}: {title}: there is no {arn}"


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
    link_runbooks_that_exist,
    query_log_groups_that_exist,
]
