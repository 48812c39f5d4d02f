"""Makes classifiers/prior from labelled news items: `python bench/prior.py ITEMS.jsonl.gz`.

ITEMS holds JSON Lines (perhaps gzipped) with `id`, `title` and `summary`: news as it comes, nothing left out. Which of them
carry which labels stands in classifiers/prior/labels.tsv by id; what is not in there was read and carries none. The texts are
not part of this project; only figures learned from them are written.

1. Words, pieces of words and their weights are learned from the items and the written corpus together.
2. By cross-validation over the items (stories kept whole: what shares most of its words stays in one fold) every item gets a
   score for each label of a model of the corpus and of the items of the other folds.
3. On these the probabilities are fitted, a label at a time; the rarest labels share their slope (docs/classifier.md).
4. Thresholds: yes where F1 is best on those held-out probabilities, within `YES`; unsure from a share of it. The gate is
   learned from the corpus; it opens as far as nearly all items with a direction need.
5. The models are learned once more from everything and written. Prints average precision and F1 by label, held out.
6. What is usual of the items as they occur (words unknown, unsure, yes) is written with them, for `windwijzer model drift`. For
   that an item may say its `source`, `year`, `kind` and `set`.

About five minutes; the same items, labels, corpus and libraries give the same figures.
"""

import argparse
import gzip
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_curve

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.prior_usual import decided, usual_of_items
from classifiers.examples import SHIPPED as CORPUS
from classifiers.examples import Example, Text, fingerprint, json_lines, load_corpus, text_of
from classifiers.features import TextFeatures
from classifiers.lexicon import load_lexicon
from classifiers.model import BEARINGS, Linear, with_direction
from classifiers.prior import SHIPPED, save_prior
from classifiers.taxonomy import load_taxonomy
from classifiers.train import BEARING_STRENGTH, GATE_AT, train
from pipeline.core.taxonomy import Bearing

MOST_TEXT = 600
"""Characters of a summary: as long as those that were labelled."""
FOLDS = 4
PRIOR_RECIPE = "1"
JOINT_STRENGTH = 15.0
WRITTEN_WEIGHT = 0.25
"""Of a written example, beside 1 for an item of the news: it is clearer than the news and would be believed too much."""
GATE_LOSES = 0.03
"""Share of the items with a direction that the gate may hold back."""
SAME = 0.35
"""Cosine of two items that are taken for one story."""
FEW = 20
"""Labels with fewer positives among the items cannot say how far to trust each score; they share what all say together."""
YES = (0.14, 0.18)
"""Fitted on the development set and its background: lower, and more than 2 % of the unlabelled items get a yes."""
UNSURE_SHARE = 0.45
WORD_MIN, PIECE_MIN = 3, 5
SEED = 0


def main() -> int:
    """The whole of it; 0."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("items", type=Path)
    given = parser.parse_args()
    taxonomy, lexicon = load_taxonomy(), load_lexicon()
    corpus = load_corpus(CORPUS, taxonomy)
    found = lines_of(given.items)
    items = items_of(found, labels_of(SHIPPED / "labels.tsv"))
    print(f"{len(items)} items, {sum(bool(e.trends or e.directions) for e in items)} with a label; {len(corpus)} of the corpus")
    texts = [e.text for e in (*corpus, *items)]
    features = TextFeatures(lexicon, word_min=WORD_MIN, piece_min=PIECE_MIN).fit(texts)
    for vectorizer in (features.words_, features.pieces_):
        vectorizer.idf_ = _rounded(vectorizer.idf_).astype(np.float64)
    matrix = features.transform(texts)
    labels = taxonomy.labels
    truth = np.array([[label in e.trends or label in e.directions for label in labels] for e in (*corpus, *items)])
    weight = np.concatenate((np.full(len(corpus), WRITTEN_WEIGHT), np.ones(len(items))))
    folds = _folds(matrix[len(corpus) :, : len(features.words_.vocabulary_)], truth[len(corpus) :].any(axis=1))
    scores = np.stack([_held_out(matrix, truth[:, n], weight, folds) for n in range(len(labels))], axis=1)
    real = truth[len(corpus) :]
    slope, offset = calibration(scores, real)
    held_out = 1 / (1 + np.exp(-(slope * scores + offset)))
    yes_at = np.array([_best(real[:, n], held_out[:, n]) for n in range(len(labels))])
    for n, label in enumerate(labels):
        _tell(label, real[:, n], held_out[:, n], yes_at[n], slope[n])
    learned = [logistic().fit(matrix, truth[:, n], sample_weight=weight) for n in range(len(labels))]
    written = train(corpus, taxonomy, lexicon, features=features)
    gate = written.probabilities(matrix[len(corpus) :])[:, -1]
    model = replace(
        written,
        card=replace(
            written.card, recipe=f"prior {PRIOR_RECIPE}", corpus=fingerprint((*corpus, *items)), examples=len(texts)
        ).sealed(),
        scorer=Linear(
            _rounded(np.vstack([*(m.coef_ for m in learned), written.scorer.weights[-1:]])),
            np.array([*(m.intercept_[0] for m in learned), written.scorer.bias[-1]], dtype=np.float32),
        ),
        slope=np.append(slope, written.slope[-1]).astype(np.float32),
        offset=np.append(offset, written.offset[-1]).astype(np.float32),
        yes_at=yes_at.astype(np.float32),
        unsure_at=(yes_at * UNSURE_SHARE).astype(np.float32),
        gate_at=float(min(GATE_AT, np.quantile(gate[real[:, len(taxonomy.trends) :].any(axis=1)], GATE_LOSES))),
        bearer=bearer((*corpus, *items), matrix, [d.id for d in taxonomy.directions]),
    )
    usual = usual_of_items(found, items, corpus, taxonomy, decided=decided(model, held_out, gate), least=WORD_MIN)
    model = replace(model, usual=usual)
    save_prior(model, corpus)
    print(f"written: model {model.card.fingerprint}, {matrix.shape[1]} columns, gate at {model.gate_at:.3f}")
    return 0


def labels_of(path: Path) -> dict[str, tuple[frozenset[str], dict[str, Bearing]]]:
    """Per id the trends, and the directions with their bearings."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            ident, trends, directions = line.split("\t")
            pairs = [pair.split("=") for pair in directions.split(",") if pair != "-"]
            given = frozenset(t for t in trends.split(",") if t != "-")
            found[ident] = given, {label: Bearing(bearing) for label, bearing in pairs}
    return found


