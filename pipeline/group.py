"""Signals → Stories: the same news, told by several publishers, is one story. Pure.

Two signals tell the same news when their titles are the same words, or when their words overlap enough: the Jaccard index
of their word pairs (title and summary together) is at least `ALIKE`, and the titles share a word of some length and no
other numbers. The titles have a say because many outlets close every summary with the same sentence, and number what
returns daily. Candidates come from an index over the rarest pairs of each text, so the cost grows with the week and not
with its square.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise

from pipeline.core.model import Signal, Story

ALIKE = 0.5
"""Share of word pairs that two texts must have in common."""
SAME_TITLE_WORDS = 4
"""Shorter titles ("Weer", "Vacature") are often repeated for other news."""
LONG = 5
"""Letters of a word that two titles must share."""
_RARE = 12
_COMMON = 60

_WORD = re.compile(r"\w+")


def group(signals: Iterable[Signal], publishers: Mapping[str, str]) -> tuple[Story, ...]:
    """The stories of one week's *signals*, oldest first. *publishers* gives each source's family.

    The same signals give the same stories, in whatever order they come. Every signal is in exactly one story.
    """
    ordered = sorted(signals, key=lambda s: (s.published or s.seen, s.id))
    words = [tuple(_WORD.findall(f"{s.title} {s.text}".casefold())) for s in ordered]
    titles = [tuple(_WORD.findall(s.title.casefold())) for s in ordered]
    parents = list(range(len(ordered)))
    alike = (pair for pair in _alike(words) if _akin(titles[pair[0]], titles[pair[1]]))
    for one, other in (*_same_titles(titles), *alike):
        _join(parents, one, other)
    members: dict[int, list[Signal]] = defaultdict(list)
    for number, signal in enumerate(ordered):
        members[_root(parents, number)].append(signal)
    return tuple(_story(found, publishers) for found in members.values())


def _story(members: Sequence[Signal], publishers: Mapping[str, str]) -> Story:
    lead = next((s for s in members if s.text), members[0])
    families = dict.fromkeys(publishers.get(s.source, s.source) for s in members)
    identity = blake2b(members[0].id.encode(), digest_size=8).hexdigest()
    return Story(f"v-{identity}", members[0].week, lead, tuple(members), tuple(families))


def _same_titles(titles: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    first: dict[tuple[str, ...], int] = {}
    pairs = []
    for number, title in enumerate(titles):
        if len(title) >= SAME_TITLE_WORDS:
            pairs.append((first.setdefault(title, number), number))
    return pairs


def _alike(words: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    shingles = [frozenset(pairwise(w)) for w in words]
    frequency = Counter(pair for found in shingles for pair in found)
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    pairs = []
    for number, found in enumerate(shingles):
        rarest = sorted((p for p in found if frequency[p] > 1), key=lambda p: (frequency[p], p))[:_RARE]
        seen: set[int] = set()
        for pair in rarest:
            seen.update(index[pair])
            if len(index[pair]) < _COMMON:
                index[pair].append(number)
        pairs += [(other, number) for other in sorted(seen) if _jaccard(found, shingles[other]) >= ALIKE]
    return pairs


def _akin(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    numbers = [{word for word in title if word.isdecimal()} for title in (one, other)]
    if numbers[0] != numbers[1] and all(numbers):
        return False
    return any(len(word) >= LONG for word in set(one) & set(other))


def _jaccard(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _join(parents: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(parents, one), _root(parents, other)))
    parents[high] = low


def _root(parents: list[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number
