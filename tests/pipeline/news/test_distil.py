from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.model import Entry, Signal, Source, WeekReason
from pipeline.core.weeks import Week
from pipeline.news.distil import FIRST_SANE, FUTURE_TOLERANCE, MAX_TEXT, MAX_TITLE, distil, week_of

LAW = settings(deadline=None, max_examples=100, derandomize=True)
SEEN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Monday morning of week 48."""
SOURCE = Source("meeuw", "De Meeuw", "https://meeuw.example/feed", "nieuws", "fy", "Meeuw")
MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))
RECENT = st.datetimes(min_value=datetime(1995, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))
WEEKS = RECENT.map(Week.of)


def moment(written: str) -> datetime:
    """A moment as written."""
    return datetime.fromisoformat(written)


def entry(**given: Any) -> Entry:
    """An entry as a feed might give it."""
    usual: dict[str, Any] = {
        "source": "meeuw",
        "guid": "g1",
        "title": "Brug blijft open",
        "link": "https://meeuw.example/brug",
        "summary": "Schippers hoeven niet te wachten.",
        "published": moment("2026-11-18T09:00:00+00:00"),
    }
    return Entry(**(usual | given))


def signal(found: Signal | str) -> Signal:
    """A signal that must be there."""
    assert isinstance(found, Signal), found
    return found


def test_a_signal_carries_what_the_entry_says() -> None:
    """An entry becomes a signal: plain text, a canonical address, its source's language and the week of its publication."""
    found = signal(
        distil(
            entry(
                title="<b>Brug</b> &amp; sluis\nopen",
                summary="<p>Schippers</p><script>x()</script><p>wachten niet.</p>",
                link=" HTTPS://Meeuw.example/brug?utm_source=rss#boven ",
            ),
            SOURCE,
            seen=SEEN,
        )
    )
    assert (found.title, found.text) == ("Brug & sluis open", "Schippers wachten niet.")
    assert found.url == "https://meeuw.example/brug"
    assert (found.source, found.lang, found.seen) == ("meeuw", "fy", SEEN)
    assert found.published == moment("2026-11-18T09:00:00+00:00")
    assert (found.week, found.week_reason) == (Week(2026, 47), WeekReason.PUBLISHED)


@pytest.mark.parametrize(
    ("title", "summary"),
    [("", ""), (" \n", "\t"), ("<p></p>", "<img src='x'>"), ("&nbsp;", ""), ("\0\u200b", "<script>x()</script>")],
)
def test_no_text_no_signal(title: str, summary: str) -> None:
    """An entry without a word in it is no signal, and says why."""
    assert distil(entry(title=title, summary=summary), SOURCE, seen=SEEN) == "no-text"


def test_without_title_the_text_speaks() -> None:
    """An entry without a title is headed by its text; one without a text keeps an empty text."""
    untitled = signal(distil(entry(title="<br>"), SOURCE, seen=SEEN))
    assert (untitled.title, untitled.text) == ("Schippers hoeven niet te wachten.",) * 2
    bare = signal(distil(entry(summary=""), SOURCE, seen=SEEN))
    assert (bare.title, bare.text) == ("Brug blijft open", "")


def test_long_texts_are_cut() -> None:
    """Title and text are cut at a word: an article is not for us to keep."""
    found = signal(distil(entry(title="golf " * 500, summary="branding " * 5000), SOURCE, seen=SEEN))
    assert len(found.title) <= MAX_TITLE
    assert len(found.text) <= MAX_TEXT
    assert found.title.endswith("golf…")
    assert found.text.endswith("branding…")


def test_two_long_texts_that_begin_alike_are_two() -> None:
    """Without address and guid the identity rests on all words, also those that are cut off."""
    one, other = (distil(entry(link="", guid="", title="golf " * 100 + end), SOURCE, seen=SEEN) for end in ("eb", "vloed"))
    assert signal(one).title == signal(other).title
    assert signal(one).id != signal(other).id