def lines_of(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON Lines, perhaps gzipped."""
    packed = path.read_bytes()
    whole = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")
    return [line for _, line in json_lines(whole.split("\n"), path.name)]


def items_of(lines: Sequence[dict[str, Any]], labels: dict[str, tuple[frozenset[str], dict[str, Bearing]]]) -> list[Example]:
    """The items as examples, with the labels that they have by id. SystemExit when a labelled one is not among them."""
    found = []
    for number, line in enumerate(lines, 1):
        ident, text = text_of(line, f"item {number}")
        trends, directions = labels.get(ident, (frozenset(), {}))
        shortened = Text(text.title, text.summary[:MOST_TEXT], text.lang)
        found.append(Example(ident, shortened, trends, directions, public=None))
    if missing := set(labels) - {e.id for e in found}:
        raise SystemExit(f"{len(missing)} labelled items are not among the items, such as {min(missing)}")
    return found


def _folds(words: csr_matrix, labelled: np.ndarray) -> np.ndarray:
    """A fold for each item; labelled items that tell the same stay together."""
    dice = np.random.default_rng(SEED)
    folds = dice.integers(0, FOLDS, len(labelled))
    rows = np.flatnonzero(labelled)
    count, story = connected_components(words[rows] @ words[rows].T > SAME)
    folds[rows] = dice.integers(0, FOLDS, count)[story]
    return folds


def logistic() -> LogisticRegression:
    """The model of a label, not fitted yet."""
    return LogisticRegression(C=JOINT_STRENGTH, solver="liblinear", dual=True, max_iter=300, random_state=SEED)


def _held_out(matrix: csr_matrix, truth: np.ndarray, weight: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """A score for each item, of a model that has seen the corpus and the items of the other folds."""
    written = np.full(len(truth) - len(folds), -1)
    place = np.concatenate((written, folds))
    scores = np.zeros(len(truth))
    for fold in range(FOLDS):
        seen = place != fold
        scores[~seen] = logistic().fit(matrix[seen], truth[seen], sample_weight=weight[seen]).decision_function(matrix[~seen])
    return scores[len(written) :]


def calibration(scores: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slope and offset of the log odds, a label each."""
    counts = truth.sum(axis=0)
    slope, offset = np.zeros(len(counts)), np.zeros(len(counts))
    often = np.flatnonzero(counts >= FEW)
    for n in often:
        fitted = LogisticRegression(C=10.0).fit(scores[:, n : n + 1], truth[:, n])
        slope[n], offset[n] = fitted.coef_[0, 0], fitted.intercept_[0]
    for n in np.flatnonzero(counts < FEW):
        slope[n] = slope[often].mean()
        offset[n] = _offset(slope[n] * scores[:, n], (counts[n] + 1) / (len(truth) + 2))
    return slope, offset


def _offset(known: np.ndarray, share: float) -> float:
    """The offset with which the mean probability is *share*."""
    low, high = -30.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-(known + middle)))).mean() < share else (low, middle)
    return low


def _best(truth: np.ndarray, probabilities: np.ndarray) -> float:
    """Where F1 of yes is best, within `YES`; the middle of them for a label too rare to tell."""
    if truth.sum() < FEW:
        return float(np.mean(YES))
    precision, recall, thresholds = precision_recall_curve(truth, probabilities)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(np.clip(thresholds[int(np.argmax(f1[:-1]))], *YES))


def bearer(examples: Sequence[Example], matrix: csr_matrix, directions: list[str]) -> Linear:
    """The model of bearings, over every direction that an example has."""
    pairs = [(row, directions.index(d), BEARINGS.index(b)) for row, e in enumerate(examples) for d, b in e.directions.items()]
    rows, which, target = (list(part) for part in zip(*pairs, strict=True))
    model = LogisticRegression(C=BEARING_STRENGTH, class_weight="balanced", max_iter=500, random_state=SEED)
    model.fit(with_direction(matrix[rows], which, len(directions)), target)
    return Linear(_rounded(model.coef_), model.intercept_.astype(np.float32))


def _tell(label: str, truth: np.ndarray, held_out: np.ndarray, yes_at: float, slope: float) -> None:
    yes = held_out >= yes_at
    f1 = 2 * int((yes & truth).sum()) / max(1, int(yes.sum() + truth.sum()))
    ap = average_precision_score(truth, held_out) if truth.any() else float("nan")
    print(f"{label:34}{int(truth.sum()):5}  AP {ap:.3f}  F1 {f1:.3f}  yes at {yes_at:.2f}  slope {slope:.2f}", flush=True)


def _rounded(array: np.ndarray) -> np.ndarray:
    """To half precision, so that it is kept in half the space."""
    return np.asarray(array).astype(np.float16).astype(np.float32)


if __name__ == "__main__":
    sys.exit(main())
