"""Corpus → Model. The same corpus, lexicon, libraries and seed give the same model."""

from collections.abc import Callable, Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from classifiers.examples import Example, fingerprint
from classifiers.features import TextFeatures
from classifiers.lexicon import Lexicon
from classifiers.model import BEARINGS, Card, Linear, Model, with_direction
from classifiers.usual import usual_words
from pipeline.core.errors import ModelError
from pipeline.core.taxonomy import Taxonomy

RECIPE = "2"
"""Goes into the fingerprint: raise it when training changes in a way that other parts of the card do not show."""

FOLDS = 5
LEAST = 5
"""A label with fewer positive examples cannot be learned or calibrated, and is refused."""
STRENGTH = 4.0
"""Inverse regularisation of the label models."""
BEARING_STRENGTH = 2.0

YES_AT = 0.3
UNSURE_AT = 0.12
GATE_AT = 0.2
"""Thresholds on calibrated probabilities, the same for every label; docs/classifier.md shows what others would give."""

NATURAL_SHARE = 0.01
"""About the share of ordinary news that carries any one label; a corpus holds far more, so probabilities are set to this."""


def train(
    examples: Sequence[Example],
    taxonomy: Taxonomy,
    lexicon: Lexicon,
    *,
    features: TextFeatures | None = None,
    seed: int = 0,
    progress: Callable[[str], None] = lambda _: None,
) -> Model:
    """A model of all labels of *taxonomy*. ModelError when a label has too few examples or the corpus has no negatives.

    *features*, when given, were fitted before, on more than the examples. *progress* is called with the name of each step.
    """
    truth = _truth(examples, taxonomy)
    _check(truth, taxonomy)
    progress("features")
    texts = [example.text for example in examples]
    features = features or TextFeatures(lexicon).fit(texts)
    matrix = features.transform(texts)
    rows, biases, slopes, offsets = [], [], [], []
    for number, name in enumerate((*taxonomy.labels, "public")):
        progress(name)
        known = np.flatnonzero(truth[:, number] >= 0)
        target = truth[known, number]
        estimator = LogisticRegression(C=STRENGTH, solver="liblinear", dual=True, max_iter=1000, random_state=seed)
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
        held_out = cross_val_predict(estimator, matrix[known], target, cv=folds, method="decision_function")
        natural = NATURAL_SHARE if name != "public" else float(target.mean())
        slope, offset = _platt(held_out, target, natural)
        estimator.fit(matrix[known], target)
        rows.append(estimator.coef_[0])
        biases.append(float(estimator.intercept_[0]))
        slopes.append(slope)
        offsets.append(offset)
    progress("bearings")
    count = len(taxonomy.labels)
    return Model(
        card=_card(examples, taxonomy, lexicon, seed),
        trends=tuple(t.id for t in taxonomy.trends),
        directions=tuple(d.id for d in taxonomy.directions),
        features=features,
        scorer=Linear(np.asarray(rows, dtype=np.float32), np.asarray(biases, dtype=np.float32)),
        slope=np.asarray(slopes, dtype=np.float32),
        offset=np.asarray(offsets, dtype=np.float32),
        yes_at=np.full(count, YES_AT, dtype=np.float32),
        unsure_at=np.full(count, UNSURE_AT, dtype=np.float32),
        gate_at=GATE_AT,
        bearer=_bearer(examples, matrix, taxonomy, seed),
        usual=usual_words(texts, features.word_min),
    )


def _truth(examples: Sequence[Example], taxonomy: Taxonomy) -> NDArray[np.int8]:
    """Per example and label 1 or 0; the last column is the gate, -1 where the example does not say."""
    truth = np.zeros((len(examples), len(taxonomy.labels) + 1), dtype=np.int8)
    for row, example in enumerate(examples):
        given = example.trends | set(example.directions)
        truth[row, :-1] = [label in given for label in taxonomy.labels]
        truth[row, -1] = 1 if example.directions else -1 if example.public is None else example.public
    return truth


def _check(truth: NDArray[np.int8], taxonomy: Taxonomy) -> None:
    for number, label in enumerate(taxonomy.labels):
        positives = int((truth[:, number] == 1).sum())
        if positives < LEAST or len(truth) - positives < LEAST:
            raise ModelError(
                f"the corpus has {positives} examples with {label} of {len(truth)}; at least {LEAST} with and without"
            )
    for value, meaning in ((1, "public service at issue"), (0, "`public: false`")):
        if int((truth[:, -1] == value).sum()) < LEAST:
            raise ModelError(f"the corpus needs at least {LEAST} examples with {meaning}")


def _platt(scores: NDArray[np.float64], target: NDArray[np.int8], natural: float) -> tuple[float, float]:
    """Slope and offset from held-out *scores*, weighted so that a share *natural* of the texts has the label."""
    share = float(target.mean())
    weights = np.where(target == 1, natural / share, (1 - natural) / (1 - share))
    fitted = LogisticRegression(C=1e3, solver="lbfgs").fit(scores.reshape(-1, 1), target, sample_weight=weights)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _bearer(examples: Sequence[Example], matrix: csr_matrix, taxonomy: Taxonomy, seed: int) -> Linear:
    """The model of bearings, over every direction that an example has: one model, which also sees which direction."""
    order = {d.id: number for number, d in enumerate(taxonomy.directions)}
    pairs = [
        (row, order[label], BEARINGS.index(bearing))
        for row, example in enumerate(examples)
        for label, bearing in sorted(example.directions.items())
    ]
    rows, directions, target = (list(part) for part in zip(*pairs, strict=True))
    if set(target) != set(range(len(BEARINGS))):
        raise ModelError("the corpus needs directions with each of the bearings wind-mee, wind-tegen and raakt")
    estimator = LogisticRegression(C=BEARING_STRENGTH, class_weight="balanced", max_iter=500, random_state=seed)
    estimator.fit(with_direction(matrix[rows], directions, len(order)), target)
    return Linear(estimator.coef_.astype(np.float32), estimator.intercept_.astype(np.float32))


def _card(examples: Sequence[Example], taxonomy: Taxonomy, lexicon: Lexicon, seed: int) -> Card:
    numbers = (FOLDS, STRENGTH, BEARING_STRENGTH, YES_AT, UNSURE_AT, GATE_AT, NATURAL_SHARE)
    return Card(
        fingerprint="",
        recipe=f"{RECIPE} {numbers}",
        taxonomy=taxonomy.fingerprint,
        corpus=fingerprint(examples),
        lexicon=lexicon.fingerprint,
        prior="",
        corrections="",
        examples=len(examples),
        seed=seed,
        libraries={name: version(name) for name in ("numpy", "scipy", "scikit-learn")},
    ).sealed()
