"""Texts → numbers: words and pairs of words, pieces of words (for compounds and endings), and concepts of the lexicon."""

from collections.abc import Sequence
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

from classifiers.columns import Columns, weighed
from classifiers.examples import Text
from classifiers.lexicon import Lexicon
from classifiers.words import counted_text, counted_words, words

WORD_OPTIONS: dict[str, Any] = {"ngram_range": (1, 2), "token_pattern": r"\S+", "sublinear_tf": True, "dtype": np.float32}
PIECE_OPTIONS: dict[str, Any] = {
    "analyzer": "char_wb",
    "ngram_range": (3, 5),
    "sublinear_tf": True,
    "dtype": np.float32,
}


def fitted(terms: Sequence[str], idf: NDArray[np.float64], options: dict[str, Any]) -> TfidfVectorizer:
    """A vectorizer that has learned *terms*, in the order of their columns, with the weights *idf*."""
    made = TfidfVectorizer(vocabulary={term: n for n, term in enumerate(terms)}, **options)
    made.idf_ = idf
    return made


def terms_of(vectorizer: TfidfVectorizer) -> list[str]:
    """Its terms in the order of their columns."""
    return sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)


class TextFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A transformer of sequences of `Text`. Columns: words, then pieces, then concepts.

    `words_` and `pieces_` are fitted TfidfVectorizers; `columns_` tells the columns of a word in both; `n_concepts_` counts the
    lexicon's concepts.
    """

    def __init__(self, lexicon: Lexicon, *, word_min: int = 2, piece_min: int = 4, concept_weight: float = 0.5) -> None:
        self.lexicon = lexicon
        self.word_min = word_min
        self.piece_min = piece_min
        self.concept_weight = concept_weight

    def fit(self, texts: Sequence[Text], y: object = None) -> Self:
        """Learns the vocabulary and its weights from *texts*; *y* is not looked at."""
        del y
        counted = [counted_text(text) for text in texts]
        return self.take(
            TfidfVectorizer(min_df=min(self.word_min, len(counted)), **WORD_OPTIONS).fit(counted),
            TfidfVectorizer(min_df=min(self.piece_min, len(counted)), **PIECE_OPTIONS).fit(counted),
        )

    def take(self, words: TfidfVectorizer, pieces: TfidfVectorizer) -> Self:
        """Fits by taking over what two vectorizers, of `WORD_OPTIONS` and `PIECE_OPTIONS`, have learned."""
        self.words_ = words
        self.pieces_ = pieces
        self.columns_ = Columns(words.vocabulary_, pieces.vocabulary_, pieces.build_analyzer())
        self.n_concepts_ = len(self.lexicon.concepts)
        return self

    def transform(self, texts: Sequence[Text]) -> csr_matrix:
        """A sparse matrix, a row for each text: what the two vectorizers make of `counted_text`, beside `concepts`."""
        check_is_fitted(self)
        cut = [(words(text.title), words(text.summary)) for text in texts]
        counted = [counted_words(title, summary) for title, summary in cut]
        words_, pieces = self.columns_.counts(counted)
        parts = (
            weighed(words_, self.words_.idf_),
            weighed(pieces, self.pieces_.idf_),
            self._concepts([[*title, *summary] for title, summary in cut]),
        )
        return hstack(parts, format="csr", dtype=np.float32)

    def _concepts(self, cut: Sequence[Sequence[str]]) -> csr_matrix:
        """Which concepts each list of words has: `concept_weight` where it does."""
        found = [sorted(self.lexicon.numbers(of)) for of in cut]
        ends = np.cumsum([0, *map(len, found)])
        columns = np.fromiter(chain.from_iterable(found), dtype=np.int32, count=int(ends[-1]))
        values = np.full(len(columns), self.concept_weight, dtype=np.float32)
        return csr_matrix((values, columns, ends), shape=(len(cut), self.n_concepts_))
