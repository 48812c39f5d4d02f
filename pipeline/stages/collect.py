"""Sources → stored signals: ask, read, find out what is new, and account for every item and every source."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Protocol

from db.open import Store
from db.store.collecting import Settlement
from db.store.runs import FAILED
from pipeline.core.errors import StoreError
from pipeline.core.ledger import Coverage, Event, EventKind, Kept, Reading, SourceLedger, Standing
from pipeline.core.model import NO_VALIDATORS, Fetched, FetchResult, Identity, Source, SourceState, Validators
from pipeline.core.weeks import Week
from pipeline.news.identity import keys, resolve
from pipeline.parallel import Map
from pipeline.stages.progress import Progress, silent
from pipeline.stages.reading import ToRead, read, unread
from pipeline.watch.coverage import covered
from pipeline.watch.standing import (
    USUAL_ALARM,
    Alarm,
    address,
    after,
    after_outage,
    conditional,
    own_outage,
    refreshed,
    unaltered,
)
from pipeline.web.ask import FetchRequest

AT_ONCE = 64
"""Sources that are written in one transaction: few and short ones, and not much to do again after a crash."""
ITEMS_AT_ONCE = 2000
"""The same for their items."""
TOLD = frozenset(EventKind) - {EventKind.GAP, EventKind.FLOOD}
"""What a command says when it happens; gaps and floods are in the status."""


class Fetcher(Protocol):
    """The way to the web."""

    def __call__(self, requests: Sequence[FetchRequest], waits: Mapping[str, datetime], /) -> Iterator[FetchResult]:
        """A result for each request, in any order; servers in *waits* are left alone until then."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A collecting run: its ledger per source, how many signals were new, and what befell sources."""

    run: int
    sources: tuple[SourceLedger, ...]
    new: int
    events: tuple[Event, ...] = ()

    @property
    def failed(self) -> tuple[SourceLedger, ...]:
        """The sources that were not heard."""
        return tuple(ledger for ledger in self.sources if not ledger.state.heard)

    @property
    def told(self) -> tuple[Event, ...]:
        """What an operator must be told of."""
        return tuple(event for event in self.events if event.kind in TOLD)


def collect(
    sources: Sequence[Source],
    *,
    store: Store,
    fetch: Fetcher,
    map_: Map,
    now: datetime,
    zone: tzinfo,
    alarm: Alarm = USUAL_ALARM,
    chosen: Callable[[Source, Standing], bool] = lambda _source, _standing: True,
    progress: Progress = silent,
) -> Collected:
    """Asks the sources that are enabled, have an address, are not retired and are *chosen*, and stores what is new.

    What answers is stored some dozens of sources at a time; what the run as a whole says of each source is decided and
    written at its end, in one transaction. A run that is cut off loses nothing: the next one asks again.
    """
    store.collecting.interrupted(now)
    store.sources.save(sources, now)
    known = store.standings.all()
    standings = {s.id: refreshed(s, known.get(s.id, Standing(s.id))) for s in sources if s.enabled and s.url}
    asked = {s.id: s for s in sources if s.id in standings and not standings[s.id].retired and chosen(s, standings[s.id])}
    requests = [_request(source, standings[ident], now) for ident, source in asked.items()]
    full = {r.source for r in requests if not (r.validators.etag or r.validators.last_modified)}
    run = store.runs.begin("collect", now)
    intake = _Intake(store, run, now, asked, standings, progress)
    try:
        waits = store.standings.waits(now)
        results = fetch(requests, waits)
        for reading in map_(read, intake.bodies(results, store.editions.closed_through(), zone)):
            intake.take(reading)
        intake.flush()
        new = store.collecting.count(run)
        held = _Held(asked, standings, full, waits)
        return _settle(run, intake.done, held, store=store, now=now, zone=zone, alarm=alarm, new=new)
    except BaseException:
        with suppress(StoreError):
            intake.flush()
        with suppress(StoreError):
            store.runs.end(run, now, state=FAILED)
        raise


def _request(source: Source, standing: Standing, now: datetime) -> FetchRequest:
    validators = NO_VALIDATORS
    if conditional(source, standing, now):
        validators = standing.validators
    elif unaltered(source, standing):
        # the hash of the body asks nothing of the server
        validators = Validators(body_hash=standing.validators.body_hash)
    return FetchRequest(source.id, address(source, standing), validators)


