"""What windwijzer does, a function a stage: collect, classify, report, deliver. Tools come in as arguments.

Every stage may run twice: what is known is known, what was told is told. No transaction is open while something is
fetched, parsed, judged or sent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from typing import Protocol

from db.open import Store
from db.store.runs import FAILED
from db.store.sources import SourceStatus
from pipeline.core.digest import Digest
from pipeline.core.errors import DeliveryError, EditionError
from pipeline.core.model import (
    Assessment,
    Delivery,
    DeliveryState,
    Edition,
    Failed,
    Fetched,
    FetchResult,
    NotModified,
    Signal,
    Source,
    SourceLedger,
    SourceState,
    Story,
    Unchanged,
    Validators,
)
from pipeline.core.weeks import Week
from pipeline.distil import distil
from pipeline.fetch import FetchRequest
from pipeline.parallel import Map
from pipeline.parse import parse

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""


def silent(_done: int, _all: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """A fetched body with all that a worker needs to turn it into signals."""

    result: FetchResult
    source: Source
    closed_through: Week | None
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of one source: signals, and the account of every entry."""

    signals: tuple[Signal, ...]
    ledger: SourceLedger
    validators: Validators | None


@dataclass(frozen=True, slots=True)
class Collected:
    """A collecting run: its ledger per source, and how many signals were new."""

    run: int
    sources: tuple[SourceLedger, ...]
    new: int

    @property
    def failed(self) -> tuple[SourceLedger, ...]:
        """The sources that were not heard."""
        return tuple(ledger for ledger in self.sources if not ledger.state.heard)


def collect(
    sources: Sequence[Source],
    *,
    store: Store,
    fetch: Callable[[Iterable[FetchRequest]], Iterator[FetchResult]],
    map_: Map,
    now: datetime,
    zone: tzinfo,
    progress: Progress = silent,
) -> Collected:
    """Asks every source that is enabled and has an address, and stores what is new, source by source as they answer."""
    store.sources.save(sources, now)
    asked = {source.id: source for source in sources if source.enabled and source.url}
    status = store.sources.status()
    closed_through = store.editions.closed_through()
    run = store.runs.begin("collect", now)
    requests = [FetchRequest(s.id, s.url or "", _validators(s, status[s.id])) for s in asked.values()]
    ledgers = []
    try:
        to_read = (ToRead(result, asked[result.source], closed_through, zone) for result in fetch(requests))
        for reading in map_(read, to_read):
            source = asked[reading.ledger.source]
            store.signals.add(
                run, reading.signals, reading.ledger, moment=now, validators=reading.validators, url=source.url or ""
            )
            ledgers.append(reading.ledger)
            progress(len(ledgers), len(asked))
        new = store.signals.settle(run)
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    ledgers = list(store.runs.ledger(run))
    counts = {"sources": len(ledgers), "failed": sum(not x.state.heard for x in ledgers), "new": new}
    counts |= {"entries": sum(x.entries for x in ledgers), "known": sum(x.known for x in ledgers)}
    store.runs.end(run, now, ledger=counts)
    return Collected(run, tuple(ledgers), new)


def read(given: ToRead) -> Reading:
    """One fetch result → signals and ledger: parse and distil, with every entry accounted for. Runs in a worker."""
    result = given.result
    if isinstance(result, Failed):
        return Reading((), _ledger(result.source, result.state, result.message, result.seconds), None)
    if isinstance(result, NotModified):
        return Reading((), _ledger(result.source, SourceState.NOT_MODIFIED, "", result.seconds), None)
    if isinstance(result, Unchanged):
        return Reading((), _ledger(result.source, SourceState.UNCHANGED, "", result.seconds), result.validators)
    return _read_body(given, result)


def _read_body(given: ToRead, result: Fetched) -> Reading:
    parsed = parse(result.body, source=result.source, content_type=result.content_type, url=result.url)
    signals: dict[str, Signal] = {}
    dropped: dict[str, int] = {"cut": parsed.cut} if parsed.cut else {}
    for entry in parsed.entries:
        found = distil(entry, given.source, seen=result.moment, closed_through=given.closed_through, zone=given.zone)
        if isinstance(found, str):
            dropped[found] = dropped.get(found, 0) + 1
        else:
            signals.setdefault(found.id, found)
    entries = len(parsed.entries) + parsed.cut
    repeats = entries - sum(dropped.values()) - len(signals)
    newest = max((s.published for s in signals.values() if s.published), default=None)
    ledger = SourceLedger(
        result.source, parsed.state, parsed.message, entries, len(signals), repeats, dropped, newest, result.seconds
    )
    # only a feed that could be read may say "not modified" next time
    return Reading(tuple(signals.values()), ledger, result.validators if parsed.state.heard else None)


def _ledger(source: str, state: SourceState, message: str, seconds: float) -> SourceLedger:
    return SourceLedger(source, state, message, 0, 0, 0, {}, None, seconds)


