"""Counts are corrected from a sample; what is known is never contradicted, and what was looked for teaches nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.counting import counted, sample_alone
from classifiers.quantify import NO, UNKNOWN, UNSURE, YES, Population, Quantity, quantify
from tests.classifiers.quantities import Simulated, World, history, seen

DRIFT = {
    "ordinary": World(),
    "log odds too low": World(off=0.7, off_all=0),
    "too sure of itself": World(slope=0.7),
    "one in five looks like nothing": World(unseen=0.2),
}


def week(**given: object) -> Population:
    """400 items and one label: 40 given with one half, 20 in doubt with a tenth, of which 100 were drawn and none holds.

    With *given* truths per part: {"yes": 1, …}.
    """
    decisions = np.array([YES] * 40 + [UNSURE] * 20 + [NO] * 340, dtype=np.int8)[:, None]
    probabilities = np.array([0.5] * 40 + [0.1] * 20 + [0.0] * 340)[:, None]
    sampled = np.arange(400) % 4 == 0
    truth = np.where(sampled, 0, UNKNOWN).astype(np.int8)[:, None]
    return replace(Population(decisions, probabilities, truth, sampled), **given)  # type: ignore[arg-type]


def said(of: Population, rows: slice, value: int) -> Population:
    """The same where people spoke of some *rows* beside the sample."""
    truth = of.truth.copy()
    truth[rows] = np.where(of.sampled[rows, None], truth[rows], value)
    return replace(of, truth=truth)


def only(of: Population, **known: np.ndarray) -> Quantity:
    """What is said of the one label."""
    return quantify(replace(of, **known))[0]


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    """A week of fourteen labels."""
    return history(np.random.default_rng(5), World(items=600))[0]


def test_all_known_is_exact(simulated: Simulated) -> None:
    """Whoever looked at everything need not estimate, whether it was drawn or not."""
    of, everything = simulated.population, np.ones(600, dtype=bool)
    exact = tuple(Quantity(n, n, n) for n in simulated.totals.tolist())
    assert quantify(seen(of.probabilities, simulated.truth, everything)) == exact
    assert quantify(seen(of.probabilities, simulated.truth, of.sampled, np.ones_like(simulated.truth))) == exact


def test_what_the_sample_refutes_is_taken_off() -> None:
    """Ten of forty that were given were looked at and none holds: far less than twenty do; when all ten hold, far more."""
    refuted = only(week())
    truth = week().truth.copy()
    truth[:40:4] = 1
    confirmed = only(week(), truth=truth)
    untouched = only(week(sampled=np.zeros(400, dtype=bool), truth=np.full((400, 1), UNKNOWN, dtype=np.int8)))
    assert refuted.high < 20 < confirmed.low
    assert refuted.estimate < untouched.estimate < confirmed.estimate


def test_a_label_that_was_missed_in_the_sample_was_missed_elsewhere() -> None:
    """Three of 85 items without the label carry it: so do some of the other 255."""
    truth = week().truth.copy()
    truth[[100, 200, 300]] = 1
    assert only(week(), truth=truth).estimate >= only(week()).estimate + 8


def test_a_larger_sample_says_more(simulated: Simulated) -> None:
    """The intervals narrow."""
    of = simulated.population
    order = np.random.default_rng(1).permutation(600)
    widths = []
    for checked in (60, 200, 450):
        sampled = np.isin(np.arange(600), order[:checked])
        widths.append(sum(one.high - one.low for one in quantify(seen(of.probabilities, simulated.truth, sampled))))
    assert widths[0] > widths[1] > widths[2]


def test_samples_of_earlier_weeks_say_more() -> None:
    """The same model three weeks before: narrower."""
    *before, now = (one.population for one in history(np.random.default_rng(3), World(earlier=3)))
    alone, helped = quantify(now), quantify(now, before)
    assert sum(q.high - q.low for q in helped) < 0.9 * sum(q.high - q.low for q in alone)


def test_what_earlier_weeks_refute_is_taken_off() -> None:
    """Nothing was looked at this week, and of what was given before nothing held: fewer hold now."""
    none = week(sampled=np.zeros(400, dtype=bool), truth=np.full((400, 1), UNKNOWN, dtype=np.int8))
    assert quantify(none, [week()])[0].estimate < 0.6 * quantify(none)[0].estimate


def test_what_was_looked_for_teaches_nothing_of_the_rest() -> None:
    """Of thirty given and not drawn about half hold. Twelve of these found and confirmed are most of that half, not more.

    Nor are twelve that were found wrong: whoever counts them and goes on with half of the rest is off by six.
    """
    truth = week().truth.copy()
    truth[:40:8] = 1
    before = week(truth=truth)
    confirmed, rejected = (only(said(before, slice(16), value)).estimate for value in (1, 0))
    middle = only(before).estimate
    assert middle <= confirmed <= middle + 3
    assert middle - 3 <= rejected <= middle


def test_other_labels_do_not_see_what_was_looked_for(simulated: Simulated) -> None:
    """A correction of one label leaves the estimates of the others as they are."""
    of = simulated.population
    known = np.zeros_like(simulated.truth)
    known[:, 3] = simulated.truth[:, 3]
    found = quantify(seen(of.probabilities, simulated.truth, of.sampled, known))
    plain = quantify(of)
    assert [found[n] == plain[n] for n in range(14) if n != 3] == [True] * 13


def test_missed_ones_that_were_looked_for_are_added_and_no_more() -> None:
    """Twelve found where the sample found none: twelve more, and not a dozen beside them that nobody found yet."""
    truth = week().truth.copy()
    truth[:40:4] = 1
    before = week(truth=truth)
    found = only(said(before, slice(61, 77), 1))
    assert 10 <= found.estimate - only(before).estimate <= 13


def test_people_are_believed_against_all_odds() -> None:
    """Three thousand missed items that the model and the sample all but exclude are there when people say so."""
    nothing = np.zeros((6000, 1))
    of = Population(nothing.astype(np.int8), nothing, nothing.astype(np.int8), np.arange(6000) >= 5000)
    assert only(said(replace(of, truth=np.where(of.sampled[:, None], 0, UNKNOWN)), slice(3000), 1)).low >= 3000


def test_nothing_to_count() -> None:
    """No items, none of any label."""
    none = np.zeros((0, 2))
    empty = Population(none.astype(np.int8), none, none.astype(np.int8), np.zeros(0, dtype=bool))
    assert quantify(empty) == (Quantity(0, 0, 0),) * 2


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_what_is_known_is_never_contradicted(data: st.DataObject) -> None:
    """Whatever was given, drawn and said: between what is known to hold and what may still; low, estimate, high in order."""
    size = data.draw(st.integers(1, 40))
    dice = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    probabilities = dice.beta(*data.draw(st.sampled_from([(0.2, 2), (1, 1), (5, 0.2)])), (size, 3))
    truth = dice.random((size, 3)) < data.draw(st.floats(0, 1))
    sampled, known = dice.random(size) < data.draw(st.floats(0, 1)), dice.random((size, 3)) < data.draw(st.floats(0, 1))
    of = seen(probabilities, truth, sampled, known)
    for label, found in enumerate(quantify(of)):
        holds, not_ = (of.truth[:, label] == 1).sum(), (of.truth[:, label] == 0).sum()
        assert holds <= found.low <= found.estimate <= found.high <= size - not_


@pytest.mark.parametrize("name", DRIFT)
def test_the_truth_is_in_the_interval(name: str) -> None:
    """A short form of `./run proof quantify`: 95 % hold what they promise, and the estimate is nearer than what others give."""
    truth, found, count, alone = [], [], [], []
    for number in range(16):
        of = history(np.random.default_rng((8, number)), DRIFT[name])[0]
        truth.append(of.totals)
        found.append([[one.estimate, one.low, one.high] for one in quantify(of.population)])
        count.append(counted(of.population)[:, 0])
        alone.append(sample_alone(of.population))
    total, ours, sample = np.array(truth), np.array(found), np.array(alone)
    inside = (ours[..., 1] <= total) & (total <= ours[..., 2])
    away = np.abs(ours[..., 0] - total).mean()
    assert 0.91 <= inside.mean() <= 0.995
    assert away < min(np.abs(np.array(count) - total).mean(), 0.75 * np.abs(sample[..., 0] - total).mean())
    assert (ours[..., 2] - ours[..., 1]).mean() < 0.65 * (sample[..., 2] - sample[..., 1]).mean()
