"""How good a model is on the items of each year, or of each kind of source."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np

from classifiers.assess import Assessor
from classifiers.evaluate import ENOUGH, RESAMPLES, averages, bearings, interval
from classifiers.examples import Example
from classifiers.judged import Flags, Judged, judge
from pipeline.core.taxonomy import Taxonomy

UNKNOWN = "unknown"
"""The group of items that do not say."""


class Group(StrEnum):
    """What items are put together by."""

    YEAR = "year"
    KIND = "kind"


def grouped(
    examples: Sequence[Example],
    assessor: Assessor,
    taxonomy: Taxonomy,
    by: Group,
    *,
    background: Sequence[Example] = (),
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, dict[str, Any]]:
    """Figures of yes decisions for each group that *examples* have, in alphabetical order, those that do not say last.

    Of the trends, and of the directions: how many pairs of item and label are true (`support`); `precision`, `recall` and `f1`
    over all pairs alike, since most labels are too rare in a group to be judged one by one; `interval`, of that F1, from a
    bootstrap over the items of the group, where there are `ENOUGH` pairs, else None; and `macro_f1` over the `labels` with
    `ENOUGH` positives, which are others from group to group. *background* are further items without labels: of those in the
    group how many there are, and the share with any yes. A group that only *background* has is left out.
    """
    found, behind = judge(examples, assessor, taxonomy), judge(background, assessor, taxonomy)
    names, names_behind = _names(examples, by), _names(background, by)
    trends = len(taxonomy.trends)
    parts = {"trends": range(trends), "directions": range(trends, len(taxonomy.labels))}
    groups = sorted(set(names.tolist()), key=lambda name: (name == UNKNOWN, name))
    return {
        name: _figures(found.only(_rows(names, name)), behind.only(_rows(names_behind, name)), parts, resamples, seed)
        for name in groups
    }


def _names(examples: Sequence[Example], by: Group) -> Any:
    return np.array([(e.year if by is Group.YEAR else e.kind) or UNKNOWN for e in examples], dtype=object)


def _rows(names: Any, name: str) -> Any:
    return np.flatnonzero(names == name)


def _figures(found: Judged, behind: Judged, parts: dict[str, range], resamples: int, seed: int) -> dict[str, Any]:
    drawn: dict[str, list[float]] = {name: [] for name in parts}
    for again in found.resampled(resamples, seed):
        for name, columns in parts.items():
            if (f1 := _pooled(again, columns)["f1"]) is not None:
                drawn[name].append(f1)
    figures: dict[str, Any] = {"items": len(found.truth), "any_yes": _any(found.yes)}
    for name, columns in parts.items():
        whole, pooled = averages(found, columns), _pooled(found, columns)
        told = drawn[name] and pooled["support"] >= ENOUGH
        figures[name] = pooled | {
            "interval": interval(drawn[name]) if told else None,
            "macro_f1": whole["macro_f1"],
            "labels": whole["labels"],
        }
    return figures | {"bearing": bearings(found), "background": {"items": len(behind.truth), "any_yes": _any(behind.yes)}}


def _pooled(found: Judged, columns: range) -> dict[str, Any]:
    """Precision, recall and F1 over all pairs of row and label; None where there is nothing to divide by."""
    truth, given = found.truth[:, columns], found.yes[:, columns]
    right, true, yes = int((truth & given).sum()), int(truth.sum()), int(given.sum())
    return {
        "precision": right / yes if yes else None,
        "recall": right / true if true else None,
        "f1": 2 * right / (true + yes) if true else None,
        "support": true,
    }


def _any(flags: Flags) -> float | None:
    return float(flags.any(axis=1).mean()) if len(flags) else None
