"""What the time of year does to a label, where there is a year of history to learn it from. Pure."""

import numpy as np
from numpy.typing import NDArray

from reports.exposure import Array

YEAR = 52.18
SPAN = 52
"""No season is looked for in less history than this many weeks, nor in fewer than `ENOUGH` of them."""
ENOUGH = 40
ROUNDS = 12


def season(counts: Array, expected: Array, ages: NDArray[np.int64]) -> tuple[Array, Array]:
    """How the year moves each label, and how unsure that is. Axes: label, week; the current week is the last.

    *counts* against *expected* of a year without seasons. Gives a factor per label and week, and the relative variance of
    the current week's. Two waves, of a year and of half a year, are fitted by quasi-Poisson regression on the history
    (Serfling, 1963), each label for itself; each wave is kept as far as it exceeds its own noise, so that a label without
    a season mostly keeps factors of 1. A season is told apart from a slow trend only after two years.
    """
    flat, sure = np.ones_like(counts), np.zeros(len(counts))
    history = ages > 0
    if ages.max(initial=0) < SPAN or history.sum() < ENOUGH:
        return flat, sure
    waves = _waves(ages)
    for row in np.flatnonzero(counts[:, history].sum(axis=1) >= history.sum()):
        used = history & (expected[row] > 0)
        shape, noise = _fit(counts[row, used], expected[row, used], waves[used])
        for first in (1, 3):
            pair = slice(first, first + 2)
            excess = max(0.0, 1 - 3 * np.trace(noise[pair, pair]) / max(float((shape[pair] ** 2).sum()), 1e-12))
            flat[row] *= np.exp(excess * waves[:, pair] @ shape[pair])
            if excess:
                sure[row] += waves[-1, pair] @ noise[pair, pair] @ waves[-1, pair]
    return flat, sure


def _waves(ages: NDArray[np.int64]) -> Array:
    angle = 2 * np.pi * ages / YEAR
    waves: Array = np.stack([np.ones_like(angle), np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)], axis=1)
    return waves


def _fit(counts: Array, expected: Array, waves: Array) -> tuple[Array, Array]:
    """Coefficients and their covariance, by iterated weighted least squares."""
    shape: Array = np.zeros(waves.shape[1])
    inverse: Array = np.eye(len(shape))
    small = 1e-3 * np.eye(len(shape))
    for _ in range(ROUNDS):
        mean = expected * np.exp(np.clip(waves @ shape, -3, 3))
        inverse = np.asarray(np.linalg.inv((waves * mean[:, None]).T @ waves + small), dtype=np.float64)
        shape = shape + inverse @ (waves.T @ (counts - mean) - small @ shape)
    mean = expected * np.exp(np.clip(waves @ shape, -3, 3))
    over = max(1.0, float(((counts - mean) ** 2 / mean).sum()) / (len(counts) - len(shape)))
    return shape, over * inverse
