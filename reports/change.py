"""Is this week different from usual, or is it noise or a broken feed? Pure.

What is compared with what stands in `reports.exposure`, the time of year in `reports.season`, how much ordinary weeks differ
in `reports.dispersion`. The method, its sources and its measured figures: docs/statistics.md.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.core.model import Change, WeekCounts
from reports.discovery import oddness, threshold, usual
from reports.dispersion import Expectation, Spread, spreads
from reports.exposure import Array, Comparison, compare
from reports.season import season

UNSEEN = 0.5
"""Stories added to a label's history: one that was never told is not impossible (Jeffreys' prior of a Poisson rate)."""


def detect(history: Sequence[WeekCounts], current: WeekCounts, *, level: float = 0.05) -> tuple[Change, ...]:
    """For each label that occurs in *history* or *current*: more than usual, fewer, as usual, or unknown.

    *history* holds the weeks before *current*; a week that is not among them was not collected. Of the labels of this one
    call at most a share *level* of those called more or fewer is so by chance, on average; when nothing has changed, a call
    in which any is has a probability of *level* (Benjamini and Hochberg, 1995). 0 < *level* < 1, else ValueError.

    *count* is the stories of this week; *low* to *high* are the counts that would have been called usual, so high + 1 is the
    smallest "more" that would have been seen and low - 1, if not below 0, the largest "fewer". Stories of sources that cannot
    be compared stand in all four numbers alike. Of an unknown label expected, low and high are None. *reason* is one of the
    sentences in docs/statistics.md. Changes come in the order of their labels' names.

    It does not correct for a classifier that has changed in between: count history with the model of this week.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; give a probability between 0 and 1, e.g. 0.05")
    labels = sorted({label for week in (*history, current) for source in week.sources.values() for label in source.labels})
    totals = {label: sum(source.labels.get(label, 0) for source in current.sources.values()) for label in labels}
    if not labels:
        return ()
    found = compare(history, current, labels)
    if isinstance(found, str):
        return tuple(Change(label, totals[label], None, None, None, "unknown", found) for label in labels)
    return judge(labels, found, expectations(found), level)


def expectations(found: Comparison, given: Sequence[Spread] | None = None) -> tuple[Expectation, ...]:
    """What each label of a comparison is expected to bring this week; *given* are spreads that need not be learned."""
    every = np.ones(len(found.ages), dtype=bool)
    factors, turning = season(found.counts.sum(axis=1), _told(found, found.exposure, every)[0], found.ages)
    exposure = found.exposure * factors[:, None, :]
    base = found.baseline
    told, rates, heard = _told(found, exposure, base)
    counts = found.counts.sum(axis=1)[:, base]
    known = spreads(counts, told[:, base]) if given is None else given
    means = told[:, -1]
    # a source heard half as long as another is known half as well
    drawn = (exposure[..., -1] ** 2 * rates / heard).sum(axis=1) / means
    weeks = (told[:, base] ** 2).sum(axis=1) / told[:, base].sum(axis=1) ** 2
    return tuple(
        Expectation(float(mean), float(few), float(short), float(unsure), spread)
        for mean, few, short, unsure, spread in zip(means, drawn, weeks, turning, known, strict=True)
    )


def judge(labels: Sequence[str], found: Comparison, expected: Sequence[Expectation], level: float) -> tuple[Change, ...]:
    """The verdict on every label, all of them together."""
    counts = [int(number) for number in found.counts[..., -1].sum(axis=1)]
    likely = [one.chances(level / len(labels) / 1000) for one in expected]
    odd = [oddness(chances) for chances in likely]
    limit = threshold(likely, odd, counts, level)
    return tuple(
        _change(label, count, int(apart), one.mean, usual(strange, limit), found)
        for label, count, apart, one, strange in zip(labels, counts, found.apart, expected, odd, strict=True)
    )


def _told(found: Comparison, exposure: Array, weeks: np.ndarray) -> tuple[Array, Array, Array]:
    """Per label and week what its sources usually tell, judged by *weeks*; their rates; and how long each was heard."""
    history = weeks & (found.ages > 0)
    heard = np.maximum(exposure[..., history].sum(axis=-1), 1e-9)
    rates = found.counts[..., history].sum(axis=-1)
    stories = heard / heard.sum(axis=-1, keepdims=True)
    rates = (rates + UNSEEN * stories) / heard
    return (rates[..., None] * exposure).sum(axis=1), rates, heard


def _change(label: str, count: int, apart: int, mean: float, bounds: tuple[int, int], found: Comparison) -> Change:
    low, high = bounds
    verdict = "more" if count > high else "fewer" if count < low else "usual"
    weeks = int(found.baseline.sum())
    if verdict == "usual":
        fewer = f"{low - 1 + apart} or fewer" if low else "none would not"
        reason = f"{weeks} ordinary weeks make it likely; {high + 1 + apart} or more would stand out, {fewer}"
    else:
        reason = f"{'above' if verdict == 'more' else 'below'} what {weeks} ordinary weeks make likely"
    if found.left_out:
        reason += f"; sources not compared, new or half heard: {found.left_out}"
    if found.skipped:
        reason += f"; weeks not counted, half heard: {found.skipped}"
    return Change(label, count + apart, mean + apart, low + apart, high + apart, verdict, reason)
