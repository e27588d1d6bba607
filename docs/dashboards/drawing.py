"""What is drawn: for each dashboard of monitoring/, its widgets with the values of their graphs, from sample data.

    PYTHONPATH=tests:tests/monitoring python docs/dashboards/drawing.py FOLDER

writes FOLDER/<name>.json for each, which photograph.cjs draws. Everything that is known about CloudWatch is in here and in the
modules beside it; the browser only draws.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

import body
import day
import day_pipeline
import day_router
import day_serving
import flat
import metric_math
from alarm_state import Lights
from local_aws import paths
from samples import Samples
from view import ALARM_TYPES

_LOGS = day_pipeline.LOGS | day_serving.LOGS | day_router.LOGS
_SPANS = {"-P7D": 7 * day.DAY, "-P1D": day.DAY, "-PT6H": 6 * day.HOUR}


def drawings() -> dict[str, str]:
    """JSON of what is drawn, by the dashboard's name without its prefix."""
    platform = flat.flatten(flat.FOLDER / "template.yaml", flat.PLATFORM)
    router = flat.flatten(paths.TEMPLATE, {"OperatorEmail": "operator@example.com"}, stack=day_router.STACK)
    resources = [*platform["Resources"].values(), *router["Resources"].values()]
    alarms = {one["Properties"]["AlarmName"]: one["Properties"] for one in resources if one["Type"] in ALARM_TYPES}
    samples = day.samples()
    found = {}
    for one in resources:
        if one["Type"] == "AWS::CloudWatch::Dashboard":
            properties = one["Properties"]
            drawn = Drawing(json.loads(properties["DashboardBody"]), samples, Lights(alarms, samples, day.NOW))
            name = properties["DashboardName"]
            found[name.partition("-")[2]] = drawn.json(name)
    return found


def digest(drawing: str) -> str:
    return hashlib.sha256(drawing.encode()).hexdigest()


class Drawing:
    def __init__(self, dashboard: dict, samples: Samples, lights: Lights):
        self.dashboard, self.samples, self.lights = dashboard, samples, lights
        self.end = day.NOW
        self.start = self.end - _SPANS[dashboard["start"]]

    def json(self, name: str) -> str:
        widgets = [self.widget(widget) for widget in self.dashboard["widgets"]]
        drawn = {"name": name, "start": self.start, "end": self.end, "widgets": widgets}
        return json.dumps(drawn, indent=1, ensure_ascii=False) + "\n"

    def widget(self, widget: dict) -> dict:
        properties = widget["properties"]
        content = getattr(self, f"_{widget['type']}")(widget)
        place = {key: widget[key] for key in ("type", "x", "y", "width", "height")}
        return place | {"title": properties.get("title", "")} | content

    def _text(self, widget):
        return {"markdown": widget["properties"]["markdown"]}

    def _alarm(self, widget):
        names = [arn.rsplit(":", 1)[-1] for arn in widget["properties"]["alarms"]]
        lights = [{"name": name} | self.lights.state(name) for name in names]
        # What changed last comes first, as sortBy says; of what has not changed for hours, nobody knows here when it did.
        assert widget["properties"]["sortBy"] == "stateUpdatedTimestamp"
        return {"alarms": sorted(lights, key=lambda light: (not light["firing"], -(light.get("since") or 0)))}

    def _log(self, widget):
        query = widget["properties"]["query"]
        columns = body.columns(query)
        (rows,) = (_LOGS[group] for group in re.findall(r"SOURCE '([^']+)'", query) if group in _LOGS)
        sort = columns.index(re.search(r"sort (\S+) desc", query).group(1))
        assert all(len(row) == len(columns) for row in rows), f"{widget['properties']['title']}: {columns}"
        assert rows == sorted(rows, key=lambda row: -row[sort]), f"{widget['properties']['title']}: not as the query sorts"
        return {"columns": columns, "rows": rows}

    def _metric(self, widget):
        properties = widget["properties"]
        lines = self._lines(widget)
        if not any(line["points"] for line in lines):
            raise ValueError(f"{properties['title']}: nothing has a value, so there is nothing to see")
        shown = {"view": properties["view"], "stacked": properties.get("stacked", False), "lines": lines}
        thresholds = properties.get("annotations", {}).get("horizontal", [])
        return shown | {"thresholds": thresholds, "axes": properties.get("yAxis", {})}

    def _lines(self, widget) -> list[dict]:
        """What is visible, in the order of the widget."""
        properties, parts, shown = widget["properties"], {}, []
        metrics = iter(body.metrics(widget))
        for entry in properties["metrics"]:
            options = entry[-1] if isinstance(entry[-1], dict) else {}
            if "expression" in options:
                shown.append((options, None, None))
                continue
            metric = next(metrics)
            series = self._series(metric, properties.get("setPeriodToTimeRange", False))
            if "id" in options:
                parts[options["id"]] = series
            if options.get("visible", True):
                shown.append((options | {"label": options.get("label", metric["name"])}, series, metric["period"]))
        return [
            line
            for options, series, period in shown
            for line in (self._computed(options, parts, properties) if series is None else [_line(options, series, period)])
        ]

    def _series(self, metric: dict, whole: bool):
        if whole:
            return self.samples.series(metric | {"period": self.end - self.start}, self.start, self.end, origin=self.start)
        return self.samples.series(metric, self.start // metric["period"] * metric["period"], self.end)

    def _computed(self, options: dict, parts: dict, properties: dict) -> list[dict]:
        expression, period = options["expression"], properties["period"]
        found = metric_math.search(expression, self.samples)
        if found == []:
            raise ValueError(f"{expression} finds nothing")
        if found:
            return [_line(options | {"label": _value(one)}, self._series(one, False), one["period"]) for one in found]
        times = list(range(self.start // period * period, self.end, period))
        return [_line(options, metric_math.evaluate(expression, parts, times), period)]


def _value(metric: dict) -> str:
    return next(iter(metric["dimensions"].values()))


def _line(options: dict, series: dict, period: int) -> dict:
    points = [[at, float(f"{value:.6g}")] for at, value in series.items()]
    right = options.get("yAxis") == "right"
    return {"label": options["label"], "color": options.get("color"), "right": right, "period": period, "points": points}


def main(folder: str):
    for name, drawing in drawings().items():
        (Path(folder) / f"{name}.json").write_text(drawing)
        print(f"{digest(drawing)}  {name}.json")


if __name__ == "__main__":
    main(sys.argv[1])
