"""The pictures of docs/DASHBOARDS.md show the dashboards as they are now, and what works out their values can be trusted: it
computes as CloudWatch does, or refuses.
"""

import copy
import json
import re

import pytest

import alarm_state
import day
import drawing
import flat
import metric_math
from local_aws import paths
from samples import NoSamples, Samples, statistic

FOLDER = paths.PROJECT / "docs" / "dashboards"
DOCUMENT = paths.PROJECT / "docs" / "DASHBOARDS.md"
NAMES = ("pipeline", "serving", "router")
MAX_BYTES = 200_000
MADE_ANEW = "`make dashboards` draws it anew: look at it before you commit it"


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return drawing.drawings()


@pytest.fixture(scope="module")
def board(platform) -> dict:
    return json.loads(platform["Resources"]["Dashboards.ServingDashboard"]["Properties"]["DashboardBody"])


def test_there_is_a_picture_of_each(drawn):
    assert sorted(drawn) == sorted(NAMES)


def photographed() -> dict[str, str]:
    """The SHA-256 of what went into the pictures, by file."""
    lines = (FOLDER / "drawn.sha256").read_text().splitlines()
    return {file: digest for digest, file in map(str.split, lines)}


def test_nothing_else_is_said_to_be_drawn():
    assert photographed().keys() == {f"{name}.json" for name in NAMES} | {"board.css", "board.js"}


@pytest.mark.parametrize("name", NAMES)
def test_they_are_of_what_the_dashboards_are_now(name, drawn):
    assert photographed()[f"{name}.json"] == drawing.digest(drawn[name]), f"{name}.png shows another dashboard; {MADE_ANEW}"


@pytest.mark.parametrize("file", ["board.css", "board.js"])
def test_they_are_drawn_as_dashboards_are_drawn_now(file):
    assert photographed()[file] == drawing.digest((FOLDER / file).read_text()), MADE_ANEW


@pytest.mark.parametrize("name", NAMES)
def test_they_are_small_and_the_document_shows_each(name):
    png = (FOLDER / f"{name}.png").read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n") and len(png) < MAX_BYTES
    described = re.findall(rf'<img src="dashboards/{name}\.png"[^>]* alt="([^"]+)"', DOCUMENT.read_text())
    assert len(described) == 1 and len(described[0]) > 40, "shown once, and said in words"


def test_a_threshold_of_the_stack_is_the_line_in_the_graph(drawn):
    values = flat.PLATFORM | {"LatencyP99Milliseconds": "900"}
    body = flat.flatten(flat.FOLDER / "template.yaml", values)["Resources"]["Dashboards.ServingDashboard"]["Properties"]
    lines = [line for widget in json.loads(drawn["serving"])["widgets"] for line in widget.get("thresholds", [])]
    assert ("ml-prod-endpoint-latency-p99", 800) in [(line["label"], line["value"]) for line in lines]
    assert '"ml-prod-endpoint-latency-p99", "value": 900' in body["DashboardBody"]


def draw(board: dict, samples: Samples) -> str:
    lights = alarm_state.Lights({}, samples, day.NOW)
    return drawing.Drawing(board, samples, lights).json("board")


def graph(*metrics, **properties) -> dict:
    shown = {"title": "graph", "view": "timeSeries", "period": 60, "stat": "Sum", "metrics": list(metrics)} | properties
    widget = {"type": "metric", "x": 0, "y": 0, "width": 1, "height": 1, "properties": shown}
    return {"start": "-PT6H", "widgets": [widget]}


def test_a_metric_without_sample_data_is_not_drawn():
    with pytest.raises(NoSamples, match="Other"):
        draw(graph(["AWS/SQS", "Other", "QueueName", "a"]), Samples())


def test_a_graph_without_any_value_is_not_drawn():
    samples = Samples()
    samples.quiet("AWS/SQS", {"QueueName": "a"}, "Known")
    with pytest.raises(ValueError, match="nothing to see"):
        draw(graph(["AWS/SQS", "Known", "QueueName", "a"]), samples)


def test_a_search_that_finds_nothing_is_not_drawn():
    expression = "SEARCH('{AWS/SQS,QueueName} MetricName=\"Known\" other', 'Sum', 60)"
    with pytest.raises(ValueError, match="finds nothing"):
        draw(graph([{"expression": expression, "id": "e1", "label": ""}]), Samples())


def test_a_table_has_the_columns_of_its_query(board):
    table = copy.deepcopy(next(widget for widget in board["widgets"] if widget["type"] == "log"))
    table["properties"]["query"] = table["properties"]["query"].replace("count(*) as lines, ", "count(*) as lines, min(a) as b, ")
    with pytest.raises(AssertionError, match="'b'"):
        draw({"start": "-PT6H", "widgets": [table]}, Samples())


