"""Which of many labels stand out, when each is tested: false discoveries are held down over all of them. Pure.

Counts are whole numbers, so a label cannot reach just any probability: one told twice a week can hardly be surprisingly
rare. What a label cannot reach is not charged to the others (Tarone, 1990; Döhler, Durand and Roquain, 2018).
"""

from collections.abc import Sequence

import numpy as np

from reports.exposure import Array

RESERVE = 0.2
"""This part of the level is kept back for what the model of ordinary weeks does not know: how bursts are shaped."""


def oddness(chances: Array) -> Array:
    """For each count the probability of one at least as odd: its own tail, and as much of the other as is no likelier."""
    down = np.minimum(np.cumsum(chances), 1.0)
    up = np.minimum(np.cumsum(chances[::-1])[::-1], 1.0)
    lows, highs = np.append(0.0, down), np.append(up, 0.0)
    with_low = up + lows[np.searchsorted(down, up, side="right")]
    with_high = down + highs[len(up) - np.searchsorted(up[::-1], down, side="right")]
    odd: Array = np.minimum(np.where(up <= down, with_low, with_high), 1.0)
    return odd


def threshold(chances: Sequence[Array], odd: Sequence[Array], counts: Sequence[int], level: float) -> float:
    """The oddness up to which labels stand out, so that of these a share *level* at most is false, on average.

    The step-up rule of Benjamini and Hochberg (1995), with what the labels together can reach in the place of their number.
    When none stands out it is the oddness that one would have needed.
    """
    reached = np.concatenate(odd)
    order = np.argsort(reached, kind="stable")
    reached, mass = reached[order], np.cumsum(np.concatenate(chances)[order])
    seen = np.sort([strange[min(count, len(strange) - 1)] for strange, count in zip(odd, counts, strict=True)])
    share = level * (1 - level) * (1 - RESERVE)
    limits = [_limit(reached, mass, number * share, share) for number in range(1, len(seen) + 1)]
    out = np.flatnonzero(seen <= limits)
    return limits[out[-1]] if len(out) else limits[0]


def usual(odd: Array, limit: float) -> tuple[int, int]:
    """The smallest and the largest count that do not stand out."""
    inside = np.flatnonzero(odd > limit)
    return int(inside[0]), int(inside[-1])


def _limit(reached: Array, mass: Array, most: float, largest: float) -> float:
    """The largest oddness, up to *largest*, that all labels together reach with a probability of *most*; -1 if none is."""
    last = min(int(np.searchsorted(mass, most, side="right")), int(np.searchsorted(reached, largest, side="right"))) - 1
    if last < 0:
        return -1.0
    first, end = (int(np.searchsorted(reached, reached[last], side=side)) for side in ("left", "right"))
    whole = last if end == last + 1 else first - 1
    return float(reached[whole]) if whole >= 0 else -1.0
