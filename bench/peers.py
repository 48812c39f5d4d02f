"""The rules of peers for "more" and "fewer", for `bench/false_alarms.py`: each on the totals of every label, as they do."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from pipeline.core.model import WeekCounts

Verdicts = Mapping[str, str]
Method = Callable[[Sequence[WeekCounts], WeekCounts], Verdicts]


def simple(rule: Callable[[np.ndarray, int], str]) -> Method:
    """A rule on the totals of every label."""

    def method(history: Sequence[WeekCounts], current: WeekCounts) -> Verdicts:
        past, now = [totals(week) for week in history], totals(current)
        labels = set(now).union(*past)
        return {label: rule(np.array([week[label] for week in past]), now[label]) for label in labels}

    return method


def totals(week: WeekCounts) -> Counter[str]:
    """Stories per label over all sources."""
    return sum((Counter(source.labels) for source in week.sources.values()), Counter())


def three_sigma(past: np.ndarray, now: int) -> str:
    """Beyond three standard deviations."""
    mean, far = past.mean(), 3 * past.std(ddof=1)
    return "more" if now > mean + far and now >= 4 else "fewer" if now < mean - far else "usual"


def percentiles(past: np.ndarray, now: int) -> str:
    """Beyond the percentiles of its own history."""
    low, high = np.percentile(past, (10, 75))
    return "more" if now > high else "fewer" if now < low else "usual"


def half(past: np.ndarray, now: int) -> str:
    """Half more or half less."""
    mean = past.mean()
    return "more" if now >= 1.5 * mean and now >= 3 else "fewer" if now <= 0.5 * mean and mean >= 3 else "usual"


def last_week(past: np.ndarray, now: int) -> str:
    """Against last week, as if both were Poisson."""
    z = (now - past[-1]) / np.sqrt(max(now + past[-1], 1))
    return "more" if z > 1.96 else "fewer" if z < -1.96 else "usual"


PEERS: dict[str, Method] = {
    "mean + 3σ": simple(three_sigma),
    "percentiles 10/75": simple(percentiles),
    "±50 %": simple(half),
    "last-week z-test": simple(last_week),
}
