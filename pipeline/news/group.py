"""Signals → Stories: the same news, told by several publishers, is one story. Pure.

Pairs that are likely the same news (`pipeline.news.likeness`) join, the likeliest first, and each join is judged over members
of both sides: what is like one end of a story only stays out, so that a week's football does not become one chain. Candidates
come from an index over the weightiest words of each signal and are few per signal, so the cost grows with the week and not
with its square. The numbers are explained and measured in docs/stories.md.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2b
from typing import TypeVar

from pipeline.core.model import Signal, Story
from pipeline.news.likeness import Reading, chance, readings
from pipeline.news.wording import heading_of, moment

T = TypeVar("T")

LIKELY = 0.6
"""Two signals at least so likely the same news may join their stories."""
KINDRED = 0.4
"""And do when the members of both are so likely the same news, on average."""
GOES_ON = 0.8
"""A story goes on with one of the week before when two of their signals would be so likely the same news a day apart."""
_A_DAY = 24.0
AGAIN = timedelta(days=2)
"""Within this time an outlet may print the same piece again."""
_MEMBERS = 6
"""Members of a story that are compared, spread over its time; more would cost more and tell no more."""
_WORDS = 14
_COMMON = 60
"""Signals kept per word, the latest: a larger story is found by its latest signals."""
_FAINT = 0.1


def group(signals: Iterable[Signal], publishers: Mapping[str, str]) -> tuple[Story, ...]:
    """The stories of one week's *signals*, oldest first. *publishers* gives each source's family.

    The same signals give the same stories, in whatever order they come. Every signal is in exactly one story. A story's id
    is that of its oldest signal, hashed: it stays as it is while that one is the oldest. How rare a word is, and what an
    outlet repeats, is judged by the signals given. Time and memory grow with their number: some 2 s and 30 MB per 5,000.
    """
    ordered = sorted(signals, key=lambda s: (moment(s), s.id))
    members = _joined(readings(ordered))
    return tuple(_story([ordered[n] for n in found], publishers) for found in members)


def regrouped(signals: Iterable[Signal], members: Mapping[str, str], publishers: Mapping[str, str]) -> tuple[Story, ...]:
    """The stories as they were stored: *members* gives the story of each signal; *signals* that are in none are left out.

    Costs nothing beside `group`, and gives the stories that readers were told of.
    """
    found: dict[str, list[Signal]] = defaultdict(list)
    for signal in sorted(signals, key=lambda s: (moment(s), s.id)):
        if signal.id in members:
            found[members[signal.id]].append(signal)
    return tuple(replace(_story(told, publishers), id=ident) for ident, told in found.items())


def follow(stories: Sequence[Story], earlier: Sequence[Story]) -> dict[str, str]:
    """For each of a week's *stories* that goes on with one of the week before, *earlier*: that one's id, by its own id.

    Stories are compared as if they were a day apart, by up to six signals of each; the likeliest of several earlier ones
    is taken, and several stories may go on with the same. What is new is absent. Looks one week back, not further, and does
    not tell a new turn of events from old news told again.
    """
    before, now = (
        [(s, story.id) for story in sorted(week, key=lambda t: (moment(t.signals[0]), t.id)) for s in _spread(story.signals)]
        for week in (earlier, stories)
    )
    told = [*before, *now]
    read = readings([signal for signal, _ in told])
    best: dict[str, tuple[float, str]] = {}
    for old, new in _candidates(read, len(before)) if before else ():
        if _serial(told[old][0], told[new][0]):
            continue
        likely = chance(read[old], read[new], most_hours=_A_DAY)
        story = told[new][1]
        if likely >= GOES_ON:
            best[story] = max(best.get(story, (0.0, "")), (likely, told[old][1]))
    return {story.id: best[story.id][1] for story in stories if story.id in best}


def _serial(old: Signal, new: Signal) -> bool:
    """Whether a source says it every week: the same title or heading, long after news is told again."""
    if old.source != new.source or moment(new) - moment(old) <= AGAIN:
        return False
    return old.title == new.title or heading_of(old.title) == heading_of(new.title) != ""


def _story(members: Sequence[Signal], publishers: Mapping[str, str]) -> Story:
    lead = next((s for s in members if s.text), members[0])
    families = dict.fromkeys(publishers.get(s.source, s.source) for s in members)
    identity = blake2b(members[0].id.encode(), digest_size=8).hexdigest()
    return Story(f"v-{identity}", members[0].week, lead, tuple(members), tuple(families))


def _joined(read: Sequence[Reading]) -> list[list[int]]:
    pairs = [(-likely, a, b) for a, b in _candidates(read) if (likely := chance(read[a], read[b])) >= LIKELY]
    story = list(range(len(read)))
    members = {number: [number] for number in story}
    refused: set[tuple[int, int, int, int]] = set()
    for _, a, b in sorted(pairs):
        one, other = sorted((story[a], story[b]))
        judged = (one, other, len(members[one]), len(members[other]))
        if one == other or judged in refused:
            continue
        if _kindred(read, members[one], members[other]):
            for number in members[other]:
                story[number] = one
            members[one] = sorted(members[one] + members.pop(other))
        else:
            refused.add(judged)
    return sorted(members.values())


def _kindred(read: Sequence[Reading], one: Sequence[int], other: Sequence[int]) -> bool:
    likely = [chance(read[a], read[b]) for a in _spread(one) for b in _spread(other)]
    return sum(likely) >= KINDRED * len(likely)


def _spread(members: Sequence[T]) -> Sequence[T]:
    return members if len(members) <= _MEMBERS else [members[n * len(members) // _MEMBERS] for n in range(_MEMBERS)]


def _candidates(read: Sequence[Reading], first: int = 0) -> Iterator[tuple[int, int]]:
    """Pairs of numbers of *read* that share weighty words, the lower first; with *first*, only pairs across that number."""
    frequency = Counter(word for reading in read for word in reading.weights)
    index: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=_COMMON))
    for number, reading in enumerate(read):
        telling = [word for word in reading.weights if frequency[word] > 1]
        telling.sort(key=lambda word: (-reading.weights[word], word))
        common: dict[int, float] = defaultdict(float)
        for word in telling[:_WORDS]:
            if number >= first:
                for other in index[word]:
                    common[other] += reading.weights[word] * read[other].weights[word]
            if not first or number < first:
                index[word].append(number)
        for other, product in common.items():
            if product >= _FAINT * reading.length * read[other].length:
                yield other, number
