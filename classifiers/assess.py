"""Texts → decisions: yes, unsure or no per label, a bearing per direction, and the words they rest on."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import TypeVar

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.examples import Text
from classifiers.explain import Explainer
from classifiers.model import BEARINGS, Floats, Model
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Signal, Span, Verdict
from pipeline.core.taxonomy import Bearing

BATCH = 1000
"""Texts judged at once; one by one costs twelve times as much."""
MOST = 3
"""Trends, and directions, that one text may have (codebook, step 2 and 4)."""
READ = {"", "nl", "en"}
"""Languages the model can read. In another it gives no label: better none than a guess."""

Item = TypeVar("Item")


class Assessor:
    """Judges texts by one model. The narrow door behind which another engine may stand: two methods, nouns in and out."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._explainer = Explainer(model)
        self._none = (Decision.NO,) * len(model.labels)

    @property
    def model(self) -> str:
        """The fingerprint that its assessments carry."""
        return self._model.card.fingerprint

    def assess(self, signals: Iterable[Signal]) -> Iterator[Assessment]:
        """An assessment for each signal, in order."""
        for batch in _batches(signals):
            texts = [Text(signal.title, signal.text, signal.lang) for signal in batch]
            for signal, (trends, directions) in zip(batch, self.judge(texts), strict=True):
                yield Assessment(signal.id, self.model, trends, directions)

    def judge(
        self, texts: Sequence[Text], *, because: bool = True
    ) -> list[tuple[tuple[Verdict, ...], tuple[DirectionVerdict, ...]]]:
        """(trends, directions) for each text, every label present, in the order of the taxonomy.

        Without *because* no words are looked up, which is much faster.
        """
        if not texts:
            return []
        model = self._model
        matrix = model.matrix(texts)
        probabilities = model.probabilities(matrix)
        decisions = self._decide(probabilities, [text.lang.lower()[:2] in READ for text in texts])
        first = len(model.trends)
        given = [(row, n) for row, decided in decisions.items() for n, d in enumerate(decided) if d is not Decision.NO]
        bearings = self._bearings(matrix, [(row, n - first) for row, n in given if n >= first])
        reasons = self._reasons(texts, matrix, given) if because else {}
        found = []
        for row, chances in enumerate(probabilities.tolist()):
            decided = decisions.get(row, self._none)
            spans = [reasons.get((row, n), ()) for n in range(len(decided))]
            trends = tuple(map(Verdict, model.trends, chances, decided, spans))
            leading = zip(*(bearings.get((row, n), (None, None)) for n in range(len(model.directions))), strict=True)
            parts = (chances[first:], decided[first:], *leading, spans[first:])
            found.append((trends, tuple(map(DirectionVerdict, model.directions, *parts))))
        return found

    def _decide(self, probabilities: Floats, read: Sequence[bool]) -> dict[int, Sequence[Decision]]:
        """The decisions per row that has any but no: thresholds, the gate before directions, then at most `MOST` of each.

        *read*: which rows are in a language that the model can read.
        """
        model = self._model
        first = len(model.trends)
        labels = probabilities[:, :-1]
        yes, unsure = labels >= model.yes_at, labels >= model.unsure_at
        over = (yes | unsure) & np.asarray(read)[:, None]
        over[probabilities[:, -1] < model.gate_at, first:] = False
        decided: dict[int, Sequence[Decision]] = {}
        for row in np.flatnonzero(over.any(axis=1)).tolist():
            given = [Decision.NO] * labels.shape[1]
            for part in (range(first), range(first, labels.shape[1])):
                for n in sorted((n for n in part if over[row, n]), key=lambda n: (-labels[row, n], n))[:MOST]:
                    given[n] = Decision.YES if yes[row, n] else Decision.UNSURE
            decided[row] = given
        return decided

    def _reasons(
        self, texts: Sequence[Text], matrix: csr_matrix, given: Sequence[tuple[int, int]]
    ) -> dict[tuple[int, int], tuple[Span, ...]]:
        """The words that carry each (row, label) of *given*, which stand row by row."""
        found: dict[tuple[int, int], tuple[Span, ...]] = {}
        for row, labels in groupby(given, key=itemgetter(0)):
            part = slice(*matrix.indptr[row : row + 2])
            values = dict(zip(matrix.indices[part].tolist(), matrix.data[part].tolist(), strict=True))
            found |= {pair: self._explainer.spans(texts[row], values, pair[1]) for pair in labels}
        return found

    def _bearings(self, matrix: csr_matrix, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], tuple[Bearing, float]]:
        """The likeliest bearing of each (row, direction), with its probability."""
        if not pairs:
            return {}
        rows, directions = (list(part) for part in zip(*pairs, strict=True))
        found = self._model.bearings(matrix[rows], directions)
        leading = [(BEARINGS[n], chance) for n, chance in zip(found.argmax(axis=1), found.max(axis=1).tolist(), strict=True)]
        return dict(zip(pairs, leading, strict=True))


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    coming = iter(items)
    while batch := list(islice(coming, BATCH)):
        yield batch
