"""What people bring from a workshop or a conversation → Entries: one at a time, or a table of them as CSV. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from pipeline.core.errors import InputError
from pipeline.core.model import Entry

COLUMNS = ("title", "text", "url", "date", "id")
"""Of a table: title or text must be filled, the rest may be empty or absent. Dutch names are read as well."""
MOST = 5000
"""Rows of one table."""

_DUTCH = {"titel": "title", "tekst": "text", "toelichting": "text", "adres": "url", "link": "url", "datum": "date"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table that cannot be taken, and why."""

    line: int
    message: str


def entry(source: str, *, title: str, text: str = "", url: str = "", date: str = "", ident: str = "", zone: tzinfo) -> Entry:
    """An entry of a source that people enter. InputError for a date that is none.

    *date* is an ISO day or moment; a day, or a moment without a zone, is of *zone*.
    """
    if not title.strip() and not text.strip():
        raise InputError("a signal needs a title or a text")
    return Entry(source, ident.strip(), title, url, text, _moment(date, zone))


def entries(table: bytes, source: str, zone: tzinfo) -> tuple[tuple[Entry, ...], tuple[Row, ...]]:
    """The entries in a CSV file, and the rows that cannot be taken, by line. Comma, semicolon or tab; UTF-8 or Windows-1252.

    InputError when it is no such table: without a first line of column names, or too long.
    """
    text = _text(table).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError("the file is empty; its first line must hold column names: title, text, url, date, id")
    delimiter = _delimiter(text.partition("\n")[0])
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="", strict=True)
    names = [_DUTCH.get(name.strip().lower(), name.strip().lower()) for name in reader.fieldnames or ()]
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or not {"title", "text"} & set(names) or len(set(names)) < len(names):
        found = ", ".join(names)
        raise InputError(f"the first line must hold column names out of title, text, url, date, id; it holds: {found}")
    reader.fieldnames = names
    return _rows(reader, source, zone)


def _rows(reader: "csv.DictReader[str]", source: str, zone: tzinfo) -> tuple[tuple[Entry, ...], tuple[Row, ...]]:
    good: list[Entry] = []
    bad: list[Row] = []
    try:
        for row in reader:
            if reader.line_num > MOST + 1:
                raise InputError(f"more than {MOST} rows; split the file")
            if "" in row:
                bad.append(Row(reader.line_num, "more cells than column names; is a separator inside a text not quoted?"))
                continue
            cells = {name: value or "" for name, value in row.items()}
            if not any(value.strip() for value in cells.values()):
                continue
            try:
                good.append(_of(cells, source, zone))
            except InputError as error:
                bad.append(Row(reader.line_num, str(error)))
    except csv.Error as error:
        raise InputError(f"line {reader.line_num}: not readable as CSV: {error}") from error
    return tuple(good), tuple(bad)


def _of(cells: dict[str, str], source: str, zone: tzinfo) -> Entry:
    given = {name: cells.get(name, "") for name in ("title", "text", "url", "date")}
    return entry(source, **given, ident=cells.get("id", ""), zone=zone)


def _text(table: bytes) -> str:
    if b"\0" in table:
        raise InputError("the file is no CSV: it holds binary content; save it as CSV (UTF-8) first")
    try:
        return table.decode("utf-8-sig")
    except UnicodeDecodeError:
        return table.decode("cp1252", "replace")


def _delimiter(header: str) -> str:
    counts: Sequence[tuple[int, str]] = [(header.count(mark), mark) for mark in ",;\t"]
    return max(counts)[1] if max(counts)[0] else ","


def _moment(written: str, zone: tzinfo) -> datetime | None:
    written = written.strip()
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        try:
            found = datetime.strptime(written, "%d-%m-%Y")  # noqa: DTZ007 its zone is given below
        except ValueError as error:
            raise InputError(f"{written!r} is not a date; write it as 2026-11-23 or 23-11-2026") from error
    if found.tzinfo is None:
        # noon, so that a day stays that day in every zone nearby
        day = found.time() == time(0) and "T" not in written and ":" not in written
        found = found.replace(hour=12 if day else found.hour, tzinfo=zone)
    return found.astimezone(UTC)
