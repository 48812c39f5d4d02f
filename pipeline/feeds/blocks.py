"""A document as its entries: which bytes are an entry, their hashes, and the document without some of them. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

HASH_BYTES = 8

_NEXT = re.compile(rb"<(?:(!--|!\[CDATA\[|\?)|(/?)((?:[\w.\-\x80-\xff]+:)?(?:item|entry))(?=[\s/>]))", re.IGNORECASE)
_STARTS = re.compile(rb"<(?:[\w.\-\x80-\xff]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ENDS = {b"!--": b"-->", b"?": b"?>"}


@dataclass(frozen=True, slots=True)
class Document:
    """A UTF-8 document in pieces: `around[0]`, `blocks[0]`, `around[1]`, `blocks[1]`, …, `around[-1]`; a block is an entry.

    It is *clean* when each entry stands on its own: all have one name and none holds another. Only then may entries be left
    out without a change to the rest. The last entry may lack its end, as in a document that was cut off.
    *beyond* entries were past the most, and are in no piece.
    """

    around: tuple[bytes, ...]
    blocks: tuple[bytes, ...]
    clean: bool
    beyond: int = 0

    def only(self, numbers: Iterable[int]) -> "Document":
        """The document without the other blocks; all that stands around them is kept."""
        around, blocks, last = [], [], 0
        for number in numbers:
            around.append(b"".join(self.around[last : number + 1]))
            blocks.append(self.blocks[number])
            last = number + 1
        return Document((*around, b"".join(self.around[last:])), tuple(blocks), self.clean)

    def whole(self) -> bytes:
        """The pieces put together."""
        pairs = zip(self.around, self.blocks, strict=False)
        return b"".join([piece for pair in pairs for piece in pair] + [self.around[-1]])


def fingerprint(block: bytes) -> bytes:
    """What a block is known by: 8 bytes, the same for the same bytes."""
    return blake2b(block, digest_size=HASH_BYTES).digest()


def split(text: bytes, most: int) -> Document:
    """Finds the entries of UTF-8 text, in linear time; comments, CDATA and instructions hold none.

    An entry goes from its start tag to its end tag, or to the next start tag when it never ends. Any prefix and case will do,
    as for feedparser. Entries past the first *most* are left out and counted, by their start tags alone when the document is
    not clean. Does not judge whether the document is well-formed.
    """
    around: list[bytes] = []
    blocks: list[bytes] = []
    names: set[bytes] = set()
    last = beyond = 0
    clean = True
    for start, end, good in _spans(text, names):
        clean = clean and good
        if end > start:
            around.append(text[last:start])
            if len(blocks) < most:
                blocks.append(text[start:end])
            else:
                beyond += 1
            last = end
        if not clean and len(blocks) == most:  # nothing will be left out of it: the others need only be counted
            beyond += sum(1 for _ in _STARTS.finditer(text, end))
            last = len(text)
            break
    around[len(blocks) :] = [b"".join(around[len(blocks) :]) + text[last:]]
    return Document(tuple(around), tuple(blocks), clean and len(names) < 2, beyond)  # noqa: PLR2004 one name or none


def _spans(text: bytes, names: set[bytes]) -> Iterator[tuple[int, int, bool]]:
    """Where entries begin and end, and whether all was in order until there; an empty span only tells the latter."""
    opened, place = -1, 0
    while found := _NEXT.search(text, place):
        start, place = found.span()
        special, closing, name = found.groups()
        mark = b">" if name else _ENDS.get(special, b"]]>")
        end = text.find(mark, place)
        if end < 0:  # cut off here, or a comment that hides what feedparser would read
            yield 0, 0, bool(special) and not special.startswith(b"!--")
            break
        place = end + len(mark)
        if not name:
            continue
        names.add(name)
        good = (opened >= 0) == bool(closing)
        tag = b"" if closing else text[start:place]
        good = good and not (tag.count(b'"') % 2 or tag.count(b"'") % 2)
        if opened >= 0:
            yield opened, place if closing else start, good
        elif not good:
            yield 0, 0, False
        opened = -1 if closing or tag.endswith(b"/>") else start
        if tag and opened < 0:
            yield start, place, good
    if opened >= 0:
        yield opened, len(text), True
