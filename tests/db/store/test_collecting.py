"""What a collecting run writes: whole or not at all, found again by id, guid or words, and settled once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect

from db.engine import writing
from db.open import Store, open_store
from db.store.collecting import BATCH, Settlement
from db.tables import metadata
from pipeline.core.answers import SourceState, Validators, Wait
from pipeline.core.errors import StoreError
from pipeline.core.ledger import Coverage, Event, EventKind, Kept, Reading, SourceLedger, Standing
from pipeline.core.model import Identity, Item, Signal
from tests.db.nouns import NOW, WEEK, brought, ledger, signal, source

LATER = NOW + timedelta(days=1)
EVENT = Event(NOW, "meeuw", EventKind.FAILING, "al dagen weg")
ALL = Settlement(
    standings=[Standing("meeuw", state=SourceState.FETCHED, fetched=NOW)],
    events=[EVENT],
    coverage=[Coverage(WEEK, "meeuw", 0.25)],
    ours=(),
    counts={"new": 1},
)


def item(ident: str, of: str = "meeuw", *, guid: str = "", words: str = "", **given: object) -> Item:
    """An item with its signal; what it is known by may be left out."""
    return Item(signal(ident, source=of, **given), guid, words or f"w-{ident}-{of}"[:16])


def add(store: Store, *found: Item, of: str = "meeuw", run: int | None = None) -> int:
    """Stores items as those of one source, in a run of their own when none is given."""
    run = store.runs.begin("collect", NOW) if run is None else run
    store.collecting.add(run, [Reading(ledger(of, entries=len(found), new=len(found)), found)], NOW)
    return run


def test_kept_is_found_by_id_by_guid_and_by_words(store: Store) -> None:
    """Each of them alone finds an item; empty ones find nothing; who is found twice is told once."""
    add(store, item("s1", guid="g1", words="w1"), item("s2", guid="", words="w2"), item("s3", guid="g3", words="w3"))
    first = Kept("meeuw", "s1", "g1", "w1", "Loket s1 blijft open")
    for asked in ((["s1"], [], []), ([], ["g1"], []), ([], [], ["w1"]), (["s1", "s1"], ["g1", ""], ["w1", "w9"])):
        assert store.collecting.kept(*asked) == (first,)
    assert store.collecting.kept([], [""], [""]) == ()
    assert {k.signal for k in store.collecting.kept(["s1"], ["g3"], ["w2"])} == {"s1", "s2", "s3"}


def test_kept_tells_every_source_that_carries_a_signal(store: Store) -> None:
    """Two sources with one address each have an item of their own, under the headline of the one that has the signal."""
    add(store, item("s1", guid="g1", title="Zoals de meeuw het zegt"))
    add(store, item("s1", "uil", guid="g2", title="Zoals de uil het zegt"), of="uil")
    found = store.collecting.kept(["s1"], [], [])
    assert {(k.source, k.guid, k.title) for k in found} == {
        ("meeuw", "g1", "Zoals de meeuw het zegt"),
        ("uil", "g2", "Zoals de meeuw het zegt"),
    }


def test_kept_finds_thousands(store: Store) -> None:
    """More values than one question to the database can hold."""
    many = [item(f"s{n:05}", guid=f"g{n}", words=f"w{n}") for n in range(2 * BATCH + 1)]
    add(store, *many)
    ids = {one.signal.id for one in many}
    assert {k.signal for k in store.collecting.kept(ids, [], [])} == ids
    assert {k.signal for k in store.collecting.kept([], [one.guid for one in many], [one.words for one in many])} == ids


def test_each_way_to_find_an_item_has_an_index(store: Store) -> None:
    """By id, guid or words: what a run costs must not grow with what is stored."""
    found = inspect(store.engine)
    first = {index["column_names"][0] for index in found.get_indexes("items")}
    assert {found.get_pk_constraint("items")["constrained_columns"][0], *first} >= {"signal", "guid", "words"}


def test_item_is_known_by_what_it_had_last(store: Store) -> None:
    """Another guid and other words replace the ones before; the signal and its first headline stay."""
    add(store, item("s1", guid="g1", words="w1"))
    add(store, item("s1", guid="g2", words="w2", title="Een nieuwe kop"))
    assert store.collecting.kept([], ["g1"], ["w1"]) == ()
    assert store.collecting.kept([], ["g2"], []) == (Kept("meeuw", "s1", "g2", "w2", "Loket s1 blijft open"),)


def test_adding_is_whole_or_not_at_all(store: Store, run: int) -> None:
    """When one source of several cannot be written, none is: no items, no ledger, no hashes, no rule."""
    good = Reading(ledger(), (item("s1"),), validators=Validators('"1"'), blocks=b"12345678", rule=Identity.GUID)
    with pytest.raises(StoreError):
        store.collecting.add(run, [good, Reading(ledger("spook"))], NOW)
    assert (store.signals.weeks(), store.runs.ledger(run), store.standings.all(), store.standings.blocks()) == ({}, (), {}, {})
    assert store.collecting.kept(["s1"], [], []) == ()


def test_rule_is_stored_with_the_items(store: Store, run: int) -> None:
    """A run that is cut off before its end has not changed ids under the old rule."""
    store.collecting.add(run, [brought(ledger(), signal(), validators=Validators(), rule=Identity.WORDS)], NOW)
    assert store.standings.all()["meeuw"].rule is Identity.WORDS


@pytest.mark.parametrize("broken", ["standings", "events", "coverage"])
def test_settling_is_whole_or_not_at_all(store: Store, run: int, broken: str) -> None:
    """When one part cannot be written the run has not ended, and nothing of the rest is there."""
    odd = {
        "standings": [*ALL.standings, Standing("spook")],
        "events": [EVENT, replace(EVENT, source="spook")],
        "coverage": [*ALL.coverage, Coverage(WEEK, "spook", 1.0)],
    }
    with pytest.raises(StoreError):
        store.collecting.settle(run, NOW, replace(ALL, **{broken: odd[broken]}))
    assert (store.standings.all(), store.events.since(NOW), store.events.coverage(WEEK)) == ({}, (), {})
    assert store.runs.latest()[0].ended is None
    store.collecting.settle(run, NOW, ALL)
    assert (store.runs.latest()[0].state, store.runs.latest()[0].ledger) == ("done", {"new": 1})
    assert store.events.since(NOW) == (EVENT,)


def test_own_outage_is_written_over_what_each_source_seemed(store: Store, run: int) -> None:
    """In this run and for these sources; their messages are kept."""
    down = ledger(state=SourceState.UNREACHABLE, message="no route", entries=0, new=0)
    earlier = add(store, item("s1"))
    store.collecting.add(run, [Reading(down), Reading(replace(down, source="uil"))], NOW)
    store.collecting.settle(run, NOW, replace(ALL, ours=["meeuw"]))
    assert [(x.state, x.message) for x in store.runs.ledger(run)] == [
        (SourceState.OWN_OUTAGE, "no route"),
        (SourceState.UNREACHABLE, "no route"),
    ]
    assert store.runs.ledger(earlier)[0].state is SourceState.FETCHED


def test_interrupted_runs_are_failed_and_keep_what_they_stored(store: Store, run: int) -> None:
    """Only those of collecting that never ended."""
    add(store, item("s1"), run=run)
    other, done = store.runs.begin("report", NOW), store.runs.begin("collect", NOW)
    store.collecting.settle(done, NOW, ALL)
    assert store.collecting.interrupted(LATER) == 1
    assert store.collecting.interrupted(LATER) == 0
    found = {one.id: (one.state, one.ended) for one in store.runs.latest()}
    assert found == {done: ("done", NOW), other: ("running", None)}
    assert store.signals.weeks() == {WEEK: 1}


def test_longest_wait_of_a_scope_holds_until_it_is_over(store: Store, run: int) -> None:
    """In whatever order answers of one host came in; what is over is forgotten."""
    longest = LATER + timedelta(days=2)
    waits = [Wait("uil.nl", LATER), Wait("uil.nl", longest), Wait("uil.nl", LATER), Wait("stern.nl", LATER)]
    store.collecting.add(run, [Reading(ledger(state=SourceState.THROTTLED), wait=wait) for wait in waits], NOW)
    assert store.standings.waits(NOW) == {"uil.nl": longest, "stern.nl": LATER}
    assert store.standings.waits(LATER) == {"uil.nl": longest}


def test_coverage_adds_up_to_the_whole_and_a_gap_stays(store: Store) -> None:
    """Run after run, never past 1; each week and source by itself."""
    shares = [Coverage(WEEK, "meeuw", 0.5), Coverage(WEEK, "meeuw", 0.25, gap=True), Coverage(WEEK + 1, "meeuw", 0.125)]
    for one in shares:
        store.collecting.settle(store.runs.begin("collect", NOW), NOW, replace(ALL, coverage=[one]))
    assert store.events.coverage(WEEK) == {"meeuw": Coverage(WEEK, "meeuw", 0.75, gap=True)}
    more = [Coverage(WEEK, "meeuw", 0.9), Coverage(WEEK, "uil", 1.0)]
    store.collecting.settle(store.runs.begin("collect", NOW), NOW, replace(ALL, coverage=more))
    assert store.events.coverage(WEEK) == {
        "meeuw": Coverage(WEEK, "meeuw", 1.0, gap=True),
        "uil": Coverage(WEEK, "uil", 1.0),
    }
    assert store.events.coverage(WEEK + 1) == {"meeuw": shares[2]}


def test_events_are_told_in_the_order_they_happened(store: Store, run: int) -> None:
    """From a moment on, of one source or of all; one may be of no source."""
    happened = [
        EVENT,
        replace(EVENT, moment=LATER, kind=EventKind.RECOVERED),
        Event(LATER, None, EventKind.OWN_OUTAGE, "niemand"),
        replace(EVENT, moment=LATER, source="uil"),
    ]
    store.collecting.settle(run, NOW, replace(ALL, events=happened))
    assert store.events.since(NOW) == tuple(happened)
    assert store.events.since(LATER) == tuple(happened[1:])
    assert store.events.since(NOW, "meeuw") == tuple(happened[:2])


def test_two_writers_lose_nothing(store: Store) -> None:
    """Two runs at once with the same and with other items: every signal once, every item with both sources."""
    done: list[int] = []

    def write(of: str) -> None:
        for start in range(0, 40, 8):
            add(store, *(item(f"s{n:03}", of) for n in range(start, start + 8)), item(f"own-{of}-{start}", of), of=of)
            done.append(start)

    writers = [Thread(target=write, args=(of,)) for of in ("meeuw", "uil")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(done) == 10
    assert store.signals.weeks() == {WEEK: 50}
    assert len(store.collecting.kept([f"s{n:03}" for n in range(40)], [], [])) == 80


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store on SQLite with three sources, for many examples."""
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('laws') / 'windwijzer.db'}")
    opened.sources.save([source(name) for name in "abc"], NOW)
    yield opened
    opened.close()


