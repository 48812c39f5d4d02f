"""One fetch result → all that is in it: parsed, distilled, and every entry accounted for. Runs in a worker."""

import logging
from dataclasses import dataclass
from datetime import datetime, tzinfo

from pipeline.core.ledger import Reading, SourceLedger
from pipeline.core.model import Entry, Failed, Fetched, FetchResult, Item, NotModified, Source, SourceState, WeekReason
from pipeline.core.weeks import Week
from pipeline.feeds.parse import MAX_ENTRIES, Parsed, parse
from pipeline.news.distil import distil
from pipeline.news.identity import item

BLOCK = 8
"""Bytes in the hash of one entry of a document."""
_log = logging.getLogger(__name__)
_SANE = {WeekReason.PUBLISHED, WeekReason.LATE}


@dataclass(frozen=True, slots=True)
class ToRead:
    """A fetched body with all that a worker needs to turn it into items. *known* holds hashes of entries, end to end."""

    result: Fetched
    source: Source
    known: bytes
    closed_through: Week | None
    zone: tzinfo


def read(given: ToRead) -> Reading:
    """What a body holds. Entries that were there the last time are not parsed again; they count as known."""
    result = given.result
    known = frozenset(given.known[at : at + BLOCK] for at in range(0, len(given.known), BLOCK))
    parsed = parse(result.body, source=result.source, content_type=result.content_type, url=result.url, known=known)
    items: list[Item] = []
    kept = list(parsed.kept)
    dropped = {name: number for name, number in (("cut", parsed.cut), ("broken", parsed.broken)) if number}
    dates: list[datetime] = []
    for number, entry in enumerate(parsed.entries):
        found = _item(entry, given)
        if isinstance(found, str):
            dropped[found] = dropped.get(found, 0) + 1
            continue
        items.append(found)
        if parsed.blocks:
            kept.append(parsed.blocks[number])
        if found.signal.published and found.signal.week_reason in _SANE:
            dates.append(found.signal.published)
    return Reading(
        _ledger(result, parsed, dropped, dates),
        tuple(items),
        # only a feed that could be read may say "not modified" next time
        validators=result.validators if parsed.state.heard else None,
        # what holds only what is new says nothing of what else the feed still has
        blocks=b"".join(kept) if parsed.state.heard and not result.delta else None,
        read=len(parsed.entries),
        dates=tuple(dates),
        moved=result.moved,
    )


def _item(entry: Entry, given: ToRead) -> Item | str:
    """The item in an entry, or the reason why there is none. Whatever one entry makes go wrong costs the others nothing."""
    try:
        found = distil(entry, given.source, seen=given.result.moment, closed_through=given.closed_through, zone=given.zone)
        return found if isinstance(found, str) else item(entry, found)
    except Exception:  # noqa: BLE001 a bug in reading one entry may not cost a week of all sources; it is logged
        _log.exception("an entry of %s cannot be read; it is counted as broken", entry.source)
        return "broken"


def unread(result: FetchResult) -> Reading:
    """What is known of a source whose body was not sent, not new or not had."""
    if isinstance(result, Failed):
        return Reading(_empty(result.source, result.state, result.message, result.seconds), wait=result.wait)
    if isinstance(result, NotModified):
        ledger = _empty(result.source, SourceState.NOT_MODIFIED, "", result.seconds, overlap=True)
        return Reading(ledger, moved=result.moved)
    ledger = _empty(result.source, SourceState.UNCHANGED, "", result.seconds, overlap=True)
    return Reading(ledger, validators=result.validators, moved=result.moved)


def _cut(number: int) -> str:
    return f"{number} items past the first {MAX_ENTRIES} were not read" if number else ""


def _empty(source: str, state: SourceState, message: str, seconds: float, *, overlap: bool | None = None) -> SourceLedger:
    return SourceLedger(source, state, message, 0, 0, 0, {}, None, seconds, overlap=overlap)


def _ledger(result: Fetched, parsed: Parsed, dropped: dict[str, int], dates: list[datetime]) -> SourceLedger:
    entries = len(parsed.entries) + parsed.cut + parsed.broken + parsed.skipped
    return SourceLedger(
        source=result.source,
        state=parsed.state,
        message="; ".join(part for part in (parsed.message, _cut(parsed.cut)) if part),
        entries=entries,
        # which of them are new is known when they are compared with the store
        new=entries - sum(dropped.values()) - parsed.skipped,
        known=parsed.skipped,
        dropped=dropped,
        newest=max(dates, default=None),
        seconds=result.seconds,
        oldest=min(dates, default=None),
        undated=sum(entry.published is None for entry in parsed.entries),
        overlap=True if parsed.skipped or result.delta else None,
    )
