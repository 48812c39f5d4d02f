"""Signals are stored once, in one week, with one source; the ledger tells who brought what."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from db.engine import reading
from db.open import Store
from db.store.collecting import BATCH
from pipeline.core.answers import SourceState, Validators
from pipeline.core.errors import StoreError
from pipeline.core.model import Signal, WeekReason
from pipeline.core.weeks import Week
from tests.db.nouns import NOW, WEEK, assessment, brought, ledger, signal


def add(store: Store, run: int, found: Sequence[Signal], source: str = "meeuw", *, known: int = 0) -> None:
    """Stores what a source gave, all of it new in the source's eyes."""
    told = ledger(source, entries=len(found) + known, new=len(found), known=known)
    store.collecting.add(run, [brought(told, *found)], NOW)


def versions(store: Store) -> list[tuple[str, str]]:
    """Every later headline: (signal, title)."""
    with reading(store.engine) as connection:
        asked = text("SELECT signal, title FROM signal_versions ORDER BY signal, title")
        return [(row.signal, row.title) for row in connection.execute(asked)]


@pytest.mark.parametrize(
    "given",
    [
        signal(),
        signal(published=None, week_reason=WeekReason.UNDATED, url="", text="", lang="en"),
        signal(published=datetime(1, 1, 1, tzinfo=UTC), week_reason=WeekReason.ABSURD),
        signal(published=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), week_reason=WeekReason.FUTURE),
        signal(title="Één loket 🏛 — \\ ' \" % ; DROP TABLE signals", text="日本" * 600, url="https://x.nl/?q=%F0%9F&r=1#!a"),
    ],
    ids=["usual", "bare", "absurd", "year 9999", "odd characters"],
)
def test_signal_comes_back_as_it_went_in(store: Store, run: int, given: Signal) -> None:
    """Nothing of a signal is lost or changed, whatever stands in it."""
    add(store, run, [given])
    assert store.signals.of_week(WEEK) == (given,)


def test_known_signal_keeps_its_first_words_and_week(store: Store, run: int) -> None:
    """What was said stands; the same source's other words become a version, once each."""
    first = signal()
    add(store, run, [first])
    later = store.runs.begin("collect", NOW)
    changed = replace(first, title="Loket sluit toch", week=WEEK + 1, seen=NOW + timedelta(days=7))
    for _ in range(2):
        add(store, later, [changed])
    add(store, store.runs.begin("collect", NOW), [first])
    assert store.signals.of_week(WEEK) == (first,)
    assert store.signals.of_week(WEEK + 1) == ()
    assert versions(store) == [("s1", "Loket sluit toch")]


def test_other_source_makes_no_version(store: Store, run: int) -> None:
    """How another source words the same item is no later headline of the first."""
    add(store, run, [signal(source="uil")], "uil")
    add(store, store.runs.begin("collect", NOW), [signal(source="meeuw", title="Anders gezegd")])
    assert store.signals.of_week(WEEK) == (signal(source="uil"),)
    assert versions(store) == []


def test_same_signal_twice_from_one_source(store: Store, run: int) -> None:
    """A source that brings the same signal twice in one go brings it once."""
    add(store, run, [signal(), signal()])
    assert store.signals.weeks() == {WEEK: 1}


@pytest.mark.parametrize("order", [("meeuw", "uil"), ("uil", "meeuw")])
def test_first_id_has_the_signal_whoever_answers_first(store: Store, run: int, order: tuple[str, str]) -> None:
    """Two sources with the same new signal in one run: the one whose id comes first has it, words and all."""
    told = {name: signal(source=name, title=f"Zo zegt de {name} het") for name in order}
    for name in order:
        add(store, run, [told[name], signal(f"own-{name}", source=name)], name)
    assert store.collecting.count(run) == 3
    assert told["meeuw"] in store.signals.of_week(WEEK)
    counted = {found.source: (found.entries, found.new, found.known) for found in store.runs.ledger(run)}
    assert counted == {"meeuw": (2, 2, 0), "uil": (2, 1, 1)}


def test_signal_of_an_earlier_run_stays_with_its_source(store: Store, run: int) -> None:
    """A source that comes first by id does not take what another had in an earlier run."""
    add(store, run, [signal(source="uil")], "uil")
    store.collecting.count(run)
    later = store.runs.begin("collect", NOW)
    add(store, later, [signal(source="meeuw")], "meeuw")
    assert store.collecting.count(later) == 0
    assert [found.source for found in store.signals.of_week(WEEK)] == ["uil"]
    (counted,) = store.runs.ledger(later)
    assert (counted.new, counted.known) == (0, 1)


