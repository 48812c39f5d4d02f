"""What recent weeks should bring when they are as usual, and the range that this leaves. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from scipy.stats import gamma
from scipy.stats import t as student

from classifiers.tally import UNKNOWN, UNSURE, YES
from classifiers.usual import ALL, Usual


@dataclass(frozen=True, slots=True)
class Brought:
    """What one source brought in one week: sums over *items* texts of the rows of a `classifiers.tally.Tally`."""

    week: str
    source: str
    kind: str
    items: int
    seen: tuple[float, ...]
    of: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """How many there should be, and the range of the true number over it; None when there are too few weeks to say."""

    count: float
    low: float | None
    high: float | None


def expected(
    usual: Usual,
    name: str,
    column: int,
    recent: Sequence[Brought],
    before: Sequence[Brought],
    *,
    fewest_weeks: int,
    error: float,
) -> Expected:
    """What is expected of the measure *name*, in that *column*, of the *recent* weeks, by their mix of kinds.

    Outside the range lies one of 1 / *error* that are as usual. Three relative variances are added up: that of which sources
    these are, each as far from its kind as blocks of training are; that of what is usual, which is known from so many blocks;
    and that of weeks, as they differ around their own mean, *before* and *recent* apart, though never less than chance makes of
    texts. For the latter both must have more than *fewest_weeks* weeks together.
    """
    count = sum(_count(usual, one, name, column) for one in recent)
    if not count:
        return Expected(0.0, None, None)
    weekly, freedom = _weeks(usual, (recent, before), name, column)
    if freedom < fewest_weeks:
        return Expected(count, None, None)
    parts = ((_sources(usual, recent, name, column), max(1, usual.freedom)), (weekly / count, freedom))
    return Expected(count, *_range(parts, error))


def _count(usual: Usual, one: Brought, name: str, column: int) -> float:
    """Of a kind that training did not have as of all of it."""
    return one.of[column] * usual.shares.get(one.kind, usual.shares[ALL])[name]


def _sources(usual: Usual, here: Sequence[Brought], name: str, column: int) -> float:
    of_source: dict[tuple[str, str], float] = {}
    of_kind: dict[str, float] = {}
    for one in here:
        kind, count = one.kind if one.kind in usual.shares else ALL, _count(usual, one, name, column)
        of_source[kind, one.source] = of_source.get((kind, one.source), 0.0) + count
        of_kind[kind] = of_kind.get(kind, 0.0) + count
    whole = sum(of_kind.values())
    variance = sum((count / whole * _apart(usual, kind, name)) ** 2 for (kind, _), count in of_source.items())
    return variance + sum((n / whole * _apart(usual, kind, name)) ** 2 / usual.weight[kind] for kind, n in of_kind.items())


def _apart(usual: Usual, kind: str, name: str) -> float:
    """How far sources lie apart; of a label at least as far as of any label, since chance may hide it where there are few."""
    spread = usual.anywhere if kind == ALL else usual.apart
    return spread[name] if name in {UNKNOWN, UNSURE} else max(spread[name], spread[YES])


def _weeks(usual: Usual, parts: Sequence[Sequence[Brought]], name: str, column: int) -> tuple[float, int]:
    """The variance of a week's count over its mean, and its degrees of freedom."""
    odd, freedom = 0.0, 0
    for part in parts:
        weeks: dict[str, list[float]] = {}
        for one in part:
            if count := _count(usual, one, name, column):
                week = weeks.setdefault(one.week, [0.0, 0.0])
                week[0] += one.seen[column]
                week[1] += count
        if weeks:
            mean = sum(seen for seen, _ in weeks.values()) / sum(count for _, count in weeks.values())
            odd += sum((seen - mean * count) ** 2 / count for seen, count in weeks.values())
            freedom += len(weeks) - 1
    return max(odd / freedom if freedom else 0.0, usual.clumping[name]), freedom


def _range(parts: Sequence[tuple[float, int]], error: float) -> tuple[float, float]:
    """Of a ratio with mean 1, from variances with their degrees of freedom: a gamma distribution, so nothing falls below 0.

    The degrees of freedom together are those of Satterthwaite (1946); for few of them the variance is taken larger, as much as
    Student's t is wider than the normal distribution.
    """
    variance = sum(part for part, _ in parts)
    freedom = variance**2 / sum(part**2 / degrees for part, degrees in parts if part)
    normal = NormalDist().inv_cdf(1 - error / 2)
    variance *= (float(student.ppf(1 - error / 2, freedom)) / normal) ** 2
    low, high = gamma.ppf([error / 2, 1 - error / 2], 1 / variance, scale=variance)
    return float(low), float(high)
