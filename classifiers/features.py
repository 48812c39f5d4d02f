"""Texts → numbers: words and pairs of words, pieces of words (for compounds and endings), and concepts of the lexicon."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

from classifiers.examples import Text
from classifiers.lexicon import Lexicon
from classifiers.words import counted_text, words

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

    `words_` and `pieces_` are fitted TfidfVectorizers; `n_concepts_` counts the lexicon's concepts.
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
        self.words_ = TfidfVectorizer(min_df=min(self.word_min, len(counted)), **WORD_OPTIONS).fit(counted)
        self.pieces_ = TfidfVectorizer(min_df=min(self.piece_min, len(counted)), **PIECE_OPTIONS).fit(counted)
        self.n_concepts_ = len(self.lexicon.concepts)
        return self

    def transform(self, texts: Sequence[Text]) -> csr_matrix:
        """A sparse matrix, a row for each text."""
        check_is_fitted(self)
        counted = [counted_text(text) for text in texts]
        parts = [self.words_.transform(counted), self.pieces_.transform(counted), self.concepts(texts)]
        return hstack(parts, format="csr", dtype=np.float32)

    def concepts(self, texts: Sequence[Text]) -> csr_matrix:
        """Which concepts each text has: `concept_weight` where it does."""
        rows, columns = [], []
        for row, text in enumerate(texts):
            found = {hit.concept for hit in self.lexicon.find(words(f"{text.title} {text.summary}"))}
            rows += [row] * len(found)
            columns += sorted(found)
        values = np.full(len(rows), self.concept_weight, dtype=np.float32)
        return csr_matrix((values, (rows, columns)), shape=(len(texts), self.n_concepts_), dtype=np.float32)
