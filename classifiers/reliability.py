"""Whether probabilities mean what they say. Pure."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LOWEST = 0.1
"""Pairs of text and label that were given less are left out: they are nearly all, and nearly all rightly no."""
BINS = 8
POINTS = 10


def reliability(truth: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> dict[str, Any]:
    """How far probabilities are from the share that turned out true.

    Over the pairs of text and label with a probability of at least `LOWEST`, in bins of equal numbers: {"pairs", "error": the
    mean distance of the bins, weighted by their pairs (expected calibration error, Naeini et al., 2015), "bins": [{"pairs",
    "said": mean probability, "seen": share true}, …]}. "error" is None when there are no such pairs.
    """
    said, seen = _in_play(truth, probabilities)
    bins = [
        {"pairs": len(part), "said": float(said[part].mean()), "seen": float(seen[part].mean())}
        for part in np.array_split(np.arange(len(said)), BINS)
        if len(part)
    ]
    error = sum(b["pairs"] * abs(b["said"] - b["seen"]) for b in bins) / len(said) if len(said) else None
    return {"pairs": len(said), "error": error, "bins": bins}


def curve(truth: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> list[dict[str, float]]:
    """How right the model is when it may keep silent on what it is least sure of.

    Over the same pairs, the surest first (furthest from one half): at each tenth of "coverage" the "accuracy" of calling true
    what is given at least one half.
    """
    said, seen = _in_play(truth, probabilities)
    order = np.argsort(-np.abs(said - 0.5), kind="stable")
    right = ((said >= 0.5) == seen)[order]  # noqa: PLR2004 the middle
    found = []
    for point in range(1, POINTS + 1):
        part = right[: round(len(right) * point / POINTS)]
        if len(part):
            found.append({"coverage": point / POINTS, "accuracy": float(part.mean())})
    return found


def _in_play(truth: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The probabilities of at least `LOWEST`, ascending, and what was true of each."""
    kept = probabilities >= LOWEST
    said, seen = probabilities[kept], truth[kept]
    order = np.argsort(said, kind="stable")
    return said[order], seen[order]
