"""How many items truly carry each label, from what a model gave and a random sample that people checked. Pure.

A sample holds a handful of a rare label at most, so it is not asked how many there are, but how wrong the model is. That is
two questions. Of the items that were given a label, for sure or in doubt, how many hold? The model's probabilities are
the first answer; how far their log odds are off is learned. And how many items were missed, for each that the model expects
among those it gave? Both are learned label by label as far as the sample goes, and from all labels together where it does not
(`classifiers.pooled`). docs/statistics.md has the reasons, the sources, and what was measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, logit

from classifiers.pooled import Belief, Floats, learned

NO, UNSURE, YES = 0, 1, 2
"""What stands in `Population.decisions`."""
UNKNOWN = -1
"""Stands in `Population.truth` where nobody said whether the label holds."""

TAIL = 0.025
"""The interval leaves so much out on either side."""
OFF = Belief(np.linspace(-4.0, 4.0, 65), mean=0.0, spread=0.6, between=0.6)
"""By how much the log odds of what was given are off."""
MISSED = Belief(np.linspace(-5.0, 4.0, 73), mean=-0.8, spread=0.7, between=1.2)
"""The logarithm of how many items are missed for each that is expected among those given."""
EXPECTED_MORE = 1.0
"""Added to what is expected: a label that was never given may have been missed all the same."""
MOST_MISSED = 0.9
"""No larger share of the items not given is thought to be missed."""
SURE = 1e-6
"""No probability is nearer to 0 or 1."""
UNLIKELY = 1e-9
IMPOSSIBLE = 1e-150
"""Stands for the chance of what people say is so, though the model all but excludes it."""


@dataclass(frozen=True, slots=True)
class Population:
    """Items, a row each, and labels, a column each.

    *decisions* holds `NO`, `UNSURE` or `YES`; *probabilities* is read where it is not `NO`. *truth* is 1, 0 or `UNKNOWN`.
    *sampled* marks the rows that were drawn at random and then checked: their truth is known for every label. What is known of
    other rows may have been looked for, and may be known for some labels only.
    """

    decisions: NDArray[np.int8] = field(repr=False)
    probabilities: Floats = field(repr=False)
    truth: NDArray[np.int8] = field(repr=False)
    sampled: NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many items carry a label: as likely fewer as more than *estimate*, and with 95 % from *low* to *high*."""

    estimate: int
    low: int
    high: int


def quantify(now: Population, earlier: Sequence[Population] = ()) -> tuple[Quantity, ...]:
    """For each label how many items of *now* carry it. *earlier*: those of other weeks, judged by the same model.

    What is known is never contradicted: where all is known, the answer is exact. But only from what was *sampled* anything is
    concluded about the rest. Knows nothing of mistakes that people make. Deterministic.
    """
    told = (*earlier, now)
    off = [_held(one) for one in told]
    missed = [_passed_over(one) for one in told]
    of_given = learned(OFF, off[-1], off[:-1])
    of_passed = learned(MISSED, missed[-1], missed[:-1])
    return tuple(_quantity(now, label, of_given[label], of_passed[label]) for label in range(now.truth.shape[1]))


def _held(of: Population) -> Floats:
    """The log likelihood of what people said of sampled items that were given: a row per label, a column per `OFF`."""
    found = []
    for label in range(of.truth.shape[1]):
        asked = of.sampled & (of.decisions[:, label] != NO)
        odds = _odds(of.probabilities[asked, label], OFF.grid)
        holds = of.truth[asked, label, None] == 1
        found.append(-np.logaddexp(0, np.where(holds, -odds, odds)).sum(axis=0))
    return np.array(found)


def _passed_over(of: Population) -> Floats:
    """The same of sampled items that were not given: a column per `MISSED`."""
    found = []
    for label in range(of.truth.shape[1]):
        asked = of.sampled & (of.decisions[:, label] == NO)
        hold = _number(of.truth[asked, label] == 1)
        rates = _rates(of, label)
        found.append(hold * np.log(rates) + (_number(asked) - hold) * np.log1p(-rates))
    return np.array(found)


def _odds(probabilities: Floats, off: Floats) -> Floats:
    """Log odds: a row per item, a column for each number that they may be off."""
    return np.asarray(logit(np.clip(probabilities, SURE, 1 - SURE))[:, None] + off)


def _rates(of: Population, label: int) -> Floats:
    """The share of the items not given a label that carry it, for each of `MISSED`."""
    passed = of.decisions[:, label] == NO
    expected = of.probabilities[~passed, label].sum() + EXPECTED_MORE
    shares = np.exp(MISSED.grid) * expected / max(_number(passed), 1)
    return np.asarray(np.minimum(shares, MOST_MISSED))


def _quantity(of: Population, label: int, of_given: Floats, of_passed: Floats) -> Quantity:
    decisions, truth, rest = of.decisions[:, label], of.truth[:, label], ~of.sampled
    likely = of_given > UNLIKELY
    given = np.zeros((_number(likely), 1)) + of_given[likely, None]
    for decision in (UNSURE, YES):
        rows = rest & (decisions == decision)
        holding = _bounded(_sums(expit(_odds(of.probabilities[rows, label], OFF.grid[likely]))), truth[rows])
        given = np.array([np.convolve(*pair) for pair in zip(given, holding, strict=True)])
    passed = truth[rest & (decisions == NO)]
    likely = of_passed > UNLIKELY
    missed = of_passed[likely] @ _bounded(_draws(_rates(of, label)[likely], passed), passed)
    chances = np.convolve(given.sum(axis=0), missed)
    below = np.cumsum(chances / chances.sum())
    certain = _number(truth[of.sampled] == 1)
    low, middle, high = (certain + int(np.searchsorted(below, share)) for share in (TAIL, 0.5, 1 - TAIL))
    return Quantity(middle, low, high)


def _sums(chances: Floats) -> Floats:
    """How likely it is that 0, 1, 2 … items hold, given the chance of each: a row for each column of *chances*."""
    found = np.zeros((chances.shape[1], len(chances) + 1))
    found[:, 0] = 1.0
    for row in chances:
        found[:, 1:] = found[:, 1:] * (1 - row[:, None]) + found[:, :-1] * row[:, None]
        found[:, 0] *= 1 - row
    return found


def _draws(rates: Floats, items: NDArray[np.int8]) -> Floats:
    """How likely it is that 0, 1, 2 … of the *items* hold, a row for each of *rates*; stops where it is next to nothing."""
    whole, mean = len(items), len(items) * float(rates.max(initial=0.0))
    most = max(int(mean + 8 * np.sqrt(mean)), _number(items == 1)) + 10
    number = np.arange(min(most, whole) + 1)
    ways = gammaln(whole + 1) - gammaln(number + 1) - gammaln(whole - number + 1)
    odds = np.log(rates)[:, None] * number + np.log1p(-rates)[:, None] * (whole - number)
    return np.asarray(np.exp(ways + odds))


def _number(rows: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(rows))


def _bounded(chances: Floats, truth: NDArray[np.int8]) -> Floats:
    """The same *chances* of 0, 1, 2 …, but none of what is known to be too few or too many.

    They are bounded, not counted apart from the rest: people who look for mistakes leave a rest that is unlike what they found.
    """
    number = np.arange(chances.shape[1])
    possible = (number >= _number(truth == 1)) & (number <= len(truth) - _number(truth == 0))
    return np.where(possible, np.maximum(chances, IMPOSSIBLE), 0.0)
