from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.weeks import Week, aware, last_ended, span

LAW = settings(deadline=None, max_examples=100, derandomize=True)

WEEKS = st.builds(
    lambda year, number: Week(year, 1) + number,
    st.integers(min_value=1000, max_value=2990),
    st.integers(min_value=0, max_value=52),
)
MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1),
    max_value=datetime(2900, 1, 1),
    timezones=st.just(UTC),
)
ZONES = st.sampled_from(["Europe/Amsterdam", "UTC", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati"]).map(
    ZoneInfo
)


class Shapeless(tzinfo):
    """A zone that does not know its own offset."""

    def utcoffset(self, _moment: datetime | None, /) -> timedelta | None:
        """Unknown."""
        return None

    dst = utcoffset

    def tzname(self, _moment: datetime | None, /) -> str | None:
        """A name, and no more than that."""
        return "Nergens"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param("2026-11-22T22:59:59.999999+00:00", "2026-W47", id="last moment before Monday in winter"),
        pytest.param("2026-11-22T23:00:00+00:00", "2026-W48", id="Monday midnight in winter is 23:00 UTC"),
        pytest.param("2026-07-05T21:59:59+00:00", "2026-W27", id="last second before Monday in summer"),
        pytest.param("2026-07-05T22:00:00+00:00", "2026-W28", id="Monday midnight in summer is 22:00 UTC"),
        pytest.param("2027-01-01T12:00:00+01:00", "2026-W53", id="New Year's Day in week 53 of the year before"),
        pytest.param("2027-01-03T23:59:59+01:00", "2026-W53", id="last Sunday of a week 53"),
        pytest.param("2027-01-04T00:00:00+01:00", "2027-W01", id="first Monday after a week 53"),
        pytest.param("2024-12-30T00:00:00+01:00", "2025-W01", id="December day in week 1 of the next year"),
        pytest.param("2021-01-03T12:00:00+01:00", "2020-W53", id="a leap year with 53 weeks"),
        pytest.param("2026-03-29T23:30:00+02:00", "2026-W13", id="Sunday of the spring change"),
        pytest.param("2026-10-25T23:30:00+01:00", "2026-W43", id="Sunday of the autumn change"),
        pytest.param("2026-11-23T10:00:00+14:00", "2026-W47", id="Monday elsewhere, still Sunday here"),
    ],
)
def test_week_of_a_moment(moment: str, expected: str) -> None:
    """A moment falls in the ISO week that the clock in Amsterdam shows."""
    assert str(Week.of(datetime.fromisoformat(moment))) == expected


def test_the_zone_decides_the_week() -> None:
    """The same moment may fall in another week in another zone."""
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert Week.of(moment) == Week(2026, 48)
    assert Week.of(moment, UTC) == Week(2026, 47)


@pytest.mark.parametrize("zone", [None, Shapeless()])
def test_a_moment_without_a_zone_has_no_week(zone: tzinfo | None) -> None:
    """A naive moment is refused with a remedy, also when it has a zone in name only."""
    moment = datetime(2026, 11, 23, 7, 0, tzinfo=zone)
    with pytest.raises(ValueError, match=r"2026-11-23T07:00:00 has no zone; write it as"):
        Week.of(moment)
    with pytest.raises(ValueError, match="has no zone"):
        aware(moment)


