"""How much ordinary weeks differ: the spread of counts, learned from all labels together, and what it makes likely. Pure.

A label's stories in a week are negative binomial with mean m and variance m + a m², and in a share p of weeks they come in
a burst. Each label has its own a, near a trend that all share: b + c / m (as in DESeq2: Love, Huber and Anders, 2014).
b is what the true rate varies by, c what comes of stories that come together. All of them are unknown and stand on a grid:
what is said of the next week is an average over the whole grid, weighed by how well each point tells the history.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, gammaln, logsumexp

from reports.exposure import Array

SPREADS = np.geomspace(0.02, 1.6, 24) ** 2
"""Values of a: from a true rate that varies by 2 % to one that varies by 160 %."""
RATES = np.array([0.05, 0.08, 0.12, 0.18, 0.27, 0.40, 0.60])
TOGETHER = np.array([0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0])
APART = 0.3
"""How far a label's a lies from the trend: the standard deviation of its logarithm. Few weeks tell a label's own a badly."""
BURSTS = np.array([0.0, 0.03, 0.10])
BURSTS_BEFORE = np.array([0.5, 0.2, 0.3])
"""Before anything is seen: as likely as not there are no bursts beyond the spread."""
LOUDER, BURST_SPREAD = 2.2, 0.12
"""A burst has 2.2 times the rate on average, and varies by a third of that."""


@dataclass(frozen=True, slots=True)
class Spread:
    """What is known of one label's spread: values of a, their *weights*, which add up to 1, and the share p at each."""

    spreads: Array
    weights: Array
    bursts: Array


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a week is expected to bring: the *mean*, its *spread*, and how unsure the mean is.

    Its relative variance is *drawn* / mean (few stories were counted) + a × *weeks* (few weeks) + *season*.
    """

    mean: float
    drawn: float
    weeks: float
    season: float
    spread: Spread

    def chances(self, least: float) -> Array:
        """The probability of 0, 1, 2, … stories; the last, less likely than *least*, is that of so many or more."""
        wide = self.spread.spreads * (1 + self.weeks) + self.drawn / self.mean + self.season
        means = np.repeat([self.mean, LOUDER * self.mean], len(wide))
        weights = np.concatenate([self.spread.weights * (1 - self.spread.bursts), self.spread.weights * self.spread.bursts])
        wide = np.concatenate([wide, wide + BURST_SPREAD])
        top = 16
        while float(weights @ betainc(top, 1 / wide, means * wide / (1 + means * wide))) > least:
            top *= 2
        counts = np.arange(top, dtype=np.float64)
        mass = np.exp(_log_mass(counts, means[:, None], wide[:, None])).T @ weights
        return np.append(mass, max(0.0, 1 - float(mass.sum())))


def spreads(counts: Array, expected: Array) -> tuple[Spread, ...]:
    """The spread of each label from its history. Axes: label, week; weeks in which nothing is expected say nothing."""
    fits = _fits(counts, expected)
    means = np.maximum(expected.sum(axis=1) / np.maximum((expected > 0).sum(axis=1), 1), 0.05)
    base = RATES[:, None, None] ** 2 + TOGETHER[None, :, None] / means
    near = -0.5 * ((np.log(SPREADS) - np.log(base)[..., None]) / APART) ** 2
    near = (near - logsumexp(near, axis=-1, keepdims=True)).reshape(-1, len(counts), len(SPREADS))
    before = -0.5 * (np.log(RATES / 0.15) / np.log(2))[:, None] ** 2 - np.log1p(2 * TOGETHER)
    # per burst rate and point of the trend: how well each label is told, and then all of them
    told = logsumexp(fits[:, None] + near[None], axis=-1)
    whole = told.sum(axis=-1) + before.reshape(-1) + np.log(BURSTS_BEFORE)[:, None]
    trend = np.exp(whole - whole.max())
    trend /= trend.sum()
    weights = np.einsum("bh,bhl,hla->lba", trend, np.exp(-told), np.exp(near)) * np.exp(fits).transpose(1, 0, 2)
    return tuple(_spread(one / one.sum()) for one in weights)


def known(spread: float) -> Spread:
    """The spread of one who knows it, for measuring against."""
    return Spread(np.array([spread]), np.ones(1), np.zeros(1))


def _spread(weights: Array) -> Spread:
    """From weights by burst rate and a."""
    total = weights.sum(axis=0)
    kept = total > total.max() * 1e-6
    return Spread(SPREADS[kept], total[kept] / total[kept].sum(), (BURSTS @ weights)[kept] / total[kept])


def _fits(counts: Array, expected: Array) -> Array:
    """Log likelihoods, less what fitting the mean costs (Cox and Reid, 1987). Axes: burst rate, label, a."""
    there = expected > 0
    mean = np.where(there, expected, 1.0)[..., None]
    seen = np.where(there, counts, 0.0)[..., None]
    usual = _log_mass(seen, mean, SPREADS)
    burst = _log_mass(seen, LOUDER * mean, SPREADS + BURST_SPREAD)
    with np.errstate(divide="ignore"):
        mixed = np.logaddexp(usual + np.log1p(-BURSTS)[:, None, None, None], burst + np.log(BURSTS)[:, None, None, None])
    total = np.where(there[..., None], mixed, 0.0).sum(axis=-2)
    weight = np.where(there[..., None], mean / (1 + SPREADS * mean), 0.0).sum(axis=-2)
    fits: Array = total - 0.5 * np.log(np.maximum(weight, 1e-9))
    return fits


def _log_mass(count: Array, mean: Array, spread: Array) -> Array:
    size = 1 / spread
    mass: Array = (
        gammaln(count + size)
        - gammaln(size)
        - gammaln(count + 1)
        + size * np.log(size / (size + mean))
        + count * np.log(mean / (size + mean))
    )
    return mass
