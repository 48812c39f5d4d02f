"""What others do to count what a classifier gives, for `bench/quantify.py`: each gives (estimate, low, high) per label.

Those that make no interval give their estimate three times. They are given the probability of every item, which
`classifiers.quantify` does without.
"""

from collections.abc import Callable

import numpy as np

from classifiers.quantify import NO, UNSURE, YES, Population
from tests.classifiers.quantities import SHARES, Simulated

Method = Callable[[Population], np.ndarray]
DRAWS = 2000


def counted(of: Population) -> np.ndarray:
    """Classify and count: as many as were given it, corrected where people spoke."""
    found = np.where(of.truth >= 0, of.truth == 1, of.decisions == YES).sum(axis=0).astype(float)
    return np.stack([found] * 3, axis=1)


def adjusted(of: Population) -> np.ndarray:
    """Adjusted classify-and-count (Forman 2008): (share given - false alarms) / (hits - false alarms), both of the sample."""
    return _adjusted(of, of.decisions[of.sampled] == YES, of.truth[of.sampled] == 1)


def adjusted_by(held_out: Simulated) -> Method:
    """The same with hits and false alarms of a held-out set."""
    return lambda of: _adjusted(of, held_out.population.decisions == YES, held_out.truth)


def _adjusted(of: Population, given: np.ndarray, truth: np.ndarray) -> np.ndarray:
    share = (of.decisions == YES).mean(axis=0)
    hits = (given & truth).sum(axis=0) / np.maximum(truth.sum(axis=0), 1)
    alarms = (given & ~truth).sum(axis=0) / (~truth).sum(axis=0)
    usable = truth.any(axis=0) & (hits > alarms)
    found = np.where(usable, np.clip((share - alarms) / np.where(usable, hits - alarms, 1), 0, 1), share) * len(of.truth)
    return np.stack([found] * 3, axis=1)


def shifted(of: Population) -> np.ndarray:
    """EMQ (Saerens, Latinne, Decaestecker 2002): the share that fits probabilities made for the usual one."""
    found = []
    for label, usual in enumerate(SHARES):
        odds = of.probabilities[:, label] / (1 - of.probabilities[:, label]) * (1 - usual) / usual
        share = usual
        for _ in range(200):
            share = min(max(float(np.mean(1 / (1 + (1 - share) / share / odds))), 1e-7), 1 - 1e-7)
        found.append([share * len(odds)] * 3)
    return np.array(found)


def sample_alone(of: Population) -> np.ndarray:
    """What the sample says of itself: a binomial share with Jeffreys' prior, the rest of the week drawn from it."""
    return _drawn(of, [np.ones_like(of.decisions, dtype=bool)])


def by_decision(of: Population) -> np.ndarray:
    """Post-stratified: the same for what was given yes, unsure and no apart."""
    return _drawn(of, [of.decisions == decision for decision in (NO, UNSURE, YES)])


def _drawn(of: Population, strata: list[np.ndarray]) -> np.ndarray:
    dice = np.random.default_rng(0)
    found = []
    for label in range(of.truth.shape[1]):
        total = np.full(DRAWS, (of.truth[of.sampled, label] == 1).sum(), dtype=float)
        for stratum in strata:
            held = of.truth[of.sampled & stratum[:, label], label] == 1
            share = dice.beta(held.sum() + 0.5, (~held).sum() + 0.5, DRAWS)
            total += dice.binomial((~of.sampled & stratum[:, label]).sum(), share)
        found.append(np.quantile(total, (0.5, 0.025, 0.975)))
    return np.array(found)


def difference(of: Population) -> np.ndarray:
    """The difference estimator (Särndal and others 1992), lately prediction-powered inference (Angelopoulos and others 2023).

    The sum of all probabilities, and what the sample says they are off on average; normal interval.
    """
    size, checked = len(of.truth), int(of.sampled.sum())
    off = (of.truth[of.sampled] == 1) - of.probabilities[of.sampled]
    found = of.probabilities.sum(axis=0) + size * off.mean(axis=0)
    far = 1.96 * size * np.sqrt((1 - checked / size) * off.var(axis=0, ddof=1) / checked)
    least = (of.truth[of.sampled] == 1).sum(axis=0)
    return np.stack([np.maximum(one, least) for one in (found, found - far, found + far)], axis=1)
