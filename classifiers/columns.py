"""How often words, pairs of words and pieces of words stand in texts: the same counts as scikit-learn's vectorizers make.

Pieces lie within one word, so those of a text are those of its words, and a word always has the same: it is cut once and
remembered. That is several times faster than the vectorizers' own `transform`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, count
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.preprocessing import normalize

from classifiers.memory import Memory

Numbers = NDArray[np.int64]
Number = TypeVar("Number", int, Numbers)


class Columns:
    """The columns of two vocabularies: *words* holds words and pairs of words, *pieces* what *cut* makes of one word.

    *cut* gives a piece as often as the word has it.
    """

    def __init__(self, words: Mapping[str, int], pieces: Mapping[str, int], cut: Callable[[str], Sequence[str]]) -> None:
        self._shape = len(words), len(pieces)
        self._pieces = pieces
        self._cut = cut
        self._cuts: Memory[bytes] = Memory(self._packed)
        terms = [(term.split(" "), column) for term, column in words.items()]
        known = dict.fromkeys(chain.from_iterable(term for term, _ in terms))
        self._numbers = {word: n for n, word in enumerate(known, 1)}  # 0 is any other word
        self._alone = np.full(len(known) + 1, -1)
        pairs = []
        for (first, *second), column in terms:
            if second:
                pairs.append((self._pair(self._numbers[first], self._numbers[second[0]]), column))
            else:
                self._alone[self._numbers[first]] = column
        # the last is beyond all: there is always a place to look at
        ordered = [*sorted(pairs), (np.iinfo(np.int64).max, -1)]
        self._pairs, self._of_pairs = (np.array(part, dtype=np.int64) for part in zip(*ordered, strict=True))

    def of_word(self, word: str) -> list[int]:
        """The columns of the pieces of a word, each as often as the word has it."""
        return [int(n) for n in np.frombuffer(self._cuts[word], dtype=np.int32)]

    def counts(self, texts: Sequence[Sequence[str]]) -> tuple[csr_matrix, csr_matrix]:
        """How often each text has each word or pair of neighbours, and each piece: a row for each list of counted words.

        The columns of a row stand in order.
        """
        distinct: dict[str, int] = defaultdict(count().__next__)
        ends = np.cumsum([0, *map(len, texts)])
        places = np.fromiter(map(distinct.__getitem__, chain.from_iterable(texts)), dtype=np.int64, count=int(ends[-1]))
        numbers = np.array([self._numbers.get(word, 0) for word in distinct], dtype=np.int64)
        return self._count_words(numbers[places], ends), self._count_pieces(list(distinct), places, ends)

    def _count_words(self, numbers: Numbers, ends: Numbers) -> csr_matrix:
        rows = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        pairs = self._pair(numbers[:-1], numbers[1:])
        at = np.searchsorted(self._pairs, pairs)
        paired = (rows[:-1] == rows[1:]) & (self._pairs[at] == pairs)
        columns = np.concatenate((self._alone[numbers], np.where(paired, self._of_pairs[at], -1)))
        rows = np.concatenate((rows, rows[:-1]))
        known = columns >= 0
        ones = np.ones(int(known.sum()), dtype=np.float32)
        return coo_matrix((ones, (rows[known], columns[known])), shape=(len(ends) - 1, self._shape[0])).tocsr()

    def _count_pieces(self, distinct: Sequence[str], places: Numbers, ends: Numbers) -> csr_matrix:
        """How often each text has each word, times how often each word has each piece."""
        having = _ones(places, ends, len(distinct))
        having.sum_duplicates()
        cuts = list(map(self._cuts.__getitem__, distinct))
        found = np.frombuffer(b"".join(cuts), dtype=np.int32)
        counts = having @ _ones(found, np.cumsum([0, *map(len, cuts)]) // found.itemsize, self._shape[1])
        counts.sort_indices()
        return counts

    def _pair(self, first: Number, second: Number) -> Number:
        """One number for two."""
        return first * len(self._alone) + second

    def _packed(self, word: str) -> bytes:
        column = self._pieces.get
        return np.array([n for piece in self._cut(word) if (n := column(piece)) is not None], dtype=np.int32).tobytes()


def weighed(counts: csr_matrix, idf: NDArray[np.float64]) -> csr_matrix:
    """TF-IDF of *counts*, which it changes: 1 + log of the count, times *idf*, each row to length 1."""
    np.log(counts.data, out=counts.data)
    counts.data += 1.0
    counts.data *= idf[counts.indices]
    return normalize(counts, norm="l2", copy=False)


def _ones(columns: NDArray[np.integer[Any]], ends: Numbers, width: int) -> csr_matrix:
    return csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(ends) - 1, width))
