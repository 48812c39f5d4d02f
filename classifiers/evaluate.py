"""How good a model is on labelled texts that it has not seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, f1_score, precision_recall_fscore_support

from classifiers.assess import BATCH, Assessor
from classifiers.examples import Example
from classifiers.model import BEARINGS
from pipeline.core.model import Decision, DirectionVerdict, Verdict
from pipeline.core.taxonomy import Taxonomy

ENOUGH = 10
"""Macro averages are over labels with at least this many positives; rarer ones say nothing by themselves."""


def evaluate(examples: Sequence[Example], assessor: Assessor, taxonomy: Taxonomy) -> dict[str, Any]:
    """Figures of yes decisions against the labels of *examples*.

    {"items", "any_yes": share of texts given any yes, "trends" and "directions": {"macro_f1", "macro_ap", "micro_f1"},
    "labels": {id: {"precision", "recall", "f1", "ap", "support"}}, "bearing": {"accuracy", "macro_f1", "support"}}.
    Bearings are judged where the direction was rightly given. A figure that cannot be had is None.
    """
    labels = taxonomy.labels
    truth = np.array([[label in e.trends or label in e.directions for label in labels] for e in examples], dtype=bool)
    truth = truth.reshape(len(examples), len(labels))
    probabilities, given, bearings = _judged(examples, assessor, len(labels))
    return {
        "items": len(examples),
        "any_yes": float(given.any(axis=1).mean()) if len(examples) else None,
        "trends": _averages(truth, given, probabilities, range(len(taxonomy.trends))),
        "directions": _averages(truth, given, probabilities, range(len(taxonomy.trends), len(labels))),
        "labels": {label: _one(truth[:, n], given[:, n], probabilities[:, n]) for n, label in enumerate(labels)},
        "bearing": _bearing(bearings),
    }


def _judged(examples: Sequence[Example], assessor: Assessor, count: int) -> tuple[Any, Any, list[tuple[int, int]]]:
    probabilities = np.zeros((len(examples), count))
    given = np.zeros((len(examples), count), dtype=bool)
    bearings: list[tuple[int, int]] = []
    for start in range(0, len(examples), BATCH):
        batch = examples[start : start + BATCH]
        judged = assessor.judge([e.text for e in batch], because=False)
        for row, (example, (trends, directions)) in enumerate(zip(batch, judged, strict=True), start):
            verdicts: list[Verdict | DirectionVerdict] = [*trends, *directions]
            probabilities[row] = [v.probability for v in verdicts]
            given[row] = [v.decision is Decision.YES for v in verdicts]
            bearings += [
                (BEARINGS.index(example.directions[v.label]), BEARINGS.index(v.bearing))
                for v in directions
                if v.decision is Decision.YES and v.bearing is not None and v.label in example.directions
            ]
    return probabilities, given, bearings


def _one(truth: Any, given: Any, probabilities: Any) -> dict[str, float | int | None]:
    if not len(truth):
        return {"precision": None, "recall": None, "f1": None, "ap": None, "support": 0}
    precision, recall, f1, _ = precision_recall_fscore_support(truth, given, average="binary", zero_division=0)
    return {
        "precision": float(precision) if given.any() else None,
        "recall": float(recall) if truth.any() else None,
        "f1": float(f1) if truth.any() else None,
        "ap": float(average_precision_score(truth, probabilities)) if truth.any() else None,
        "support": int(truth.sum()),
    }


def _averages(truth: Any, given: Any, probabilities: Any, columns: range) -> dict[str, Any]:
    enough = [n for n in columns if truth[:, n].sum() >= ENOUGH]
    if not enough:
        return {"macro_f1": None, "macro_ap": None, "micro_f1": None, "labels": 0}
    ones = [_one(truth[:, n], given[:, n], probabilities[:, n]) for n in enough]
    return {
        "macro_f1": float(np.mean([one["f1"] for one in ones])),
        "macro_ap": float(np.mean([one["ap"] for one in ones])),
        "micro_f1": float(f1_score(truth[:, enough].ravel(), given[:, enough].ravel(), zero_division=0)),
        "labels": len(enough),
    }


def _bearing(pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
    if not pairs:
        return {"accuracy": None, "macro_f1": None, "support": 0}
    truth, given = (np.array(part) for part in zip(*pairs, strict=True))
    return {
        "accuracy": float((truth == given).mean()),
        "macro_f1": float(f1_score(truth, given, average="macro", zero_division=0)),
        "support": len(pairs),
    }