def _validators(source: Source, standing: SourceStatus) -> Validators:
    """What to send. Nothing to another address than they came from; nothing after a failure: "not modified" heals none."""
    if standing.asked_url != source.url or standing.state is None or not standing.state.heard:
        return Validators()
    return standing.validators


class Judge(Protocol):
    """What classify needs of an engine."""

    @property
    def model(self) -> str:
        """The fingerprint that its assessments carry."""

    def assess(self, signals: Iterable[Signal]) -> Iterator[Assessment]:
        """An assessment for each signal, in order."""


def classify(
    weeks: Sequence[Week], *, store: Store, judge: Judge, now: datetime, batch: int = 1000, progress: Progress = silent
) -> int:
    """Judges the signals of *weeks* that this model has not judged, and gives their number."""
    waiting = store.signals.unassessed(judge.model, weeks)
    run = store.runs.begin("classify", now)
    done = 0
    try:
        opinions = judge.assess(waiting)
        while made := list(islice(opinions, batch)):
            store.assessments.add(made, now)
            done += len(made)
            progress(done, len(waiting))
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    store.runs.end(run, now, ledger={"assessed": done})
    return done


class Composer(Protocol):
    """Makes the digest of a week out of its stories and what was thought of them."""

    def __call__(
        self, week: Week, number: int, stories: Sequence[Story], assessments: Mapping[str, Assessment], now: datetime
    ) -> Digest:
        """Pure: the same arguments, the same digest."""


def report(
    week: Week,
    *,
    store: Store,
    model: str,
    group: Callable[[Sequence[Signal]], tuple[Story, ...]],
    compose: Composer,
    draw: Callable[[Digest, Sequence[Story]], Edition],
    now: datetime,
    zone: tzinfo,
) -> Edition:
    """The edition of a week: the one already issued, else a new one, stored with its members.

    EditionError when the week has not ended, or nothing was ever collected for it.
    """
    issued = store.editions.newest(week)
    if issued is not None:
        return issued
    if now < week.end(zone):
        raise EditionError(
            f"{week} has not ended; its digest can be made from {week.end(zone).astimezone(zone):%Y-%m-%d %H:%M}"
        )
    signals = store.signals.of_week(week)
    if not signals:
        raise EditionError(f"nothing was collected for {week}; see `windwijzer status` for the weeks that have signals")
    run = store.runs.begin("digest", now, week)
    try:
        stories = group(signals)
        digest = compose(week, 1, stories, store.assessments.of_week(week, model), now)
        edition = draw(digest, stories)
        if not store.editions.add(edition, stories):
            edition = store.editions.newest(week) or edition
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    store.runs.end(run, now, ledger={"signals": len(signals), "stories": len(stories)})
    return edition


class Mailer(Protocol):
    """Hands an edition to one reader."""

    def message_id(self, edition: Edition, recipient: str) -> str:
        """The same for the same edition and reader, whenever it is asked."""

    def send(self, edition: Edition, delivery: Delivery) -> tuple[DeliveryState, str]:
        """Where it stands now (sent, refused, pending or unknown) and what was said.

        DeliveryError when nothing can be handed over to anybody.
        """


def deliver(
    edition: Edition, recipients: Sequence[str], *, store: Store, mailer: Mailer, now: datetime
) -> tuple[Delivery, ...]:
    """Sends an edition to everyone who has not had it. Who had it, refused it or may have had it is left alone.

    What another run is sending at the same time is its business, and not in the answer.
    """
    planned = [store.deliveries.plan(edition, r, mailer.message_id(edition, r), now) for r in recipients]
    waiting = [d for d in planned if d.state is DeliveryState.PENDING]
    if not waiting:
        return tuple(_settled(d, store, now) for d in planned)
    run = store.runs.begin("deliver", now, edition.week)
    delivered = []
    try:
        for delivery in planned:
            if delivery.state is not DeliveryState.PENDING:
                delivered.append(_settled(delivery, store, now))
                continue
            sending = store.deliveries.claim(delivery, now)
            if sending is None:
                continue
            try:
                state, message = mailer.send(edition, sending)
            except DeliveryError as error:
                # nothing was handed over, so it waits for the next run
                store.deliveries.move(sending, DeliveryState.PENDING, now, str(error))
                raise
            delivered.append(store.deliveries.move(sending, state, now, message))
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    counts = {state.value: sum(d.state is state for d in delivered) for state in DeliveryState}
    store.runs.end(run, now, ledger=counts)
    return tuple(delivered)


def _settled(delivery: Delivery, store: Store, now: datetime) -> Delivery:
    """One left in the middle of sending by a crash may have arrived: it is not sent again by itself."""
    if delivery.state is DeliveryState.SENDING:
        return store.deliveries.move(delivery, DeliveryState.UNKNOWN, now, "stopped while sending; it may have arrived")
    return delivery
