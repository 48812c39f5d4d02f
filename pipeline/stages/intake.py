"""Readings → the store: every item under its identity, some dozens of sources at a time."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from db.open import Store
from pipeline.core.answers import Fetched, FetchResult
from pipeline.core.ledger import Kept, Reading, Standing
from pipeline.core.model import Identity, Source
from pipeline.core.weeks import Week
from pipeline.news.identity import keys, resolve
from pipeline.stages.progress import Progress, silent
from pipeline.stages.reading import ToRead, unread
from pipeline.watch.asking import unaltered

AT_ONCE = 64
"""Sources that are written in one transaction: few and short ones, and not much to do again after a crash."""
ITEMS_AT_ONCE = 2000
"""The same for their items."""


class Intake:
    """Takes what sources gave, and writes it a number of sources at a time."""

    def __init__(
        self,
        store: Store,
        run: int,
        now: datetime,
        asked: Mapping[str, Source],
        standings: Mapping[str, Standing],
        progress: Progress = silent,
    ) -> None:
        """*asked* are the sources of *run*, and *standings* how each stood before it."""
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
        standing = self._standings[reading.ledger.source]
        # a rule that changes is stored with the validators; else nothing is stored that is there already
        there = reading.validators == standing.validators
        if not reading.items:
            return replace(reading, rule=rule, validators=None) if there else replace(reading, rule=rule)
        ledger = reading.ledger
        resolved = resolve(reading.items, kept, rule, ledger.entries)
        repeats = len(reading.items) - len(resolved.items)
        own = {one.signal for one in kept}
        overlap = ledger.overlap
        if standing.heard is not None:
            overlap = bool(overlap) or any(one.signal.id in own for one in resolved.items)
        ledger = replace(ledger, new=ledger.new - repeats, known=ledger.known + repeats, overlap=overlap)
        validators = None if there and not resolved.why else reading.validators
        return replace(
            reading, items=resolved.items, rule=resolved.rule, why=resolved.why, ledger=ledger, validators=validators
        )
