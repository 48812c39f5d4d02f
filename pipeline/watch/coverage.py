"""Of which part of which week a source was heard: what an answer proves about the time before it. Pure."""

from datetime import datetime, timedelta, tzinfo

from pipeline.core.ledger import Coverage, SourceLedger, Standing
from pipeline.core.weeks import Week, span

FURTHEST = 8
"""Weeks back for which an answer counts."""


def covered(ledger: SourceLedger, before: Standing, now: datetime, zone: tzinfo) -> tuple[Coverage, ...]:
    """What one answer adds to the weeks that it reaches into; nothing when the source was not heard.

    A document that still holds something of the last time proves that nothing was missed since. One that holds nothing
    of it proves only what lies between its oldest item and now; before that there may be a gap. Of a source that is heard
    for the first time, its oldest item says how far back the document reaches.
    """
    if not ledger.state.heard:
        return ()
    start = _start(ledger, before, now)
    # what lies between the last time and *start* may have been missed
    hole = before.heard if before.heard is not None and before.heard < start else start
    first = Week.of(max(hole, now - timedelta(weeks=FURTHEST)), zone)
    found = []
    for week in span(first, Week.of(now, zone)):
        opens, closes = week.start(zone), week.end(zone)
        inside = max(timedelta(0), min(now, closes) - max(start, opens))
        gap = hole < start and hole < closes and start > opens
        if inside or gap:
            found.append(Coverage(week, ledger.source, inside / (closes - opens), gap=gap))
    return tuple(found)


def _start(ledger: SourceLedger, before: Standing, now: datetime) -> datetime:
    """From when on nothing of the source can have been missed."""
    if before.heard is None:
        return min(ledger.oldest or now, now)
    if ledger.overlap is False:
        return max(before.heard, min(ledger.oldest or now, now))
    return before.heard
