"""Sample data: what happened in each minute, and CloudWatch's statistics of it."""

import math
from collections import defaultdict

MINUTE = 60
Series = dict[int, float]


class NoSamples(KeyError):
    """A dashboard or an alarm names a metric that the sample data does not have: its picture would be empty."""


class Samples:
    """Values by metric and minute. A metric that is ``quiet`` is known and never had a value."""

    def __init__(self):
        self._values = defaultdict(lambda: defaultdict(list))

    def put(self, namespace: str, name: str, dimensions: dict, at: int, *values: float):
        if values:
            self._values[_key(namespace, name, dimensions)][at // MINUTE * MINUTE].extend(values)

    def quiet(self, namespace: str, dimensions: dict, *names: str):
        for name in names:
            self._values[_key(namespace, name, dimensions)]

    def dimensions(self, namespace: str, name: str) -> list[dict]:
        """The series of a metric, as ``SEARCH`` finds them."""
        return [dict(key[2]) for key in sorted(self._values) if key[:2] == (namespace, name)]

    def series(self, metric: dict, start: int, end: int, origin: int = 0) -> Series:
        """A statistic for each period from ``start`` until ``end`` that has a value. ``metric`` is as ``body.metrics`` and
        ``view.stats`` have it; periods are counted from ``origin``."""
        key = _key(metric["namespace"], metric["name"], metric["dimensions"])
        if key not in self._values:
            raise NoSamples(f"no sample data for {metric['namespace']} {metric['name']} {metric['dimensions']}")
        period, periods = metric["period"], defaultdict(list)
        for at, values in self._values[key].items():
            if start <= at < end:
                periods[(at - origin) // period * period + origin].extend(values)
        return {at: statistic(metric["stat"], values) for at, values in sorted(periods.items())}


def statistic(stat: str, values: list[float]) -> float:
    if stat in _STATISTICS:
        return _STATISTICS[stat](values)
    if stat[:1] == "p" and stat[1:].isdigit():
        # Nearest rank. CloudWatch interpolates; in a picture that is the same.
        return sorted(values)[max(0, math.ceil(len(values) * int(stat[1:]) / 100) - 1)]
    raise ValueError(f"the statistic {stat} is not known here")


_STATISTICS = {
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "Average": lambda values: sum(values) / len(values),
    "SampleCount": len,
}


def _key(namespace: str, name: str, dimensions: dict):
    return namespace, name, tuple(sorted(dimensions.items()))
