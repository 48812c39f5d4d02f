"""A trained model: what was learned, and the probabilities that follow from it. Linear throughout, so it can say why."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from classifiers.examples import Text
from classifiers.features import TextFeatures
from classifiers.usual import Usual
from pipeline.core.taxonomy import Bearing

Floats = NDArray[np.float32]

BEARINGS = (Bearing.MEE, Bearing.TEGEN, Bearing.RAAKT)
"""The order of columns in every array of bearings."""


@dataclass(frozen=True, slots=True)
class Card:
    """Where a model comes from. *fingerprint* follows from all the rest: the same inputs give the same one.

    *prior* is the fingerprint of the model that it started from, "" when it was learned from the corpus alone; *corrections*
    that of what analysts said, "" for nothing.
    """

    fingerprint: str
    recipe: str
    taxonomy: str
    corpus: str
    lexicon: str
    prior: str
    corrections: str
    examples: int
    seed: int
    libraries: dict[str, str] = field(hash=False)

    def sealed(self) -> "Card":
        """The same card under the fingerprint that follows from the rest of it."""
        rest = {name: given for name, given in asdict(self).items() if name != "fingerprint"}
        return replace(self, fingerprint=blake2b(json.dumps(rest, sort_keys=True).encode(), digest_size=6).hexdigest())


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores = X @ weights.T + bias; a row of *weights* for each thing scored."""

    weights: Floats
    bias: Floats

    def scores(self, matrix: csr_matrix) -> Floats:
        """A row for each row of *matrix*, a column for each thing scored."""
        return np.asarray(matrix @ self.weights.T + self.bias, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything needed to judge a text.

    *labels* are scored by *scorer*, whose last row is the gate: is public service at issue? *slope* and *offset* turn
    scores into probabilities (Platt). A label is yes from *yes_at*, unsure from *unsure_at*; a direction needs the gate
    to be at least *gate_at* as well. *bearer* scores `BEARINGS` from the features and which direction it is about.
    *usual* tells what the texts that it learned from were like; None when that was not kept.
    """

    card: Card
    trends: tuple[str, ...]
    directions: tuple[str, ...]
    features: TextFeatures = field(hash=False)
    scorer: Linear = field(hash=False)
    slope: Floats = field(hash=False)
    offset: Floats = field(hash=False)
    yes_at: Floats = field(hash=False)
    unsure_at: Floats = field(hash=False)
    gate_at: float
    bearer: Linear = field(hash=False)
    usual: Usual | None = field(default=None, hash=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """Trends, then directions: the columns of `probabilities` but for the last."""
        return self.trends + self.directions

    def matrix(self, texts: Sequence[Text]) -> csr_matrix:
        """The features of *texts*, a row each."""
        return self.features.transform(texts)

    def probabilities(self, matrix: csr_matrix) -> Floats:
        """A column for each label, then one for the gate."""
        return calibrated(self.scorer.scores(matrix), self.slope, self.offset)

    def bearings(self, matrix: csr_matrix, directions: Sequence[int]) -> Floats:
        """The probability of each bearing (columns as in `BEARINGS`) for row n of *matrix* about directions[n]."""
        return softmax(self.bearer.scores(with_direction(matrix, directions, len(self.directions))))


def calibrated(scores: Floats, slope: Floats, offset: Floats) -> Floats:
    """Platt's probabilities: 1 / (1 + exp(-(slope · score + offset)))."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(slope * scores + offset, -30, 30))), dtype=np.float32)


def softmax(scores: Floats) -> Floats:
    """Each row as probabilities that add up to one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def with_direction(matrix: csr_matrix, directions: Sequence[int], count: int) -> csr_matrix:
    """*matrix* with a column more for each direction, 1 where the row is about it."""
    rows = np.arange(len(directions))
    shape = (len(directions), count)
    marks = csr_matrix((np.ones(len(directions), dtype=np.float32), (rows, np.asarray(directions, dtype=int))), shape=shape)
    return hstack((matrix, marks), format="csr", dtype=np.float32)
