"""How long a server asks us to wait (Retry-After, RFC 9110 section 10.2.3), and for what that counts. Pure."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pipeline.core.answers import Wait
from pipeline.web.domains import host_of, own_network

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=7)
"""Waits are kept within these, whatever a server asks."""
UNSAID = timedelta(hours=1)
"""How long to wait when a server says "too many requests" and not how long."""
MOST_JITTER = timedelta(hours=1)
"""Added at random, at most a tenth of the wait, so that feeds that were stopped together do not return together."""


def wait_for(
    url: str, headers: Mapping[str, str], now: datetime, chance: random.Random, unsaid: timedelta | None
) -> Wait | None:
    """The wait that an answer with these *headers* (names in small letters) asks for; None when it asks for none.

    *now* is the moment of the answer; a date in the header is read against the server's own clock where it tells it.
    *unsaid* is the wait when the header is missing or unreadable.
    """
    asked = _asked(headers.get("retry-after", ""), headers.get("date", ""), now)
    if asked is None:
        asked = unsaid
    if asked is None:
        return None
    asked = min(max(asked, SHORTEST), LONGEST)
    return Wait(scope_of(url), now + asked + min(asked / 10, MOST_JITTER) * chance.random())


def scope_of(url: str) -> str:
    """For what a wait counts: the host; on a network of our own, where one bridge serves many sites, the address alone."""
    host = host_of(url)
    return url if own_network(host) else host


def _asked(written: str, date: str, now: datetime) -> timedelta | None:
    written = written.strip()
    if written.isascii() and written.isdecimal():
        return timedelta(seconds=int(written.lstrip("0")[:9] or 0))
    until = _moment(written)
    return None if until is None else until - (_moment(date) or now)


def _moment(written: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(written)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
