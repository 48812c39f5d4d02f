"""What people bring: dates as they write them, tables as their programs save them, and complaints by line."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import InputError
from pipeline.core.model import Entry
from pipeline.core.weeks import HOUSE_ZONE
from pipeline.news.byhand import MOST, entries, entry


def table(text: str, encoding: str = "utf-8") -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """The (title, text) of the rows taken, and the complaints."""
    good, bad = entries(text.encode(encoding), "werk", HOUSE_ZONE)
    return [(one.title, one.summary) for one in good], [(row.line, row.message) for row in bad]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("", None),
        ("2026-11-19", datetime(2026, 11, 19, 11, tzinfo=UTC)),
        ("19-11-2026", datetime(2026, 11, 19, 11, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-11-19T00:00", datetime(2026, 11, 18, 23, tzinfo=UTC)),
        ("2026-11-19 09:30", datetime(2026, 11, 19, 8, 30, tzinfo=UTC)),
        ("2026-11-19T09:30Z", datetime(2026, 11, 19, 9, 30, tzinfo=UTC)),
    ],
)
def test_dates_as_people_write_them(written: str, moment: datetime | None) -> None:
    """A day is that day's noon in the house's zone; a moment without a zone is of that zone."""
    found = entry("werk", title="Balie in het buurthuis", date=written, zone=HOUSE_ZONE)
    assert found == Entry("werk", "", "Balie in het buurthuis", "", "", moment)


def test_no_date_is_a_complaint() -> None:
    """What is no date is not guessed at."""
    with pytest.raises(InputError, match="'vorige week' is not a date; write it as 2026-11-23 or 23-11-2026"):
        entry("werk", title="x", date="vorige week", zone=HOUSE_ZONE)


def test_nothing_said_is_a_complaint() -> None:
    """A signal says something."""
    with pytest.raises(InputError, match="needs a title or a text"):
        entry("werk", title=" ", text="\n", zone=HOUSE_ZONE)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize(("ends", "encoding"), [("\n", "utf-8"), ("\r\n", "utf-8-sig"), ("\r", "cp1252")])
def test_tables_as_programs_save_them(mark: str, ends: str, encoding: str) -> None:
    """Comma, semicolon or tab, whatever the line ends and the encoding; Dutch column names, empty rows, quoted breaks."""
    rows = ["Titel|Toelichting|Datum", 'Één loket|"Zegt de wijk:|""prima"""|19-11-2026', "||", "Tweede||"]
    text = ends.join(rows).replace("|", mark).replace(f"wijk:{mark}", f"wijk:{ends if ends != chr(13) else ' '}")
    good, bad = table(text, encoding)
    assert [title for title, _ in good] == ["Één loket", "Tweede"]
    assert '"prima"' in good[0][1]
    assert bad == []


def test_bad_rows_are_named_and_cost_the_others_nothing() -> None:
    """Each by its line, with what is wrong with it."""
    good, bad = table("title,date\nEerste,2026-11-19\nTweede,morgen\nDerde, met komma,2026-11-19\nVierde,\n,2026-11-19\n")
    assert [title for title, _ in good] == ["Eerste", "Vierde"]
    assert [line for line, _ in bad] == [3, 4, 6]
    assert ["not a date" in bad[0][1], "more cells" in bad[1][1], "title or a text" in bad[2][1]] == [True] * 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("Eerste,Tweede\n1,2\n", "it holds: eerste, tweede"),
        ("url,date\nx,y\n", "it holds: url, date"),
        ("title,titel\nx,y\n", "it holds: title, title"),
        ("PK\0\0", "it is no CSV|the file is no CSV"),
        ('title\n"open\n', "not readable as CSV"),
        ("title\n" + "x\n" * (MOST + 1), "more than 5000 rows; split the file"),
    ],
)
def test_no_table_is_refused_with_the_remedy(text: str, words: str) -> None:
    """A file that is something else is refused whole."""
    with pytest.raises(InputError, match=words):
        table(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(found: bytes) -> None:
    """Whatever the file holds: rows, complaints, or an InputError."""
    try:
        good, _ = entries(b"title,text\n" + found, "werk", HOUSE_ZONE)
    except InputError:
        return
    assert all(one.title.strip() or one.summary.strip() for one in good)
