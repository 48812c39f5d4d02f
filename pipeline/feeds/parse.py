"""Bytes → Entries: RSS, RDF, Atom and JSON Feed. Known entries are skipped before parsing. What is no feed says so.

encoding → prolog → blocks → guard → fastpath, and feedparser (`pipeline.feeds.reference`) for whatever that does not surely
know.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pipeline.core.answers import SourceState
from pipeline.core.model import Entry
from pipeline.feeds import fastpath, guard, jsonfeed, reference
from pipeline.feeds.blocks import Document, fingerprint, split
from pipeline.feeds.encoding import BinaryBodyError, utf8
from pipeline.feeds.onepass import Doubt
from pipeline.feeds.prolog import PrologError, settle

MAX_ENTRIES = 2000
"""Entries read from one document; the rest is counted as cut."""

_SNIFF = 2048
_HEAD = 16 << 10
_BATCH = 2 << 20
_MOST_AROUND = 20_000
_MOST_AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document held: each of its items is one of *entries*, *cut*, *skipped* or *broken*.

    *entries* are those that were not known, in document order; *state* is FETCHED, EMPTY, HTML, NOT_A_FEED or UNPARSABLE;
    *cut* items came after the most, *skipped* ones were known and not parsed, *broken* ones could not be read, and then
    *message* says why. *blocks* are the hashes of the entries, in their order, *kept* those of the skipped; both are () when
    the document could not be split.
    """

    entries: tuple[Entry, ...]
    state: SourceState
    message: str = ""
    cut: int = 0
    skipped: int = 0
    broken: int = 0
    blocks: tuple[bytes, ...] = ()
    kept: tuple[bytes, ...] = ()

    @property
    def items(self) -> int:
        """How many the document holds, whatever became of them."""
        return len(self.entries) + self.cut + self.skipped + self.broken


def parse(
    body: bytes,
    *,
    source: str,
    content_type: str = "",
    url: str = "",
    known: Collection[bytes] = frozenset(),
    most: int = MAX_ENTRIES,
) -> Parsed:
    """Reads one document of RSS, RDF, Atom or JSON Feed. Never raises: a state and a message tell what was wrong.

    *known* holds hashes of earlier `blocks`: items with the same bytes are skipped. Only the first *most* items of a document
    are looked at, known or not. Entries keep the feed's text with its HTML; links are resolved against *url*. Does not judge
    dates or identities.
    """
    if not body.strip():
        return Parsed((), SourceState.EMPTY, "the body is empty")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return _json(body, source, url, known, most)
    try:
        return _xml(body, settle(utf8(body, content_type)), source, url, frozenset(known), most)
    except BinaryBodyError as error:
        return Parsed((), SourceState.NOT_A_FEED, f"no feed: {error}")
    except PrologError as error:
        return Parsed((), SourceState.UNPARSABLE, f"the feed is refused: {error}")
    except guard.OversizeError as error:
        return Parsed((), SourceState.UNPARSABLE, f"the feed is refused: outside its items it {error}")


def _xml(body: bytes, text: bytes, source: str, url: str, known: frozenset[bytes], most: int) -> Parsed:
    document = split(text, most)
    if not document.blocks and not document.beyond:
        return _without_entries(body, text, url)
    if not document.clean:
        text = reference.mended(text)
        if (whole := _at_once(text, source, url)) is not None:
            cut = max(0, len(whole) - most)
            return Parsed(whole[:most], SourceState.FETCHED, cut=cut) if whole else _without_entries(body, text, url)
        document = split(text, most)
    del text
    found = _one_by_one(replace(document, around=_guarded(document.around)), source, url, known)
    return _page() if found.state is SourceState.UNPARSABLE and _is_html(body) else found


def _one_by_one(document: Document, source: str, url: str, known: frozenset[bytes]) -> Parsed:
    """Every entry by itself: none can cost another."""
    hashes = [fingerprint(block) for block in document.blocks] if document.clean else []
    kept = tuple(each for each in hashes if each in known)
    numbers = [number for number in range(len(document.blocks)) if not hashes or hashes[number] not in known]
    found, reason = _read(document, numbers, source, url)
    good = [number for number in numbers if number in found]
    parsed = Parsed(
        tuple(found[number] for number in good),
        SourceState.FETCHED,
        cut=document.beyond,
        skipped=len(kept),
        broken=len(numbers) - len(good),
        blocks=tuple(hashes[number] for number in good) if hashes else (),
        kept=kept,
    )
    return _told(parsed, reason or "is nothing that feedparser understands")


