"""The dates that feeds write → moments in UTC: what feedparser reads, and some that it does not or reads wrongly."""

import calendar
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from feedparser.datetimes import _parse_date

_MONTHS = (
    "jan janv ene gen,feb febr fév fev févr,mar maa mrt mär mars märz,apr abr avr,may mei mai mag,jun juin giu,"
    "jul juil lug,aug août aou ago,sep sept set,oct okt ott,nov,dec dez déc dic"
)
_MONTH = {name: number for number, names in enumerate(_MONTHS.split(","), 1) for name in names.split()}
_ZONES = {
    **dict.fromkeys(("", "z", "ut", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("cet", "met", "mez", "bst", "west"), 1),
    **dict.fromkeys(("cest", "mest", "mesz", "eet"), 2),
    "eest": 3,
    "edt": -4,
    "est": -5,
    "cdt": -5,
    "cst": -6,
    "mdt": -6,
    "mst": -7,
    "pdt": -7,
    "pst": -8,
}
_DAY = r"(?:[^\W\d_]{2,12}(?:[.,]{1,2} *| +))?"
_CLOCK = (
    r"(?:,? +(?:om +|at +)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d?))?(?: uur)?"
    r"(?: *(?P<half>[ap])\.?m\.?)?(?: *(?P<zone>[+-]\d\d:?\d\d|(?:gmt|utc)[+-]\d{1,2}|[a-z]{1,4}))?)?"
)
_NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
_WRITTEN = (
    re.compile(rf"{_DAY}(?P<day>\d\d?)\.?[ -]{_NAME}[ -](?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE),
    re.compile(
        r"(?P<year>\d{4})(?P<by>[-/.])(?P<month>\d\d)(?P=by)(?P<day>\d\d)(?:[t ](?P<hour>\d\d):(?P<minute>\d\d)"
        r"(?::(?P<second>\d\d)(?:\.\d{1,9})?)? ?(?P<zone>z|[+-]\d\d:?\d\d)?)?",
        re.IGNORECASE,
    ),
    re.compile(rf"{_DAY}{_NAME} (?P<day>\d\d?),? (?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE),
    re.compile(
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)t?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?P<zone>z|[+-]\d{4})?",
        re.IGNORECASE,
    ),
    re.compile(rf"{_DAY}(?P<day>\d\d?)(?P<sep>[-/.])(?P<month>\d\d?)(?P=sep)(?P<year>\d{{4}}){_CLOCK}", re.IGNORECASE),
)
# of anything else feedparser makes this very day, another century, or whatever its first figures may be
_ASKED = re.compile(
    r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?|-[0-3]\d\d|(?:0[1-9]|1[0-2])[0-3]\d)?(?![\d/.-]|-?w)"
    r"|\d\d?[ .-]{0,2}[^\W\d_]|\d{4}[^\W\d_a-z]|[^\W\d_]{2}",
    re.IGNORECASE,
)
_LONGEST = 400
_LONGEST_DATE = 80
_NOON = 12
_DAY_HOURS = 24


def read(written: str) -> datetime | None:
    """The moment that a feed's date means, in UTC, whole seconds; None for what no calendar knows.

    RFC 822 and ISO 8601; month names in Dutch, German, French, Spanish and Italian; "23-11-2026" and "23/11/2026", the day
    first unless that is impossible. A date without a zone is in UTC, for nothing says otherwise; CET and CEST are known,
    which feedparser takes for UTC. Of other forms feedparser is asked, but for those in which it sees a date that is not
    there: what it makes of "10:00" or "--11-19" depends on the day it is asked.
    """
    spaced = " ".join(written[:_LONGEST].split())
    if len(written) > _LONGEST or len(spaced) > _LONGEST_DATE:
        return None
    found = next((match for form in _WRITTEN if (match := form.fullmatch(spaced))), None)
    try:
        if found:
            return _moment(found.groupdict())
    except (ValueError, OverflowError):
        return None
    except KeyError:  # a month or zone that only feedparser may know
        pass
    return of_parts(_parse_date(spaced)) if _ASKED.match(spaced) else None


def of_parts(parts: Any) -> datetime | None:
    """Feedparser's UTC time tuple as a moment; None for what no calendar knows."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), tz=UTC) if parts else None
    except (OverflowError, ValueError, OSError, TypeError, KeyError):
        return None


def _moment(part: dict[str, str | None]) -> datetime:
    day, month = int(part["day"] or 0), _month(part)
    if month > _NOON >= day and "sep" in part:
        day, month = month, day
    hour = int(part["hour"] or 0)
    if half := part.get("half"):
        hour = hour % _NOON + (_NOON if half in "pP" else 0)
    minute, second = int(part["minute"] or 0), int(part["second"] or 0)
    local = datetime(int(part["year"] or 0), month, day, hour, minute, second, tzinfo=UTC)
    return local - _ahead((part["zone"] or "").lower())


def _month(part: dict[str, str | None]) -> int:
    if (name := part.get("name")) is None:
        return int(part["month"] or 0)
    name = name.lower()
    return _MONTH.get(name[:4]) or _MONTH[name[:3]]


def _ahead(zone: str) -> timedelta:
    """How far a zone is ahead of UTC; KeyError for one that is not known, OverflowError for one that cannot be."""
    if zone[:1] not in {"+", "-"}:
        return timedelta(hours=int(zone[3:]) if zone[3:4] in {"+", "-"} else _ZONES[zone])
    if (hours := int(zone[1:3])) >= _DAY_HOURS:
        raise OverflowError(zone)
    ahead = timedelta(hours=hours, minutes=int(zone[-2:]))
    return -ahead if zone[0] == "-" else ahead
