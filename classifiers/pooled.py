"""One unknown number per label and week, learned by all labels together. Pure.

A label's number in a week varies around what is usual of that label, and what is usual of labels varies around a centre that
they share. How far weeks vary, and where the centre is, is not known either: they stand on a grid and are averaged by how well
they tell what was seen. A label that was hardly seen thus takes after the others, and one that was seen often goes its own way.
Equal input gives equal output: nothing is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CENTRES = np.linspace(-2.5, 2.5, 21)
"""Where the centre may be, in standard deviations of what is believed of it beforehand."""
WEEKS_APART = (0.2, 0.4, 0.8)
"""Standard deviations that weeks of one label may have, each as likely."""
NEVER = 1e-300


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed before anything was seen of numbers on a *grid*: normal around a centre, with *between* labels.

    The centre is normal itself: *mean* and *spread*.
    """

    grid: Floats = field(repr=False)
    mean: float
    spread: float
    between: float


def learned(belief: Belief, now: Floats, earlier: Sequence[Floats] = ()) -> Floats:
    """How likely each number of the grid is for each label this week: a row per label that adds up to one.

    *now* and *earlier* hold log likelihoods in that shape: what the samples of this week and of weeks before it say.
    """
    centres = normal(belief.mean + belief.spread * CENTRES, belief.grid, belief.between)
    apart = np.stack([normal(belief.grid, belief.grid, width) for width in WEEKS_APART])
    before = np.zeros((len(apart), *now.shape))
    for one in earlier:
        before += np.log(_likelihood(one, axis=1) @ apart.transpose(0, 2, 1) + NEVER)
    usual, seen = _likelihood(before, axis=(0, 2)), _likelihood(now, axis=1)
    evidence = (usual * (seen @ apart.transpose(0, 2, 1))) @ centres.T + NEVER
    told = np.log(evidence).sum(axis=1) - CENTRES**2 / 2
    # of what all labels say of the centre, a label's own part is taken out: it comes in with `seen`
    others = np.exp(told - told.max())[:, None, :] / evidence
    found = (seen * ((usual * (others @ centres)) @ apart)).sum(axis=0)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def normal(centres: Floats, grid: Floats, width: float) -> Floats:
    """A row for each of *centres*: the normal distribution around it on the grid."""
    density = np.exp(-0.5 * ((grid - centres[:, None]) / width) ** 2)
    return np.asarray(density / density.sum(axis=1, keepdims=True))


def _likelihood(logs: Floats, axis: int | tuple[int, ...]) -> Floats:
    """The same not as logarithms; the highest along *axis* is 1."""
    return np.asarray(np.exp(logs - logs.max(axis=axis, keepdims=True)))
