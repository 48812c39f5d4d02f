"""Weeks in which it is known how many items carry each label, for what estimates that from a sample."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from classifiers.quantify import NO, UNKNOWN, UNSURE, YES, Population

Flags = NDArray[np.bool_]

SHARES = (0.001, 0.001, 0.002, 0.003, 0.003, 0.005, 0.005, 0.008, 0.01, 0.01, 0.015, 0.02, 0.02, 0.03)
"""Of the items that carry each of fourteen labels, in an ordinary week."""
YES_AT, UNSURE_AT = 0.15, 0.07
PIVOT = float(logit(0.12))
"""A slope turns probabilities around this one."""


@dataclass(frozen=True, slots=True)
class World:
    """How weeks are made. Of a week of *items*, *checked* are drawn at random.

    Each label has scores of items with and without it that are *apart* (standard deviations; drawn between these), and
    probabilities that are right but for this: their log odds are too low by *off*, by a part that all labels share (standard
    deviation *off_all*), by one of each label (*off_label*) and by one of each label and week (*off_week*); they are to be
    multiplied by a *slope* (standard deviation *slope_label*). A share *unseen* of the items with a label looks like one
    without. Labels occur *times* as often as the model was told, and a third more or less each week. *earlier* weeks go before.
    """

    items: int = 2000
    checked: int = 200
    apart: tuple[float, float] = (2.2, 3.4)
    off: float = 0.0
    off_all: float = 0.3
    off_label: float = 0.5
    off_week: float = 0.2
    slope: float = 1.0
    slope_label: float = 0.15
    unseen: float = 0.0
    times: float = 1.0
    earlier: int = 0


@dataclass(frozen=True, slots=True)
class Simulated:
    """A week: *population* is what is seen of it, with a probability for every item and label; *truth* is what is true."""

    population: Population
    truth: Flags

    @property
    def totals(self) -> NDArray[np.int64]:
        """How many items carry each label."""
        return self.truth.sum(axis=0)


def history(dice: np.random.Generator, world: World) -> list[Simulated]:
    """The earlier weeks, then the one in question, by one model."""
    count = len(SHARES)
    apart = dice.uniform(*world.apart, count)
    off = world.off + dice.normal(0, world.off_all) + dice.normal(0, world.off_label, count)
    slope = np.maximum(0.3, dice.normal(world.slope, world.slope_label, count))
    return [_week(dice, world, apart, off, slope) for _ in range(world.earlier + 1)]


def _week(dice: np.random.Generator, world: World, apart: np.ndarray, off: np.ndarray, slope: np.ndarray) -> Simulated:
    usual = np.array(SHARES)
    shape = (world.items, len(usual))
    truth = dice.random(shape) < np.minimum(usual * world.times * np.exp(dice.normal(0, 0.3, len(usual))), 0.5)
    scores = dice.normal(0, 1, shape) + apart * (truth & (dice.random(shape) >= world.unseen))
    right = logit(usual) + apart * (scores - apart / 2)
    wrong_by = off + dice.normal(0, world.off_week / 2) + dice.normal(0, world.off_week, len(usual))
    probabilities = np.clip(expit(PIVOT + (right - PIVOT - wrong_by) / slope), 1e-7, 1 - 1e-7)
    sampled = np.zeros(world.items, dtype=bool)
    sampled[dice.choice(world.items, world.checked, replace=False)] = True
    return Simulated(seen(probabilities, truth, sampled), truth)


def seen(probabilities: np.ndarray, truth: Flags, sampled: Flags, known: Flags | None = None) -> Population:
    """What is seen of items with these probabilities: the truth of those *sampled*, and of the cells that are *known*."""
    decisions = np.where(probabilities >= YES_AT, YES, np.where(probabilities >= UNSURE_AT, UNSURE, NO)).astype(np.int8)
    told = sampled[:, None] if known is None else sampled[:, None] | known
    return Population(decisions, probabilities, np.where(told, truth, UNKNOWN).astype(np.int8), sampled)


Looked = Callable[[np.random.Generator, Simulated], Flags]
"""Which cells people spoke of beside the sample."""


def doubts(_: np.random.Generator, week: Simulated) -> Flags:
    """The labels of the sixty items that the model doubts most."""
    of = week.population
    worth = np.where(of.decisions == UNSURE, of.probabilities, 0).max(axis=1)
    return (np.argsort(np.argsort(-worth)) < 60)[:, None] & (of.decisions != NO)


def false_ones(dice: np.random.Generator, week: Simulated) -> Flags:
    """Six in ten labels wrongly given: what a reader of the digest stumbles upon."""
    return (week.population.decisions == YES) & ~week.truth & (dice.random(week.truth.shape) < 0.6)


def true_ones(dice: np.random.Generator, week: Simulated) -> Flags:
    """Six in ten labels rightly given: what somebody confirms who passes over the rest."""
    return (week.population.decisions != NO) & week.truth & (dice.random(week.truth.shape) < 0.6)


def missed_ones(dice: np.random.Generator, week: Simulated) -> Flags:
    """Half of what was missed: somebody knew where to look."""
    return (week.population.decisions == NO) & week.truth & (dice.random(week.truth.shape) < 0.5)
