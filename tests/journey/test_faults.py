"""Every fault of a source, over a real server: its state and its message, and what it costs the others."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from db.open import Store, open_store
from pipeline.core.answers import FetchResult, SourceState
from pipeline.core.ledger import EventKind, SourceLedger
from pipeline.core.model import Source
from pipeline.core.weeks import HOUSE_ZONE
from pipeline.parallel import serial
from pipeline.stages.collect import Collected, collect
from pipeline.web.ask import FetchLimits, FetchRequest
from pipeline.web.fetch import fetch
from pipeline.web.turns import Politeness
from tests.faults import BROKEN, FaultServer, named
from tests.pipeline.kit import NOW, item, rss, source, stored
from tests.servers import Answer

LOOPBACK = (ip_network("127.0.0.0/8"),)
MENDED = ("hang", "drip-body", "cut-off", "reset", "404", "500", "429", "gzip-bomb", "html-page", "to-private")
"""Half of the broken ones: those that are whole again after a day."""


@dataclass
class Runs:
    """Collecting runs of one store; *came* tells how many seconds into the last run each result came, in order."""

    store: Store
    came: dict[str, float] = field(default_factory=dict)

    def collect(self, sources: Sequence[Source], now: datetime, deadline: float) -> Collected:
        """A run in which one source may take so many seconds."""
        limits = FetchLimits(deadline=deadline, pause=0.05, politeness=Politeness(gap=0))
        self.came.clear()

        def watched(requests: Sequence[FetchRequest], waits: Mapping[str, datetime]) -> Iterator[FetchResult]:
            started = time.monotonic()
            for result in fetch(requests, waits=waits, now=now, allowed=LOOPBACK, limits=limits):
                self.came[result.source] = time.monotonic() - started
                yield result

        return collect(sources, store=self.store, fetch=watched, map_=serial, now=now, zone=HOUSE_ZONE)


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    """Runs in an empty store."""
    opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    yield Runs(opened)
    opened.close()


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server with every fault."""
    with FaultServer() as started:
        yield started


def balanced(ledgers: Sequence[SourceLedger]) -> bool:
    """Whether every item of every source is accounted for."""
    return all(x.entries == x.new + x.known + sum(x.dropped.values()) and min(x.new, x.known) >= 0 for x in ledgers)


def test_every_fault_has_the_state_and_message_of_the_docs(runs: Runs, server: FaultServer) -> None:
    """Each in one run beside all the others; nothing raises, and every item is accounted for."""
    expected = named()
    found = runs.collect([source(name, server.address(name)) for name in server.faults], NOW, deadline=2)
    assert {ledger.source for ledger in found.sources} == set(server.faults)
    told = {ledger.source: (ledger.state, ledger.message) for ledger in found.sources}
    wrong = {
        name: told[name]
        for name, (state, message) in expected.items()
        if told[name][0] is not state or not message.fullmatch(told[name][1])
    }
    assert not wrong
    assert balanced(found.sources)
    assert len(list(stored(runs.store))) == found.new > 2000


def test_what_can_be_saved_is_saved(tmp_path: Path, server: FaultServer) -> None:
    """What an odd feed holds beside what is odd about it is stored, once, and the rest is accounted for."""
    expected = {
        "cut-off-xml": (6, 6, 0, {}),
        "nul-bytes": (12, 12, 0, {}),
        "huge-title": (3, 3, 0, {}),
        "deep-nesting": (3, 2, 0, {"broken": 1}),
        "one-bad-entry": (6, 5, 0, {"broken": 1}),
        "no-text": (3, 1, 0, {"no-text": 2}),
        "too-many-items": (2100, 2000, 0, {"cut": 100}),
        "repeated-guids": (6, 6, 0, {}),
        "repeated-links": (6, 6, 0, {}),
        "repeated-items": (4, 2, 2, {}),
        "absurd-dates": (2, 2, 0, {}),
        "bad-links": (6, 6, 0, {}),
        "crumbs": (12, 12, 0, {}),
        "delta-226": (12, 12, 0, {}),
        "wrong-charset": (1, 1, 0, {}),
    }
    for name, counts in expected.items():
        # a store for each, as they share items
        store = open_store(f"sqlite:///{tmp_path / name}.db")
        alone = Runs(store).collect([source(name, server.address(name))], NOW, deadline=5)
        titles = [title for _, title, _ in stored(store)]
        store.close()
        (told,) = alone.sources
        assert (told.entries, told.new, told.known, told.dropped) == counts, name
        assert len(titles) == told.new
        assert not any("\0" in title or "javascript:" in title or len(title) > 300 for title in titles)
    assert "Café zoekt kok" in titles