@pytest.mark.parametrize(
    ("published", "expected", "reason"),
    [
        pytest.param("2026-11-23T05:00:00+00:00", "2026-W48", WeekReason.PUBLISHED, id="this morning"),
        pytest.param("2026-11-22T23:30:00+01:00", "2026-W47", WeekReason.PUBLISHED, id="Sunday night"),
        pytest.param("2026-11-22T23:00:00+00:00", "2026-W48", WeekReason.PUBLISHED, id="Monday 00:00 in Amsterdam"),
        pytest.param("2025-12-31T12:00:00+00:00", "2026-W01", WeekReason.PUBLISHED, id="last year, yet week 1"),
        pytest.param(None, "2026-W48", WeekReason.UNDATED, id="no date"),
        pytest.param("1970-01-01T00:00:00+00:00", "2026-W48", WeekReason.ABSURD, id="the epoch"),
        pytest.param("0001-01-01T00:00:00+00:00", "2026-W48", WeekReason.ABSURD, id="the first day of all"),
        pytest.param("1994-12-31T23:59:59+00:00", "2026-W48", WeekReason.ABSURD, id="a second too old"),
        pytest.param("1995-01-01T00:00:00+00:00", "1994-W52", WeekReason.PUBLISHED, id="the first sane second"),
        pytest.param("2026-11-23T07:00:00+00:00", "2026-W48", WeekReason.PUBLISHED, id="a clock one hour ahead"),
        pytest.param("2026-11-23T07:00:01+00:00", "2026-W48", WeekReason.FUTURE, id="a second past that"),
        pytest.param("9999-12-31T23:59:59+00:00", "2026-W48", WeekReason.FUTURE, id="the last second of all"),
    ],
)
def test_week_of_a_publication(published: str | None, expected: str, reason: WeekReason) -> None:
    """A signal belongs to the week of its publication when that can be believed, else to the week it was first seen."""
    week, why = week_of(moment(published) if published else None, SEEN, None)
    assert (str(week), why) == (expected, reason)


@pytest.mark.parametrize(
    ("closed", "expected", "reason"),
    [
        pytest.param("2026-W45", "2026-W46", WeekReason.PUBLISHED, id="the week before is closed"),
        pytest.param("2026-W46", "2026-W48", WeekReason.LATE, id="its own week is closed"),
        pytest.param("2026-W47", "2026-W48", WeekReason.LATE, id="a later week is closed"),
    ],
)
def test_a_closed_week_takes_nothing_more(closed: str, expected: str, reason: WeekReason) -> None:
    """News of a week that readers were told about comes in the week it is seen, marked late."""
    published = moment("2026-11-12T09:00:00+00:00")
    assert week_of(published, SEEN, Week.parse(closed)) == (Week.parse(expected), reason)


def test_late_only_when_told_in_another_week() -> None:
    """News of the week in which it is seen is not late, whatever was closed."""
    assert week_of(SEEN - timedelta(hours=1), SEEN, Week(2026, 50)) == (Week(2026, 48), WeekReason.PUBLISHED)


def test_a_clock_ahead_does_not_jump_a_week() -> None:
    """A clock that is a little ahead on Sunday night does not put news in a week that has not begun."""
    seen = moment("2026-11-22T23:50:00+01:00")
    assert week_of(seen + timedelta(minutes=30), seen, None) == (Week(2026, 47), WeekReason.PUBLISHED)


def test_the_zone_decides() -> None:
    """Where the clock is behind, Monday's first news is still Sunday's."""
    published = moment("2026-11-23T00:30:00+00:00")
    assert week_of(published, SEEN, None, ZoneInfo("America/Lima"))[0] == Week(2026, 47)
    found = distil(entry(published=published), SOURCE, seen=SEEN, zone=ZoneInfo("America/Lima"))
    assert signal(found).week == Week(2026, 47)


def test_an_absurd_date_is_kept_as_claimed() -> None:
    """A date that is not believed decides nothing, but stays on record as it was claimed."""
    claimed = moment("1970-01-01T00:00:00+00:00")
    found = signal(distil(entry(published=claimed), SOURCE, seen=SEEN, closed_through=Week(2026, 47)))
    assert (found.published, found.week, found.week_reason) == (claimed, Week(2026, 48), WeekReason.ABSURD)


@given(st.none() | MOMENTS, RECENT, st.none() | WEEKS)
@LAW
def test_one_week_and_its_reason(published: datetime | None, seen: datetime, closed: Week | None) -> None:
    """No signal falls in a week to come, none but today's in a closed one, and the reason always tells the truth."""
    week, reason = week_of(published, seen, closed)
    first_seen = Week.of(seen)
    assert week <= first_seen
    assert closed is None or week > closed or week == first_seen
    assert (reason is WeekReason.UNDATED) == (published is None)
    if published is None:
        return
    assert (reason is WeekReason.ABSURD) == (published < FIRST_SANE)
    assert (reason is WeekReason.FUTURE) == (published > seen + FUTURE_TOLERANCE)
    if reason is WeekReason.PUBLISHED:
        assert week == min(Week.of(published), first_seen)
    else:
        assert week == first_seen
