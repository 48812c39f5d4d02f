"""Model + examples → a Model that follows them: what analysts said, and what was added to the corpus since.

Logistic regression with the model as its prior: of all weights that fit the examples, those nearest to the weights that are
there (maximum a posteriori with a Gaussian prior around them). A word that no example has keeps its weight, so a handful of
examples moves a model only where they speak, and its probabilities stay calibrated elsewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from classifiers.examples import Example, fingerprint
from classifiers.model import BEARINGS, Linear, Model, with_direction
from pipeline.core.taxonomy import Taxonomy

STRENGTH = 3.0
"""Variance of a weight around the one that is there: more follows the examples closer."""
BIAS_STRENGTH = 0.01
"""The same for the bias. Small: examples are picked, by doubt or by fault, and say little of how often a label occurs."""
STEPS = 200

Weights = NDArray[np.float64]


def adjust(
    model: Model,
    examples: Sequence[Example],
    taxonomy: Taxonomy,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> Model:
    """*model* as it would be had it started from itself and seen *examples*; the same for none.

    Of an example whose labels are not all `known`, the others say nothing. The card tells the fingerprint of the examples;
    *progress* is called with the name of each step.
    """
    if not examples:
        return model
    matrix = model.matrix([example.text for example in examples])
    odds = (model.scorer.scores(matrix) * model.slope + model.offset).astype(np.float64)
    weights = model.scorer.weights.copy()
    bias = model.scorer.bias.copy()
    for number, label in enumerate((*taxonomy.labels, None)):
        progress(label or "public")
        rows, target = _of(examples, label)
        if not rows:
            continue
        moved, shift = _moved(matrix[rows], odds[rows, number][:, None], target[:, None])
        # the score is stretched by the slope afterwards
        weights[number] += (moved[:, 0] / model.slope[number]).astype(np.float32)
        bias[number] += np.float32(shift[0] / model.slope[number])
    card = replace(model.card, corrections=fingerprint(examples)).sealed()
    return replace(model, card=card, scorer=Linear(weights, bias), bearer=_bearer(model, examples, matrix, taxonomy))


def _of(examples: Sequence[Example], label: str | None) -> tuple[list[int], Weights]:
    """The rows that say whether a label holds, and what they say; None asks for the gate."""
    said: dict[int, bool] = {}
    for row, example in enumerate(examples):
        if label is None:
            if (public := True if example.directions else example.public) is not None:
                said[row] = public
        elif example.known is None or label in example.known:
            said[row] = label in example.trends or label in example.directions
    return list(said), np.array(list(said.values()), dtype=np.float64)


def _bearer(model: Model, examples: Sequence[Example], matrix: csr_matrix, taxonomy: Taxonomy) -> Linear:
    order = {d.id: number for number, d in enumerate(taxonomy.directions)}
    pairs = [
        (row, order[label], BEARINGS.index(bearing))
        for row, example in enumerate(examples)
        for label, bearing in sorted(example.directions.items())
    ]
    if not pairs:
        return model.bearer
    rows, directions, bearings = (list(part) for part in zip(*pairs, strict=True))
    whole = with_direction(matrix[rows], directions, len(order))
    moved, shift = _moved(whole, model.bearer.scores(whole).astype(np.float64), np.eye(len(BEARINGS))[bearings])
    return Linear((model.bearer.weights + moved.T).astype(np.float32), (model.bearer.bias + shift).astype(np.float32))


def _moved(matrix: csr_matrix, odds: Weights, target: Weights) -> tuple[Weights, Weights]:
    """What to add to the weights (a row per column of *matrix*) and to the bias.

    With one column of *target* it is binary: minus the log likelihood of sigmoid(odds + matrix @ weights + bias); with more, of
    their softmax. Plus the squares of what is added, over twice their variances.
    """
    columns = np.unique(matrix.indices)
    here = matrix[:, columns].astype(np.float64)
    outputs = target.shape[1]

    def loss(flat: Weights) -> tuple[float, Weights]:
        added = flat.reshape(len(columns) + 1, outputs)
        given = odds + here @ added[:-1] + added[-1]
        if outputs == 1:
            cost = float(np.sum(np.logaddexp(0, given) - target * given))
            wrong = 1 / (1 + np.exp(-given)) - target
        else:
            top = given.max(axis=1, keepdims=True)
            total = top + np.log(np.exp(given - top).sum(axis=1, keepdims=True))
            cost = float(np.sum(target * (total - given)))
            wrong = np.exp(given - total) - target
        cost += float((added[:-1] ** 2).sum()) / (2 * STRENGTH) + float((added[-1] ** 2).sum()) / (2 * BIAS_STRENGTH)
        slope = np.concatenate((here.T @ wrong + added[:-1] / STRENGTH, wrong.sum(axis=0)[None] + added[-1:] / BIAS_STRENGTH))
        return cost, slope.ravel()

    start = np.zeros((len(columns) + 1) * outputs)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x.reshape(-1, outputs)
    whole = np.zeros((matrix.shape[1], outputs))
    whole[columns] = found[:-1]
    return whole, found[-1]
