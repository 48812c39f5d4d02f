"""ISO weeks in the house's time zone: the only calendar code of the project."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Self
from zoneinfo import ZoneInfo

HOUSE_ZONE_NAME = "Europe/Amsterdam"
HOUSE_ZONE = ZoneInfo(HOUSE_ZONE_NAME)

# the years that have all their days in every zone: arithmetic on the first and last of the calendar overflows
_WRITTEN = re.compile(r"([12]\d{3})-W(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO 8601 week. Weeks order by time; `str(week)` gives "2026-W47".

    Raises ValueError for a week that does not exist (2026-W54, 2025-W53).
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        date.fromisocalendar(self.year, self.number, 1)

    @classmethod
    def of(cls, moment: datetime, zone: tzinfo = HOUSE_ZONE) -> Self:
        """The week in which an aware *moment* falls, judged in *zone*. ValueError for a naive moment."""
        year, number, _ = aware(moment).astimezone(zone).isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads "2026-W47". ValueError, with a remedy in its text, for anything else."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            msg = f"{text!r} is not a week; write it as 2026-W47"
            raise ValueError(msg)
        try:
            return cls(int(found[1]), int(found[2]))
        except ValueError as error:
            msg = f"there is no week {text.strip()}: {found[1]} has {_weeks_in(int(found[1]))} weeks"
            raise ValueError(msg) from error

    def start(self, zone: tzinfo = HOUSE_ZONE) -> datetime:
        """The first moment of the week, Monday 00:00 in *zone*, as UTC."""
        monday = date.fromisocalendar(self.year, self.number, 1)
        return datetime(monday.year, monday.month, monday.day, tzinfo=zone).astimezone(UTC)

    def end(self, zone: tzinfo = HOUSE_ZONE) -> datetime:
        """The first moment after the week, as UTC: 167, 168 or 169 hours after its start."""
        return (self + 1).start(zone)

    def days(self) -> tuple[date, ...]:
        """Its seven days, Monday first."""
        monday = date.fromisocalendar(self.year, self.number, 1)
        return tuple(monday + timedelta(days=n) for n in range(7))

    def __add__(self, weeks: int) -> "Week":
        year, number, _ = (date.fromisocalendar(self.year, self.number, 1) + timedelta(weeks=weeks)).isocalendar()
        return Week(year, number)

    def __sub__(self, weeks: int) -> "Week":
        return self + -weeks

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"


def last_ended(moment: datetime, zone: tzinfo = HOUSE_ZONE) -> Week:
    """The newest week that is over at *moment*."""
    return Week.of(moment, zone) - 1


def span(first: Week, last: Week) -> Iterator[Week]:
    """The weeks from *first* up to and including *last*; none when *last* comes before *first*."""
    week = first
    while week <= last:
        yield week
        week = week + 1


def aware(moment: datetime) -> datetime:
    """The same *moment*; ValueError when it has no zone, for then nobody knows when it is."""
    if moment.utcoffset() is None:
        msg = f"the moment {moment.isoformat()} has no zone; write it as 2026-11-23T07:00+01:00"
        raise ValueError(msg)
    return moment


def _weeks_in(year: int) -> int:
    return date(year, 12, 28).isocalendar().week
