"""Over what a week can be compared with the weeks before it: which weeks, which sources, and how much was heard. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.core.model import WeekCounts
from pipeline.core.weeks import Week

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

WEEKS = 4
"""So many weeks must have been heard, of a source too, before anything is compared with them."""
HEARD = 2 / 3
"""A source counts in a week from this share of it on; below, what it told is told, not counted."""
WHOLE = 0.5
"""A week counts when this share of what its sources usually tell could be heard."""
BASELINE = 26
"""So many weeks, the latest that count, say what is usual."""
COMPANY = 3
"""From so many sources on, their going up or down together says something of our own hearing."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What can be compared. Axes: label, source, week; the current week is the last.

    *counts* are the stories, 0 where a source does not count. *exposure* says how much of the source was heard, 1 being
    its usual week. *ages* are weeks before the current one. *apart* are stories of the current week that cannot be compared:
    of sources that are new, or were half heard. *left_out* are those sources; *skipped* are history's weeks half heard.
    """

    counts: Array
    exposure: Array
    ages: NDArray[np.int64]
    apart: Array
    left_out: int
    skipped: int

    @property
    def baseline(self) -> Flags:
        """Which weeks say what is usual."""
        history = self.ages > 0
        latest = np.sort(self.ages[history])[:BASELINE]
        chosen: Flags = history & (self.ages <= latest[-1])
        return chosen


def compare(history: Sequence[WeekCounts], current: WeekCounts, labels: Sequence[str]) -> Comparison | str:
    """The *history* over which *current* can be compared, or in a sentence why it cannot.

    A week is left out when less than half of what its sources usually tell could be heard: they were down, or all of them
    went quiet at once, which is our own outage whatever *heard* says. A source is left out unless it counts now and in
    four weeks of history. What remains is weighed by the share heard and by how far all sources together were louder or
    quieter than usual, in the stories that do *not* have the label.
    """
    ages = _ages(history, current)
    weeks = [*history, current]
    names = sorted({name for week in weeks for name in week.sources})
    heard, stories, told = _arrays(weeks, names, labels)
    there = np.array([[name in week.sources for week in weeks] for name in names], dtype=bool).reshape(len(names), len(weeks))
    whole = _share(stories, heard, there) >= WHOLE - 1e-9
    found = int(whole[:-1].sum())
    if not whole[-1]:
        return "this week was half heard: it is told, not counted"
    if found < WEEKS:
        return f"too few weeks to compare with: {found} heard, {WEEKS} needed"
    counts = heard >= HEARD
    recent = whole & (ages > 0) & (ages <= np.sort(ages[whole])[: BASELINE + 1][-1])
    sources = counts[:, -1] & (counts[:, recent].sum(axis=1) >= WEEKS)
    if not sources.any():
        return f"no source was heard well this week and in {WEEKS} weeks before it"
    used = np.where(counts, heard, 0.0)[np.ix_(sources, whole)]
    kept = told[np.ix_(np.ones(len(labels), dtype=bool), sources, whole)] * (used > 0)
    others = np.maximum(stories[np.ix_(sources, whole)] - kept, 0.0)
    apart: Array = told[:, ~sources, -1].sum(axis=1)
    left_out = int((there[:, -1] & ~sources).sum())
    exposure: Array = used * swing(others, used)[:, None, :]
    return Comparison(kept, exposure, ages[whole], apart, left_out, len(history) - found)


def swing(stories: Array, heard: Array) -> Array:
    """How loud each week was at all sources together, 1 being usual. *stories*: …, source, week; *heard*: source, week.

    The median over sources of what each told against what it usually tells (as size factors in Anders and Huber, 2010),
    weighed by the root of its size, and only as far as that exceeds twice its own standard error: one loud source is no
    swing, and a swing smaller than its noise is none. With fewer than three sources it is 1.
    """
    level = np.ones((*stories.shape[:-2], stories.shape[-1]))
    if stories.shape[-2] < COMPANY:
        return level
    there = heard > 0
    for _ in range(2):
        usual = (stories * there).sum(axis=-1, keepdims=True) / np.maximum(
            (heard * level[..., None, :]).sum(-1, keepdims=True), 1e-9
        )
        ratio = np.log((stories + 0.5) / (usual * heard + 0.5))
        weight = np.sqrt(usual) * there
        middle = _median(ratio, weight)
        spread = np.where(there, ratio - middle[..., None, :], 0.0)
        noise = (spread**2).sum(axis=-1, keepdims=True) / np.maximum(there.sum(axis=-1, keepdims=True) - 1, 1)
        total = np.maximum(weight.sum(axis=-2), 1e-9)
        error = np.pi / 2 * (weight**2 * noise).sum(axis=-2) / total**2
        known = (there.sum(axis=-2) >= COMPANY) & (middle != 0)
        kept = np.where(known, np.maximum(1 - 4 * error / np.where(known, middle, 1.0) ** 2, 0.0), 0.0)
        level = np.exp(middle * kept)
    return level


def _share(stories: Array, heard: Array, there: Flags) -> Array:
    """Per week: which part of what its sources usually tell could be heard."""
    usual = stories.sum(axis=1) / np.maximum(heard.sum(axis=1), 1e-9) + 1e-9
    possible = (usual[:, None] * there).sum(axis=0)
    share = (usual[:, None] * heard).sum(axis=0) / np.maximum(possible, 1e-9)
    counts = np.where(heard >= HEARD, heard, 0.0)
    loud = swing(stories, counts)
    fit = share >= WHOLE
    typical = float(np.median(loud[fit])) if fit.any() else 1.0
    together: Array = share * np.minimum(loud / typical, 1.0)
    return together


def _median(values: Array, weights: Array) -> Array:
    """The weighted median over the sources, the last axis but one."""
    order = np.argsort(values, axis=-2)
    mass = np.cumsum(np.take_along_axis(np.broadcast_to(weights, values.shape), order, axis=-2), axis=-2)
    place = (mass >= mass[..., -1:, :] / 2).argmax(axis=-2)
    found: Array = np.take_along_axis(np.take_along_axis(values, order, axis=-2), place[..., None, :], axis=-2)[..., 0, :]
    return found


def _arrays(weeks: Sequence[WeekCounts], names: Sequence[str], labels: Sequence[str]) -> tuple[Array, Array, Array]:
    heard, stories = np.zeros((2, len(names), len(weeks)))
    told = np.zeros((len(labels), len(names), len(weeks)))
    place = {name: n for n, name in enumerate(names)}
    row = {label: n for n, label in enumerate(labels)}
    for column, week in enumerate(weeks):
        for name, count in week.sources.items():
            heard[place[name], column] = min(max(count.heard, 0.0), 1.0)
            stories[place[name], column] = count.stories
            for label, number in count.labels.items():
                told[row[label], place[name], column] = number
    return heard, stories, told


def _ages(history: Sequence[WeekCounts], current: WeekCounts) -> NDArray[np.int64]:
    """Weeks before the current one: by the calendar, or by place when the names are not different weeks before it."""
    try:
        now = Week.parse(current.week).start()
        ages = [round((now - Week.parse(week.week).start()).days / 7) for week in history]
    except ValueError:
        ages = []
    if len(set(ages)) != len(history) or min(ages, default=1) < 1:
        ages = list(range(len(history), 0, -1))
    return np.array([*ages, 0], dtype=np.int64)