TIMES = [0, 60, 120, 180]
PARTS = {"m1": {0: 10.0, 60: 40.0, 180: 100.0}, "m_2": {0: 2.0, 60: 0.0, 120: 5.0, 180: 4.0}}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("m1 / 10", {0: 1, 60: 4, 180: 10}),
        ("m1 - m_2 * 2", {0: 6, 60: 40, 180: 92}),
        ("m1 / m_2", {0: 5, 180: 25}),  # nothing where one is missing or by zero
        ("IF(m_2 >= 3, m1, 0)", {0: 0, 60: 0, 180: 100}),  # chosen, and missing, at 120
        ("FILL(m1, 0)", {0: 10, 60: 40, 120: 0, 180: 100}),
        ("RATE(m1) * 60", {60: 30, 180: 30}),
        ("MAX([m1 / 10, m_2])", {0: 2, 60: 4, 120: 5, 180: 10}),
    ],
)
def test_metric_math(expression, expected):
    assert metric_math.evaluate(expression, PARTS, TIMES) == pytest.approx(expected)


def test_a_metric_that_never_had_a_value_is_not_filled():
    assert metric_math.evaluate("FILL(m1, 0)", {"m1": {}}, TIMES) == {}


@pytest.mark.parametrize(
    "expression",
    ["m9", "SUM(METRICS())", "DIFF(m1)", "m1 ** 2", "FILL(m1, REPEAT)", "FILL(m1, m_2)", "IF(m1, 1)", "m1 +", "ANOMALY_DETECTION_BAND(m1, 2)"],
)
def test_unknown_math_is_refused(expression):
    with pytest.raises(metric_math.Unknown):
        metric_math.evaluate(expression, PARTS, TIMES)


def queues(*names: str) -> Samples:
    samples = Samples()
    for name in names:
        samples.quiet("AWS/SQS", {"QueueName": name}, "Age")
    samples.quiet("AWS/SQS", {"Other": "alert-router-IngestQueue"}, "Age")
    return samples


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("alert-router", ["alert-router-FlushQueue-X1", "alert-router-IngestDeadLetters-X3", "alert-router-IngestQueue-X2"]),
        ("alert-router Queue (Ingest OR Flush)", ["alert-router-FlushQueue-X1", "alert-router-IngestQueue-X2"]),
        ("alert-router (Dead OR Undelivered)", ["alert-router-IngestDeadLetters-X3"]),
        ("lert", []),
        ("alertrouter", []),
        ("router-alert", []),
        ("ROUTER flush", ["alert-router-FlushQueue-X1"]),
        ("alert-router FlushQueue", ["alert-router-FlushQueue-X1"]),
        ("alert-router flushqueue", []),
        # What stands in quotes is a whole name. With a name that CloudFormation made up the end of, it finds nothing.
        ('"alert-router"', []),
        ('"alert-router-FlushQueue-X1"', ["alert-router-FlushQueue-X1"]),
    ],
)
def test_search(terms, expected):
    samples = queues("alert-router-FlushQueue-X1", "alert-router-IngestQueue-X2", "alert-router-IngestDeadLetters-X3", "orders")
    found = metric_math.search(f"SEARCH('{{AWS/SQS,QueueName}} MetricName=\"Age\" {terms}', 'Maximum', 60)", samples)
    assert [metric["dimensions"]["QueueName"] for metric in found] == expected


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("CustomCount1", ["Custom", "Count", "1"]),
        ("SDBFailure", ["SDB", "Failure"]),
        ("Project2-trial333", ["Project", "2", "trial", "333"]),
        ("couNT", ["cou", "NT"]),
    ],
)
def test_tokens_are_those_of_the_user_guide(text, tokens):
    assert metric_math._tokens(text) == tokens


def test_an_unknown_search_is_refused():
    with pytest.raises(metric_math.Unknown):
        metric_math.search("SEARCH('{AWS/SQS,QueueName} Age', 'Maximum')", Samples())
    assert metric_math.search("m1 / 2", Samples()) is None


def test_statistics():
    values = list(range(1, 101))
    assert [statistic(stat, values) for stat in ("Sum", "Average", "Minimum", "Maximum", "SampleCount")] == [5050, 50.5, 1, 100, 100]
    assert [statistic(stat, values) for stat in ("p50", "p90", "p99")] == [50, 90, 99]
    with pytest.raises(ValueError, match="tm99"):
        statistic("tm99", values)


def alarm(values: dict[int, float], now: int = 600, **changes) -> bool:
    """Whether an alarm on a metric with these values, by minutes before now, fires."""
    samples = Samples()
    samples.quiet("N", {}, "m")
    for minutes, value in values.items():
        samples.put("N", "m", {}, now - minutes * 60, value)
    properties = {
        "AlarmName": "one",
        "Namespace": "N",
        "MetricName": "m",
        "Statistic": "Sum",
        "Period": 60,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 2,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "TreatMissingData": "notBreaching",
    } | changes
    rule = {"AlarmRule": 'ALARM("one") OR (ALARM("one") AND NOT ALARM("one"))'}
    lights = alarm_state.Lights({"one": properties, "all": rule}, samples, now)
    assert lights.state("all") == lights.state("one")
    return lights.state("one")["firing"]


def test_alarms_need_m_of_n():
    assert not alarm({1: 9})
    assert alarm({1: 9, 3: 9})
    assert not alarm({1: 9, 4: 9}), "out of the window"
    assert not alarm({1: 2, 2: 2}), "at the threshold"


def test_silence_is_what_the_alarm_says_it_is():
    assert alarm({}, TreatMissingData="breaching")
    assert not alarm({}, TreatMissingData="ignore")
    with pytest.raises(KeyError):
        alarm({}, TreatMissingData="missing")
