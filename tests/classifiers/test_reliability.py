"""Whether probabilities mean what they say."""

import numpy as np
import pytest

from classifiers.reliability import BINS, LOWEST, curve, reliability


def test_honest_probabilities() -> None:
    """Drawn as often as they say, they are off by no more than chance; halved, by half of what they say."""
    dice = np.random.default_rng(5)
    said = dice.uniform(LOWEST, 1, size=(20_000, 1))
    seen = dice.random(said.shape) < said
    assert reliability(seen, said)["error"] < 0.02
    halved = reliability(seen, said / 2)
    assert halved["error"] == pytest.approx((said / 2)[said / 2 >= LOWEST].mean(), abs=0.02)


def test_by_hand() -> None:
    """Pairs below a tenth are left out; the rest fall in bins of equal numbers, ascending."""
    said = np.array([[0.05, 0.2], [0.4, 0.09], [0.8, 0.6]])
    seen = np.array([[True, False], [True, True], [True, False]])
    found = reliability(seen, said)
    assert found["pairs"] == 4
    assert [(b["pairs"], b["said"], b["seen"]) for b in found["bins"]] == [(1, 0.2, 0), (1, 0.4, 1), (1, 0.6, 0), (1, 0.8, 1)]
    assert found["error"] == pytest.approx((0.2 + 0.6 + 0.6 + 0.2) / 4)
    assert len(reliability(np.ones((100, 1), bool), np.full((100, 1), 0.5))["bins"]) == BINS


def test_nothing_in_play() -> None:
    """Without pairs there is no error and no curve."""
    none = np.zeros((3, 2))
    assert reliability(none > 0, none) == {"pairs": 0, "error": None, "bins": []}
    assert curve(none > 0, none) == []


def test_curve() -> None:
    """The surest come first: what is furthest from one half and right stands before what is near it and wrong."""
    said = np.array([[0.99, 0.98, 0.97, 0.96, 0.95, 0.1, 0.11, 0.52, 0.51, 0.45]])
    seen = np.array([[True, True, True, True, True, False, False, False, False, True]])
    assert [(p["coverage"], p["accuracy"]) for p in curve(seen, said)][6:] == [
        (0.7, 1.0),
        (0.8, pytest.approx(7 / 8)),
        (0.9, pytest.approx(7 / 9)),
        (1.0, 0.7),
    ]
