import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from classifiers.examples import Text
from classifiers.model import Linear, Model, calibrated, softmax, with_direction
from tests.classifiers.crafted import LABELS, crafted, item

FLOATS = st.floats(-1e6, 1e6, width=32)


def _f(*values: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(values, dtype=np.float32)


def test_scores_are_a_weighted_sum_and_a_bias() -> None:
    """A row per text, a column per thing scored."""
    linear = Linear(np.asarray([[1, 2], [0, -1]], dtype=np.float32), _f(0.5, 0))
    assert linear.scores(csr_matrix([[1, 1], [0, 3]], dtype=np.float32)).tolist() == [[3.5, -1], [6.5, -3]]


def test_probabilities_are_those_of_platt() -> None:
    """1 / (1 + exp(-(slope · score + offset))): nought is a half, ln 3 three quarters."""
    found = calibrated(_f(0, math.log(3), 1), _f(1, 1, -2), _f(0, 0, 2))
    assert found.tolist() == pytest.approx([0.5, 0.75, 0.5])


@settings(deadline=None, max_examples=100, derandomize=True)
@given(FLOATS, FLOATS)
def test_no_score_is_too_large(one: float, other: float) -> None:
    """Probabilities stay within 0 and 1, without overflow, and keep the order of the scores."""
    low, high = calibrated(_f(*sorted((one, other))), _f(3, 3), _f(1, 1))
    assert 0 <= low <= high <= 1


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.lists(FLOATS, min_size=3, max_size=3))
def test_bearings_add_up_to_one(scores: list[float]) -> None:
    """Whatever the scores; the highest score is the likeliest."""
    found = softmax(_f(*scores).reshape(1, 3))[0]
    assert float(found.sum()) == pytest.approx(1, abs=1e-5)
    assert found[int(np.argmax(scores))] == found.max()


def test_a_direction_is_marked_in_a_column_of_its_own() -> None:
    """The features stay as they are."""
    marked = with_direction(csr_matrix([[1, 2], [3, 4]], dtype=np.float32), [2, 0], 3)
    assert marked.toarray().tolist() == [[1, 2, 0, 0, 1], [3, 4, 1, 0, 0]]


def test_a_bearing_depends_on_the_direction_it_is_about() -> None:
    """The same text may be wind for one direction and against another."""
    texts = [Text("", item(0))]
    model = crafted(texts, {})
    weights = model.bearer.weights
    weights[0, -2], weights[1, -1] = 2, 2
    matrix = model.matrix(texts)
    found = model.bearings(matrix[[0, 0]], [0, 1])
    assert np.argmax(found, axis=1).tolist() == [0, 1]


def test_labels_are_trends_then_directions(library_model: Model) -> None:
    """The gate comes after them, as the last probability."""
    assert library_model.labels == (*LABELS[0], *LABELS[1])
    assert library_model.probabilities(library_model.matrix([Text("Bibliotheek", "")])).shape == (1, 5)
