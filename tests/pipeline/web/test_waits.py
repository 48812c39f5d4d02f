"""Retry-After: seconds or a date, kept within bounds, a little at random, for the host that said it."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.web.waits import LONGEST, MOST_JITTER, SHORTEST, UNSAID, scope_of, wait_for

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
URL = "https://nos.nl/feed"
DATE = "Mon, 23 Nov 2026 08:00:00 GMT"
"""The moment by the server's clock, which is two hours ahead."""


class Never(random.Random):
    """Chance that adds nothing."""

    def random(self) -> float:
        """Always the least."""
        return 0.0


def asked(written: str, *, date: str = "", unsaid: timedelta | None = None) -> timedelta | None:
    """How long an answer with this header asks to wait, without jitter."""
    wait = wait_for(URL, {"retry-after": written, "date": date}, NOW, Never(), unsaid)
    return None if wait is None else wait.until - NOW


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("000000000120", 120),
        ("3600", 3600),
        ("0", 60),
        ("1", 60),
        ("59", 60),
        ("604800", 604_800),
        ("604801", 604_800),
        ("99999999999999999999999999", 604_800),
        ("9" * 5000, 604_800),
    ],
)
def test_seconds(written: str, seconds: int) -> None:
    """A number of seconds, from a minute to a week whatever is asked."""
    assert asked(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("written", "wait"),
    [
        ("Mon, 23 Nov 2026 08:30:00 GMT", timedelta(minutes=30)),
        ("Monday, 23-Nov-26 08:30:00 GMT", timedelta(minutes=30)),
        ("Mon Nov 23 08:30:00 2026", timedelta(minutes=30)),
        ("Mon, 23 Nov 2026 09:30:00 +0100", timedelta(minutes=30)),
        (DATE, SHORTEST),
        ("Mon, 23 Nov 2026 07:00:00 GMT", SHORTEST),
        ("Thu, 01 Jan 1970 00:00:00 GMT", SHORTEST),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
    ],
)
def test_date_is_read_by_the_clock_of_the_server(written: str, wait: timedelta) -> None:
    """A date counts from the server's own Date, in each of the three forms of HTTP; one that is past means a minute."""
    assert asked(written, date=DATE) == wait


@pytest.mark.parametrize("date", ["", "vandaag"])
def test_date_without_a_clock_counts_from_the_moment_of_asking(date: str) -> None:
    """A server that does not tell its time is taken to have ours."""
    assert asked(format_datetime(NOW + timedelta(minutes=45)), date=date) == timedelta(minutes=45)


@pytest.mark.parametrize(
    "written", ["", "soon", "-5", "1.5", "1e3", "0x10", "120 s", "٣", "²", "Mon, 99 Nov 2026", "\x00", "12,12"]
)
def test_garbage_says_nothing(written: str) -> None:
    """What is neither seconds nor a date leaves the wait that holds when nothing is said, or none."""
    assert asked(written) is None
    assert asked(written, unsaid=UNSAID) == timedelta(hours=1)


def test_missing_header_says_nothing() -> None:
    """The same without the header."""
    assert wait_for(URL, {}, NOW, Never(), None) is None


@settings(deadline=None, max_examples=200, derandomize=True)
@given(written=st.one_of(st.text(max_size=40), st.integers().map(str), st.datetimes().map(format_datetime)))
def test_every_wait_is_within_bounds(written: str) -> None:
    """Whatever is written: a minute at least, a week and an hour at most, and never an exception."""
    wait = wait_for(URL, {"retry-after": written, "date": DATE}, NOW, random.Random(7), UNSAID)
    assert wait is not None
    assert SHORTEST <= wait.until - NOW <= LONGEST + MOST_JITTER


def test_jitter_spreads_and_is_a_tenth_at_most() -> None:
    """Feeds that were stopped together do not return together; the wait is never shortened, and grows by a tenth at most."""
    chance = random.Random(7)
    found = [wait_for(URL, {"retry-after": "3600"}, NOW, chance, None) for _ in range(200)]
    waits = [(wait.until - NOW).total_seconds() for wait in found if wait]
    assert len(set(waits)) > 190
    assert 3600 <= min(waits) < 3640
    assert 3920 < max(waits) <= 3960
    longest = [wait_for(URL, {"retry-after": "604800"}, NOW, chance, None) for _ in range(200)]
    assert max(wait.until for wait in longest if wait) <= NOW + LONGEST + MOST_JITTER


@pytest.mark.parametrize(
    ("url", "scope"),
    [
        ("https://nos.nl/feed", "nos.nl"),
        ("http://NOS.nl.:8080/other", "nos.nl"),
        ("https://feeds.nos.nl/feed", "feeds.nos.nl"),
        ("https://[2606:4700::1111]/feed", "2606:4700::1111"),
        ("http://127.0.0.1:3000/brug?a", "http://127.0.0.1:3000/brug?a"),
        ("http://brug:3000/a", "http://brug:3000/a"),
        ("http://192.168.1.5/a", "http://192.168.1.5/a"),
    ],
)
def test_scope(url: str, scope: str) -> None:
    """A wait counts for the host; on a network of our own for the address alone, as one bridge serves many sites."""
    assert scope_of(url) == scope
