"""A page's pictures as parts of a mail: mail programs show those, and not what stands in the page as data. Pure."""

import re
from base64 import b64decode
from dataclasses import dataclass

_PICTURE = re.compile(r'(<img src=")data:image/png;base64,([A-Za-z0-9+/]+=*)(")')
"""Only a picture of our own: what comes from a feed has no < of its own in text, and no " of its own in an attribute."""


@dataclass(frozen=True, slots=True)
class Part:
    """A PNG, under the content id by which the page names it."""

    cid: str
    png: bytes


def parts(page: str) -> tuple[str, tuple[Part, ...]]:
    """The page with its pictures named by content id, and those pictures, in their order. One without stays as it is."""
    found: list[Part] = []

    def named(match: re.Match[str]) -> str:
        found.append(Part(f"picture-{len(found) + 1}@windwijzer", b64decode(match[2])))
        return f"{match[1]}cid:{found[-1].cid}{match[3]}"

    return _PICTURE.sub(named, page), tuple(found)
