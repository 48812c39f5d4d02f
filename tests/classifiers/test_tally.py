"""What is counted of texts and decisions."""

import numpy as np

from classifiers.examples import Text
from classifiers.tally import measures, tally, unknown_of
from pipeline.core.model import Decision

LABELS = ("stilte", "langer-open")


def test_words_are_counted_as_the_model_counts_them() -> None:
    """In small letters, the title twice, every digit a nought."""
    known = {"stilte", "in", "00"}.__contains__
    assert unknown_of(Text("Stilte!", "In zaal 12 of 345."), known) == (3, 7)  # zaal, of and 000
    assert unknown_of(Text("Zaal", ""), known) == (2, 2)
    assert unknown_of(Text("", ""), known) == (0, 0)


def test_each_text_is_a_row() -> None:
    """Words; any unsure; any yes; each label. A text that was not judged counts for its words alone."""
    texts = [Text("Stilte", ""), Text("Rust", ""), Text("Stilte", "rust")]
    opinions = [{"stilte": Decision.YES, "langer-open": Decision.UNSURE}, {}, None]
    found = tally(texts, opinions, LABELS, {"stilte"}.__contains__)
    assert measures(LABELS) == ("unknown", "unsure", "yes", "stilte", "langer-open")
    assert np.array_equal(found.seen, [[0, 1, 1, 1, 0], [2, 0, 0, 0, 0], [1, 0, 0, 0, 0]])
    assert np.array_equal(found.of, [[2, 1, 1, 1, 1], [2, 1, 1, 1, 1], [3, 0, 0, 0, 0]])


def test_nothing_is_nothing() -> None:
    """No texts make no rows, with all columns."""
    assert tally([], [], LABELS, {"stilte"}.__contains__).seen.shape == (0, 5)
