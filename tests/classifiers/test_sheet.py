"""The sheet that people fill in: written, read back, and what is wrong in it named by line."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from classifiers.correct import news, standing
from classifiers.sheet import COLUMNS, MOST, Row, read, written
from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.errors import InputError
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Signal, Span, Verdict, WeekReason
from pipeline.core.taxonomy import Bearing, Taxonomy
from pipeline.core.weeks import Week

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SIGNAL = Signal(
    "s1",
    "blad",
    "https://blad.example/1",
    '=HYPERLINK("x";"Stil")',
    'Een "stille" zaal;\nvoor één lezer.',
    "nl",
    None,
    NOW,
    Week(2026, 47),
    WeekReason.UNDATED,
)
OPINION = Assessment(
    "s1",
    "m1",
    (
        Verdict("stilte", 0.9, Decision.YES, (Span("title", 0, 4, "Stil"), Span("summary", 5, 11, "stille"))),
        Verdict("zelf-maken", 0.2, Decision.UNSURE),
    ),
    (DirectionVerdict("langer-open", 0.6, Decision.YES, Bearing.MEE, 0.7),),
)


def word(label: str, value: Ruling, bearing: Bearing | None = None, signal: str = "s1") -> Correction:
    """What Noor says."""
    return Correction(signal, label, value, "Noor", NOW, bearing)


def table(*lines: str) -> bytes:
    """A sheet with the columns that count."""
    return "\n".join(("signal;label;value;decision;bearing", *lines)).encode()


def words(rows: tuple[Row, ...]) -> list[Correction]:
    """Every word in them; none may be a complaint."""
    assert [row.message for row in rows if row.message] == []
    return [one for row in rows for one in row.words]


def complaints(rows: tuple[Row, ...]) -> list[tuple[int, str]]:
    """Lines and messages of what cannot be taken."""
    return [(row.line, row.message) for row in rows if row.message]


def test_sheet_shows_signal_labels_and_words() -> None:
    """A row for the whole, then one per label with decision, bearing, probability and the words; as spreadsheets take it."""
    sheet = written([SIGNAL], {"s1": OPINION}, [word("stilte", Ruling.WRONG)])
    assert sheet.startswith("\ufeffsignal;label;value;by;")
    rows = list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")), delimiter=";"))
    assert [tuple(row[name] for name in COLUMNS[:8]) for row in rows] == [
        ("s1", "*", "", "", "", "", "", ""),
        ("s1", "stilte", "wrong", "Noor", "yes", "", "0.90", "Stil, stille"),
        ("s1", "zelf-maken", "", "", "unsure", "", "0.20", ""),
        ("s1", "langer-open", "", "", "yes", "wind-mee", "0.60", ""),
    ]
    assert {row["text"] for row in rows} == {SIGNAL.text}
    assert (rows[0]["week"], rows[0]["source"], rows[0]["url"]) == ("2026-W47", "blad", "https://blad.example/1")


def test_no_text_becomes_a_formula_and_no_id_a_number(library: Taxonomy) -> None:
    """What a spreadsheet would run or round gets an apostrophe in front; the id is read without it."""
    hostile = replace(SIGNAL, id="12e45", source="@blad", text="+31", url="-1")
    rows = csv.DictReader(io.StringIO(written([hostile], {}, ())[1:]), delimiter=";")
    (row,) = rows
    assert [row[n] for n in ("signal", "title", "text", "source", "url")] == [
        "'12e45",
        "'" + SIGNAL.title,
        "'+31",
        "'@blad",
        "'-1",
    ]
    (found,) = read(table("'12e45;*;noise"), library, by="Noor", when=NOW)
    assert found.signal == "12e45"


SAID = [
    [word("stilte", Ruling.RIGHT), word("zelf-maken", Ruling.WRONG), word("langer-open", Ruling.RIGHT, Bearing.MEE)],
    [word("langer-open", Ruling.RIGHT, Bearing.RAAKT), word("boek-aan-huis", Ruling.MISSING, Bearing.TEGEN)],
    [word("stilte", Ruling.WRONG), word(WHOLE, Ruling.NOISE)],
    [word(WHOLE, Ruling.NOISE), word("stilte", Ruling.RIGHT), word("zelf-maken", Ruling.WRONG)],
    [word("stilte", Ruling.WRONG), word("boek-aan-huis", Ruling.WRONG)],
]


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("opinion", [OPINION, Assessment("s1", "m2", (), ())])
def test_what_was_said_goes_round(library: Taxonomy, said: list[Correction], opinion: Assessment) -> None:
    """A sheet read back as it was written says nothing new, also when another model gives other labels now."""
    sheet = written([SIGNAL], {"s1": opinion}, said).encode()
    again = words(read(sheet, library, by="Sem", when=NOW))
    spoken = {one.label for one in again}
    assert spoken >= set(standing(said)["s1"])
    assert [one for one in news(again, said) if one.label in standing(said)["s1"]] == []


def test_sheet_that_nobody_filled_in_says_nothing(library: Taxonomy) -> None:
    """Rows without a value are passed over."""
    assert read(written([SIGNAL], {"s1": OPINION}, ()).encode(), library, by="Noor", when=NOW) == ()


def test_checked_takes_what_was_shown(library: Taxonomy) -> None:
    """The labels left as they were are right, those with a value as it says; the order of the rows does not matter."""
    lines = ["s1;*;checked", "s1;stilte;;yes", "s1;zelf-maken;fout;unsure", "s1;langer-open;raakt;yes;wind-mee"]
    expected = {
        word(WHOLE, Ruling.CHECKED),
        word("stilte", Ruling.RIGHT),
        word("zelf-maken", Ruling.WRONG),
        word("langer-open", Ruling.RIGHT, Bearing.RAAKT),
    }
    for order in (lines, lines[::-1]):
        assert set(words(read(table(*order), library, by="Noor", when=NOW))) == expected


def test_checked_waits_for_its_other_rows(library: Taxonomy) -> None:
    """A doubt without an answer, or a row that cannot be taken, and the signal is not called checked."""
    found = read(table("s1;*;checked", "s1;stilte;;yes", "s1;zelf-maken;;unsure"), library, by="Noor", when=NOW)
    assert complaints(found) == [
        (2, "checked, but nothing was said of zelf-maken, of which the model is unsure; say right or wrong")
    ]
    for bad in ("s1;stilte;klopt;yes", "s1;stilte;;misschien", "s1;stilte;;;;x"):
        found = read(table("s1;*;checked", bad, "s2;*;checked"), library, by="Noor", when=NOW)
        assert [line for line, _ in complaints(found)] == [2, 3]
        assert [one for row in found for one in row.words] == [word(WHOLE, Ruling.CHECKED, signal="s2")]


def test_noise_says_it_all(library: Taxonomy) -> None:
    """That a label of it is wrong adds nothing; that one is right is a contradiction."""
    assert words(read(table("s1;*;noise", "s1;stilte;wrong;yes"), library, by="Noor", when=NOW)) == [word(WHOLE, Ruling.NOISE)]
    found = read(table("s1;*;noise", "s1;stilte;right;yes"), library, by="Noor", when=NOW)
    assert complaints(found) == [
        (2, "noise carries nothing, yet stilte was said to hold; write checked, or wrong at the label")
    ]


def test_bad_rows_are_named_by_line_and_the_others_taken(library: Taxonomy) -> None:
    """The line where a row begins, also after a text over two lines; blank lines are passed over."""
    text = (
        'signal,label,value,by,text\ns1,stilte,wrong,Noor,"een\ntwee"\n\ns2,stil,wrong,Noor,\ns3,,wrong,Noor,\n'
        "s4,stilte,wrong,,\ns1,stilte,wrong,Noor,\ns5,stilte,wrong,Noor,a,b\ns6,stilte,fout,Noor,,,\n"
    )
    found = read(text.encode("utf-8-sig"), library, by="", when=NOW)
    assert [(line, message.partition(";")[0]) for line, message in complaints(found)] == [
        (5, "'stil' is no label"),
        (6, "a row needs a signal and a label"),
        (7, "say whose word it is, with --by NAME or in the column `by`"),
        (8, "stilte has a value on an earlier line"),
        (9, "more cells than column names"),
    ]
    assert [one for row in found for one in row.words] == [
        word("stilte", Ruling.WRONG),
        word("stilte", Ruling.WRONG, signal="s6"),
    ]


def test_spreadsheets_write_as_they_please(library: Taxonomy) -> None:
    """Windows-1252 with tabs and capitals in the column names is read; a name in the row stands before --by."""
    text = "Signal\tLabel\tValue\tBy\ns1\tstilte\twrong\tZoë\ns2\tstilte\twrong\t\n"
    found = words(read(text.encode("cp1252"), library, by="Noor", when=NOW))
    assert [one.by for one in found] == ["Zoë", "Noor"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it holds: nothing"),
        (b"signal;label\ns1;stilte\n", "it holds: signal, label"),
        (b"signal;label;value;value\n", "each once"),
        (b"PK\0", "holds binary content"),
        (b'signal;label;value\ns1;"stil\n', "not readable as CSV"),
        (b"signal;label;value\n" + b"s1;stilte;wrong\n" * (MOST + 1), f"more than {MOST} rows"),
    ],
)
def test_what_is_no_sheet_is_refused(library: Taxonomy, content: bytes, told: str) -> None:
    """Whole, and with what is wrong."""
    with pytest.raises(InputError, match=told):
        read(content, library, by="Noor", when=NOW)
