"""Entries that people bring → stored signals, under the same identity, ledger and week as what feeds bring."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from db.open import Store
from db.store.collecting import Settlement
from db.store.runs import FAILED
from pipeline.core.ledger import SourceLedger, Standing
from pipeline.core.model import Entry, Source
from pipeline.stages.intake import Intake
from pipeline.stages.reading import brought


def enter(entries: Sequence[Entry], source: Source, *, store: Store, now: datetime, zone: tzinfo) -> SourceLedger:
    """Stores what is new of *entries* as signals of *source*, and gives the account: entries = new + known + dropped."""
    reading = brought(entries, source, seen=now, closed_through=store.editions.closed_through(), zone=zone)
    run = store.runs.begin("enter", now)
    try:
        intake = Intake(store, run, now, {source.id: source}, {source.id: Standing(source.id)})
        intake.take(reading)
        intake.flush()
        store.collecting.count(run)
        (told,) = store.runs.ledger(run)
        counts = {"entries": told.entries, "new": told.new, "known": told.known, "dropped": sum(told.dropped.values())}
        store.collecting.settle(run, now, Settlement((), (), (), (), counts))
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    return told
