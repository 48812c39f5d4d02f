import gzip
import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix, hstack

from classifiers.examples import Example, Text
from classifiers.features import PIECE_OPTIONS, TextFeatures, fitted
from classifiers.lexicon import Concept, Lexicon
from classifiers.memory import Memory
from classifiers.model import Model
from classifiers.words import counted_text
from tests.classifiers.texts import TEXTS

LEXICON = Lexicon([Concept("g", "t", ("robot*", "geen geluid"))])
ODD = [
    "İ",
    "ß",
    "ﬁ",
    "ΑΣ",
    "Σ",
    "é\u0301",
    "𝒩",
    "🤖",
    "\ud800",
    "\u2028",
    "\x1f",
    "\xa0",
    "-",
    "'",
    "_",
    "٣",
    "1999",
    "20",
    "a_b",
]
PLAIN = ["de", "een", "robot", "Robots", "in", "a", "ab", "abc", "abcd", "abcde", "abcabcabc", "geen", "geluid"]
WRITTEN = st.lists(st.sampled_from([*ODD, *PLAIN, *PLAIN]), max_size=12).flatmap(
    lambda parts: st.sampled_from([" ", " ", "", "  ", "\t"]).map(lambda gap: gap.join(parts))
)


def by_vectorizers(features: TextFeatures, texts: Sequence[Text]) -> csr_matrix:
    """The words and pieces of *texts* as scikit-learn's own transform gives them."""
    counted = [counted_text(text) for text in texts]
    parts = [vectorizer.transform(counted) for vectorizer in (features.words_, features.pieces_)]
    return hstack(parts, format="csr", dtype=np.float32)


def assert_same(features: TextFeatures, texts: Sequence[Text]) -> None:
    """Bit by bit, and stored alike, so that what is summed over it is summed in the same order."""
    theirs = by_vectorizers(features, texts)
    ours = features.transform(texts)[:, : theirs.shape[1]]
    assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
    assert ours.indptr.tolist() == theirs.indptr.tolist()
    assert np.array_equal(ours.indices, theirs.indices)
    assert ours.data.tobytes() == theirs.data.tobytes()
    assert features.transform(texts).indices.dtype == np.int32, "liblinear takes no others"


@settings(deadline=None, max_examples=200, derandomize=True)
@given(
    st.lists(st.builds(Text, WRITTEN, WRITTEN), min_size=1, max_size=6),
    st.lists(st.builds(Text, WRITTEN, WRITTEN), min_size=1, max_size=6),
    st.integers(1, 2),
)
def test_any_text_gets_what_the_vectorizers_give(learned: list[Text], asked: list[Text], least: int) -> None:
    """Whatever was learned, and whatever is asked: empty, odd, with doubles, with short words, with digits."""
    seen = [*learned, Text("abc abc", "robot")] * least  # a vocabulary must not be empty
    features = TextFeatures(LEXICON, word_min=least, piece_min=least).fit(seen)
    assert_same(features, asked)
    assert_same(features, [*asked, *learned])


def test_invented_texts_get_what_the_vectorizers_give(library_examples: Sequence[Example], library_model: Model) -> None:
    """Known texts and new ones, in two languages; the second time from memory."""
    texts = [*(example.text for example in library_examples), *TEXTS]
    for _ in range(2):
        assert_same(library_model.features, texts)


def test_real_texts_get_what_the_vectorizers_give(shared: Path, library_model: Model) -> None:
    """Two thousand items of real feeds, after learning half of them, and from a small vocabulary that is not theirs."""
    with gzip.open(shared / "gold" / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in islice(lines, 2000)]
    texts = [Text(item["title"], item["summary"], item["lang"]) for item in items]
    assert_same(TextFeatures(LEXICON).fit(texts[::2]), texts)
    assert_same(library_model.features, texts)


def test_forgetting_changes_nothing(library_model: Model) -> None:
    """With room for five words, each is cut again and again, to the same pieces."""
    features = TextFeatures(LEXICON).take(library_model.features.words_, library_model.features.pieces_)
    features.columns_._cuts = Memory(features.columns_._packed, most=5)
    assert_same(features, TEXTS)
    assert_same(features, TEXTS)


def test_a_pair_may_be_known_when_its_words_are_not() -> None:
    """A vocabulary given from outside may hold a pair without its words, or nothing but pairs."""
    words = fitted(["stille zaal", "zaal"], np.array([1.0, 2.0]), {"ngram_range": (1, 2), "token_pattern": r"\S+"})
    pieces = fitted(["zaa"], np.array([1.0]), PIECE_OPTIONS)
    columns = TextFeatures(LEXICON).take(words, pieces).columns_
    counted, _ = columns.counts(
        [["stille", "zaal"], ["zaal", "stille"], ["stille"], ["de", "stille", "zaal", "stille", "zaal"]]
    )
    assert counted.toarray().tolist() == [[1, 1], [0, 1], [0, 0], [2, 2]]


@pytest.mark.parametrize(
    "texts", [[Text("", "")], [Text("", ""), Text("", "")], [Text("", ""), Text("robot", ""), Text("", "")]]
)
def test_texts_without_words_have_empty_rows(library_model: Model, texts: Sequence[Text]) -> None:
    """Also when there are no others."""
    assert_same(library_model.features, texts)
