"""Whose turn it is: requests queued by domain, so that no site is asked too often or by too many at once."""

import asyncio
import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Asked = TypeVar("Asked")

GAP = 5.0
"""Seconds between two starts at one registrable domain."""
PARALLEL = 2
"""Requests at one registrable domain at the same time."""


@dataclass(frozen=True, slots=True)
class Politeness:
    """Seconds between starts and number at once, per domain."""

    gap: float = GAP
    parallel: int = PARALLEL


@dataclass(slots=True)
class Turn(Generic[Asked]):
    """One request whose turn has come: the how-manieth *attempt* it is, from 1, and the seconds it has *spent*.

    Who has it may change these, and *asked*, before giving it back with `Turns.again`.
    """

    asked: Asked
    domain: str
    attempt: int = 1
    spent: float = 0.0


class Turns(Generic[Asked]):
    """Deals out requests to any number of workers in one event loop; each takes `next`, and gives back with `done` or `again`.

    A domain that must wait keeps nobody else waiting.
    """

    def __init__(
        self, asked: Iterable[Asked], domain: Callable[[Asked], str], politeness: Callable[[str], Politeness | None]
    ) -> None:
        """*politeness* gives a domain's rule; None where none is needed."""
        self._domain, self._politeness = domain, politeness
        self._waiting: dict[str, deque[Turn[Asked]]] = defaultdict(deque)
        for one in asked:
            turn = Turn(one, domain(one))
            self._waiting[turn.domain].append(turn)
        self._rules: dict[str, Politeness | None] = {}
        self._busy: dict[str, int] = defaultdict(int)
        # moments of the loop's clock: before which a domain starts nothing; and when to look at it, with an order among equals
        self._open: dict[str, float] = defaultdict(float)
        self._ready = [(0.0, order, name) for order, name in enumerate(self._waiting)]
        self._order = len(self._ready)
        self._held: set[str] = set()
        self._out = 0
        self._changed = asyncio.Condition()

    async def next(self) -> Turn[Asked] | None:
        """The next request whose turn it is, waiting for it; None when all are done."""
        loop = asyncio.get_running_loop()
        async with self._changed:
            while True:
                if self._ready and self._ready[0][0] <= loop.time():
                    if (turn := self._take(loop.time())) is not None:
                        return turn
                    continue
                if not self._ready and not self._held and not self._out:
                    return None
                pause = self._ready[0][0] - loop.time() if self._ready else None
                try:
                    async with asyncio.timeout(pause):
                        await self._changed.wait()
                except TimeoutError:
                    pass

    async def done(self, turn: Turn[Asked]) -> None:
        """*turn* was all that its request needs."""
        async with self._changed:
            self._give_back(turn.domain)

    async def again(self, turn: Turn[Asked], pause: float) -> None:
        """The request of *turn* wants another one, *pause* seconds from now at the soonest, at the domain it has now."""
        async with self._changed:
            left, turn.domain = turn.domain, self._domain(turn.asked)
            self._waiting[turn.domain].appendleft(turn)
            ready = max(self._open[turn.domain], asyncio.get_running_loop().time() + pause)
            self._open[turn.domain] = ready
            self._push(turn.domain, ready)
            self._give_back(left)

    def _take(self, now: float) -> Turn[Asked] | None:
        _, _, name = heapq.heappop(self._ready)
        waiting = self._waiting[name]
        if not waiting:
            return None
        if name not in self._rules:
            self._rules[name] = self._politeness(name)
        rule = self._rules[name]
        if self._open[name] > now:
            self._push(name, self._open[name])
            return None
        if rule is not None and self._busy[name] >= rule.parallel:
            self._held.add(name)
            return None
        turn = waiting.popleft()
        self._busy[name] += 1
        self._out += 1
        self._open[name] = now + (rule.gap if rule else 0.0)
        if waiting:
            self._push(name, self._open[name])
        return turn

    def _push(self, name: str, ready: float) -> None:
        self._order += 1
        heapq.heappush(self._ready, (ready, self._order, name))

    def _give_back(self, name: str) -> None:
        self._busy[name] -= 1
        self._out -= 1
        if name in self._held:
            self._held.discard(name)
            self._push(name, asyncio.get_running_loop().time())
        if self._ready or not self._out:
            self._changed.notify_all()