def _read(document: Document, numbers: Sequence[int], source: str, url: str) -> tuple[dict[int, Entry], str]:
    """The entries of these blocks by their number, and why the last of the others could not be read."""
    found: dict[int, Entry] = {}
    budget = reference.Budget()
    reason, left, size = "", guard.MOST_TAGS_IN_ALL, 0
    batch: dict[int, bytes] = {}
    for number in numbers:
        block = document.blocks[number]
        if not guard.small(block):
            if left < guard.MOST_TAGS:
                reason = f"comes behind {guard.MOST_TAGS_IN_ALL} other tags"
                continue
            try:
                guarded = guard.guard(block)
            except guard.OversizeError as error:
                reason = str(error)
                continue
            block, left = guarded.text, left - guarded.tags
        batch[number] = block
        size += len(block)
        if size > _BATCH:
            found |= _batch(document, batch, budget, source, url)
            batch, size = {}, 0
    found |= _batch(document, batch, budget, source, url) if batch else {}
    return found, reason


def _batch(document: Document, batch: dict[int, bytes], budget: reference.Budget, source: str, url: str) -> dict[int, Entry]:
    """The entries of these blocks: by the fast path, and by feedparser what that doubts."""
    part = replace(document.only(batch), blocks=tuple(batch.values()))
    results = fastpath.read(part, source=source, url=url) if document.clean else [Doubt.ODD] * len(batch)
    doubts = {place: result for place, result in enumerate(results) if isinstance(result, Doubt)}
    found = {number: result for number, result in zip(batch, results, strict=True) if isinstance(result, Entry)}
    if doubts:
        rest = part.only(doubts)
        rest = replace(rest, blocks=tuple(guard.guard(block).text for block in rest.blocks))
        numbers = [number for number in batch if number not in found]
        read = reference.read(rest, tuple(doubts.values()), budget, source=source, url=url)
        found |= {number: entry for number, entry in zip(numbers, read, strict=True) if entry}
    return found


def _guarded(around: Sequence[bytes]) -> tuple[bytes, ...]:
    if sum(piece.count(b"<") for piece in around) > _MOST_AROUND:
        raise guard.OversizeError(f"holds more than {_MOST_AROUND} tags")
    return tuple(piece if guard.small(piece) else guard.guard(piece).text for piece in around)


def _at_once(text: bytes, source: str, url: str) -> tuple[Entry, ...] | None:
    """The entries of a document that cannot be split; None when it is too much for that, or feedparser fails."""
    try:
        whole = guard.guard(text, most_tags=_MOST_AT_ONCE, most_text=len(text)).text
        return tuple(reference.entry(item, source) for item in reference.parsed(whole, url).entries)
    except Exception:  # noqa: BLE001 whatever feedparser trips over: its entries are then tried one by one
        return None


def _told(found: Parsed, reason: str) -> Parsed:
    """What was found, with a message about what could not be read."""
    if not found.broken:
        return found
    if not found.entries and not found.skipped:
        return replace(found, state=SourceState.UNPARSABLE, message=f"the feed cannot be read: its last item {reason}")
    return replace(found, message=f"{found.broken} of its items could not be read: the last of them {reason}")


def _without_entries(body: bytes, text: bytes, url: str) -> Parsed:
    """What a document without entries is: a page, an empty feed or no feed at all."""
    if _is_html(body):
        return _page()
    try:
        found = reference.parsed(guard.guard(text[:_HEAD], most_tags=_MOST_AT_ONCE).text, url)
    except Exception as error:  # noqa: BLE001 feedparser gives no tree of errors: whatever it trips over is this document's fault
        return Parsed((), SourceState.UNPARSABLE, f"the feed cannot be read: {error}")
    if found.version:
        return Parsed((), SourceState.EMPTY, "the feed holds no items")
    cause = found.get("bozo_exception") if len(text) <= _HEAD else None
    return Parsed((), SourceState.NOT_A_FEED, f"no feed: {cause or 'no known root element'}")


def _page() -> Parsed:
    return Parsed((), SourceState.HTML, "an HTML page stands where a feed should be: a consent or error page?")


def _json(body: bytes, source: str, url: str, known: Collection[bytes], most: int) -> Parsed:
    try:
        items = jsonfeed.items(body)
    except jsonfeed.NoJsonFeedError as error:
        return Parsed((), SourceState.NOT_A_FEED, str(error))
    if not items:
        return Parsed((), SourceState.EMPTY, "the feed holds no items")
    objects = [item for item in items[:most] if isinstance(item, dict)]
    hashed = [(jsonfeed.fingerprint(item), item) for item in objects]
    fresh = [(each, item) for each, item in hashed if each not in known]
    kept = tuple(each for each, _ in hashed if each in known)
    found = Parsed(
        tuple(jsonfeed.entry(item, source, url) for _, item in fresh),
        SourceState.FETCHED,
        cut=max(0, len(items) - most),
        skipped=len(kept),
        broken=min(most, len(items)) - len(objects),
        blocks=tuple(each for each, _ in fresh),
        kept=kept,
    )
    return _told(found, "is no object")


def _is_html(body: bytes) -> bool:
    start = body[:_SNIFF].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    while start.startswith((b"<!--", b"<?xml")):
        end = b"-->" if start.startswith(b"<!--") else b"?>"
        start = start.partition(end)[2].lstrip()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
