"""How good a model is on labelled texts that it has not seen."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, f1_score, precision_recall_fscore_support

from classifiers.assess import Assessor
from classifiers.examples import Example
from classifiers.judged import Judged, judge
from classifiers.reliability import curve, reliability
from pipeline.core.taxonomy import Taxonomy

ENOUGH = 10
"""Macro averages are over labels with at least this many positives; rarer ones say nothing by themselves."""
RESAMPLES = 500
"""Draws of the bootstrap: the ends of an interval move by about a hundredth from one seed to another."""
LEVEL = 0.95
NATURAL = {"pool-screened", "pool-rest", "background"}
"""Strata of a labelled set that occur as often in it as in the news; others were added by search."""


def evaluate(
    examples: Sequence[Example],
    assessor: Assessor,
    taxonomy: Taxonomy,
    *,
    background: Sequence[Example] = (),
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, Any]:
    """Figures of yes decisions against the labels of *examples*; docs/formats.md tells every one of them.

    *background* are further items without labels: only `background` and the natural mix look at them. The natural mix, on
    which `reliability` and `curve` are measured, is what of both comes from `NATURAL` strata; all of it when no example names
    its stratum. Bearings are judged where the direction was rightly given. `intervals` are percentiles of a bootstrap over
    items, for what is not rarer than `ENOUGH`. A figure that cannot be had is None.
    """
    found = judge(examples, assessor, taxonomy)
    behind = judge(background, assessor, taxonomy)
    natural = np.array([not e.stratum or e.stratum in NATURAL for e in examples], dtype=bool)
    mix = found.only(np.flatnonzero(natural)).joined(behind)
    trends = len(taxonomy.trends)
    parts = {"trends": range(trends), "directions": range(trends, len(taxonomy.labels))}
    figures: dict[str, Any] = {
        "items": len(examples),
        "any_yes": _share(found.yes),
        "any_unsure": _share(found.unsure),
        "background": {"items": len(background), "any_yes": _share(behind.yes)},
        **{name: averages(found, columns) for name, columns in parts.items()},
        "labels": {label: _one(found, n) for n, label in enumerate(taxonomy.labels)},
        "bearing": bearings(found),
        "natural": {"items": len(mix.truth), **reliability(mix.truth, mix.probabilities)},
        "curve": curve(mix.truth, mix.probabilities),
    }
    figures["intervals"] = _intervals(found, taxonomy.labels, parts, resamples, seed)
    return figures


def _share(flags: Any) -> float | None:
    return float(flags.any(axis=1).mean()) if len(flags) else None


def _one(found: Judged, label: int) -> dict[str, float | int | None]:
    truth, given = found.truth[:, label], found.yes[:, label]
    if not len(truth):
        return {"precision": None, "recall": None, "f1": None, "ap": None, "support": 0}
    precision, recall, f1, _ = precision_recall_fscore_support(truth, given, average="binary", zero_division=0)
    return {
        "precision": float(precision) if given.any() else None,
        "recall": float(recall) if truth.any() else None,
        "f1": float(f1) if truth.any() else None,
        "ap": float(average_precision_score(truth, found.probabilities[:, label])) if truth.any() else None,
        "support": int(truth.sum()),
    }


def _enough(found: Judged, columns: range) -> list[int]:
    return [n for n in columns if found.truth[:, n].sum() >= ENOUGH]


def averages(found: Judged, columns: range) -> dict[str, Any]:
    """Macro F1 and AP, and micro F1, over those of *columns* with `ENOUGH` positives; None when there is none."""
    enough = _enough(found, columns)
    if not enough:
        return {"macro_f1": None, "macro_ap": None, "micro_f1": None, "labels": 0}
    ones = [_one(found, n) for n in enough]
    return {
        "macro_f1": float(np.mean([one["f1"] for one in ones])),
        "macro_ap": float(np.mean([one["ap"] for one in ones])),
        "micro_f1": float(f1_score(found.truth[:, enough].ravel(), found.yes[:, enough].ravel(), zero_division=0)),
        "labels": len(enough),
    }


def bearings(found: Judged) -> dict[str, Any]:
    """Accuracy and macro F1 of the bearings of directions rightly given; None when there is none."""
    if not found.bearings:
        return {"accuracy": None, "macro_f1": None, "support": 0}
    truth, given = (np.array(part) for part in list(zip(*found.bearings, strict=True))[1:])
    return {
        "accuracy": float((truth == given).mean()),
        "macro_f1": float(f1_score(truth, given, average="macro", zero_division=0)),
        "support": len(found.bearings),
    }


def _intervals(
    found: Judged, labels: Sequence[str], parts: dict[str, range], resamples: int, seed: int
) -> dict[str, dict[str, list[float]]]:
    """As `evaluate` gives them: {name of a part or label, or "bearing": {figure: [low, high]}}."""
    enough = {name: _enough(found, columns) for name, columns in parts.items()}
    drawn: dict[str, dict[str, list[float]]] = {}
    for again in found.resampled(resamples, seed):
        for name, figure, value in _drawn(again, labels, enough):
            drawn.setdefault(name, {}).setdefault(figure, []).append(value)
    return {name: {figure: interval(values) for figure, values in of.items()} for name, of in drawn.items()}


def interval(drawn: Sequence[float]) -> list[float]:
    """[low, high]: the percentiles between which `LEVEL` of the draws of a bootstrap lie."""
    found: list[float] = np.percentile(drawn, [100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2]).tolist()
    return found


def _drawn(again: Judged, labels: Sequence[str], enough: dict[str, list[int]]) -> Iterator[tuple[str, str, float]]:
    """(name, figure, value) for all that can be had of one draw."""
    for name, columns in enough.items():
        ones = {n: _one(again, n) for n in columns if again.truth[:, n].any()}
        for n, one in ones.items():
            yield from (
                (labels[n], figure, value) for figure, value in one.items() if value is not None and figure != "support"
            )
        for figure in ("f1", "ap"):
            if values := [value for one in ones.values() if (value := one[figure]) is not None]:
                yield name, f"macro_{figure}", float(np.mean(values))
    bearing = bearings(again)
    yield from (("bearing", figure, bearing[figure]) for figure in ("accuracy", "macro_f1") if bearing["support"])
