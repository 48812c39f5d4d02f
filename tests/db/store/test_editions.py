"""Editions: told once, kept to the byte, with their members."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from db.engine import reading
from db.open import Store
from pipeline.core.errors import StoreError
from pipeline.core.weeks import Week
from tests.db.nouns import NOW, WEEK, brought, edition, ledger, signal, story


@pytest.fixture(autouse=True)
def signals(store: Store, run: int) -> None:
    """Three signals that editions can be made of."""
    store.collecting.add(run, [brought(ledger(), signal("a"), signal("b"), signal("c"))], NOW)


def members(store: Store) -> list[tuple[int, int, str, str]]:
    """(week, number, signal, story) of every edition."""
    with reading(store.engine) as connection:
        asked = text("SELECT week, number, signal, story FROM edition_signals ORDER BY 1, 2, 3")
        return [tuple(row) for row in connection.execute(asked)]


def test_edition_comes_back_to_the_byte(store: Store) -> None:
    """Digest, page and text are what they were, line ends and all."""
    given = edition(html="<p>één\r\n\ttwee\x0b</p>\n\n", text=" 日本 \r\n", digest='{"subject": "é \\u2028"}\n')
    store.editions.add(given, [], b"")
    assert store.editions.newest(WEEK) == given


def test_members_are_a_stored_fact(store: Store) -> None:
    """Each signal of each story is stored with the edition."""
    store.editions.add(edition(), [story(signal("a"), signal("c")), story(signal("b"))], b"")
    assert members(store) == [(202647, 1, "a", "v-a"), (202647, 1, "b", "v-b"), (202647, 1, "c", "v-a")]


def test_newest_number_speaks_for_its_week(store: Store) -> None:
    """A later number of the same week comes first; a week without edition has none."""
    for number in (2, 1, 10):
        store.editions.add(edition(number=number), [], b"")
    found = store.editions.newest(WEEK)
    assert found is not None
    assert found.number == 10
    assert store.editions.newest(WEEK + 1) is None
    assert store.editions.weeks() == {WEEK: 10}


def test_edition_is_issued_once(store: Store) -> None:
    """A second edition with the same week and number is not stored, and leaves the first as it is."""
    assert store.editions.add(edition(), [story(signal("a"))], b"")
    assert not store.editions.add(edition(text="iets anders"), [story(signal("b"))], b"")
    assert store.editions.newest(WEEK) == edition()
    assert members(store) == [(202647, 1, "a", "v-a")]


def test_one_of_many_issues_the_edition(store: Store) -> None:
    """Of several runs at once exactly one stores its edition; the others hear that they were too late."""
    ready = Barrier(3)

    def issue(number: int) -> bool:
        ready.wait(20)
        return store.editions.add(edition(number=number), [story(signal("a"), signal("b"))], b"")

    with ThreadPoolExecutor(3) as pool:
        for number in range(1, 9):
            assert sorted(pool.map(issue, [number] * 3)) == [False, False, True]
    assert len(members(store)) == 16


def test_edition_of_unknown_signals_is_refused_whole(store: Store) -> None:
    """Members that do not exist take the edition with them."""
    with pytest.raises(StoreError):
        store.editions.add(edition(), [story(signal("a"), signal("spook"))], b"")
    assert store.editions.newest(WEEK) is None


def test_closed_through_is_the_newest_week_told(store: Store) -> None:
    """Nothing is closed without editions; then everything up to the newest week, across a year's end."""
    assert store.editions.closed_through() is None
    for week in (Week(2027, 1), Week(2026, 53), Week(2026, 9)):
        store.editions.add(edition(week), [], b"")
    assert store.editions.closed_through() == Week(2027, 1)
    assert list(store.editions.weeks()) == [Week(2026, 9), Week(2026, 53), Week(2027, 1)]
