"""Rhythm: what a source's own gaps say of a silence or a flood."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.watch.rhythm import ENOUGH, LEAST_FLOOD, REMEMBERED, SHORTEST_SILENCE, gaps_with, is_flood, patience

LAW = settings(deadline=None, max_examples=150, derandomize=True)
MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
gaps = st.lists(st.floats(0, 2000), max_size=REMEMBERED).map(tuple)


def publishing(days: int, hours: tuple[int, ...], weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)) -> list[datetime]:
    """When a publisher comes with items, over so many days from a Monday on."""
    found = [MONDAY + timedelta(days=day, hours=hour) for day in range(days) for hour in hours]
    return [one for one in found if one.weekday() in weekdays]


@pytest.mark.parametrize("hours", [(9,), (9, 17), (9, 11, 13, 15, 17), tuple(range(8, 18)), (6, 6, 6, 6, 6, 6)])
def test_weekend_is_no_silence(hours: tuple[int, ...]) -> None:
    """Who publishes on working days, rarely or often, is not silent from Friday evening to Monday morning."""
    limit = patience(gaps_with((), publishing(28, hours), None))
    assert limit is not None
    assert limit >= timedelta(days=3, hours=hours[0] - hours[-1])


@pytest.mark.parametrize(("hours", "most"), [((7, 12, 18), 3), ((9,), 4)])
def test_silence_of_a_daily_publisher_is_seen_after_days(hours: tuple[int, ...], most: int) -> None:
    """Who publishes every day of the week is odd after some days without anything."""
    limit = patience(gaps_with((), publishing(28, hours, tuple(range(7))), None))
    assert limit is not None
    assert timedelta(days=2) < limit <= timedelta(days=most)


def test_batch_once_a_week_is_no_silence() -> None:
    """Of twenty-five items at once each Monday nearly all gaps are none; the week between them is not odd all the same."""
    dates = [MONDAY + timedelta(weeks=week, minutes=minute) for week in range(6) for minute in range(25)]
    limit = patience(gaps_with((), dates, None))
    assert limit is not None
    assert limit > timedelta(days=7)


def test_monthly_publisher_may_be_silent_for_months() -> None:
    """Rare is not silent."""
    limit = patience(gaps_with((), [MONDAY + timedelta(days=30 * n) for n in range(10)], None))
    assert limit == timedelta(days=90)


@LAW
@given(gaps=gaps)
def test_nothing_is_said_of_a_rhythm_before_it_is_known(gaps: tuple[float, ...]) -> None:
    """With few gaps there is no limit; with enough it is never shorter than a weekend, nor than the longest gap."""
    limit = patience(gaps)
    assert (limit is None) == (len(gaps) < ENOUGH)
    if limit is not None:
        assert limit >= max(SHORTEST_SILENCE, timedelta(hours=max(gaps)))


@LAW
@given(gaps=gaps, dates=st.lists(moments, max_size=80), newest=st.none() | moments)
def test_gaps_lead_from_the_newest_known_to_the_newest_now(
    gaps: tuple[float, ...], dates: list[datetime], newest: datetime | None
) -> None:
    """What is added sums up to the time between the two; nothing is negative, and only the latest are kept."""
    found = gaps_with(gaps, dates, newest)
    later = [date for date in dates if newest is None or date > newest]
    added = max(0, len(later) - (newest is None))
    assert len(found) == min(REMEMBERED, len(gaps) + added)
    assert all(gap >= 0 for gap in found)
    if later and added < REMEMBERED:
        hours = (max(later) - (newest or min(later))).total_seconds() / 3600
        assert sum(found[len(found) - added :]) == pytest.approx(hours, abs=0.001 * REMEMBERED)


@LAW
@given(dates=st.lists(moments, max_size=40), cut=st.integers(0, 40))
def test_read_in_two_parts_is_read_at_once(dates: list[datetime], cut: int) -> None:
    """Whether the older items come in a document of their own makes no difference."""
    dates.sort()
    first, second = dates[:cut], [date for date in dates[cut:] if not dates[:cut] or date > dates[:cut][-1]]
    twice = gaps_with(gaps_with((), first, None), second, first[-1] if first else None)
    assert twice == gaps_with((), first + second, None)


@pytest.mark.parametrize(
    ("typical", "new", "since", "expected"),
    [
        (24.0, LEAST_FLOOD, timedelta(hours=6), True),
        (24.0, LEAST_FLOOD - 1, timedelta(hours=6), False),
        (24.0, 60, timedelta(days=7), False),
        (24.0, 71, timedelta(days=7), True),
        (0.0, 90, timedelta(hours=6), False),
        (0.0, 2000, timedelta(hours=6), True),
        (24.0, 5000, None, False),
    ],
)
def test_flood_is_measured_by_what_the_time_brings(typical: float, new: int, since: timedelta | None, expected: bool) -> None:  # noqa: FBT001 parametrized
    """A backlog after a week of not asking is none; an archive put back is; the first document never is."""
    assert is_flood((typical,) * ENOUGH, new, since) is expected


def test_flood_of_an_unknown_rhythm_is_none() -> None:
    """Nothing is said before the rhythm is known."""
    assert not is_flood((1.0,) * (ENOUGH - 1), 5000, timedelta(hours=1))
