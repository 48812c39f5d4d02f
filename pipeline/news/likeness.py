"""How likely two signals tell the same news. Pure.

A signal becomes a bag of words, each weighing what its rarity among all the signals says (inverse document frequency), more
when the title has it too and when it is a name. Six measures of a pair of bags go into a logistic regression, whose weights
were fitted on pairs of real signals labelled by reading them (docs/stories.md). Three things are never the same news: what
one source says under titles without a word in common, what names people and places of which none is the same, and what
differs in nothing but the numbers and weekdays of its title.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, inf, log, log1p, sqrt

from pipeline.core.model import Signal
from pipeline.news.wording import WEEKDAYS, Word, Wording, moment, wordings

BIAS = -4.94
WEIGHTS = (7.64, 0.89, 0.34, 1.2, 0.56, -2.91)
"""Of cosine, shared rarity, titles, cover, names and gap; see `measures`."""
NAME = 1.5
"""A name weighs so much more than another word as rare."""
TITLE = 2
"""A word of the title counts as if it stood so often in the text."""
NAMED = 0.6
"""Share of a word's places inside a sentence where a name has its capital."""
BACKGROUND = 1000
"""Signals without a given word that are added to those given, so that a week of twenty has rare words too."""
ENOUGH = 2
"""Words that two signals must share to be compared at all."""
SERIES = 0.8
"""Titles that have this share of their words in common, and other numbers or weekdays, are two of a series."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A signal as it is compared. *rarity*, of every word of the week, is one mapping for all readings.

    *titled* and *named* are the summed rarity of the title's words and of the names, *length* that of the vector of weights.
    """

    source: str
    hours: float
    weights: Mapping[str, float]
    length: float
    title: frozenset[str]
    titled: float
    names: frozenset[str]
    named: float
    rarity: Mapping[str, float]


def readings(signals: Sequence[Signal]) -> tuple[Reading, ...]:
    """A reading of each signal, in the order of *signals*. Only readings of one call can be compared."""
    said = wordings(signals)
    rarity, names = _rarity(said), _names(said)
    return tuple(_reading(s, w, rarity, names) for s, w in zip(signals, said, strict=True))


def chance(one: Reading, other: Reading, *, most_hours: float = inf) -> float:
    """The probability (0..1) that two signals tell the same news: the same event, announcement or match.

    Signals further apart than *most_hours* are judged as if they were just that.
    """
    found = measures(one, other, most_hours)
    if found is None or _apart(one, other):
        return 0.0
    return 1 / (1 + exp(-BIAS - sum(weight * value for weight, value in zip(WEIGHTS, found, strict=True))))


def measures(one: Reading, other: Reading, most_hours: float = inf) -> tuple[float, ...] | None:
    """What two readings have in common, or None when that is less than two words.

    The cosine of their weights; the rarity of the shared words, as log(1 + sum); the share of the titles' words that both
    titles have; the share of the words of either title that the other signal has anywhere, the larger of the two; the share
    of the names of the one with fewer that the other has; the square root of the days between them. Shares are by rarity.
    """
    if len(one.weights) > len(other.weights):
        one, other = other, one
    shared = one.weights.keys() & other.weights.keys()
    if len(shared) < ENOUGH:
        return None
    rarity = one.rarity
    both = _sum(one.title & other.title, rarity)
    cover = max((_sum(r.title & shared, rarity) / r.titled for r in (one, other) if r.titled), default=0.0)
    fewest = min(one.named, other.named)
    return (
        fsum(one.weights[w] * other.weights[w] for w in shared) / (one.length * other.length),
        log1p(_sum(shared, rarity)),
        both / (one.titled + other.titled - both) if both else 0.0,
        cover,
        _sum(one.names & other.names, rarity) / fewest if fewest else 0.0,
        sqrt(min(abs(one.hours - other.hours), most_hours) / 24),
    )


def _sum(words: Iterable[str], rarity: Mapping[str, float]) -> float:
    return fsum(rarity[word] for word in words)  # exact: sets have no order


def _apart(one: Reading, other: Reading) -> bool:
    common = one.title & other.title
    if one.source == other.source and not common:
        return True
    if one.names and other.names and one.names.isdisjoint(other.names):
        return True
    numbers = [frozenset(w for w in r.title if w[0].isdigit() or w in WEEKDAYS) for r in (one, other)]
    if numbers[0] == numbers[1] or not all(numbers):
        return False
    words = (one.title | other.title) - numbers[0] - numbers[1]
    return len(common - numbers[0]) >= SERIES * len(words)


def _reading(signal: Signal, said: Wording, rarity: Mapping[str, float], names: frozenset[str]) -> Reading:
    times = Counter(word.stem for word in said.text)
    title = frozenset(word.stem for word in said.title)
    for word in said.title:
        times[word.stem] += TITLE
    weights = {w: (1 + log(n)) * rarity[w] * (NAME if w in names else 1) for w, n in sorted(times.items())}
    named = frozenset(word for word in weights if word in names)
    return Reading(
        source=signal.source,
        hours=moment(signal).timestamp() / 3600,
        weights=weights,
        length=sqrt(sum(weight * weight for weight in weights.values())),
        title=title,
        titled=_sum(title, rarity),
        names=named,
        named=_sum(named, rarity),
        rarity=rarity,
    )


def _rarity(said: Iterable[Wording]) -> dict[str, float]:
    frequency: Counter[str] = Counter()
    number = BACKGROUND
    for wording in said:
        frequency.update({word.stem for word in (*wording.title, *wording.text)})
        number += 1
    return {word: log(number / count) for word, count in frequency.items()}


def _names(said: Iterable[Wording]) -> frozenset[str]:
    inside: list[Word] = [w for wording in said for w in (*wording.title, *wording.text) if not w.opening]
    places = Counter(word.stem for word in inside)
    capitals = Counter(word.stem for word in inside if word.capital)
    return frozenset(word for word, number in capitals.items() if number >= NAMED * places[word])
