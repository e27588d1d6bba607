"""What a dashboard's body says, with CloudWatch's shorthand written out.

CloudWatch User Guide, "Dashboard Body Structure and Syntax", is the source of every rule in here.
"""

import json
import re

from view import View


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
    """The metrics of a widget: ``.`` repeats the word above, ``...`` all that are not given anew."""
    found, above = [], []
    for words, options in _entries(widget):
        if not words:
            continue
        if words[0] == "...":
            words = above[: len(above) - len(words) + 1] + words[1:]
        words = [above[place] if word == "." else word for place, word in enumerate(words)]
        above = words
        properties = widget["properties"]
        pairs = dict(zip(words[2::2], words[3::2], strict=True))
        found.append(
            {
                "namespace": words[0],
                "name": words[1],
                "dimensions": pairs,
                "stat": options.get("stat") or properties.get("stat", "Average"),
                "period": options.get("period") or properties.get("period", 300),
                "options": options,
            }
        )
    return found


def expressions(widget: dict) -> list[dict]:
    return [options for _, options in _entries(widget) if "expression" in options]


def columns(query: str) -> list[str]:
    """What a query's table shows: with ``stats``, what it counts by and then what it counts."""
    counted, by = re.search(r"\| *stats (.+?) by ([^|]+)", query).groups()
    return [_named(item) for item in _split(by)] + [_named(item) for item in _split(counted)]


def _entries(widget: dict):
    for entry in widget["properties"].get("metrics", []):
        options = entry[-1] if isinstance(entry[-1], dict) else {}
        yield [word for word in entry if not isinstance(word, dict)], options


def _split(text: str) -> list[str]:
    """At the commas that are in no parentheses."""
    return [item.strip() for item in re.split(r",(?![^(]*\))", text)]


def _named(item: str) -> str:
    return item.rpartition(" as ")[2].strip()
