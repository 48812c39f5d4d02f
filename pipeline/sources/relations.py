"""Which sources belong together: the same address written otherwise, the same registrable domain, the same family. Pure."""

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterable

from pipeline.core.model import Source
from pipeline.news.distil import canonical, place
from pipeline.web.domains import host_of, registrable

_SHARED = {
    "beehiiv.com",
    "buzzsprout.com",
    "feedburner.com",
    "github.com",
    "google.com",
    "libsyn.com",
    "medium.com",
    "podbean.com",
    "reddit.com",
    "rss.app",
    "substack.com",
    "tumblr.com",
    "youtube.com",
}
"""Domains where feeds of many publishers live, which the public suffix list does not know as such."""

_LANG = re.compile(r"[a-z]{2,3}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d+(?:/|$))")
_SEPARATORS = re.compile(r"\s*(?::|\||\s[-–—])\s")


def address(written: str) -> str:
    """An address as people and other programs write it → one to fetch: feed: taken off, https:// put before a bare name.

    Does not judge whether it is a good one; `pipeline.sources.load.check` does.
    """
    written = written.strip()
    if written[:5].lower() == "feed:":
        written = written[5:].removeprefix("//")
    return written if not written or _SCHEME.match(written) else f"https://{written}"


def language(written: str) -> str:
    """A language as feeds and other programs write it ("nl-NL", "EN_gb") → two or three small letters; "" for what is none."""
    found = re.split("[-_]", written.strip().lower(), maxsplit=1)[0]
    return found if _LANG.fullmatch(found) else ""


def domain(url: str) -> str:
    """The registrable domain ("nieuws.example.co.uk" → "example.co.uk"); an IP address or a bare name itself; else ""."""
    host = host_of(url)
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return registrable(host)


class Register:
    """Sources by what relates others to them: address, registrable domain and family, however many there are."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.ids: set[str] = set()
        self._addresses: dict[str, Source] = {}
        self._kin: defaultdict[str, list[Source]] = defaultdict(list)
        self._publishers: defaultdict[str, set[str]] = defaultdict(set)
        self._kinds: defaultdict[str, set[str]] = defaultdict(set)
        self._spellings: dict[str, str] = {}
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        """Takes one more source into account."""
        self.ids.add(source.id)
        self._spellings.setdefault(source.publisher.casefold(), source.publisher)
        if source.url:
            self._addresses.setdefault(_key(source.url), source)
            if (own := domain(source.url)) and own not in _SHARED:
                self._kin[own].append(source)
                self._publishers[own].add(source.publisher)
                self._kinds[own].add(source.kind)

    def twin(self, url: str) -> Source | None:
        """The source that has this address already, also with http for https, with or without www. or a last slash."""
        return self._addresses.get(_key(url))

    def kin(self, url: str) -> tuple[Source, ...]:
        """The sources of the same registrable domain. None on a domain that publishers share, such as a platform for blogs."""
        return tuple(self._kin.get(domain(url), ()))

    def kind(self, url: str) -> str:
        """The kind of all sources of the same registrable domain; "" when they differ or there are none."""
        return _only(self._kinds.get(domain(url)))

    def family(self, name: str, url: str) -> str:
        """The publisher family that a feed seems to belong to; "" when none, or when it could be several.

        It does when its name, or the part before a colon, bar or dash, is that of a family; else when all sources of its
        registrable domain are of one family.
        """
        parts = (name, _SEPARATORS.split(name, maxsplit=1)[0])
        return next(filter(None, map(self.spelling, parts)), "") or _only(self._publishers.get(domain(url)))

    def spelling(self, publisher: str) -> str:
        """The family of that name as it is spelt here, whatever the case: two spellings would count twice. "" when new."""
        return self._spellings.get(publisher.strip().casefold(), "")


def _only(found: set[str] | None) -> str:
    return next(iter(found)) if found and len(found) == 1 else ""


def _key(url: str) -> str:
    found = canonical(url)
    return place(found) if found else url
