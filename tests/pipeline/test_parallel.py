import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from pipeline.core.model import Entry
from pipeline.feeds.parse import parse
from pipeline.parallel import Map, Processes, serial


def half(number: int) -> int:
    """Half of a number; a fraction is an error."""
    if number % 2:
        msg = f"{number} has no half"
        raise ValueError(msg)
    return number // 2


def where(_: int) -> int:
    """The process that does the work."""
    return os.getpid()


def titles(body: bytes) -> tuple[Entry, ...]:
    """The entries of a document: nouns, there and back."""
    return parse(body, source="meeuw").entries


class Counted:
    """Even numbers without end, with how many were taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> Iterator[int]:
        while True:
            yield 2 * self.taken
            self.taken += 1


MAPS: dict[str, Map] = {
    "serial": serial,
    "few items": Processes(2, worth=1000),
    "one worker": Processes(1, worth=1),
    "processes": Processes(2, worth=4),
}
every_map = pytest.mark.parametrize("map_", MAPS.values(), ids=MAPS)


@every_map
def test_results_come_in_order(map_: Map) -> None:
    """Every Map gives each item's result, in the order of the items."""
    assert list(map_(half, range(0, 120, 2))) == list(range(60))


@every_map
def test_nothing_to_do(map_: Map) -> None:
    """No items, no results."""
    assert list(map_(half, [])) == []


@every_map
def test_an_exception_stands_at_its_place(map_: Map) -> None:
    """What the function raises is raised in its place in the order, after the results before it."""
    results = map_(half, [0, 2, 4, 6, 8, 9, 10, 12])
    assert [next(results) for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValueError, match="9 has no half"):
        next(results)


@pytest.mark.parametrize("name", ["serial", "one worker", "processes"])
def test_items_are_taken_as_needed(name: str) -> None:
    """Items are taken a few ahead of the results, so that an endless stream of them costs no memory."""
    items = Counted()
    results = MAPS[name](half, items)
    assert items.taken == 0
    assert [next(results) for _ in range(30)] == list(range(30))
    assert items.taken <= 30 + 16


@pytest.mark.parametrize("name", ["serial", "few items", "one worker"])
def test_small_work_stays_here(name: str) -> None:
    """A pool is not started for few items or one worker."""
    assert set(MAPS[name](where, range(20))) == {os.getpid()}


def test_large_work_goes_elsewhere() -> None:
    """From the number that is worth it on, the work is done in other processes, at most as many as were asked."""
    assert set(Processes(2, worth=6)(where, range(5))) == {os.getpid()}
    found = set(Processes(2, worth=6)(where, range(6)))
    assert os.getpid() not in found
    assert 1 <= len(found) <= 2


def test_one_worker_per_core() -> None:
    """Without a number there is a worker per core."""
    assert len(set(Processes(worth=1)(where, range(40)))) <= (os.cpu_count() or 1)


def test_nouns_cross() -> None:
    """Documents go out and entries come back as they would have been here."""
    bodies = [b"<rss version='2.0'><channel><item><title>golf %d</title></item></channel></rss>" % n for n in range(10)]
    assert list(Processes(2, worth=2)(titles, bodies)) == list(map(titles, bodies))


STOP_HALFWAY = """
from itertools import count, islice
from threading import active_count
from pipeline.parallel import Processes

for _ in range(6):
    results = Processes(2, worth=4)(abs, count())
    assert list(islice(results, 30)) == list(range(30))
    results.close()
    assert active_count() == 1
"""


def test_who_stops_early_leaves_nothing_running() -> None:
    """A caller that stops halfway gets its thread back, time and again, and the pool is gone."""
    # in a process of its own, for what could go wrong is to wait for ever
    subprocess.run([sys.executable, "-c", STOP_HALFWAY], check=True, timeout=60)


def test_a_pool_may_be_used_again() -> None:
    """The same Processes serves one round of work after another."""
    pool = Processes(2, worth=4)
    assert [list(pool(half, range(0, 12, 2))) for _ in range(2)] == [[0, 1, 2, 3, 4, 5]] * 2
