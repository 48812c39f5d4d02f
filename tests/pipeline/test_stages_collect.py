"""Collecting: what is new is stored once, every entry is accounted for, and running again does no harm."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.open import Store, open_store
from pipeline.core.answers import Fetched, FetchResult, SourceState, Validators
from pipeline.core.model import WeekReason
from pipeline.core.weeks import HOUSE_ZONE, Week
from pipeline.parallel import serial
from pipeline.stages.collect import Collected, collect
from pipeline.web.ask import FetchRequest
from tests.db.nouns import edition
from tests.pipeline.kit import NOW, THURSDAY, collected, item, rss, source, stored
from tests.servers import Answer, FeedServer

LATER = NOW + timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    yield opened
    opened.close()


def by_hand(store: Store, bodies: Sequence[tuple[str, bytes]]) -> Collected:
    """A collecting run in which sources answer at once with these bodies, in this order."""

    def answers(_requests: Iterable[FetchRequest], _waits: object) -> Iterator[FetchResult]:
        for ident, body in bodies:
            yield Fetched(ident, NOW, f"https://{ident}.nl/", "application/rss+xml", body, Validators("", "", ident), 0.1)

    sources = [source(ident, f"https://{ident}.nl/") for ident, _ in sorted(bodies)]
    return collect(sources, store=store, fetch=answers, map_=serial, now=NOW, zone=HOUSE_ZONE)


def test_new_signals_are_stored_and_counted(store: Store, feed_server: FeedServer) -> None:
    """Each source's entries become signals; the run tells how many, of whom."""
    feed_server.answers |= {"/a": Answer(200, rss([item(1), item(2)])), "/b": Answer(200, rss([item(3)]))}
    found = collected(store, [source("b", feed_server.url("/b")), source("a", feed_server.url("/a"))])
    assert found.new == 3
    assert [(x.source, x.state, x.entries, x.new) for x in found.sources] == [
        ("a", SourceState.FETCHED, 2, 2),
        ("b", SourceState.FETCHED, 1, 1),
    ]
    assert found.sources[0].newest == THURSDAY
    (run,) = store.runs.latest()
    assert (run.id, run.kind, run.state, run.ended) == (found.run, "collect", "done", NOW)
    assert run.ledger == {"sources": 2, "failed": 0, "new": 3, "entries": 3, "known": 0, "dropped": 0}


def test_collecting_twice_does_no_harm(store: Store, feed_server: FeedServer) -> None:
    """The same bytes are unchanged; one more item is one more signal and the rest is known."""
    feed_server.answers["/a"] = Answer(200, rss([item(1), item(2)]))
    sources = [source("a", feed_server.url("/a"))]
    collected(store, sources)
    before = list(stored(store))
    again = collected(store, sources, LATER)
    assert (again.new, again.sources[0].state, list(stored(store))) == (0, SourceState.UNCHANGED, before)
    feed_server.answers["/a"] = Answer(200, rss([item(1), item(2), item(3)]))
    more = collected(store, sources, LATER)
    assert (more.new, more.sources[0].entries, more.sources[0].known) == (1, 3, 2)
    assert [entry for entry in stored(store) if entry not in before] == [("a", "Bericht 3 van het loket", "2026-W47")]


def test_every_entry_is_accounted_for(store: Store, feed_server: FeedServer) -> None:
    """Repeats are known, items that say nothing are dropped with the reason, and the sums agree."""
    feed_server.answers["/a"] = Answer(200, rss([item(1), item(2), item(1), item(3, title=""), item(4, title=" <br/> ")]))
    (told,) = collected(store, [source("a", feed_server.url("/a"))]).sources
    assert (told.entries, told.new, told.known, told.dropped) == (5, 2, 1, {"no-text": 2})


def test_entries_past_the_limit_are_counted_as_cut(store: Store, feed_server: FeedServer) -> None:
    """A feed of too many items is read up to the limit, and the rest is not passed over in silence."""
    items = [{"id": str(n), "title": f"Bericht {n}", "url": f"https://nieuws.nl/{n}"} for n in range(2003)]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    feed_server.answers["/a"] = Answer(200, body, {"Content-Type": "application/feed+json"})
    (told,) = collected(store, [source("a", feed_server.url("/a"))]).sources
    assert (told.entries, told.new, told.known, told.dropped) == (2003, 2000, 0, {"cut": 3})


@settings(deadline=None, max_examples=12, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=6), min_size=2, max_size=3),
    random=st.randoms(use_true_random=False),
)
def test_order_of_answers_changes_nothing(tmp_path: Path, store: Store, numbers: list[list[int]], random: Random) -> None:
    """Whoever answers first: the same signals with the same sources, and entries = new + known + dropped for each."""
    bodies = [
        (name, rss([item(n, title=f"{name} over {n}" if n else "") for n in told]))
        for name, told in zip("abc", numbers, strict=False)
    ]
    outcomes = []
    for answered in (bodies, random.sample(bodies, len(bodies))):
        copyfile(tmp_path / "windwijzer.db", tmp_path / "example.db")
        with closing(open_store(f"sqlite:///{tmp_path / 'example.db'}")) as example:
            found = by_hand(example, answered)
            outcomes.append((list(stored(example)), found.sources, found.new))
    assert outcomes[0] == outcomes[1]
    signals, ledgers, new = outcomes[0]
    assert all(x.entries == x.new + x.known + sum(x.dropped.values()) for x in ledgers)
    assert new == len(signals) == sum(x.new for x in ledgers)
    assert {x.source: x.new for x in ledgers} == {x.source: sum(s[0] == x.source for s in signals) for x in ledgers}


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_signal_of_two_sources_is_of_the_first_by_id(store: Store, order: str) -> None:
    """Two sources with the same new signal in one run: the one whose id comes first has it, whoever answers first."""
    bodies = {name: rss([item(1, title=f"Zoals {name} het zegt")]) for name in order}
    found = by_hand(store, list(bodies.items()))
    assert list(stored(store)) == [("a", "Zoals a het zegt", "2026-W47")]
    assert [(x.source, x.new, x.known) for x in found.sources] == [("a", 1, 0), ("b", 0, 1)]


