"""The sample data: a week, a day and six hours of an ML platform that end at 03:15 at night, when somebody is paged.

Made up, by a seeded generator: the same numbers each time. The story, for whoever looks at the pictures:

- 00:39 the smoke test of a new model fails in staging; it is repaired and deployed there at 01:52, to production at 02:31. In
  production it leaks memory: from 02:44 on it gets slower, and from 02:56 on it answers with errors.
- The nightly training took longer each night, was too slow on the 17th, and has failed since the 19th: tonight again, at 03:12.
- Since the 17th a day costs twice what it did.
- The router lost a chat for a while on the morning of the 19th, and saw a storm of alarms at 14:05.
"""

import math
import random
from datetime import datetime, timezone

from samples import MINUTE, Samples

SEED = 20261120
HOUR, DAY = 3600, 86400


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())


NOW = at("2026-11-20T03:15:00")


class Chance:
    """Numbers from a seed. One for each subject, so that a change of one leaves the others' pictures as they are."""

    def __init__(self, subject: str):
        self._random = random.Random(f"{SEED} {subject}")

    def about(self, value: float, spread: float) -> float:
        """Within ``spread``, a share of the value, of it."""
        return value * (1 + spread * (2 * self._random.random() - 1))

    def count(self, mean: float) -> int:
        """How often something happens that happens ``mean`` times (Poisson's distribution, by Knuth's method)."""
        limit, product, count = math.exp(-mean), self._random.random(), 0
        while product > limit:
            product *= self._random.random()
            count += 1
        return count

    def durations(self, median: float, sigma: float, count: int) -> list[float]:
        """Times that most of are near the median and a few are far above."""
        return [median * math.exp(self._random.gauss(0, sigma)) for _ in range(count)]


def minutes(start: int, end: int) -> range:
    return range(start // MINUTE * MINUTE, end, MINUTE)


def between(value: int, start: int, end: int) -> float:
    """How far a time is from start to end: 0 before, 1 after."""
    return min(1.0, max(0.0, (value - start) / (end - start)))


def samples() -> Samples:
    """Everything that the dashboards and the alarms on them name."""
    import day_pipeline
    import day_router
    import day_serving

    found = Samples()
    for part in (day_pipeline, day_serving, day_router):
        part.fill(found)
    return found
