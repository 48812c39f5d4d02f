"""A source, the answers that it gives, and how it stands after them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings

from pipeline.core.answers import SourceState
from pipeline.core.ledger import Event, EventKind, Reading, Standing
from pipeline.watch.standing import (
    after,
)
from tests.db.nouns import ledger, source

LAW = settings(deadline=None, max_examples=150, derandomize=True)
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MEEUW = source()
OLD, NEW = str(MEEUW.url), "https://stern.voorbeeld.nl/feed"
FAULTS = [state for state in SourceState if state.fault]


def reading(state: SourceState = SourceState.FETCHED, *, of: str = "meeuw", **given: Any) -> Reading:
    """What came of asking; fields of the ledger may be given as well."""
    own = {name: given.pop(name) for name in ("moved", "wait", "rule", "why", "dates") if name in given}
    return Reading(ledger(of, state=state, **given), **own)


def asked(standing: Standing, *readings: Reading, now: datetime = NOW, every: timedelta = DAY) -> tuple[Standing, list[Event]]:
    """How the source stands after these answers, the first at *now*, and all that was told."""
    told: list[Event] = []
    for number, one in enumerate(readings):
        standing, events = after(standing, MEEUW, one, now + number * every, full=True)
        told += events
    return standing, told


def kinds(told: Sequence[Event]) -> list[EventKind]:
    """What was told, in short."""
    return [event.kind for event in told]


GOOD, _ = asked(Standing("meeuw"), reading(overlap=None), now=NOW - DAY)
