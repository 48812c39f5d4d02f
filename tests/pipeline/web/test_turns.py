"""Politeness: a domain is started at no more often than its gap, by no more at once than allowed, and delays only itself."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.web.ask import FetchLimits
from pipeline.web.domains import spared
from pipeline.web.turns import GAP, PARALLEL, Politeness, Turn, Turns


@dataclass(frozen=True)
class Visit:
    """A request of a test: how long it takes each time, and how often it is wanted again."""

    domain: str
    hold: float = 0.0
    again: int = 0
    pause: float = 0.0
    moves_to: str = ""


class Watched(Turns[Visit]):
    """Turns that remember the moment at which each was dealt out, and how many were out at once."""

    def __init__(self, visits: Sequence[Visit], rule: Politeness | None) -> None:
        super().__init__(visits, lambda visit: visit.domain, lambda domain: rule if domain != "free" else None)
        self.starts: dict[str, list[float]] = defaultdict(list)
        self.order: list[str] = []
        self.most: dict[str, int] = defaultdict(int)

    def _take(self, now: float) -> Turn[Visit] | None:
        turn = super()._take(now)
        if turn is not None:
            self.starts[turn.domain].append(now)
            self.order.append(turn.domain)
            self.most[turn.domain] = max(self.most[turn.domain], self._busy[turn.domain])
        return turn


@dataclass
class Story:
    """What came of a schedule."""

    turns: Watched
    done: list[Visit] = field(default_factory=list)


def play(visits: Sequence[Visit], rule: Politeness | None, workers: int = 4) -> Story:
    """Lets *workers* go through the visits on a real event loop."""
    turns = Watched(visits, rule)
    story = Story(turns)

    async def work() -> None:
        while (turn := await turns.next()) is not None:
            visit = turn.asked
            await asyncio.sleep(visit.hold)
            if visit.moves_to and turn.domain != visit.moves_to:
                turn.asked = Visit(visit.moves_to)
                await turns.again(turn, 0.0)
            elif turn.attempt <= visit.again:
                turn.attempt += 1
                await turns.again(turn, visit.pause)
            else:
                story.done.append(visit)
                await turns.done(turn)

    async def everyone() -> None:
        async with asyncio.timeout(30):
            await asyncio.gather(*(work() for _ in range(workers)))

    asyncio.run(everyone())
    return story


def gaps(story: Story, domain: str) -> list[float]:
    """The seconds between the starts at a domain."""
    return [later - sooner for sooner, later in pairwise(story.turns.starts[domain])]


def test_the_rule_is_that_of_the_issue() -> None:
    """Unless told otherwise: five seconds between starts, two at once."""
    assert (GAP, PARALLEL) == (5.0, 2)
    assert FetchLimits().politeness == Politeness(5.0, 2)


def test_starts_at_a_domain_keep_their_distance() -> None:
    """However many workers there are, the starts are a gap apart."""
    story = play([Visit("nos.nl")] * 6, Politeness(gap=0.05, parallel=2), workers=6)
    assert len(story.done) == 6
    assert min(gaps(story, "nos.nl")) >= 0.05


def test_no_more_at_once_than_allowed() -> None:
    """A domain that is slow gets a third request only when one of two has ended."""
    story = play([Visit("nos.nl", hold=0.05)] * 6, Politeness(gap=0.0, parallel=2), workers=6)
    assert (len(story.done), story.turns.most["nos.nl"]) == (6, 2)


def test_another_try_keeps_the_distance_too() -> None:
    """A request that comes back is a start like any other, and comes no sooner than its pause."""
    visits = [Visit("nos.nl", again=2, pause=0.08), Visit("nos.nl")]
    story = play(visits, Politeness(gap=0.05, parallel=2))
    assert len(story.turns.starts["nos.nl"]) == 4
    assert min(gaps(story, "nos.nl")) >= 0.05
    alone = play([Visit("nos.nl", again=2, pause=0.08)], Politeness(gap=0.0))
    assert min(gaps(alone, "nos.nl")) >= 0.08


def test_a_crowded_domain_keeps_nobody_waiting() -> None:
    """Every other domain starts before the crowded one starts for the second time, even with one worker."""
    visits = [*[Visit("druk.nl")] * 5, *(Visit(f"stil{number}.nl") for number in range(20))]
    order = play(visits, Politeness(gap=0.02), workers=1).turns.order
    assert order.index("druk.nl", 1) >= 21
    assert len(order) == 25


def test_a_hanging_domain_keeps_nobody_waiting() -> None:
    """While one domain has all the requests it may have and answers none, the others are done."""
    visits = [*[Visit("hangt.nl", hold=0.3)] * 3, *(Visit(f"vlot{number}.nl") for number in range(20))]
    story = play(visits, Politeness(gap=0.0, parallel=2), workers=4)
    assert {visit.domain for visit in story.done[:20]} == {f"vlot{number}.nl" for number in range(20)}


def test_no_rule_no_waiting() -> None:
    """What needs no sparing goes as fast as the workers do."""
    story = play([Visit("free", hold=0.01)] * 20, Politeness(gap=10, parallel=1), workers=10)
    assert (len(story.done), story.turns.most["free"]) == (20, 10)


def test_loopback_is_exempt() -> None:
    """On this machine every address stands alone, so that none waits for another; elsewhere the registrable domain counts."""
    assert len({spared(f"http://{host}/{n}") for host in ("127.0.0.1:80", "localhost:80", "[::1]") for n in (1, 2)}) == 6
    assert {spared("https://nos.nl/a"), spared("https://feeds.nos.nl/b")} == {"nos.nl"}


def test_a_request_may_go_on_at_another_domain() -> None:
    """What is led elsewhere waits for a turn there, under the rule of that domain, and leaves its old one free."""
    visits = [Visit(f"oud{number}.nl", moves_to="nieuw.nl") for number in range(4)]
    story = play([*visits, Visit("nieuw.nl")], Politeness(gap=0.03, parallel=1), workers=6)
    assert len(story.done) == 5
    assert len(story.turns.starts["nieuw.nl"]) == 5
    assert min(gaps(story, "nieuw.nl")) >= 0.03


def test_nothing_to_do_ends_at_once() -> None:
    """Without requests there is no turn to wait for."""
    assert play([], Politeness()).done == []


VISITS = st.builds(
    Visit,
    domain=st.sampled_from(["a.nl", "b.nl", "c.nl", "free"]),
    hold=st.sampled_from([0.0, 0.001, 0.01]),
    again=st.sampled_from([0, 0, 0, 1, 2]),
    pause=st.sampled_from([0.0, 0.005, 0.02]),
    moves_to=st.sampled_from(["", "", "", "b.nl", "d.nl"]),
)


@pytest.mark.parametrize("workers", [1, 3, 8])
@settings(deadline=None, max_examples=12, derandomize=True)
@given(
    visits=st.lists(VISITS, max_size=12),
    gap=st.sampled_from([0.0, 0.005, 0.02]),
    parallel=st.integers(1, 3),
)
def test_every_schedule_is_polite_and_ends(visits: list[Visit], gap: float, parallel: int, workers: int) -> None:
    """Whatever comes: each request is done once, gaps and numbers hold, and nobody waits for ever."""
    story = play(visits, Politeness(gap, parallel), workers)
    assert len(story.done) == len(visits)
    for domain in set(story.turns.starts) - {"free"}:
        assert min(gaps(story, domain), default=gap) >= gap
        assert story.turns.most[domain] <= parallel
