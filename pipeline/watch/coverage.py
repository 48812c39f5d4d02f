"""Of which part of which week a source was heard: what an answer proves about the time before it. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from pipeline.core.answers import SourceState
from pipeline.core.ledger import Coverage, SourceLedger, Standing
from pipeline.core.weeks import Week, span

FURTHEST = 8
"""Weeks back for which an answer counts."""

Answer = tuple[str, datetime, SourceState, str]
"""Source, moment, state and message."""


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


def concerning(week: Week, answers: Sequence[Answer], zone: tzinfo) -> tuple[Answer, ...]:
    """Those of *answers*, oldest first, that say something of *week*, in the same order.

    They are the answers in the week and, of each source, the first one after it if it was no good: that one could not tell
    how the week ended. A good one after the week proves of it what `covered` makes of it, and nothing more; what came later
    says how the source fared later.
    """
    end = week.end(zone)
    first: dict[str, Answer] = {}
    for one in answers:
        if one[1] >= end:
            first.setdefault(one[0], one)
    return tuple(one for one in answers if one[1] < end or (first[one[0]] == one and not one[2].heard))


def _start(ledger: SourceLedger, before: Standing, now: datetime) -> datetime:
    """From when on nothing of the source can have been missed."""
    if before.heard is None:
        return min(ledger.oldest or now, now)
    if ledger.overlap is False:
        return max(before.heard, min(ledger.oldest or now, now))
    return before.heard
