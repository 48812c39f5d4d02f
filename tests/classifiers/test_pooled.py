"""Numbers of labels are learned together: what was hardly seen takes after the rest."""

import numpy as np
import pytest

from classifiers.pooled import Belief, Floats, learned

BELIEF = Belief(np.linspace(-4, 4, 81), mean=0.5, spread=0.6, between=0.6)


def told(*at: float | None, sure: float = 0.2) -> Floats:
    """Log likelihoods of labels that were seen to be *at* these numbers, give or take *sure*; None for not seen."""
    rows = [np.zeros(81) if one is None else -0.5 * ((BELIEF.grid - one) / sure) ** 2 for one in at]
    return np.array(rows)


def centre(chances: Floats) -> Floats:
    """The mean of each label."""
    return np.asarray(chances @ BELIEF.grid)


def spread(chances: Floats) -> Floats:
    """The standard deviation of each label."""
    return np.asarray(np.sqrt(chances @ BELIEF.grid**2 - centre(chances) ** 2))


def test_unseen_is_what_was_believed() -> None:
    """Each label has chances that add up to one, around the mean, as wide as labels, weeks and their centre vary."""
    found = learned(BELIEF, told(None, None))
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert centre(found) == pytest.approx([0.5, 0.5], abs=0.02)
    assert np.all((spread(found) > 0.85) & (spread(found) < 1.1))


def test_unseen_takes_after_the_others() -> None:
    """Six labels at two move one that was not seen towards them, part of the way; a lone one moves it less."""
    many, lone = (centre(learned(BELIEF, told(*seen))) for seen in ([2.0] * 6 + [None], [2.0, None]))
    assert many[0] == pytest.approx(2, abs=0.15)
    assert 0.5 < lone[-1] < many[-1] - 0.3 < 2


def test_own_evidence_counts_once() -> None:
    """With one label the centre, its usual number and this week's are a chain of normals, of which the answer is known."""
    found = learned(BELIEF, told(2.0, sure=0.5))
    before = 0.6**2 + 0.6**2 + np.array([0.2, 0.4, 0.8]) ** 2
    likely = np.exp(-0.5 * 1.5**2 / (before + 0.25)) / np.sqrt(before + 0.25)
    means = (0.5 * 0.25 + 2.0 * before) / (before + 0.25)
    assert centre(found)[0] == pytest.approx(float(likely @ means / likely.sum()), abs=0.03)


def test_weeks_before_narrow_what_is_known() -> None:
    """More of them, more so; weeks that lie far apart say little of the next."""
    unseen = told(None, None)
    none, one, four = (spread(learned(BELIEF, unseen, [told(1.0, None)] * n))[0] for n in (0, 1, 4))
    assert none > one > four
    apart = learned(BELIEF, unseen, [told(at, None) for at in (-1.0, 3.0, -1.0, 3.0)])
    assert spread(apart)[0] > 1.4 * four
    assert centre(apart)[0] == pytest.approx(1, abs=0.25)


def test_order_of_weeks_and_labels_is_nothing() -> None:
    """The same in another order gives the same."""
    before = [told(1.0, -1.0), told(0.5, 2.0)]
    found = learned(BELIEF, told(0.0, 1.0), before)
    assert learned(BELIEF, told(0.0, 1.0), before[::-1]) == pytest.approx(found)
    turned = learned(BELIEF, told(1.0, 0.0), [one[::-1] for one in before])
    assert turned[::-1] == pytest.approx(found)


def test_what_cannot_be_reconciled_still_adds_up() -> None:
    """Weeks that contradict one another beyond what numbers can hold give chances all the same."""
    found = learned(BELIEF, told(-4.0, sure=0.01), [told(4.0, sure=0.01)] * 4)
    assert found.sum() == pytest.approx(1)
