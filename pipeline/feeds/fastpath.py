"""Entries by expat alone, for documents that use only what feeds mostly use; of anything else it says that it does not know.

Gives what `pipeline.feeds.reference` gives, or nothing.
"""

from bisect import bisect_right
from itertools import accumulate

from pipeline.core.model import Entry
from pipeline.feeds.blocks import Document
from pipeline.feeds.onepass import Doubt, Reader

_RESTARTS = 50
_SMALL_FRAME = 64 << 10


def read(document: Document, *, source: str, url: str) -> list[Entry | Doubt]:
    """For each block of a clean document its entry, or why there is none. Never raises.

    A block that is not well-formed costs only itself: reading goes on behind it.
    """
    found: list[Entry | Doubt] = []
    restarts = 0
    pairs = zip(document.around, document.blocks, strict=False)
    ends = list(accumulate(len(piece) for pair in pairs for piece in pair))
    while (at := len(found)) < len(document.blocks):
        reader = Reader(source, url)
        if at == 0:
            around, blocks = document.around, document.blocks
        else:
            around, blocks = (b"".join(document.around[: at + 1]), *document.around[at + 1 :]), document.blocks[at:]
        broken = reader.read(Document(around, blocks, document.clean).whole())
        if broken < 0:
            found += reader.entries if len(reader.entries) == len(blocks) else [Doubt.ODD] * len(blocks)
            break
        before = 2 * at
        piece = bisect_right(ends, broken - len(around[0]) + ends[before], lo=before)
        number, in_block = divmod(piece - before, 2)
        restarts += 1
        if number == len(reader.entries) + 1 and not in_block:  # an entry without end is missed only behind it
            number, in_block = number - 1, 1
        if number != len(reader.entries) or (restarts > _RESTARTS and sum(map(len, around)) > _SMALL_FRAME):
            number, in_block = 0, 0
        found += reader.entries[:number]
        found += [Doubt.MALFORMED] if in_block else [Doubt.FRAME] * (len(document.blocks) - len(found))
    return found
