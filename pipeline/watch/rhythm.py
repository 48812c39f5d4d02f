"""What a source's own history says of it: how long it is usually silent, and how much it brings at once. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles

REMEMBERED = 60
"""Gaps between items that are kept."""
ENOUGH = 8
"""With fewer gaps nothing is said of a rhythm."""
PATIENCE = 3.0
"""A silence is long when it lasts so many times the gap that nineteen in twenty stay under."""
SHORTEST_SILENCE = timedelta(hours=72)
"""Nights and weekends are no silence: from Friday evening to Monday morning is 64 hours."""
SLACK = 1.25
"""A silence is no longer than usual when it lasts hardly longer than the longest that is remembered."""
LEAST_FLOOD = 50
"""New items in one run that are a flood for nobody."""
FLOOD = 10
"""A flood is so many times what the rhythm leads to expect."""


def gaps_with(gaps: Sequence[float], dates: Sequence[datetime], newest: datetime | None) -> tuple[float, ...]:
    """The hours between consecutive items, oldest first: *gaps* as known, and those that items of these *dates* add.

    *newest* is the newest date known before; dates up to it add nothing. At most `REMEMBERED` are kept.
    """
    moments = sorted(date for date in dates if newest is None or date > newest)
    if newest is not None and moments:
        moments.insert(0, newest)
    added = [(later - sooner).total_seconds() / 3600 for sooner, later in pairwise(moments)]
    return (*gaps, *(round(gap, 3) for gap in added))[-REMEMBERED:]


def patience(gaps: Sequence[float]) -> timedelta | None:
    """How long this source may be silent before it is odd; None while its rhythm is not known."""
    if len(gaps) < ENOUGH:
        return None
    usual = timedelta(hours=quantiles(gaps, n=20, method="inclusive")[-1])
    # of what comes in batches more than nineteen in twenty gaps are none
    return max(SHORTEST_SILENCE, usual * PATIENCE, timedelta(hours=max(gaps) * SLACK))


def is_flood(gaps: Sequence[float], new: int, since: timedelta | None) -> bool:
    """Whether *new* items are far more than this source's rhythm brings in the time *since* it was last heard."""
    if len(gaps) < ENOUGH or since is None or new < LEAST_FLOOD:
        return False
    # half an hour at least: items that were published together have no gap between them
    typical = max(median(gaps), 0.5)
    return new > FLOOD * max(1.0, since.total_seconds() / 3600 / typical)
