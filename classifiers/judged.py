"""What a model made of labelled texts, as arrays: the ground of every figure about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.assess import BATCH, Assessor
from classifiers.examples import Example
from classifiers.model import BEARINGS
from pipeline.core.model import Decision, DirectionVerdict, Verdict
from pipeline.core.taxonomy import Taxonomy

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """A row per text and a column per label: what is true, decided yes or unsure, and how probable.

    *bearings*: (row, true bearing, given bearing) of each direction that was rightly given, as numbers of `BEARINGS`.
    """

    truth: Flags
    yes: Flags
    unsure: Flags
    probabilities: NDArray[np.float64]
    bearings: tuple[tuple[int, int, int], ...]

    def only(self, rows: NDArray[np.intp]) -> "Judged":
        """These *rows*, in this order, some perhaps more than once."""
        of: dict[int, list[tuple[int, int]]] = {}
        for row, truth, given in self.bearings:
            of.setdefault(row, []).append((truth, given))
        bearings = tuple((new, *pair) for new, old in enumerate(rows.tolist()) for pair in of.get(old, ()))
        return Judged(self.truth[rows], self.yes[rows], self.unsure[rows], self.probabilities[rows], bearings)

    def joined(self, other: "Judged") -> "Judged":
        """The rows of both, these first."""
        first = len(self.truth)
        return Judged(
            np.concatenate((self.truth, other.truth)),
            np.concatenate((self.yes, other.yes)),
            np.concatenate((self.unsure, other.unsure)),
            np.concatenate((self.probabilities, other.probabilities)),
            self.bearings + tuple((first + row, truth, given) for row, truth, given in other.bearings),
        )

    def resampled(self, draws: int, seed: int) -> Iterator["Judged"]:
        """As many rows drawn with replacement, *draws* times: a bootstrap over items. Nothing when there are no rows."""
        dice = np.random.default_rng(seed)
        count = len(self.truth)
        for _ in range(draws if count else 0):
            yield self.only(dice.integers(0, count, count))


def judge(examples: Sequence[Example], assessor: Assessor, taxonomy: Taxonomy) -> Judged:
    """The decisions of *assessor* beside the labels of *examples*."""
    labels = taxonomy.labels
    shape = (len(examples), len(labels))
    truth = np.array([[label in e.trends or label in e.directions for label in labels] for e in examples], dtype=bool)
    yes, unsure, probabilities = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool), np.zeros(shape)
    bearings: list[tuple[int, int, int]] = []
    for start in range(0, len(examples), BATCH):
        batch = examples[start : start + BATCH]
        judged = assessor.judge([e.text for e in batch], because=False)
        for row, (example, (trends, directions)) in enumerate(zip(batch, judged, strict=True), start):
            verdicts: list[Verdict | DirectionVerdict] = [*trends, *directions]
            probabilities[row] = [v.probability for v in verdicts]
            yes[row] = [v.decision is Decision.YES for v in verdicts]
            unsure[row] = [v.decision is Decision.UNSURE for v in verdicts]
            bearings += [
                (row, BEARINGS.index(example.directions[v.label]), BEARINGS.index(v.bearing))
                for v in directions
                if v.decision is Decision.YES and v.bearing is not None and v.label in example.directions
            ]
    return Judged(truth.reshape(shape), yes, unsure, probabilities, tuple(bearings))