def test_two_hundred_sources_of_which_a_tenth_is_broken(runs: Runs, server: FaultServer) -> None:
    """The good ones are all heard, before the hanging ones give up; what is mended is healed, told, and stored once."""
    good = [f"good-{number:03}" for number in range(180)]
    server.answers |= {f"/{name}": Answer(200, rss(item(f"{name}-{n}") for n in range(8))) for name in good}
    # the hanging ones come first, so that they are in the way if they can be
    sources = [source(name, server.address(name)) for name in BROKEN]
    sources += [source(name, server.url(f"/{name}")) for name in good]
    expected = named()
    assert len(sources) == 200

    started = time.monotonic()
    first = runs.collect(sources, NOW, deadline=8)
    assert time.monotonic() - started < 60
    _holds(first, good, BROKEN)
    states = {ledger.source: ledger.state for ledger in first.sources}
    gave_up = min(runs.came[name] for name, state in states.items() if state is SourceState.TIMEOUT)
    assert max(runs.came[name] for name in good) < gave_up
    assert {name: states[name] for name in BROKEN} == {name: expected[name][0] for name in BROKEN}
    assert (first.new, first.events) == (180 * 8, ())

    faults = {name for name in BROKEN if expected[name][0].fault}
    again = runs.collect(sources, NOW + timedelta(hours=12), deadline=2)
    assert (again.new, again.events) == (0, ())
    lasting = runs.collect(sources, NOW + timedelta(hours=24), deadline=2)
    assert {event.source for event in lasting.events if event.kind is EventKind.FAILING} == faults
    assert [event.source for event in lasting.events if event.kind is not EventKind.FAILING] == ["410"]

    for name in MENDED:
        server.mend(name, rss(item(f"{name}-{n}") for n in range(5)))
    before = set(stored(runs.store))
    later = runs.collect(sources, NOW + timedelta(hours=36), deadline=2)
    still = set(BROKEN) - set(MENDED) - {"410"}
    _holds(later, [*good, *MENDED], still)
    assert {event.source for event in later.events} == faults & set(MENDED)
    assert {event.kind for event in later.events} == {EventKind.RECOVERED}
    assert later.new == len(MENDED) * 5
    after = list(stored(runs.store))
    assert len(after) == len(set(after)) == 180 * 8 + later.new
    assert before < set(after)
    assert {source for source, _, _ in set(after) - before} == set(MENDED)
    last = runs.collect(sources, NOW + timedelta(hours=48), deadline=2)
    assert (last.new, last.events) == (0, ())


def _holds(run: Collected, heard: Sequence[str], not_heard: Sequence[str] | set[str]) -> None:
    """Each source has its ledger, which balances; these were heard and these were not, in the states of the docs."""
    ledgers = {ledger.source: ledger for ledger in run.sources}
    assert set(ledgers) == {*heard, *not_heard}
    assert all(ledgers[name].state.heard for name in heard)
    expected = named()
    for name in not_heard:
        state, message = expected[name]
        assert ledgers[name].state is state, name
        assert message.fullmatch(ledgers[name].message), ledgers[name].message
    assert balanced(run.sources)
