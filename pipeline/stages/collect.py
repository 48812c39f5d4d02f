"""Sources → stored signals: ask, read, find out what is new, and account for every item and every source."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Protocol

from db.open import Store
from db.store.collecting import Settlement
from db.store.runs import FAILED
from pipeline.core.answers import NO_VALIDATORS, FetchResult, SourceState, Validators
from pipeline.core.errors import StoreError
from pipeline.core.ledger import Coverage, Event, EventKind, Reading, SourceLedger, Standing
from pipeline.core.model import Source
from pipeline.parallel import Map
from pipeline.stages.intake import Intake
from pipeline.stages.progress import Progress, silent
from pipeline.stages.reading import read
from pipeline.watch.asking import address, conditional, refreshed, unaltered
from pipeline.watch.coverage import covered
from pipeline.watch.standing import USUAL_ALARM, Alarm, after, after_outage, own_outage
from pipeline.web.ask import FetchRequest

TOLD = frozenset(EventKind) - {EventKind.GAP, EventKind.FLOOD}
"""What a command says when it happens; gaps and floods are in the status."""


class Fetcher(Protocol):
    """The way to the web."""

    def __call__(
        self, requests: Sequence[FetchRequest], waits: Mapping[str, datetime] | None = None, /
    ) -> Iterator[FetchResult]:
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
    intake = Intake(store, run, now, asked, standings, progress)
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
