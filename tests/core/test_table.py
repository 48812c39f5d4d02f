"""Tables as spreadsheets save them."""

from collections.abc import Sequence

import pytest

from pipeline.core.errors import InputError
from pipeline.core.table import lines


def named(names: Sequence[str]) -> Sequence[str]:
    """Takes any names."""
    return names


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize(("encoding", "end"), [("utf-8-sig", "\r\n"), ("cp1252", "\n"), ("utf-8", "\r")])
def test_separator_encoding_and_line_ends(mark: str, encoding: str, end: str) -> None:
    """What spreadsheets write is read alike; names are bare and in lower case."""
    table = end.join([f" Titel {mark}Dag", f"Café{mark}ma"]).encode(encoding)
    assert [(line.number, dict(line.cells)) for line in lines(table, named, 9)] == [(2, {"titel": "Café", "dag": "ma"})]


def test_numbers_are_those_of_the_file() -> None:
    """Blank lines and line ends inside a cell count, so that an editor shows the line that a complaint names."""
    table = b'a,b\n\n"een\ntwee",x\n,,\nlaatste\n'
    assert [(line.number, dict(line.cells)) for line in lines(table, named, 9)] == [
        (3, {"a": "een\ntwee", "b": "x"}),
        (6, {"a": "laatste", "b": ""}),
    ]


def test_surplus() -> None:
    """A filled cell beyond the names is told; an empty one is nothing."""
    assert [line.surplus for line in lines(b"a,b\n1,2,\n1,2,3\n", named, 9)] == [False, True]


@pytest.mark.parametrize(
    ("table", "message"),
    [(b"a\n1\n2\n", "more than 1 rows"), (b"a\0", "no CSV"), (b'a\n"open', "line 2: not readable as CSV")],
)
def test_refused(table: bytes, message: str) -> None:
    """Too long, binary, or no CSV: one line that says so."""
    with pytest.raises(InputError, match=message):
        list(lines(table, named, 1))


def test_an_empty_file_has_no_names() -> None:
    """The caller says what it needs."""
    asked: list[Sequence[str]] = []
    assert list(lines(b" \n", lambda names: asked.append(names) or names, 1)) == []  # type: ignore[func-returns-value]
    assert asked == [[]]
