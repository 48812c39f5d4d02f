from datetime import UTC, datetime

import pytest
from feedparser.datetimes import _parse_date
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.feeds.dates import of_parts, read

LAW = settings(deadline=None, max_examples=200, derandomize=True)
SIX = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SEVEN = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
DAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon, 23 Nov 2026 07:00:00 +0100", SIX),
        ("Mon, 23 Nov 2026 07:00:00 +01:00", SIX),
        ("Mon,23 Nov 2026 7:00:0 GMT+1", SIX),
        ("23 Nov 2026 07:00 GMT", SEVEN),
        ("Mon, 23 Nov 2026 01:00:00 EST", SIX),
        ("2026-11-23T07:00:00+01:00", SIX),
        ("2026-11-23T11:30:00.123+0530", SIX),
        ("2026-11-23 07:00", SEVEN),
        ("2026-11-23", DAY),
        ("Monday, November 23, 2026 7:00 a.m.", SEVEN),
        ("Mon, Nov 23 2026 12:00:00 AM", DAY),
        ("Mon, Nov 23 2026 07:00:00 PM", datetime(2026, 11, 23, 19, tzinfo=UTC)),
    ],
)
def test_common_forms(written: str, expected: datetime) -> None:
    """RFC 822, ISO 8601 and what Americans write, with the zone they name."""
    assert read(written) == expected


@pytest.mark.parametrize(
    "written", ["Mon, 23 Nov 2026 07:00:00", "23 Nov 2026 07:00", "2026-11-23T07:00:00", "23-11-2026 07:00"]
)
def test_without_a_zone_it_is_utc(written: str) -> None:
    """A date that names no zone is taken for UTC."""
    assert read(written) == SEVEN


@pytest.mark.parametrize("zone", ["CET", "cet", "MET", "MEZ"])
def test_our_own_zone_is_known(zone: str) -> None:
    """Central European time is an hour ahead of UTC, in summer two."""
    assert read(f"Mon, 23 Nov 2026 07:00:00 {zone}") == SIX
    assert read("Mon, 20 Jul 2026 09:00:00 CEST") == datetime(2026, 7, 20, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("ma 5 januari 2026", 1), ("5 feb. 2026", 2), ("do 5 mrt 2026", 3), ("5 maart 2026", 3), ("zo, 5 apr 2026", 4),
        ("dinsdag 5 mei 2026", 5), ("5 juni 2026", 6), ("5 juli 2026", 7), ("wo 5 augustus 2026", 8), ("5 sept 2026", 9),
        ("5 okt 2026", 10), ("5 november 2026", 11), ("5 december 2026", 12),
        ("Do, 5. März 2026", 3), ("5. Mai 2026", 5), ("5 Dez 2026", 12), ("jeudi 5 février 2026", 2), ("5 avril 2026", 4),
        ("5 juin 2026", 6), ("5 juil. 2026", 7), ("5 août 2026", 8), ("5 déc 2026", 12), ("5 enero 2026", 1), ("5 ago 2026", 8),
    ],
)  # fmt: skip
def test_months_of_other_languages(written: str, month: int) -> None:
    """Month names of Dutch, German, French, Spanish and Italian feeds are read."""
    assert read(written) == datetime(2026, month, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("23-11-2026", DAY),
        ("23/11/2026", DAY),
        ("23.11.2026", DAY),
        ("11/23/2026", DAY),
        ("5/11/2026", datetime(2026, 11, 5, tzinfo=UTC)),
        ("ma 23-11-2026 om 7.00 uur", SEVEN),
    ],
)
def test_the_day_comes_first(written: str, expected: datetime) -> None:
    """In numbers the day comes first, unless there is no such month."""
    assert read(written) == expected


@pytest.mark.parametrize(
    "written",
    ["", "gisteren", "Mon, 32 Foo 2026", "0000-00-00", "29-02-2027", "2026-13-01",
     "23 Nov 2026 25:00",
     "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1" * 10_000, "23 Nov 2026 07:00:00 +9999",
     "2026-02-31T10:00:00Z", "2026-00-00", "Mon, 31 Nov 2026 07:00:00 +0100"],
)  # fmt: skip
def test_what_no_calendar_knows(written: str) -> None:
    """What is no date gives none, also where feedparser would go on counting from a day that there is not."""
    assert read(written) is None


@pytest.mark.parametrize(
    "written",
    ["10:00", "T10:00", "--11-23", "---23", "-11", "-0044-03-15", "12", "112", "1795078800", "1795078800.5", "261123",
     "26-11-23", "23-11-26", "2026-W48-1", "2026-11-23/24", "00", "7", "0"],
)  # fmt: skip
def test_what_feedparser_guesses(written: str) -> None:
    """What feedparser fills up with the day of today, or takes for another century, is no date."""
    assert read(written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mon, 23 Nov 26 07:00:00 +0100", SIX),
        ("Mon Nov 23 06:00:00 GMT 2026", SIX),
        ("Mon Nov 23 2026 07:00:00 GMT+0100 (Central European Standard Time)", SIX),
        ("Mon, 23 Nov 2026 07:00:00 +0100 (CET)", SIX),
        ("2026-11-23T07:00:00+01", SIX),
        ("2026-327", DAY),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("20261123", DAY),
        ("20261123T060000Z", SIX),
        ("20261123060000", SIX),
        ("2026/11/23 06:00", SIX),
        ("2026.11.23", DAY),
        ("Mon, 23 Nov 2026 07:00 XYZW", SEVEN),
    ],
)
def test_rarer_forms(written: str, expected: datetime) -> None:
    """What is rarer, yet plain, is read by us or by feedparser."""
    assert read(written) == expected


@given(st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-14, 14), st.booleans())
@LAW
def test_the_same_as_feedparser(moment: datetime, hours: int, iso: bool) -> None:  # noqa: FBT001 hypothesis gives it by place
    """Well written dates mean what feedparser takes them for."""
    form = "%Y-%m-%dT%H:%M:%S" if iso else "%a, %d %b %Y %H:%M:%S "
    written = moment.strftime(form) + f"{hours:+03}:00".replace(":", ":" if iso else "")
    assert read(written) == of_parts(_parse_date(written))


@given(st.text(max_size=60))
@LAW
def test_any_text(written: str) -> None:
    """No text makes it raise; a moment is in UTC."""
    found = read(written)
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize("parts", [None, (), {}, {"a": "b"}, (1,), (10**9, 1, 1, 0, 0, 0), ("a",) * 9])
def test_parts_that_are_no_date(parts: object) -> None:
    """Whatever a document puts in the place of feedparser's tuple is no date."""
    assert of_parts(parts) is None