@settings(deadline=None, max_examples=30, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    runs=st.lists(
        st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 9), max_size=8)), max_size=4), min_size=1, max_size=3
    )
)
def test_ledger_adds_up_whatever_sources_bring(emptied: Store, runs: Sequence[Sequence[tuple[str, list[int]]]]) -> None:
    """Each run: entries = new + known for each source, the new ones are the signals that came to be, and a twin counts once."""
    with writing(emptied.engine) as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "sources":
                connection.execute(table.delete())
    seen: set[int] = set()
    for told in runs:
        run = emptied.runs.begin("collect", NOW)
        given_: dict[str, set[int]] = {}
        for name, numbers in told:
            if name in given_:
                continue
            given_[name] = set(numbers)
            found: list[Signal] = [signal(f"s{n}", source=name) for n in given_[name]]
            repeats = len(numbers) - len(found)
            line: SourceLedger = ledger(name, entries=len(numbers), new=len(found), known=repeats)
            emptied.collecting.add(run, [brought(line, *found)], NOW)
        fresh = set().union(*given_.values()) - seen
        assert emptied.collecting.count(run) == len(fresh)
        lines = emptied.runs.ledger(run)
        assert all(line.entries == line.new + line.known and line.new >= 0 and line.known >= 0 for line in lines)
        assert sum(line.new for line in lines) == len(fresh)
        seen |= fresh
    assert emptied.signals.weeks() == ({WEEK: len(seen)} if seen else {})