def test_an_aware_moment_stays_itself() -> None:
    """A moment with a zone passes as it is, zone and all."""
    moment = datetime(2026, 11, 23, 7, 0, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert aware(moment) is moment


@pytest.mark.parametrize(
    ("week", "hours"),
    [("2026-W12", 168), ("2026-W13", 167), ("2026-W14", 168), ("2026-W42", 168), ("2026-W43", 169), ("2026-W44", 168)],
)
def test_length_of_a_week(week: str, hours: int) -> None:
    """The week of the spring change is an hour short, that of the autumn change an hour long, the ones beside them neither."""
    assert Week.parse(week).end() - Week.parse(week).start() == timedelta(hours=hours)


def test_summer_time_is_the_zones_own() -> None:
    """In a zone without summer time every week has 168 hours."""
    week = Week(2026, 13)
    assert week.end(UTC) - week.start(UTC) == timedelta(hours=168)


def test_start_is_monday_midnight_as_utc() -> None:
    """A week starts at Monday 00:00 on the house's clock, told in UTC."""
    start = Week(2026, 28).start()
    assert start.isoformat() == "2026-07-05T22:00:00+00:00"
    assert start.tzinfo is UTC


@given(WEEKS, ZONES)
@LAW
def test_a_week_holds_its_start_and_not_its_end(week: Week, zone: ZoneInfo) -> None:
    """Start falls in the week, the moment before it in the week before, and end in the week after, in every zone."""
    assert Week.of(week.start(zone), zone) == week
    assert Week.of(week.start(zone) - timedelta(microseconds=1), zone) == week - 1
    assert Week.of(week.end(zone), zone) == week + 1


@given(MOMENTS, ZONES)
@LAW
def test_every_moment_lies_within_its_week(moment: datetime, zone: ZoneInfo) -> None:
    """A moment lies between the start and the end of the week it falls in."""
    week = Week.of(moment, zone)
    assert week.start(zone) <= moment < week.end(zone)


@given(WEEKS)
@LAW
def test_writing_and_reading_a_week(week: Week) -> None:
    """What a week writes, parse reads back as the same week."""
    assert Week.parse(str(week)) == week


@given(WEEKS, st.integers(-500, 500), st.integers(-500, 500))
@LAW
def test_adding_weeks(week: Week, one: int, other: int) -> None:
    """Adding in two steps is adding at once, subtracting undoes it, and the order of weeks follows."""
    assert week + one + other == week + (one + other)
    assert week + one - one == week
    assert (week + one < week + other) == (one < other)


@given(WEEKS)
@LAW
def test_days_of_a_week(week: Week) -> None:
    """A week has seven days in a row, from Monday on; the Thursday lies in the week's year."""
    days = week.days()
    assert [day.isoweekday() for day in days] == [1, 2, 3, 4, 5, 6, 7]
    assert days[6] - days[0] == timedelta(days=6)
    assert days[3].year == week.year


def test_days_across_a_year() -> None:
    """The week around New Year has days of both years."""
    assert Week(2026, 53).days()[0] == date(2026, 12, 28)
    assert Week(2026, 53).days()[6] == date(2027, 1, 3)


@pytest.mark.parametrize(
    ("week", "weeks", "expected"),
    [
        ("2026-W53", 1, "2027-W01"),
        ("2026-W52", 1, "2026-W53"),
        ("2025-W52", 1, "2026-W01"),
        ("2027-W01", -1, "2026-W53"),
        ("2026-W01", -1, "2025-W52"),
        ("2020-W53", 53, "2022-W01"),
        ("2026-W47", 0, "2026-W47"),
    ],
)
def test_counting_past_the_end_of_a_year(week: str, weeks: int, expected: str) -> None:
    """Years with 52 and with 53 weeks follow on one another without a gap."""
    assert str(Week.parse(week) + weeks) == expected


@pytest.mark.parametrize("written", ["2026-W47", " 2026-W47", "2026-W47\n"])
def test_parse_forgives_blanks_around(written: str) -> None:
    """Blanks around a week do no harm."""
    assert Week.parse(written) == Week(2026, 47)


@pytest.mark.parametrize(
    "written",
    [
        *("", "47", "2026", "2026-47", "2026-w47", "2026W47", "2026-W4", "2026-W047", "26-W47", "12026-W47", "-2026-W47"),
        *("2026-W47-1", "2026- W47", "2026-W47;", "20２６-W４７", "0000-W01", "0001-W01", "9999-W52"),
    ],
)
def test_parse_refuses_what_is_no_week(written: str) -> None:
    """What is not written as a week, or lies where the calendar ends, is refused with the right form."""
    with pytest.raises(ValueError, match=r"is not a week; write it as 2026-W47"):
        Week.parse(written)


@pytest.mark.parametrize(("written", "has"), [("2026-W54", 53), ("2025-W53", 52), ("2026-W00", 53), ("2024-W53", 52)])
def test_parse_refuses_a_week_that_does_not_exist(written: str, has: int) -> None:
    """A week past the end of its year is refused, with how many weeks that year has."""
    with pytest.raises(ValueError, match=f"there is no week {written}: {written[:4]} has {has} weeks"):
        Week.parse(written)


@pytest.mark.parametrize("written", ["1000-W01", "2999-W52"])
def test_every_week_that_parse_reads_can_be_used(written: str) -> None:
    """The outermost weeks have a start, an end and days."""
    week = Week.parse(written)
    assert week.start() < week.end()
    assert len(week.days()) == 7


@pytest.mark.parametrize(("year", "number"), [(2026, 54), (2025, 53), (2026, 0), (2026, -1), (0, 1)])
def test_no_week_without_its_days(year: int, number: int) -> None:
    """A week that does not exist cannot be made."""
    with pytest.raises(ValueError, match=r"Invalid|range"):
        Week(year, number)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T00:00:00+01:00", "2026-W47"),
        ("2026-11-22T23:59:59+01:00", "2026-W46"),
        ("2027-01-04T07:00:00+01:00", "2026-W53"),
    ],
)
def test_last_ended(moment: str, expected: str) -> None:
    """A week has ended from the first moment of the next on, not a second before."""
    assert str(last_ended(datetime.fromisoformat(moment))) == expected


def test_last_ended_in_another_zone() -> None:
    """Where the clock is behind, the same moment has ended fewer weeks."""
    assert last_ended(datetime(2026, 11, 23, 0, 0, tzinfo=UTC), ZoneInfo("America/New_York")) == Week(2026, 46)


def test_span() -> None:
    """A span runs from the first week up to and including the last, also over a week 53."""
    assert [str(week) for week in span(Week(2026, 52), Week(2027, 1))] == ["2026-W52", "2026-W53", "2027-W01"]
    assert list(span(Week(2026, 47), Week(2026, 47))) == [Week(2026, 47)]
    assert list(span(Week(2026, 48), Week(2026, 47))) == []
