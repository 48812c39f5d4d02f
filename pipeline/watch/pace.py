"""How often a source is asked: from how much of what it carries is new, and more slowly while it fails. Pure."""

from datetime import timedelta

SHORTEST = timedelta(hours=1)
USUAL = timedelta(hours=6)
LONGEST = timedelta(hours=24)
"""A feed is asked at least once a day, whatever happens: no error stops it for good."""

MOSTLY_KNOWN = 2 / 3
"""From this share of known items on, a source is asked less often; the rule is that of large news archives."""
MOSTLY_NEW = 1 / 3
"""Under this share its window may soon overflow: it is asked more often."""


def next_pace(pace: timedelta | None, entries: int, known: int, *, overlap: bool | None) -> timedelta:
    """The time between two questions from now on, after a document of *entries* of which *known* were known already.

    *overlap* False means that nothing in it was there the last time: items may have come and gone in between.
    """
    pace = pace or USUAL
    if overlap is False:
        return SHORTEST
    if entries == 0:
        return slower(pace)
    share = known / entries
    if share >= MOSTLY_KNOWN:
        return slower(pace)
    return max(SHORTEST, pace / 2) if share < MOSTLY_NEW else pace


def slower(pace: timedelta | None) -> timedelta:
    """A pace after nothing new was heard."""
    return min(LONGEST, (pace or USUAL) * 3 / 2)


def backoff(pace: timedelta | None, failures: int) -> timedelta:
    """How long to leave a source that failed *failures* times in a row: twice as long each time, a day at most."""
    times: int = 2 ** min(failures - 1, 10)
    return min(LONGEST, max(SHORTEST, (pace or USUAL) / 4) * times)
