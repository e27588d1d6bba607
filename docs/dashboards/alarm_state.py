"""What the alarms of the templates say of the sample data, so that a picture's lights and graphs agree.

CloudWatch User Guide, "Evaluating an alarm" and "Create a composite alarm". A period that is missing counts as
``TreatMissingData`` says; ``ignore`` here means that it counts for nothing.
"""

import ast
import operator
import re

import metric_math
from samples import MINUTE, Samples
from view import stats

_COMPARE = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_MISSING_IS_BAD = {"breaching": True, "notBreaching": False, "ignore": False}
# How far back the time is looked for at which an alarm began to fire.
_MINUTES_BACK = 180


class Lights:
    """``alarms`` are the properties of alarms by their name."""

    def __init__(self, alarms: dict[str, dict], samples: Samples, now: int):
        self.alarms, self.samples, self.now = alarms, samples, now

    def state(self, name: str) -> dict:
        """``firing`` and, if so, ``since``: nothing if that is longer ago than is looked back."""
        if not self._fires(name, self.now):
            return {"firing": False}
        for minutes in range(1, _MINUTES_BACK):
            if not self._fires(name, self.now - minutes * MINUTE):
                return {"firing": True, "since": self.now - (minutes - 1) * MINUTE}
        return {"firing": True, "since": None}

    def _fires(self, name: str, now: int) -> bool:
        alarm = self.alarms[name]
        return self._any_of(alarm["AlarmRule"], now) if "AlarmRule" in alarm else self._breaches(alarm, now)

    def _breaches(self, alarm: dict, now: int) -> bool:
        metrics = stats(alarm)
        period, slots = metrics[0]["period"], int(alarm["EvaluationPeriods"])
        times = [now - (slot + 1) * period for slot in range(slots)]
        found = [self.samples.series(metric, times[-1], now, origin=now) for metric in metrics]
        values = found[0]
        if "Metrics" in alarm:
            ids = [entry["Id"] for entry in alarm["Metrics"] if "MetricStat" in entry]
            (expression,) = (entry["Expression"] for entry in alarm["Metrics"] if "Expression" in entry)
            values = metric_math.evaluate(expression, dict(zip(ids, found, strict=True)), times)
        compare, threshold = _COMPARE[alarm["ComparisonOperator"]], float(alarm["Threshold"])
        missing = _MISSING_IS_BAD[alarm["TreatMissingData"]]
        bad = [compare(values[at], threshold) if at in values else missing for at in times]
        return sum(bad) >= int(alarm["DatapointsToAlarm"])

    def _any_of(self, rule: str, now: int) -> bool:
        said = re.sub(r'ALARM\("([^"]+)"\)', lambda child: str(self._fires(child.group(1), now)), rule)
        return _truth(ast.parse(" ".join(said.lower().split()).replace("true", "True").replace("false", "False"), mode="eval").body)


def _truth(node) -> bool:
    match node:
        case ast.Constant(value=bool()):
            return node.value
        case ast.BoolOp(op=ast.Or()):
            return any(map(_truth, node.values))
        case ast.BoolOp(op=ast.And()):
            return all(map(_truth, node.values))
        case ast.UnaryOp(op=ast.Not()):
            return not _truth(node.operand)
    raise ValueError(f"an alarm rule that is not understood here: {ast.dump(node)}")
