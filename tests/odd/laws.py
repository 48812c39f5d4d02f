"""What must hold of any document whatever, through parse, distil and identity. The first law that is broken is named."""

import re
import unicodedata
import zlib
from dataclasses import dataclass

from pipeline.core.answers import SourceState
from pipeline.core.model import Entry, Identity, Item, Signal
from pipeline.core.weeks import Week
from pipeline.feeds.parse import Parsed, parse
from pipeline.news.distil import MAX_TEXT, MAX_TITLE, canonical, distil
from pipeline.news.identity import item, resolve
from tests.odd.cases import SEEN, SOURCE

_TYPES = (
    "",
    "",
    "",
    "application/rss+xml",
    "text/xml; charset=utf-8",
    "text/html",
    "text/plain; charset=iso-8859-1",
    "application/json",
)
_TAG = re.compile(r"</?(?:script|iframe|style|p|div|br|b|i|a|img|svg|span)\b[^>]*>", re.IGNORECASE)
_STATES = {SourceState.EMPTY, SourceState.HTML, SourceState.NOT_A_FEED, SourceState.UNPARSABLE}


class BrokenLawError(AssertionError):
    """A law that a document breaks."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a document gave: its state, entries and items."""

    state: SourceState
    entries: int
    items: int


def weigh(body: bytes) -> Weighed:
    """Takes a document through parse, distil and identity. BrokenLawError, or whatever is raised, when something is wrong."""
    found = _read(body)
    _accounted(found)
    _known(body, found)
    items = [one for entry in found.entries if (one := _item(entry))]
    for one in items:
        _plain(one.signal)
    _identified(items, len(found.entries))
    return Weighed(found.state, len(found.entries), len(items))


def _law(holds: object, law: str) -> None:
    if not holds:
        raise BrokenLawError(law)


def _read(body: bytes, known: frozenset[bytes] = frozenset()) -> Parsed:
    kind = _TYPES[zlib.crc32(body) % len(_TYPES)]  # the same for the same document, so that it can be repeated
    return parse(body, source=SOURCE.id, content_type=kind, url=str(SOURCE.url), known=known)


def _item(entry: Entry) -> Item | None:
    signal = distil(entry, SOURCE, seen=SEEN)
    _law(signal == distil(entry, SOURCE, seen=SEEN), "an entry gives the same signal twice")
    return item(entry, signal) if isinstance(signal, Signal) else None


def _accounted(found: Parsed) -> None:
    """Entries or a reason; numbers that are none; a message where something was lost."""
    _law(min(found.cut, found.broken, found.skipped) >= 0, "no count is below nothing")
    _law(found.skipped == 0, "nothing is skipped when nothing is known")
    _law(bool(found.entries) == (found.state is SourceState.FETCHED), "a fetched feed has entries, another state has none")
    _law(found.entries or found.state in _STATES, "without entries the state says why")
    _law(bool(found.message) == (not found.entries or found.broken > 0), "a message where something is wrong, and nowhere else")
    _law(len(found.message.splitlines()) <= 1, "a message is one line")
    _law(len(found.blocks) in {0, len(found.entries)}, "each entry has its block, or none has")


def _known(body: bytes, found: Parsed) -> None:
    """Known entries are skipped and counted, and change nothing of the others."""
    again = _read(body, frozenset(found.blocks))
    if not found.blocks:
        _law(again == found, "the same document gives the same twice")
        return
    _law(again.entries == (), "when all is known nothing is new")
    # one of two equal blocks may be broken, by what stands between them: known by the other, it is skipped too
    _law(again.skipped >= len(found.entries), "what is known is counted")
    _law(_total(again) == _total(found), "what is known changes no sum")
    _law((again.cut, again.state) == (found.cut, found.state), "what is known changes no other count")
    _law(set(again.kept) == set(found.blocks), "what is known stays known")
    known = frozenset(sorted(set(found.blocks))[::2])
    part = _read(body, known)
    pairs = zip(found.blocks, found.entries, strict=True)
    _law(part.entries == tuple(entry for block, entry in pairs if block not in known), "an entry does not depend on the others")
    _law(_total(part) == _total(found), "entries and skipped ones are all")


def _total(found: Parsed) -> int:
    return len(found.entries) + found.cut + found.skipped + found.broken


def _plain(signal: Signal) -> None:
    for text in (signal.title, signal.text):
        _law(text == " ".join(text.split()), "a text is one line")
        _law(not _TAG.search(text), "a text has no tags")
        odd = [c for c in text if c != "\u200d" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"}]
        _law(not odd, "a text has no controls")
    _law(0 < len(signal.title) <= MAX_TITLE, "a title is there, and no longer than it may be")
    _law(len(signal.text) <= MAX_TEXT, "a text is no longer than it may be")
    _law(not signal.url or re.fullmatch(r"""https?://[^\s<>"\\/@]+/[^\s<>"\\]*""", signal.url), "a link is a plain address")
    _law(canonical(signal.url) == signal.url, "a link is settled")
    _law(re.fullmatch("[0-9a-f]{24}", signal.id), "an id is 24 figures")
    _law(signal.week <= Week.of(SEEN), "no week is to come")


def _identified(items: list[Item], total: int) -> None:
    resolved = resolve(items, (), Identity.LINK_AND_GUID, total)
    ids = [one.signal.id for one in resolved.items]
    _law(len(set(ids)) == len(ids), "an id is there once")
    _law({one.words for one in resolved.items} == {one.words for one in items}, "no words are lost")
    backwards = resolve(items[::-1], (), Identity.LINK_AND_GUID, total)
    _law({one.signal.id for one in backwards.items} == set(ids), "ids do not depend on the order")
    _law(backwards.rule is resolved.rule, "the rule does not depend on the order")
