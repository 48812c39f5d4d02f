"""A feed → the entry that it would be in the sources file: what people say first, then what is known, then a guess. Pure."""

from dataclasses import dataclass

from pipeline.core.model import Source
from pipeline.news.text import plain, shorten
from pipeline.sources.discover import suggest_id
from pipeline.sources.relations import Register
from pipeline.web.domains import host_of

KIND = "nieuws"
LANG = "nl"

_LONGEST_NAME = 120
_MARKUP = 1000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What people say of an entry; "" where they say nothing."""

    id: str = ""
    name: str = ""
    kind: str = ""
    lang: str = ""
    publisher: str = ""
    notes: str = ""


def draft(url: str, title: str, lang: str, wishes: Wishes, known: Register, *, enabled: bool = True) -> Source:
    """The entry for the feed at *url* beside those that are *known*; *title* and *lang* are what the feed says of itself.

    The publisher is the known family that it seems to belong to, else the name; a family is spelt as it is known. The kind is
    that of all sources of its registrable domain, else nieuws; the language that of the feed, else nl.
    """
    name = " ".join(wishes.name.split()) or shorten(plain(title[:_MARKUP]), _LONGEST_NAME) or host_of(url) or url
    publisher = " ".join(wishes.publisher.split())
    return Source(
        id=wishes.id or suggest_id(name, url, known.ids),
        name=name,
        url=url,
        kind=wishes.kind or known.kind(url) or KIND,
        lang=wishes.lang or lang or LANG,
        publisher=known.spelling(publisher) or publisher or known.family(name, url) or name,
        enabled=enabled,
        notes=wishes.notes.strip(),
    )
