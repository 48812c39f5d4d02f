"""A table for people to correct in a spreadsheet: written as CSV, and read back. Pure."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from classifiers.correct import NOT_GIVEN, Given, given, looked_at, ruled, standing
from pipeline.core.corrections import WHOLE, Correction, Ruling
from pipeline.core.errors import InputError
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Signal, Verdict
from pipeline.core.table import SURPLUS, Line, lines
from pipeline.core.taxonomy import Bearing, Taxonomy

COLUMNS = (
    "signal",
    "label",
    "value",
    "by",
    "decision",
    "bearing",
    "probability",
    "because",
    "week",
    "source",
    "title",
    "text",
    "url",
)
"""Of a sheet."""
READ = ("signal", "label", "value", "by", "decision", "bearing")
"""Of these read back; the last three may be absent."""
NEEDED = {"signal", "label", "value"}
MOST = 20_000
"""Rows of one sheet."""

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"\d+(?:e\d+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sheet and the words it stands for; or, without words, why it cannot be taken."""

    line: int
    signal: str
    words: tuple[Correction, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Cells:
    line: int
    signal: str
    label: str
    value: str
    by: str
    said: Given


def written(signals: Iterable[Signal], assessments: Mapping[str, Assessment], corrections: Iterable[Correction]) -> str:
    """A sheet of *signals*: for each a row for the whole, then one per label that the model or a person gave.

    Semicolons and a byte order mark, as spreadsheets of a Dutch desk want it. `value` and `by` hold what people said that
    counts. What a spreadsheet would take for a formula or a number gets an apostrophe in front.
    """
    words = standing(corrections)
    page = io.StringIO()
    page.write("\ufeff")
    table = csv.DictWriter(page, COLUMNS, delimiter=";", restval="", lineterminator="\r\n")
    table.writeheader()
    for signal in signals:
        table.writerows(_rows(signal, assessments.get(signal.id), words.get(signal.id, {})))
    return page.getvalue()


def _rows(signal: Signal, opinion: Assessment | None, words: Mapping[str, Correction]) -> Iterator[dict[str, str]]:
    about = {
        "signal": f"'{signal.id}" if _NUMBER.fullmatch(signal.id) else signal.id,
        "week": str(signal.week),
        "source": _plain(signal.source),
        "title": _plain(signal.title),
        "text": _plain(signal.text),
        "url": _plain(signal.url),
    }
    yield about | {"label": WHOLE} | _said(words.get(WHOLE), NOT_GIVEN)
    verdicts = [v for v in opinion.verdicts if v.decision is not Decision.NO] if opinion else []
    by_label = given(opinion)
    for verdict in verdicts:
        yield about | _told(verdict) | _said(words.get(verdict.label), by_label[verdict.label])
    for label, word in words.items():
        if label != WHOLE and label not in by_label:
            yield about | {"label": label} | _said(word, NOT_GIVEN)


def _told(verdict: Verdict | DirectionVerdict) -> dict[str, str]:
    bearing = verdict.bearing if isinstance(verdict, DirectionVerdict) else None
    return {
        "label": verdict.label,
        "decision": verdict.decision.value,
        "bearing": bearing.value if bearing else "",
        "probability": f"{verdict.probability:.2f}",
        "because": _plain(", ".join(dict.fromkeys(span.text for span in verdict.because))),
    }


def _said(word: Correction | None, said: Given) -> dict[str, str]:
    """What a person would write to say it again, given what the model says now."""
    if word is None:
        return {}
    value = word.value.value
    if word.value.holds:
        value = (Ruling.MISSING if said.decision is Decision.NO else Ruling.RIGHT).value
        if word.bearing is not None and word.bearing is not said.bearing:
            value = word.bearing.value
    return {"value": value, "by": _plain(word.by)}


def _plain(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def read(table: bytes, taxonomy: Taxonomy, *, by: str, when: datetime) -> tuple[Row, ...]:
    """What people wrote in a sheet, by line; rows without a value are passed over. *by* is who wrote what names nobody.

    The table is a CSV (`pipeline.core.table`); other columns are not looked at. A signal called checked also has the
    labels that the sheet shows as given and nobody contradicts. InputError when it is no such table: without a first line
    of column names, or too long. Does not ask whether the signals exist.
    """
    sheet: dict[str, list[_Cells]] = defaultdict(list)
    rows: list[Row] = []
    for cells in _cells(table, by):
        if isinstance(cells, Row):
            rows.append(cells)
        else:
            sheet[cells.signal].append(cells)
    spoilt = {row.signal for row in rows}
    for signal, of_one in sheet.items():
        rows += _of_signal(of_one, taxonomy, when, spoilt=signal in spoilt)
    return tuple(sorted(rows, key=lambda row: row.line))


def _of_signal(sheet: list[_Cells], taxonomy: Taxonomy, when: datetime, *, spoilt: bool) -> list[Row]:
    """The rows of one signal: labels before the whole, because noise and checked are about all that is said of it."""
    rows: list[Row] = []
    said: dict[str, Given] = {}
    words: dict[str, Correction] = {}
    for cells in sorted(sheet, key=lambda c: c.label == WHOLE):
        if cells.said.decision is not Decision.NO:
            said.setdefault(cells.label, cells.said)
        if not cells.value:
            continue
        try:
            found = _words(cells, said, words, taxonomy, when, spoilt=spoilt)
        except InputError as error:
            rows.append(Row(cells.line, cells.signal, message=str(error)))
            spoilt = True
            continue
        words[cells.label] = found[0]
        rows.append(Row(cells.line, cells.signal, found))
    if WHOLE in words and words[WHOLE].value is Ruling.NOISE:
        # noise says it all: that a label is wrong too adds nothing
        rows = [replace(row, words=tuple(w for w in row.words if w.label == WHOLE)) for row in rows]
    return rows


def _words(
    cells: _Cells,
    said: Mapping[str, Given],
    words: Mapping[str, Correction],
    taxonomy: Taxonomy,
    when: datetime,
    *,
    spoilt: bool,
) -> tuple[Correction, ...]:
    """What one row stands for, given what the rows of its signal before it said. InputError when it cannot be taken."""
    if cells.label in words:
        raise InputError(f"{cells.label} has a value on an earlier line; keep one of them")
    word = ruled(cells.signal, cells.label, cells.value, cells.said, taxonomy=taxonomy, by=cells.by, when=when)
    if word.value is Ruling.CHECKED:
        if spoilt:
            raise InputError("checked, but another row of this signal cannot be taken; mend that one first")
        return looked_at(word, said, words, taxonomy)
    held = ", ".join(label for label, one in words.items() if one.value.holds)
    if word.value is Ruling.NOISE and held:
        raise InputError(f"noise carries nothing, yet {held} was said to hold; write checked, or wrong at the label")
    return (word,)


def _cells(table: bytes, by: str) -> Iterator[_Cells | Row]:
    return (_row(line, by) for line in lines(table, _columns, MOST))


def _columns(names: Sequence[str]) -> Sequence[str]:
    if not set(names) >= NEEDED or any(names.count(name) > 1 for name in READ):
        held = ", ".join(names) or "nothing"
        raise InputError(f"the first line must hold the column names signal, label and value, each once; it holds: {held}")
    return names


def _row(line: Line, by: str) -> _Cells | Row:
    cells = {name: line.cells.get(name, "").strip().removeprefix("'") for name in READ}
    signal = cells["signal"]
    if line.surplus:
        return Row(line.number, signal, message=SURPLUS)
    if not signal or not cells["label"]:
        return Row(line.number, signal, message="a row needs a signal and a label")
    try:
        said = Given(Decision(cells["decision"] or Decision.NO), Bearing(cells["bearing"]) if cells["bearing"] else None)
    except ValueError as error:
        return Row(
            line.number, signal, message=f"{error}; leave the columns decision and bearing as they were, and write in value"
        )
    return _Cells(line.number, signal, cells["label"], cells["value"], cells["by"] or by, said)
