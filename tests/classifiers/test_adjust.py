"""A model that follows what analysts say, and stays what it was where they said nothing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from classifiers import adjust as adjusting
from classifiers.adjust import adjust
from classifiers.examples import Example, Text
from classifiers.model import BEARINGS, Model
from pipeline.core.taxonomy import Bearing, Taxonomy

ABOUT = Text("Naaimachine weg uit de leeszaal", "De bezoekers missen het gesnor.", "nl")
ELSEWHERE = Text("Fog at sea", "Ships wait.", "en")


def _said(text: Text, trends: Sequence[str], *, known: frozenset[str] | None = None, **directions: Bearing) -> Example:
    return Example("x", text, frozenset(trends), dict(directions), public=None, known=known)


def _given(model: Model, text: Text) -> dict[str, float]:
    probabilities = model.probabilities(model.matrix([text]))[0]
    return dict(zip((*model.labels, "public"), probabilities.tolist(), strict=True))


def test_it_follows(library_model: Model, library: Taxonomy) -> None:
    """What was said to hold becomes likelier, what was said not to hold less likely."""
    before = _given(library_model, ABOUT)
    after = _given(adjust(library_model, [_said(ABOUT, ["stilte"])], library), ABOUT)
    assert after["stilte"] > before["stilte"]
    assert after["zelf-maken"] < before["zelf-maken"]


def test_what_nobody_spoke_of_stays(library_model: Model, library: Taxonomy) -> None:
    """A label that is not known keeps its weights to the bit; so does a text that shares no word with the examples."""
    said = _said(ABOUT, ["stilte"], known=frozenset({"stilte"}))
    after = adjust(library_model, [said], library)
    for number, label in enumerate(library.labels):
        same = np.array_equal(after.scorer.weights[number], library_model.scorer.weights[number])
        assert same == (label != "stilte")
    assert np.array_equal(after.bearer.weights, library_model.bearer.weights)
    assert _given(after, ELSEWHERE)["stilte"] == pytest.approx(_given(library_model, ELSEWHERE)["stilte"], abs=0.01)


def test_bearings_follow_too(library_model: Model, library: Taxonomy) -> None:
    """A bearing that was said becomes likelier for such a text."""
    said = Example("x", ABOUT, frozenset(), {"langer-open": Bearing.RAAKT}, public=True)
    direction = [d.id for d in library.directions].index("langer-open")
    before, after = (
        model.bearings(model.matrix([ABOUT]), [direction])[0, BEARINGS.index(Bearing.RAAKT)]
        for model in (library_model, adjust(library_model, [said] * 5, library))
    )
    assert after > before


def test_nothing_said_changes_nothing(library_model: Model, library: Taxonomy) -> None:
    """The very model."""
    assert adjust(library_model, [], library) is library_model


def test_the_same_words_give_the_same_model(library_model: Model, library: Taxonomy) -> None:
    """To the bit, under a fingerprint that other words change."""
    said = [_said(ABOUT, ["stilte"]), _said(ELSEWHERE, [])]
    first, second = adjust(library_model, said, library), adjust(library_model, said, library)
    assert np.array_equal(first.scorer.weights, second.scorer.weights)
    assert first.card == second.card
    other = adjust(library_model, [replace(said[0], trends=frozenset()), said[1]], library)
    assert len({library_model.card.fingerprint, first.card.fingerprint, other.card.fingerprint}) == 3


@settings(deadline=None, max_examples=25, derandomize=True)
@given(st.integers(0, 2**31 - 1))
def test_without_a_prior_it_is_plain_logistic_regression(seed: int) -> None:
    """Around weights of nought it finds what scikit-learn finds with the same penalty."""
    dice = np.random.default_rng(seed)
    matrix = dice.normal(size=(60, 4))
    target = (matrix[:, 0] + dice.normal(size=60) > 0).astype(float)
    variance = dice.uniform(0.1, 5, size=5)
    moved, shift = adjusting._moved(csr_matrix(matrix), np.zeros((60, 1)), target[:, None], variance)
    # a weight of unit variance on a column times its standard deviation is the same weight; so is the bias, on a column of ones
    scaled = np.column_stack((matrix, np.ones(60))) * np.sqrt(variance)
    reference = LogisticRegression(C=1.0, fit_intercept=False, tol=1e-10, max_iter=5000).fit(scaled, target)
    assert [*moved[:, 0], *shift] == pytest.approx(reference.coef_[0] * np.sqrt(variance), abs=0.01)
