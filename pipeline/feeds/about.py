"""What a feed says of itself: its title and language, read from what stands before its first item."""

import warnings
from dataclasses import dataclass

from pipeline.feeds import guard, jsonfeed, reference
from pipeline.feeds.blocks import split
from pipeline.feeds.encoding import utf8
from pipeline.feeds.prolog import settle

_HEAD = 16 << 10


@dataclass(frozen=True, slots=True)
class About:
    """*title* may hold HTML, *language* is as written; "" for what the feed does not say."""

    title: str = ""
    language: str = ""


def about(body: bytes, content_type: str = "", url: str = "") -> About:
    """What a document that was read as a feed says of itself. Never raises; looks at the first 16 KiB alone."""
    try:
        if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            found = jsonfeed.document(body)
        else:
            head = split(settle(utf8(body, content_type)), 1).around[0][:_HEAD]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                found = reference.parsed(guard.guard(head).text, url).feed
        return About(*(str(found.get(name) or "") for name in ("title", "language")))
    except Exception:  # noqa: BLE001 half a document may trip readers over anything, and a title is not worth a feed
        return About()
