"""What people bring from a workshop or a conversation → Entries: one at a time, or a table of them as CSV. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from pipeline.core.errors import InputError
from pipeline.core.model import Entry
from pipeline.core.table import SURPLUS, Line, lines

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
    """The entries in a CSV file (`pipeline.core.table`), and the rows that cannot be taken, by line.

    InputError when it is no such table: without a first line of column names, or too long.
    """
    good: list[Entry] = []
    bad: list[Row] = []
    for line in lines(table, _columns, MOST):
        try:
            good.append(_of(line, source, zone))
        except InputError as error:
            bad.append(Row(line.number, str(error)))
    return tuple(good), tuple(bad)


def _columns(written: Sequence[str]) -> list[str]:
    names = [_DUTCH.get(name, name) for name in written]
    if not names:
        raise InputError("the file is empty; its first line must hold column names: title, text, url, date, id")
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or not {"title", "text"} & set(names) or len(set(names)) < len(names):
        found = ", ".join(names)
        raise InputError(f"the first line must hold column names out of title, text, url, date, id; it holds: {found}")
    return names


def _of(line: Line, source: str, zone: tzinfo) -> Entry:
    if line.surplus:
        raise InputError(SURPLUS)
    given = {name: line.cells.get(name, "") for name in ("title", "text", "url", "date")}
    return entry(source, **given, ident=line.cells.get("id", ""), zone=zone)


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
