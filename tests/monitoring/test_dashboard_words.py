"""What docs/DASHBOARDS.md says of its pictures is what they show: every figure in the words is worked out from what is drawn."""

import json
import re
from datetime import datetime, timezone

import pytest

import day
import day_pipeline
import drawing
from local_aws import paths

_DOCUMENT = paths.PROJECT / "docs" / "DASHBOARDS.md"
_COUNTED = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five"}


class Board:
    """A dashboard as it is drawn, and the section that explains it."""

    def __init__(self, name: str, drawn: str):
        self.widgets = json.loads(drawn)["widgets"]
        (section,) = re.findall(rf"^## ml-{name}\n(.+?)(?=^## )", _DOCUMENT.read_text(), re.M | re.S)
        self.words = " ".join(section.split())

    def line(self, title: str, label: str) -> dict[int, float]:
        """Times and values of a line, by the beginning of its graph's title."""
        (graph,) = (widget for widget in self.widgets if widget["title"].startswith(title))
        (line,) = (line for line in graph["lines"] if line["label"] == label)
        return dict(map(tuple, line["points"]))

    def last(self, title: str, label: str) -> float:
        return list(self.line(title, label).values())[-1]

    def fires(self) -> list[dict]:
        (lights,) = (widget["alarms"] for widget in self.widgets if widget["type"] == "alarm")
        return [light for light in lights if light["firing"]]

    def lacks(self, *figures: str) -> list[str]:
        """Those that the words do not have."""
        return [figure for figure in figures if figure not in self.words]


@pytest.fixture(scope="module")
def boards() -> dict[str, Board]:
    return {name: Board(name, drawn) for name, drawn in drawing.drawings().items()}


def clock(at: int) -> str:
    return datetime.fromtimestamp(at, timezone.utc).strftime("%H:%M")


def date(at: int) -> str:
    return f"{datetime.fromtimestamp(at, timezone.utc).day}th"


def above(line: dict[int, float], least: float = 0) -> list[int]:
    return [at for at, value in line.items() if value > least]


@pytest.mark.parametrize("name", ["serving", "pipeline"])
def test_what_fires_is_said_with_its_time(boards, name):
    board = boards[name]
    times = {clock(light["since"]) for light in board.fires()}
    assert set(re.findall(r"since (\d\d:\d\d)", board.words)) == times


def test_nothing_of_the_router_fires(boards):
    assert boards["router"].fires() == [] and boards["router"].lacks("No alarm of its own fires.") == []


def test_what_production_feels(boards):
    serving = boards["serving"]
    errors, slow, full = (
        serving.last("prod now", label) for label in ("5xx, percent", "latency p99, ms", "memory of the fullest instance, percent")
    )
    count = _COUNTED[len(serving.fires())]
    said = [f"{count} alarms of production fire", f"{errors:.1f} percent of the requests", f"{errors:.1f} % of the requests fail"]
    assert serving.lacks(*said, f"p99 was {slow / 1000:.1f} seconds", f"memory {int(full)} percent") == []


def test_what_was_deployed(boards):
    serving = boards["serving"]
    graph = "Deployments under way"
    production, failed = serving.line(graph, "prod deploys"), serving.line(graph, "staging smoke test failed")
    ended = above(production)[-1] + 60
    assert serving.lacks(f"a deployment to production that ended at {clock(ended)}") == []
    (smoke,) = above(failed)
    assert serving.lacks(f"the smoke test failed at {clock(smoke)}") == []
    begun = clock(above(production)[0])
    assert f"deployed to production at {begun}" in " ".join(_DOCUMENT.read_text().split())
    # It passed the test in staging: requests came for twelve minutes after the second deployment.
    tested = [at for at in serving.line("staging: requests", "requests") if at > smoke + day.HOUR]
    assert len(tested) == 12 and serving.lacks("twelve minutes of few requests") == []


def test_which_nights_failed(boards):
    pipeline = boards["pipeline"]
    failed = above(pipeline.line("Executions that ended", "failed"))
    succeeded = above(pipeline.line("Executions that ended", "succeeded"))
    assert above(pipeline.line("Stages that failed", "training")) == failed and len(failed) == 2
    assert pipeline.lacks(f"each night until the {date(succeeded[-1])}", f"failed on the {date(failed[0])} and {date(failed[1])}") == []


def test_how_long_training_took(boards):
    pipeline = boards["pipeline"]
    training = pipeline.line("Average duration of a stage", "training")
    assert pipeline.lacks(f"in training, which took {list(training.values())[-1]:.0f} minutes tonight") == []
    slow = above(training, 90)[0]
    usual = [value for at, value in training.items() if at < slow]
    assert all(50 < value < 70 for value in usual)
    before = date(max(at for at in training if at < slow))
    assert pipeline.lacks(f"training took an hour until the {before}, then {training[slow]:.0f} minutes") == []


def test_when_it_will_have_been_too_long(boards, platform):
    pipeline = boards["pipeline"]
    metric = {"namespace": "AWS/Sagemaker/ModelBuildingPipeline", "name": "ExecutionSucceeded", "stat": "Sum", "period": 60}
    succeeded = day.samples().series(metric | {"dimensions": {"PipelineName": day_pipeline.PIPELINE}}, day_pipeline.START, day.NOW)
    hours = (day.NOW - max(succeeded)) // day.HOUR
    fires_at = platform["Resources"]["Pipeline.NotSucceeding"]["Properties"]["EvaluationPeriods"]
    assert pipeline.lacks(f"the last success is {hours} hours old, and it fires at {fires_at}") == []


def test_what_a_day_costs(boards):
    pipeline = boards["pipeline"]
    rate = pipeline.line("The month's bill", "a day (right)")
    first, last = list(rate.values())[0], list(rate.values())[-1]
    risen = date(above(rate, first * 1.5)[0])
    assert pipeline.lacks(f"by {last:.0f} dollars a day since the {risen}, {first:.0f} before", f"It has doubled since the {risen}") == []


def test_how_many_were_told(boards):
    """And the table of who was told adds up to what was sent."""
    router = boards["router"]
    (now,) = (widget for widget in router.widgets if widget.get("view") == "singleValue")
    values = {line["label"]: int(line["points"][0][1]) for line in now["lines"] if line["points"]}
    assert router.lacks(*(f"{value:,} " for value in values.values() if value > 1)) == []
    (told,) = (widget for widget in router.widgets if widget["type"] == "log")
    counted = {row[1]: row[2] for row in told["rows"]}
    assert sum(row[2] for row in told["rows"]) - counted["digest"] == values["paged"]
