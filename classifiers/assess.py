"""Texts → decisions: yes, unsure or no per label, a bearing per direction, and the words they rest on."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
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
        decisions = self._decide(probabilities)
        for row, text in enumerate(texts):
            if text.lang.lower()[:2] not in READ:
                decisions[row] = [Decision.NO] * len(model.labels)
        first = len(model.trends)
        pairs = [
            (row, number)
            for row, decided in enumerate(decisions)
            for number, decision in enumerate(decided[first:])
            if decision is not Decision.NO
        ]
        bearings = self._bearings(matrix, pairs)
        found = []
        for row, text in enumerate(texts):
            values = dict(zip(matrix[row].indices.tolist(), matrix[row].data.tolist(), strict=True))
            spans: list[tuple[Span, ...]] = [
                self._explainer.spans(text, values, n) if because and d is not Decision.NO else ()
                for n, d in enumerate(decisions[row])
            ]
            trends = tuple(
                Verdict(label, float(probabilities[row, n]), decisions[row][n], spans[n])
                for n, label in enumerate(model.trends)
            )
            directions = tuple(
                DirectionVerdict(
                    label,
                    float(probabilities[row, first + n]),
                    decisions[row][first + n],
                    *_strongest(bearings.get((row, n))),
                    spans[first + n],
                )
                for n, label in enumerate(model.directions)
            )
            found.append((trends, directions))
        return found

    def _decide(self, probabilities: Floats) -> list[list[Decision]]:
        """The decisions per row: thresholds, the gate before directions, then at most `MOST` of each."""
        model = self._model
        first = len(model.trends)
        labels = probabilities[:, :-1]
        yes, unsure = labels >= model.yes_at, labels >= model.unsure_at
        closed = probabilities[:, -1] < model.gate_at
        yes[closed, first:] = False
        unsure[closed, first:] = False
        decided = []
        for row in range(len(labels)):
            given = [
                Decision.YES if yes[row, n] else Decision.UNSURE if unsure[row, n] else Decision.NO
                for n in range(labels.shape[1])
            ]
            for part in (range(first), range(first, labels.shape[1])):
                kept = sorted((n for n in part if given[n] is not Decision.NO), key=lambda n: (-labels[row, n], n))
                for n in kept[MOST:]:
                    given[n] = Decision.NO
            decided.append(given)
        return decided

    def _bearings(self, matrix: csr_matrix, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Floats]:
        if not pairs:
            return {}
        rows, directions = (list(part) for part in zip(*pairs, strict=True))
        found = self._model.bearings(matrix[rows], directions)
        return dict(zip(pairs, found, strict=True))


def _strongest(probabilities: Floats | None) -> tuple[Bearing | None, float | None]:
    if probabilities is None:
        return None, None
    best = int(np.argmax(probabilities))
    return BEARINGS[best], float(probabilities[best])


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    coming = iter(items)
    while batch := list(islice(coming, BATCH)):
        yield batch
