"""What no parser should be given is cut or refused beforehand: endless texts and tags, depth, thousands of tags. Pure, linear.

feedparser spends 2 s and 107 MB on a title of 10 MB, and hours on an author of a megabyte.
"""

import re
from dataclasses import dataclass

MOST_DEPTH = 200
"""Tags within one another."""
MOST_TAGS = 5_000
"""Tags in one entry, or texts in CDATA, or comments."""
MOST_TAGS_IN_ALL = 200_000
"""Tags in all entries of a document together."""
MOST_NAMESPACES = 100
"""Namespace declarations in one entry."""
LONG_TEXT = 256 << 10
"""Bytes kept of one text, as a description or its content."""
MOST_TEXT = 1 << 20
"""Bytes kept of all texts of one entry."""
SHORT_TEXT = 16 << 10
"""Bytes kept of a title, a link or the like, and of one tag."""
SHORTEST_TEXT = 256
"""Bytes kept of an author, in whom feedparser looks for an address with a search that is quadratic."""

_TOKEN = re.compile(rb"<(?:(!--|!\[CDATA\[|[?!])|(/?)(?:[^\s<>/:]+:)?([^\s<>/:]+))")
_ENDS = {b"!--": b"-->", b"![CDATA[": b"]]>"}
_SHORT = frozenset(b"title link guid id pubdate published updated date issued modified created category subject".split())
_SHORTEST = frozenset(b"author creator managingeditor webmaster publisher owner name email contributor".split())
_VOID = frozenset(b"br hr img input wbr".split())


class OversizeError(ValueError):
    """Too much of something, with what."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """Bytes that a parser may have, and how many tags they hold."""

    text: bytes
    tags: int


def small(block: bytes) -> bool:
    """Whether nothing in a block can be too much but for feedparser's search in authors."""
    return len(block) <= SHORT_TEXT and block.count(b"<") <= MOST_DEPTH and block.count(b"xmlns") <= MOST_NAMESPACES


def guard(text: bytes, *, most_tags: int = MOST_TAGS, most_text: int = MOST_TEXT) -> Guarded:
    """XML text with its oversized texts cut and the attributes of oversized tags left out; the rest byte for byte.

    A text is cut before a character or reference that would be split. OversizeError when tags stand more than 200 deep, when
    there are more than *most_tags*, or more than 100 namespaces declared. Takes malformed text as it is; leaves out comments.
    """
    if text.count(b"xmlns") > MOST_NAMESPACES:
        raise OversizeError(f"declares more than {MOST_NAMESPACES} namespaces")
    kept: list[bytes] = []
    above: list[bytes] = []
    tags = place = 0
    left = most_text
    room = min(LONG_TEXT, left)
    while found := _TOKEN.search(text, place):
        start, behind = found.span()
        special, closing, name = found.groups()
        taken = _keep(kept, text, place, start, room)
        room, left = room - taken, left - taken
        tags += 1
        if tags > most_tags:
            raise OversizeError(f"holds more than {most_tags} tags")
        if special:
            mark = _ENDS.get(special, b">")
            end = text.find(mark, behind)
            end = len(text) if end < 0 else end
            place = min(len(text), end + len(mark))
            if special == b"![CDATA[":
                kept.append(text[start:behind])
                taken = _keep(kept, text, behind, end, room)
                room, left = room - taken, left - taken
                kept.append(text[end:place])
            elif special != b"!--" and place - start <= SHORT_TEXT:
                kept.append(text[start:place])
            continue
        place = text.find(b">", behind) + 1 or len(text)
        tag = text[start:place]
        if len(tag) > SHORT_TEXT:
            tag = text[start:behind] + (b"/>" if tag.endswith(b"/>") else b">")
        kept.append(tag)
        _step(above, name.lower(), closing=bool(closing), empty=tag.endswith(b"/>"))
        room = min(left, _room(above))
    _keep(kept, text, place, len(text), room)
    return Guarded(b"".join(kept), tags)


def _step(above: list[bytes], name: bytes, *, closing: bool, empty: bool) -> None:
    """Into or out of an element. What HTML never closes is not gone into."""
    if closing:
        if name in above:
            while above.pop() != name:
                pass
    elif not empty and name not in _VOID:
        above.append(name)
        if len(above) > MOST_DEPTH:
            raise OversizeError(f"nests tags more than {MOST_DEPTH} deep")


def _room(above: list[bytes]) -> int:
    within = above[-1] if above else b""
    return SHORT_TEXT if within in _SHORT else SHORTEST_TEXT if within in _SHORTEST else LONG_TEXT


def _keep(kept: list[bytes], text: bytes, start: int, end: int, room: int) -> int:
    """Appends as much of `text[start:end]` as there is room for; how much that was."""
    room = max(0, room)
    if end - start > room:
        cut = start + room
        while cut > start and text[cut] & 0xC0 == 0x80:  # noqa: PLR2004 a byte within a character
            cut -= 1
        reference = text.rfind(b"&", max(start, cut - 12), cut)
        end = reference if reference >= 0 and b";" not in text[reference:cut] else cut
    kept.append(text[start:end])
    return end - start