class _Intake:
    """Takes what sources gave, and writes it a number of sources at a time."""

    def __init__(
        self,
        store: Store,
        run: int,
        now: datetime,
        asked: Mapping[str, Source],
        standings: Mapping[str, Standing],
        progress: Progress,
    ) -> None:
        self._store, self._run, self._now = store, run, now
        self._asked, self._standings, self._progress = asked, standings, progress
        self._blocks = store.standings.blocks()
        self._waiting: list[Reading] = []
        self.done: list[Reading] = []

    def bodies(self, results: Iterable[FetchResult], closed_through: Week | None, zone: tzinfo) -> Iterator[ToRead]:
        """The bodies that must be read; what has none is taken at once."""
        for result in results:
            if isinstance(result, Fetched):
                source = self._asked[result.source]
                known = self._blocks.get(source.id, b"") if unaltered(source, self._standings[source.id]) else b""
                yield ToRead(result, source, known, closed_through, zone)
            else:
                self.take(unread(result))

    def take(self, reading: Reading) -> None:
        """One source has been heard, or not."""
        self._waiting.append(reading)
        self._progress(len(self.done) + len(self._waiting), len(self._asked))
        if len(self._waiting) >= AT_ONCE or sum(len(one.items) for one in self._waiting) >= ITEMS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Writes what is waiting."""
        if not self._waiting:
            return
        identified = self._identify(self._waiting)
        self._store.collecting.add(self._run, identified, self._now)
        self._waiting.clear()
        self.done += [replace(one, items=(), blocks=None) if one.items or one.blocks else one for one in identified]

    def _identify(self, readings: Sequence[Reading]) -> list[Reading]:
        """The readings with every item under its final identity, found out by what is stored."""
        rules = {one.ledger.source: self._standings[one.ledger.source].rule for one in readings}
        ids, guids, words = set[str](), set[str](), set[str]()
        for one in readings:
            ids |= {found.signal.id for found in one.items} | keys(one.items, rules[one.ledger.source])
            guids |= {found.guid for found in one.items}
            words |= {found.words for found in one.items}
        kept: dict[str, list[Kept]] = {}
        for found in self._store.collecting.kept(ids, guids, words) if ids else ():
            kept.setdefault(found.source, []).append(found)
        return [self._identified(one, rules[one.ledger.source], kept.get(one.ledger.source, ())) for one in readings]

    def _identified(self, reading: Reading, rule: Identity, kept: Collection[Kept]) -> Reading:
        if reading.validators == self._standings[reading.ledger.source].validators:
            # nothing to store that is not there
            reading = replace(reading, validators=None)
        if not reading.items:
            return reading if reading.rule is rule else replace(reading, rule=rule)
        ledger = reading.ledger
        resolved = resolve(reading.items, kept, rule, ledger.entries)
        repeats = len(reading.items) - len(resolved.items)
        own = {one.signal for one in kept}
        overlap = ledger.overlap
        if self._standings[ledger.source].heard is not None:
            overlap = bool(overlap) or any(one.signal.id in own for one in resolved.items)
        ledger = replace(ledger, new=ledger.new - repeats, known=ledger.known + repeats, overlap=overlap)
        return replace(reading, items=resolved.items, rule=resolved.rule, why=resolved.why, ledger=ledger)


@dataclass(frozen=True, slots=True)
class _Held:
    """What held before the run: who was asked, how each stood, who was asked without validators, and the servers' waits."""

    asked: Mapping[str, Source]
    standings: Mapping[str, Standing]
    full: Collection[str]
    waits: Mapping[str, datetime]


def _settle(
    run: int,
    readings: Sequence[Reading],
    held: _Held,
    *,
    store: Store,
    now: datetime,
    zone: tzinfo,
    alarm: Alarm,
    new: int,
) -> Collected:
    """Decides how every source stands, now that all have been heard, and ends the run."""
    counted = {ledger.source: ledger for ledger in store.runs.ledger(run)}
    readings = [replace(one, ledger=counted[one.ledger.source]) for one in readings]
    failing = {ident for ident in held.asked if held.standings[ident].failures}
    outage = own_outage(readings, held.waits, failing)
    changed: list[Standing] = []
    events: list[Event] = []
    coverage: list[Coverage] = []
    if outage:
        changed = [after_outage(held.standings[ident], source, now) for ident, source in held.asked.items()]
        words = f"none of {len(readings)} sources could be reached: our own network; it counts against none of them"
        if any(held.standings[ident].state is not SourceState.OWN_OUTAGE for ident in held.asked):
            events.append(Event(now, None, EventKind.OWN_OUTAGE, words))
    else:
        for one in readings:
            ident = one.ledger.source
            before = held.standings[ident]
            standing, told = after(before, held.asked[ident], one, now, full=ident in held.full, alarm=alarm)
            changed.append(standing)
            events += told
            coverage += covered(one.ledger, before, now, zone)
    ledgers = list(counted.values())
    counts = {"sources": len(ledgers), "failed": sum(not x.state.heard for x in ledgers), "new": new}
    counts |= {"entries": sum(x.entries for x in ledgers), "known": sum(x.known for x in ledgers)}
    counts |= {"dropped": sum(sum(x.dropped.values()) for x in ledgers)}
    store.collecting.settle(run, now, Settlement(changed, events, coverage, list(held.asked) if outage else (), counts))
    return Collected(run, store.runs.ledger(run) if outage else tuple(ledgers), new, tuple(events))
