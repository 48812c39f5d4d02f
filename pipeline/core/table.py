"""A table as spreadsheets save it (CSV) → its lines."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.errors import InputError

SURPLUS = "more cells than column names; is a separator inside a text not quoted?"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its *number*, from 1, and its cells by column. *surplus*: it has more cells than names."""

    number: int
    cells: Mapping[str, str]
    surplus: bool


def lines(table: bytes, names: Callable[[Sequence[str]], Sequence[str]], most: int) -> Iterator[Line]:
    """The lines below the first. Comma, semicolon or tab, whichever the first line has most of; UTF-8 or Windows-1252.

    *names* is called with the cells of the first line, bare and in lower case (none for an empty file), and says what the
    columns are called; it raises InputError when they will not do. Cells that a line lacks are empty. InputError for binary
    content, for what is no CSV, and for more than *most* lines.
    """
    text = _text(table)
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        columns = names([name.strip().lower() for name in next(rows, [])] if text.strip() else [])
        number, count = rows.line_num + 1, 0
        for row in rows:
            if any(cell.strip() for cell in row):
                count += 1
                if count > most:
                    raise InputError(f"more than {most} rows; split the file")
                cells = dict.fromkeys(columns, "") | dict(zip(columns, row, strict=False))
                yield Line(number, cells, any(cell.strip() for cell in row[len(columns) :]))
            number = rows.line_num + 1
    except csv.Error as error:
        raise InputError(f"line {rows.line_num}: not readable as CSV: {error}") from error


def _text(table: bytes) -> str:
    if b"\0" in table:
        raise InputError("the file is no CSV: it holds binary content; save it as CSV (UTF-8) first")
    try:
        text = table.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = table.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
