"""Entries that people bring → stored signals, under the same identity, ledger and week as what feeds bring."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from db.open import Store
from db.store.collecting import Settlement
from db.store.runs import FAILED
from pipeline.core.ledger import Reading, SourceLedger
from pipeline.core.model import Entry, Item, Source, SourceState
from pipeline.news.distil import distil
from pipeline.news.identity import item


def enter(entries: Sequence[Entry], source: Source, *, store: Store, now: datetime, zone: tzinfo) -> SourceLedger:
    """Stores what is new of *entries* as signals of *source*, and gives the account: entries = new + known + dropped."""
    items: dict[str, Item] = {}
    dropped: dict[str, int] = {}
    for entry in entries:
        found = distil(entry, source, seen=now, closed_through=store.editions.closed_through(), zone=zone)
        if isinstance(found, str):
            dropped[found] = dropped.get(found, 0) + 1
        else:
            items.setdefault(found.id, item(entry, found))
    repeats = len(entries) - len(items) - sum(dropped.values())
    run = store.runs.begin("enter", now)
    try:
        told = SourceLedger(
            source.id, SourceState.FETCHED, "", len(entries), len(items), repeats, dropped, None, 0.0, undated=0
        )
        store.collecting.add(run, [Reading(told, tuple(items.values()))], now)
        new = store.collecting.count(run)
        counts = {"entries": len(entries), "new": new, "known": told.known + told.new - new, "dropped": sum(dropped.values())}
        store.collecting.settle(run, now, Settlement((), (), (), (), counts))
    except BaseException:
        store.runs.end(run, now, state=FAILED)
        raise
    return replace(told, new=new, known=counts["known"])
