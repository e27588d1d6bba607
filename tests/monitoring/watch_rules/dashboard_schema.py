"""Rules on the form of dashboards, as the CloudWatch User Guide has it in "Dashboard Body Structure and Syntax". PutDashboard
refuses some of what breaks them, and the console draws an empty widget for the rest.
"""

import re

from body import bodies, expressions, metrics, widgets
from view import View

_PLACE = {"type", "x", "y", "width", "height", "properties"}
_TYPES = {
    # The properties that a widget has to have, and those that it may have besides.
    "metric": (
        {"region", "metrics", "title", "view"},
        {"stacked", "stat", "period", "yAxis", "annotations", "setPeriodToTimeRange", "legend", "liveData", "sparkline"},
    ),
    "alarm": ({"alarms", "title"}, {"sortBy", "states"}),
    "log": ({"region", "query", "title"}, {"view"}),
    "text": ({"markdown"}, {"background"}),
}
_VIEWS = {"metric": {"timeSeries", "singleValue", "bar", "pie", "table"}, "log": {"table", "timeSeries", "bar", "pie"}}
_OPTIONS = {"id", "label", "color", "expression", "period", "region", "stat", "visible", "yAxis"}
_AXIS = {"min", "max", "label", "showUnits"}
_STATISTIC = re.compile(r"Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?|p100")
_COLOR = re.compile(r"#[0-9a-f]{6}")
_MOST_WIDGETS, _MOST_METRICS, _MOST_ALARMS = 500, 500, 100


def have_the_form_of_dashboards(view: View):
    for name, body in bodies(view).items():
        for key in sorted(body.keys() - {"start", "end", "periodOverride", "widgets"}):
            yield f"{name} has {key}"
        if body.get("periodOverride") != "inherit":
            yield f"{name} lets the console choose periods: its sums are then of another time than its titles say"
        if not re.fullmatch(r"-P(\d+D|T\d+H)", body.get("start", "")):
            yield f"{name} begins at {body.get('start')}"
        if len(body["widgets"]) > _MOST_WIDGETS:
            yield f"{name} has more widgets than CloudWatch takes"


def have_the_form_of_widgets(view: View):
    for name, title, widget in widgets(view):
        if widget.get("type") not in _TYPES or widget.keys() != _PLACE:
            yield f"{name}: {title} is no widget"
            continue
        needed, allowed = _TYPES[widget["type"]]
        properties = widget["properties"]
        for key in sorted(needed - properties.keys()):
            yield f"{name}: {title} has no {key}"
        for key in sorted(properties.keys() - needed - allowed):
            yield f"{name}: {title} has {key}"
        if widget["type"] in _VIEWS and properties.get("view") not in _VIEWS[widget["type"]]:
            yield f"{name}: {title} is shown as {properties.get('view')}"
        if properties.get("stacked") and properties["view"] != "timeSeries":
            yield f"{name}: {title} is stacked, which only graphs are"
        if len(properties.get("alarms", [])) > _MOST_ALARMS or len(properties.get("metrics", [])) > _MOST_METRICS:
            yield f"{name}: {title} has more than CloudWatch takes"
        if properties.get("sortBy", "default") not in ("default", "stateUpdatedTimestamp", "timestamp"):
            yield f"{name}: {title} is sorted by {properties['sortBy']}"


def have_the_form_of_metrics(view: View):
    for name, title, widget in widgets(view):
        for metric in metrics(widget):
            if not _STATISTIC.fullmatch(metric["stat"]):
                yield f"{name}: {title}: {metric['name']} by {metric['stat']}"
            if metric["period"] not in (1, 5, 10, 30) and metric["period"] % 60:
                yield f"{name}: {title}: {metric['name']} each {metric['period']} s"
        entries = [entry[-1] for entry in widget["properties"].get("metrics", []) if isinstance(entry[-1], dict)]
        ids = [entry["id"] for entry in entries if "id" in entry]
        if len(ids) != len(set(ids)) or not all(re.fullmatch(r"[a-z]\w*", one) for one in ids):
            yield f"{name}: {title} has ids that are twice there, or do not begin with a small letter: {ids}"
        for entry in entries:
            if entry.keys() - _OPTIONS:
                yield f"{name}: {title} has {sorted(entry.keys() - _OPTIONS)}"
            if not _COLOR.fullmatch(entry.get("color", "#000000")):
                yield f"{name}: {title} is drawn in {entry['color']}"
            if entry.get("yAxis", "left") not in ("left", "right"):
                yield f"{name}: {title} has an axis {entry['yAxis']}"
        if any(entry.get("visible", True) and "label" not in entry for entry in expressions(widget)):
            yield f"{name}: {title} has an expression without a label"


def have_the_form_of_axes_and_lines(view: View):
    for name, title, widget in widgets(view):
        axes = widget["properties"].get("yAxis", {})
        if axes.keys() - {"left", "right"} or any(axis.keys() - _AXIS for axis in axes.values()):
            yield f"{name}: {title} has axes {axes}"
        annotations = widget["properties"].get("annotations", {"horizontal": []})
        if annotations.keys() != {"horizontal"}:
            yield f"{name}: {title} has {sorted(annotations)}: only lines across are used here"
            continue
        for line in annotations["horizontal"]:
            fits = line.keys() == {"label", "value", "color"} and _COLOR.fullmatch(line["color"])
            if not fits or not isinstance(line["value"], int | float):
                yield f"{name}: {title} has a line {line}"


RULES = [
    have_the_form_of_dashboards,
    have_the_form_of_widgets,
    have_the_form_of_metrics,
    have_the_form_of_axes_and_lines,
]