def test_settling_twice_does_no_harm(store: Store, run: int) -> None:
    """The sums stay what they are, repeats included."""
    add(store, run, [signal("s1"), signal("s2")], known=3)
    assert store.collecting.count(run) == store.collecting.count(run) == 2
    (counted,) = store.runs.ledger(run)
    assert (counted.entries, counted.new, counted.known) == (5, 2, 3)


def test_settling_leaves_other_runs_alone(store: Store, run: int) -> None:
    """A run's ledger is written once it is over and not by the next run."""
    add(store, run, [signal("s1")])
    store.collecting.count(run)
    before = store.runs.ledger(run)
    later = store.runs.begin("collect", NOW)
    add(store, later, [signal("s1"), signal("s2")])
    assert store.collecting.count(later) == 1
    assert store.runs.ledger(run) == before


def test_more_signals_than_one_batch(store: Store, run: int) -> None:
    """A feed of thousands is stored whole, and again without harm."""
    many = [signal(f"s{number:05}") for number in range(2 * BATCH + 1)]
    add(store, run, many)
    add(store, store.runs.begin("collect", NOW), many[::-1])
    assert store.signals.of_week(WEEK) == tuple(many)


def test_signals_and_ledger_are_stored_together(store: Store, run: int) -> None:
    """When the ledger cannot be written, no signal is stored either."""
    with pytest.raises(StoreError):
        add(store, run, [signal()], "spook")
    assert store.signals.weeks() == {}


def test_nothing_new_is_still_in_the_ledger(store: Store, run: int) -> None:
    """A source without signals has its outcome and its standing stored."""
    told = ledger(state=SourceState.TIMEOUT, message="no complete answer", entries=0, new=0, newest=None)
    store.collecting.add(run, [brought(told, validators=Validators("e", "m", "h"))], NOW)
    assert store.collecting.count(run) == 0
    assert store.runs.ledger(run) == (told,)
    assert store.standings.all()["meeuw"].validators == Validators("e", "m", "h")


def test_signals_of_a_week_come_oldest_claim_first(store: Store, run: int) -> None:
    """By the date claimed, undated ones by when they were seen, then by id: the same order on both engines."""
    old, new = NOW - timedelta(days=6), NOW - timedelta(days=1)
    expected = (
        signal("d", published=old),
        signal("b", published=None, seen=old + timedelta(hours=1)),
        signal("a", published=new),
        signal("c", published=new),
    )
    add(store, run, [expected[2], expected[3], expected[1], expected[0]])
    assert store.signals.of_week(WEEK) == expected


def test_weeks_are_counted_in_order_of_time(store: Store, run: int) -> None:
    """Each week with signals, oldest first, across a year's end."""
    weeks = [Week(2027, 1), Week(2026, 53), Week(2026, 9), Week(2026, 9)]
    add(store, run, [signal(f"s{n}", week=week) for n, week in enumerate(weeks)])
    assert list(store.signals.weeks().items()) == [(Week(2026, 9), 2), (Week(2026, 53), 1), (Week(2027, 1), 1)]


def test_weeks_that_have_signals_are_found(store: Store, run: int) -> None:
    """Each once, in order of time, across a year's end; none in an empty store."""
    assert store.signals.present() == ()
    weeks = [Week(2027, 1), Week(2026, 53), Week(2026, 9), Week(2026, 9), Week(1995, 1)]
    add(store, run, [signal(f"s{n}", week=week) for n, week in enumerate(weeks)])
    assert store.signals.present() == (Week(1995, 1), Week(2026, 9), Week(2026, 53), Week(2027, 1))


def test_unassessed_is_by_model_and_week(store: Store, run: int) -> None:
    """Waiting is what this model did not judge, in the weeks asked for."""
    add(store, run, [signal("a"), signal("b"), signal("c", week=WEEK + 1)])
    store.assessments.add([assessment("a", "m1"), assessment("b", "m2")], NOW)
    assert [s.id for s in store.signals.unassessed("m1", [WEEK])] == ["b"]
    assert [s.id for s in store.signals.unassessed("m2", [WEEK, WEEK + 1])] == ["a", "c"]
    assert store.signals.unassessed("m1", []) == ()


def test_signals_are_asked_by_id(store: Store, run: int) -> None:
    """Of whatever week; what is not stored is absent."""
    found = [signal("s1"), signal("s2", week=WEEK + 1), signal("s3")]
    store.collecting.add(run, [brought(ledger(), *found)], NOW)
    assert store.signals.some(["s2", "s1", "s1", "spook"]) == {"s1": found[0], "s2": found[1]}
    assert store.signals.some([]) == {}
