"""Entries by feedparser, which is the reference: in one go where it can, one by one where it trips."""

import io
import re
from collections.abc import Sequence
from typing import Any
from xml.parsers import expat

import feedparser

from pipeline import dates
from pipeline.blocks import Document
from pipeline.core.model import Entry
from pipeline.onepass import Doubt

_BATCH = 1 << 20
_MOST_ALONE = 32 << 20
_KEYS = ("published", "updated", "created")
_CHARACTER = re.compile(rb"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));?")
_MOST_DIGITS = 12
_NO_CHARACTER = "\ufffd".encode()


def read(document: Document, doubts: Sequence[Doubt], *, source: str, url: str) -> list[Entry | None]:
    """For each block its entry, None where feedparser finds none or fails. *doubts* say which blocks must stand alone.

    What one block gives does not depend on the others.
    """
    if Doubt.MALFORMED in doubts or Doubt.FRAME in doubts:
        around, blocks = (tuple(map(mended, pieces)) for pieces in (document.around, document.blocks))
        document = Document(around, blocks, document.clean)
    alone = [doubt in {Doubt.ALONE, Doubt.MALFORMED} for doubt in doubts]
    for number, doubt in enumerate(doubts):
        if doubt is Doubt.FRAME:
            alone[number] = not _well_formed(document.blocks[number])
    if sum(alone) * sum(map(len, document.around)) > _MOST_ALONE:
        alone = [False] * len(alone)
    found: dict[int, Entry | None] = {}
    batch: list[int] = []
    size = 0
    for number, block in enumerate(document.blocks):
        if alone[number]:
            found |= _together(document, [number], source, url)
            continue
        batch.append(number)
        size += len(block)
        if size > _BATCH:
            found |= _together(document, batch, source, url)
            batch, size = [], 0
    found |= _together(document, batch, source, url) if batch else {}
    return [found[number] for number in range(len(document.blocks))]


def parsed(text: bytes, url: str) -> Any:
    """What feedparser makes of UTF-8 text. May raise anything."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    return feedparser.parse(io.BytesIO(text), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def mended(text: bytes) -> bytes:
    """XML text with the sign for an unknown character where it refers to none: over those feedparser loses whole documents."""
    return _CHARACTER.sub(_possible, text)


def entry(item: Any, source: str) -> Entry:
    """An entry of feedparser's as ours."""
    return Entry(
        source=source,
        guid=_text(item.get("id")),
        title=_text(item.get("title")),
        link=_text(item.get("link")),
        summary=_text(item.get("summary")) or next((_text(part.get("value")) for part in item.get("content") or ()), ""),
        published=next((moment for key in _KEYS if (moment := _moment(item, key))), None),
    )


def _moment(item: Any, key: str) -> Any:
    # dict.get, for feedparser's own answers "published" to the question for "updated"
    return dates.own(_text(dict.get(item, key))) or dates.of_parts(dict.get(item, f"{key}_parsed"))


def _together(document: Document, numbers: list[int], source: str, url: str) -> dict[int, Entry | None]:
    """The entries of these blocks; when feedparser does not find as many, each half by itself."""
    try:
        entries = [entry(item, source) for item in parsed(document.only(numbers).whole(), url).entries]
    except Exception:  # noqa: BLE001 feedparser gives no tree of errors: whatever it trips over is this document's fault
        entries = []
    if len(entries) == len(numbers):
        return dict(zip(numbers, entries, strict=True))
    if len(numbers) == 1:
        return {numbers[0]: entries[0] if entries else None}
    half = len(numbers) // 2
    return _together(document, numbers[:half], source, url) | _together(document, numbers[half:], source, url)


def _possible(reference: re.Match[bytes]) -> bytes:
    in_hex, in_ten = reference.groups()
    digits = in_hex or in_ten
    number = int(digits, 16 if in_hex else 10) if len(digits) < _MOST_DIGITS else 0
    return reference[0] if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else _NO_CHARACTER  # noqa: PLR2004 Unicode's bounds


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _well_formed(block: bytes) -> bool:
    try:
        expat.ParserCreate("utf-8").Parse(block, True)
    except expat.ExpatError:
        return False
    return True