def test_late_signal_belongs_to_the_week_it_was_seen(store: Store, feed_server: FeedServer) -> None:
    """News of a week that readers have been told about goes to the week it came in, marked late."""
    feed_server.answers["/a"] = Answer(200, rss([item(1)]))
    sources = [source("a", feed_server.url("/a"))]
    collected(store, sources)
    store.editions.add(edition(Week(2026, 47)), [], b"")
    feed_server.answers["/a"] = Answer(200, rss([item(1), item(2), item(3, published=NOW)]))
    collected(store, sources, LATER)
    found = {s.title[8]: (str(s.week), s.week_reason) for w in store.signals.weeks() for s in store.signals.of_week(w)}
    assert found == {
        "1": ("2026-W47", WeekReason.PUBLISHED),
        "2": ("2026-W48", WeekReason.LATE),
        "3": ("2026-W48", WeekReason.PUBLISHED),
    }


def test_only_enabled_sources_with_an_address_are_asked(store: Store, feed_server: FeedServer) -> None:
    """What is switched off or entered by hand is stored as a source and left alone."""
    feed_server.answers["/a"] = Answer(200, rss([item(1)]))
    sources = [source("a", feed_server.url("/a")), source("b", feed_server.url("/b"), enabled=False), source("c", None)]
    found = collected(store, sources)
    assert [x.source for x in found.sources] == ["a"]
    assert set(feed_server.asked) == {"/a"}
    assert set(store.sources.all()) == {"a", "b", "c"}


def test_failures_are_told_and_cost_the_others_nothing(store: Store, feed_server: FeedServer) -> None:
    """Gone, an error page and an empty feed each have their state; the good one beside them is stored."""
    answers = {
        "/a": Answer(200, rss([item(1)])),
        "/b": Answer(410),
        "/c": Answer(200, b"<!doctype html><html><p>Accepteer onze cookies</p></html>", {"Content-Type": "text/html"}),
        "/d": Answer(200, rss([])),
        "/e": Answer(200, b"\x89PNG\r\n"),
    }
    feed_server.answers |= answers
    found = collected(store, [source(path[1], feed_server.url(path)) for path in answers])
    states = {x.source: x.state for x in found.failed}
    assert states == {
        "b": SourceState.GONE,
        "c": SourceState.HTML,
        "d": SourceState.EMPTY,
        "e": SourceState.NOT_A_FEED,
    }
    assert all(x.message for x in found.failed)
    assert [x.source for x in found.sources if x.new] == ["a"]
    assert store.runs.latest()[0].ledger["failed"] == 4


def test_run_that_breaks_off_is_failed_and_can_go_on(store: Store) -> None:
    """When the run itself fails, what was stored is kept, the run says so, and the next one brings the rest."""

    def breaks(_requests: Iterable[FetchRequest], _waits: object) -> Iterator[FetchResult]:
        yield Fetched("a", NOW, "https://a.nl/", "", rss([item(1)]), Validators(), 0.1)
        raise LookupError("the line went dead")

    sources = [source("a", "https://a.nl/"), source("b", "https://b.nl/")]
    with pytest.raises(LookupError, match="the line went dead"):
        collect(sources, store=store, fetch=breaks, map_=serial, now=NOW, zone=HOUSE_ZONE)
    assert store.runs.latest()[0].state == "failed"
    assert len(list(stored(store))) == 1
    again = by_hand(store, [("a", rss([item(1)])), ("b", rss([item(2)]))])
    assert [(x.new, x.known) for x in again.sources] == [(0, 1), (1, 0)]


def test_progress_is_told(store: Store) -> None:
    """After each source: how many of how many."""
    told: list[tuple[int, int]] = []
    results = [Fetched(i, NOW, f"https://{i}.nl/", "", rss([item(i)]), Validators(), 0.1) for i in "ab"]
    sources = [source(r.source, r.url) for r in results]

    def watch(done: int, of: int) -> None:
        told.append((done, of))

    collect(
        sources,
        store=store,
        fetch=lambda _requests, _waits: iter(results),
        map_=serial,
        now=NOW,
        zone=HOUSE_ZONE,
        progress=watch,
    )
    assert told == [(1, 2), (2, 2)]


def test_answer_with_only_what_is_new_leaves_no_gap(store: Store, feed_server: FeedServer) -> None:
    """A 226 holds none of what was there the last time, and that says nothing of it: no gap, and nothing is forgotten."""
    feed_server.answers["/a"] = Answer(200, rss([item(1), item(2)]), {"ETag": '"1"'})
    sources = [source("a", feed_server.url("/a"))]
    collected(store, sources)
    feed_server.answers["/a"] = Answer(226, rss([item(3)]), {"IM": "feed", "ETag": '"2"'})
    told = collected(store, sources, LATER)
    assert (told.new, told.sources[0].overlap, told.events) == (1, True, ())
    feed_server.answers["/a"] = Answer(200, rss([item(1), item(2), item(3)]))
    again = collected(store, sources, LATER + timedelta(days=1))
    assert (again.new, again.sources[0].known, again.sources[0].overlap) == (0, 3, True)
