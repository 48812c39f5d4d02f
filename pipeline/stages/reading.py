"""One fetch result → all that is in it: parsed, distilled, and every entry accounted for. Runs in a worker."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from pipeline.core.answers import Failed, Fetched, FetchResult, NotModified, SourceState
from pipeline.core.ledger import Reading, SourceLedger
from pipeline.core.model import Entry, Item, Source
from pipeline.core.weeks import Week
from pipeline.feeds.blocks import HASH_BYTES
from pipeline.feeds.parse import MAX_ENTRIES, parse
from pipeline.news.distil import distil
from pipeline.news.identity import item

_log = logging.getLogger(__name__)


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
    known = frozenset(given.known[at : at + HASH_BYTES] for at in range(0, len(given.known), HASH_BYTES))
    parsed = parse(result.body, source=result.source, content_type=result.content_type, url=result.url, known=known)
    found = [
        _item(entry, given.source, seen=result.moment, closed_through=given.closed_through, zone=given.zone)
        for entry in parsed.entries
    ]
    whole = _account(found, result.source, seconds=result.seconds)
    ledger = replace(
        whole.ledger,
        state=parsed.state,
        message="; ".join(part for part in (parsed.message, _cut(parsed.cut)) if part),
        entries=parsed.items,
        known=parsed.skipped,
        dropped=dict(Counter(whole.ledger.dropped) + Counter(cut=parsed.cut, broken=parsed.broken)),
        overlap=True if parsed.skipped or result.delta else None,
    )
    # what says nothing is read again the next time, for it counts as dropped and not as known
    blocks = [*parsed.kept, *(b for b, one in zip(parsed.blocks, found, strict=False) if not isinstance(one, str))]
    return replace(
        whole,
        ledger=ledger,
        # only a feed that could be read may say "not modified" next time
        validators=result.validators if parsed.state.heard else None,
        # what holds only what is new says nothing of what else the feed still has
        blocks=b"".join(blocks) if parsed.state.heard and not result.delta else None,
        moved=result.moved,
    )


def brought(entries: Sequence[Entry], source: Source, *, seen: datetime, closed_through: Week | None, zone: tzinfo) -> Reading:
    """What is in *entries* that no feed brought."""
    found = [_item(entry, source, seen=seen, closed_through=closed_through, zone=zone) for entry in entries]
    return _account(found, source.id, seconds=0.0)


def _account(found: Sequence[Item | str], source: str, *, seconds: float) -> Reading:
    """The items among *found*, and the account of the reasons why the others are none."""
    items = tuple(one for one in found if not isinstance(one, str))
    dates = tuple(one.signal.dated for one in items if one.signal.dated)
    ledger = SourceLedger(
        source=source,
        state=SourceState.FETCHED,
        message="",
        entries=len(found),
        # which of them are new is known when they are compared with the store
        new=len(items),
        known=0,
        dropped=dict(Counter(one for one in found if isinstance(one, str))),
        newest=max(dates, default=None),
        seconds=seconds,
        oldest=min(dates, default=None),
        undated=len(items) - len(dates),
    )
    return Reading(ledger, items, dates=dates)


def _item(entry: Entry, source: Source, *, seen: datetime, closed_through: Week | None, zone: tzinfo) -> Item | str:
    """The item in an entry, or the reason why there is none. Whatever one entry makes go wrong costs the others nothing."""
    try:
        found = distil(entry, source, seen=seen, closed_through=closed_through, zone=zone)
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
