"""Entries by feedparser, which is the reference: in one go where it can, one by one where it trips, and not without end."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any
from xml.parsers import expat

import feedparser

from pipeline.core.model import Entry
from pipeline.feeds import dates
from pipeline.feeds.blocks import Document
from pipeline.feeds.onepass import Doubt

_BATCH = 1 << 20
_MOST_ALONE = 32 << 20
_MOST_AROUND_ALONE = 50_000
_KEYS = ("published", "updated", "created")
_CHARACTER = re.compile(rb"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));?")
_BARE = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#|[A-Za-z_][\w.:-]{0,99};)", re.DOTALL)
_NAMESPACE = re.compile(rb"""xmlns[\w:.-]{0,60}\s{0,9}=\s{0,9}(?:"[^"<>]{0,300}"|'[^'<>]{0,300}')""")
_NAME = re.compile(rb"<[^\s/>]+")
_LEAKING = re.compile(rb"base\s*=|xmlns", re.IGNORECASE)
_MOST_DIGITS = 12
_NO_CHARACTER = "\ufffd".encode()
_OF_A_PARSE = 20
_OF_A_TAG = 50
_FEW = 8


@dataclass(slots=True)
class Budget:
    """How many more tags feedparser may read for one document, the same ones again included: each takes it 20 µs.

    There is *more* once it has found an entry: where it finds none, most likely there is none that it understands.
    """

    tags: int = 100_000
    more: int = 200_000

    def spend(self, tags: int, *, found: bool) -> None:
        """Notes what was read, and whether an entry was found in it."""
        self.tags -= tags
        if found:
            self.tags, self.more = self.tags + self.more, 0


def read(document: Document, doubts: Sequence[Doubt], budget: Budget, *, source: str, url: str) -> list[Entry | None]:
    """For each block its entry, None where feedparser finds none or fails. *doubts* say which blocks must stand alone.

    What one block gives does not depend on the others, unless what stands around them is endless: then they are read together,
    and past the *budget* not at all.
    """
    if Doubt.MALFORMED in doubts or Doubt.FRAME in doubts:
        around, blocks = (tuple(map(mended, pieces)) for pieces in (document.around, document.blocks))
        document = Document(around, blocks, document.clean)
    alone = [doubt in {Doubt.ALONE, Doubt.MALFORMED} for doubt in doubts]
    for number, doubt in enumerate(doubts):
        if doubt is Doubt.FRAME:
            block = document.blocks[number]
            alone[number] = _LEAKING.search(block) is not None or not _well_formed(block)
    tags, size = (sum(piece.count(b"<") for piece in document.around), sum(map(len, document.around)))
    if sum(alone) * size > _MOST_ALONE or sum(alone) * tags > min(_MOST_AROUND_ALONE, budget.tags // 2):
        alone = [False] * len(alone)
    found: dict[int, Entry | None] = {}
    batch: list[int] = []
    size = 0
    for number, block in enumerate(document.blocks):
        if alone[number]:
            found |= _together(document, [number], budget, source, url)
            continue
        batch.append(number)
        size += len(block) + _OF_A_TAG * block.count(b"<")
        if size > _BATCH:
            found |= _together(document, batch, budget, source, url)
            batch, size = [], 0
    found |= _together(document, batch, budget, source, url) if batch else {}
    return [found[number] for number in range(len(document.blocks))]


def parsed(text: bytes, url: str) -> Any:
    """What feedparser makes of UTF-8 text. May raise anything."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    # at a blank within the name of a namespace it raises
    text = _NAMESPACE.sub(lambda found: "".join(found[0].decode("utf-8", "ignore").split()).encode(), text)
    return feedparser.parse(io.BytesIO(text), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)


def mended(text: bytes) -> bytes:
    """Malformed XML text with what feedparser trips over put right.

    References to no character become the sign for an unknown one, for over those it loses whole documents; ampersands that
    nobody escaped are escaped, for it reads "A&O-fonds" as "A&O-fonds;".
    """
    return _BARE.sub(lambda found: b"&amp;" if found[0] == b"&" else found[0], _CHARACTER.sub(_possible, text))


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
    return dates.read(_text(dict.get(item, key)))


def _together(document: Document, numbers: list[int], budget: Budget, source: str, url: str) -> dict[int, Entry | None]:
    """The entries of these blocks; when feedparser does not find as many, those of fewer at a time."""
    text = _with_filler(document.only(numbers))
    cost = text.count(b"<") + _OF_A_PARSE
    if cost > budget.tags:
        return dict.fromkeys(numbers)
    try:
        whole = parsed(text, url)
        entries = [entry(item, source) for item in whole.entries[1:]]
        cost += cost * bool(whole.bozo)  # it was read twice
    except Exception:  # noqa: BLE001 feedparser gives no tree of errors: whatever it trips over is this document's fault
        entries = []
    budget.spend(cost, found=bool(entries))
    if len(entries) == len(numbers):
        return dict(zip(numbers, entries, strict=True))
    if len(numbers) == 1:
        return {numbers[0]: entries[0] if entries else None}
    # the root of them at a time: halves would read a document of many bad entries a dozen times over
    step = 1 if len(numbers) <= _FEW else isqrt(len(numbers))
    found: dict[int, Entry | None] = {}
    for start in range(0, len(numbers), step):
        found |= _together(document, numbers[start : start + step], budget, source, url)
    return found


def _with_filler(document: Document) -> bytes:
    """The document with an empty entry before the others: how the first is read depends on the feed's own texts before it."""
    found = _NAME.match(document.blocks[0])
    return document.around[0] + (found[0] + b"/>" if found else b"") + document.whole()[len(document.around[0]) :]


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
