"""Model + examples → a Model that follows them: what analysts said, and what was added to the corpus since.

Logistic regression with the model as its prior: of all weights that fit the examples, those nearest to the weights that are
there (maximum a posteriori with a Gaussian prior around them). A word that no example has keeps its weight, so a handful of
examples moves a model only where they speak, and its probabilities stay calibrated elsewhere.

A weight lies the nearer the better it was learned (Laplace's approximation, its diagonal): its variance is
1 / (1 / STRENGTH + Σ p (1 - p) x²), over the texts that the model learned from. In how many of them a word stands follows from
its inverse document frequency; x² is taken from the examples, and p (1 - p) is `SHARE`. So a word that stood in thousands of
texts stays nearly where it is, and one that stood in three follows; docs/classifier.md tells what that is worth.
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

STRENGTH = 15.0
"""Variance of a weight of which nothing is known: what bench/prior.py learns with."""
SHARE = 0.01
"""About the share of texts that has any one label."""
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
    variance = _variances(model, matrix)
    odds = (model.scorer.scores(matrix) * model.slope + model.offset).astype(np.float64)
    weights = model.scorer.weights.copy()
    bias = model.scorer.bias.copy()
    for number, label in enumerate((*taxonomy.labels, None)):
        progress(label or "public")
        rows, target = _of(examples, label)
        if not rows:
            continue
        moved, shift = _moved(matrix[rows], odds[rows, number][:, None], target[:, None], variance)
        # the score is stretched by the slope afterwards
        weights[number] += (moved[:, 0] / model.slope[number]).astype(np.float32)
        bias[number] += np.float32(shift[0] / model.slope[number])
    card = replace(model.card, corrections=fingerprint(examples)).sealed()
    return replace(model, card=card, scorer=Linear(weights, bias), bearer=_bearer(model, examples, matrix, variance, taxonomy))


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


def _variances(model: Model, matrix: csr_matrix) -> Weights:
    """Of the weight of each column of *matrix*, the examples, and last of the bias."""
    texts = model.card.examples
    idf = np.concatenate((model.features.words_.idf_, model.features.pieces_.idf_))
    squares = matrix.multiply(matrix).tocsc()
    having = np.diff(squares.indptr)
    square = np.asarray(squares.sum(axis=0)).ravel() / np.maximum(having, 1)
    # concepts have no document frequency: as often as among the examples, which is rather too often
    of = np.concatenate(((1 + texts) / np.exp(idf - 1) - 1, having[len(idf) :] / matrix.shape[0] * texts))
    return np.asarray(1 / (1 / STRENGTH + SHARE * np.append(of * square, texts)))


def _bearer(model: Model, examples: Sequence[Example], matrix: csr_matrix, variance: Weights, taxonomy: Taxonomy) -> Linear:
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
    # about so many of the texts were about one direction
    which = np.full(len(order), 1 / (1 / STRENGTH + SHARE * SHARE * model.card.examples))
    spread = np.concatenate((variance[:-1], which, variance[-1:]))
    odds = model.bearer.scores(whole).astype(np.float64)
    moved, shift = _moved(whole, odds, np.eye(len(BEARINGS))[bearings], spread)
    return Linear((model.bearer.weights + moved.T).astype(np.float32), (model.bearer.bias + shift).astype(np.float32))


def _moved(matrix: csr_matrix, odds: Weights, target: Weights, variance: Weights) -> tuple[Weights, Weights]:
    """What to add to the weights (a row per column of *matrix*) and to the bias.

    With one column of *target* it is binary: minus the log likelihood of sigmoid(odds + matrix @ weights + bias); with more, of
    their softmax. Plus the squares of what is added, over twice its *variance*: one per column, and last that of the bias.
    """
    columns = np.unique(matrix.indices)
    # in units of its standard deviation every weight is as near, which is quickest to solve
    unit = np.sqrt(np.append(variance[:-1][columns], variance[-1]))[:, None]
    here = matrix[:, columns].astype(np.float64)
    outputs = target.shape[1]

    def loss(flat: Weights) -> tuple[float, Weights]:
        near = flat.reshape(len(unit), outputs)
        added = near * unit
        given = odds + here @ added[:-1] + added[-1]
        if outputs == 1:
            cost = float(np.sum(np.logaddexp(0, given) - target * given))
            wrong = 1 / (1 + np.exp(-given)) - target
        else:
            top = given.max(axis=1, keepdims=True)
            total = top + np.log(np.exp(given - top).sum(axis=1, keepdims=True))
            cost = float(np.sum(target * (total - given)))
            wrong = np.exp(given - total) - target
        slope = np.concatenate((here.T @ wrong, wrong.sum(axis=0)[None])) * unit + near
        return cost + float((near**2).sum()) / 2, slope.ravel()

    start = np.zeros(len(unit) * outputs)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x.reshape(-1, outputs) * unit
    whole = np.zeros((matrix.shape[1], outputs))
    whole[columns] = found[:-1]
    return whole, found[-1]
