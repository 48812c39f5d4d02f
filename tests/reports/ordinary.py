"""Simulated weeks of counts: ordinary ones, in which nothing happens that is news, and ones with a planted change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from pipeline.core.model import SourceCount, WeekCounts
from pipeline.core.weeks import Week

TRENDS = tuple(f"trend-{n}" for n in range(1, 7))
DIRECTIONS = tuple(f"direction-{n}" for n in range(1, 9))
LABELS = TRENDS + DIRECTIONS
FIRST = Week(2026, 1)


@dataclass(frozen=True, slots=True)
class World:
    """How weeks come about.

    *usual*: stories per week of each of the 14 labels, over all sources, as the classifier counts them. *varying*: lowest
    and highest coefficient of variation of a label's true rate. *together*: how many more stories come with one. *bursts*:
    share of a label's weeks in which its rate is higher, by a factor between those of *louder*. *down*: chance that a source
    is down for a week or a part of it. *added*, *retired*: sources that come or go within the history. *missed*: share of a
    label's stories that the classifier does not see. *false*: share of what it does see that is not so. *swings*: standard
    deviation of the logarithm of what the collector gets of everything in a week.
    """

    usual: tuple[float, ...] = (40, 10, 25, 6, 40, 15, 40, 10, 20, 5, 30, 12, 8, 3)
    weeks: int = 12
    sources: int = 15
    varying: tuple[float, float] = (0.08, 0.35)
    together: float = 0.4
    bursts: float = 0.06
    louder: tuple[float, float] = (1.3, 2.2)
    down: float = 0.04
    added: int = 2
    retired: int = 1
    missed: float = 0.2
    false: float = 0.15
    swings: float = 0.0
    planted: Mapping[str, float] = field(default_factory=dict)


ORDINARY = World()
CALM = World(varying=(0.12, 0.12), together=0.0, bursts=0.0)
"""The world of the planted changes: true rates vary by 12 %."""


def weeks(rng: Generator, world: World = ORDINARY) -> tuple[list[WeekCounts], WeekCounts]:
    """A history and the week after it. The planted factors hold for the true rate of that week only."""
    many, last = len(world.usual), world.weeks
    usual = np.array(world.usual)
    mix = rng.dirichlet(np.full(world.sources, 1.5), size=many)
    size = np.exp(rng.normal(np.log(80), 0.8, world.sources))
    first, gone = np.zeros(world.sources, dtype=int), np.full(world.sources, last + 1)
    first[: world.added] = rng.integers(1, last + 1, world.added)
    gone[world.added : world.added + world.retired] = rng.integers(2, last + 1, world.retired)
    varying = np.exp(rng.uniform(*np.log(world.varying), many)) ** 2
    planted = np.array([world.planted.get(label, 1.0) for label in LABELS[:many]])
    bearing = rng.dirichlet((2, 2, 3), size=many)
    found = []
    for number in range(last + 1):
        rate = rng.gamma(1 / varying, varying) * np.where(
            rng.random(many) < world.bursts, rng.uniform(*world.louder, many), 1.0
        )
        rate = rate * planted if number == last else rate
        loud = float(np.exp(world.swings * rng.normal()))
        sources = {}
        for name in np.flatnonzero((first <= number) & (number < gone)):
            heard = float(rng.choice([0.0, rng.random()])) if rng.random() < world.down else 1.0
            true = usual * mix[:, name] * heard * loud
            seen = _stories(rng, true * rate * (1 - world.false) / (1 - world.missed), world.together)
            counted = rng.binomial(seen, 1 - world.missed) + rng.poisson(true * world.false)
            other = rng.poisson(size[name] * np.exp(0.15 * rng.normal()) * heard * loud)
            sources[f"source-{name:02}"] = SourceCount(int(other + counted.sum()), _labels(rng, counted, bearing), heard)
        found.append(WeekCounts(str(FIRST + number), sources))
    return found[:-1], found[-1]


def _stories(rng: Generator, mean: np.ndarray, together: float) -> np.ndarray:
    if not together:
        return rng.poisson(mean)
    return rng.negative_binomial(np.maximum(mean / together, 1e-9), 1 / (1 + together))


def _labels(rng: Generator, counted: np.ndarray, bearing: np.ndarray) -> dict[str, int]:
    labels = {label: int(number) for label, number in zip(LABELS, counted, strict=False)}
    for place, label in enumerate(LABELS[: len(counted)]):
        if label in DIRECTIONS:
            mee, tegen, _ = rng.multinomial(counted[place], bearing[place])
            labels |= {f"{label}/wind-mee": int(mee), f"{label}/wind-tegen": int(tegen)}
    return labels
