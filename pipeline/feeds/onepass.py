"""One pass of expat over a document: its entries, or what is odd in them.

The rules of precedence are feedparser's, its odd ones too: the empty link that wins over a guid, the Latin-1 that was UTF-8.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from xml.parsers import expat

from feedparser.html import _cp1252
from feedparser.urls import _urljoin, make_safe_absolute_uri

from pipeline.core.model import Entry
from pipeline.feeds import dates
from pipeline.feeds.elements import Names, Role


class Doubt(Enum):
    """Why the fast path gives no entry."""

    ODD = auto()
    """Well-formed, with something that feedparser must judge."""
    ALONE = auto()
    """The same, and it may change how feedparser reads the entries after it."""
    MALFORMED = auto()
    """Not well-formed XML."""
    FRAME = auto()
    """What stands around the entries is not well-formed up to here."""


_XML = "http://www.w3.org/XML/1998/namespace "
_ABOUT = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"
_TYPES = {"text", "plain", "html", "text/plain", "text/html"}
_PAGES = {"text/html", "html", "xhtml", "application/xhtml+xml"}
_LINK = {"href", "rel", "type", "title", "hreflang", "length"}
_MOVED = re.compile("[\x80-\x9f]")
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[\w.~/%+@,!$*:-]*)?(?:\?[\w.~/%+@,!$*:=&-]+)?(?:#[\w.~/%-]+)?", re.ASCII)
_REFERENCE = re.compile("&([A-Za-z0-9_]+);")


class Reader:
    """Reads one document; `entries` then holds for each entry what it says, or why that is not sure."""

    def __init__(self, source: str, url: str) -> None:
        self.entries: list[Entry | Doubt] = []
        self._source = source
        self._base = (make_safe_absolute_uri(url, url) or url) if url else ""
        self._sound = _urljoin(self._base, "https://h.nl/1") == "https://h.nl/1"
        self._names = Names()
        self._roles: dict[str, Role] = {}
        self._declared: list[tuple[str | None, str | None]] = []
        self._frame: list[Role] = []
        self._based = False
        self._depth = self._item = self._open = 0
        self._role = Role.IGNORED
        self._doubt: Doubt | None = None
        self._pieces: list[str] = []
        self._permalink = True
        self._part: dict[str, str] = {}
        self._dates: dict[Role, str] = {}
        self._seen: set[Role] = set()
        self._finish: dict[Role, Callable[[str], None]] = {
            Role.TITLE: lambda text: self._part.__setitem__("title", text),
            Role.LINK: self._end_link,
            Role.GUID: self._end_guid,
            Role.SUMMARY: lambda text: self._part.__setitem__("summary", text),
            Role.CONTENT: lambda text: self._part.__setitem__("content", text),
        }

    def read(self, text: bytes) -> int:
        """Reads a document into `entries`; the place of the first error, -1 without one."""
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._pieces.append
        parser.StartNamespaceDeclHandler = lambda prefix, uri: self._declared.append((prefix, uri))
        try:
            parser.Parse(text, True)
        except expat.ExpatError:
            return parser.ErrorByteIndex
        return -1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        role = self._roles.get(name)
        if role is None or self._declared:
            role = self._named(name)
        if not self._base and (self._item or role is Role.ITEM) and _based(attributes):
            self._doubt = Doubt.ALONE  # without an address feedparser never leaves this base again
        if not self._item:
            if role is Role.ITEM:
                self._begin(attributes)
            else:
                self._frame.append(role)
                self._based = self._based or _based(attributes)
        elif self._open:
            self._doubt = Doubt.ALONE if self._doubt is Doubt.ALONE or self._names.ends(name) else Doubt.ODD
        elif role is not Role.IGNORED:
            self._part_begins(role, attributes)

    def _named(self, name: str) -> Role:
        """The role of an element not met before, or one that declares namespaces."""
        role = self._names.role(name)
        if self._item or role is Role.ITEM:
            if any(self._names.changes(*each) for each in self._declared):
                self._doubt = Doubt.ALONE
        else:
            for prefix, uri in self._declared:
                self._names.declare(prefix, uri)
            if self._declared:
                self._roles.clear()
            role = self._names.role(name)
        self._declared.clear()
        return self._roles.setdefault(name, role)

    def _begin(self, attributes: dict[str, str]) -> None:
        self._item = self._depth
        self._part = {"id": attributes[_ABOUT]} if attributes.get(_ABOUT) else {}
        self._dates = {}
        self._seen = set()
        framed = all(role is Role.FRAME for role in self._frame) and not self._based
        if not framed or not attributes.keys() <= {_ABOUT, f"{_XML}lang"}:
            self._doubt = self._doubt or Doubt.ODD

    def _part_begins(self, role: Role, attributes: dict[str, str]) -> None:
        """An element that matters begins: notes what it is, and doubts whatever is not surely plain."""
        self._open, self._role = self._depth, role
        self._pieces.clear()
        if role is Role.SOURCE:
            self._open = 0
            self._seen.add(role)
            return
        if role is Role.LEAF or (role is Role.MEDIA_TITLE and self._part.get("title") and Role.SOURCE not in self._seen):
            return
        again = role in self._seen and role is not Role.LINK
        self._seen.add(role)
        if role not in _PLAIN or again or self._depth != self._item + 1 or not self._known(role, attributes):
            if role in {Role.ODD, Role.MEDIA_TITLE}:
                self._open = 0
            self._doubt = self._doubt or Doubt.ODD

    def _known(self, role: Role, attributes: dict[str, str]) -> bool:
        """Whether all that the attributes say is understood; acts on what they say."""
        self._permalink = True
        if not attributes:
            return True
        if role is Role.LINK:
            if "href" not in attributes or not attributes.keys() <= _LINK:
                return False
            self._role = Role.LEAF
            rel = attributes.get("rel", "alternate").lower()
            if rel == "alternate" and attributes.get("type", "text/html").lower() in _PAGES:
                self._part["link"] = self._resolved(attributes["href"])
            return True
        if role is Role.GUID:
            ((key, value),) = attributes.items() if len(attributes) == 1 else (("", ""),)
            self._permalink = value == "true"
            return key.lower() == "ispermalink"
        if role in {Role.TITLE, Role.SUMMARY, Role.CONTENT}:
            return all(
                key == f"{_XML}lang" or (key == "type" and value.lower() in _TYPES) or (key, value) == ("mode", "escaped")
                for key, value in attributes.items()
            )
        return False

    def _end(self, _name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if not self._item:
            self._frame.pop()
        elif depth == self._open:
            self._open = 0
            if not self._doubt:
                self._part_ends("".join(self._pieces).strip())
        elif depth == self._item:
            self._item = 0
            self.entries.append(self._doubt or self._entry())
            self._doubt = None

    def _part_ends(self, text: str) -> None:
        role = self._role
        if role in {Role.LINK, Role.GUID}:
            text = self._resolved(text) if text and (role is Role.LINK or self._permalink) else text
        if finish := self._finish.get(role):
            finish(text if text.isascii() else _mended(text))
        elif role in {Role.PUBLISHED, Role.UPDATED, Role.CREATED}:
            self._dates[role] = text if text.isascii() else _mended(text)

    def _end_link(self, text: str) -> None:
        self._part["link"] = _REFERENCE.sub(r"&\1", text.replace("&amp;", "&")) if "&" in text else text

    def _end_guid(self, text: str) -> None:
        self._part["id"] = text
        if self._permalink:
            self._part.setdefault("link", text)

    def _resolved(self, uri: str) -> str:
        return uri if self._sound and _PLAIN_URL.fullmatch(uri) else str(_urljoin(self._base, uri))

    def _entry(self) -> Entry:
        part = self._part.get
        moments = (dates.read(self._dates[role]) for role in _DATES if role in self._dates)
        published = next((moment for moment in moments if moment), None)
        summary = part("summary", "") or part("content", "")
        return Entry(self._source, part("id", ""), part("title", ""), part("link", ""), summary, published)


_DATES = (Role.PUBLISHED, Role.UPDATED, Role.CREATED)
_PLAIN = {Role.TITLE, Role.LINK, Role.GUID, Role.SUMMARY, Role.CONTENT, *_DATES}


def _based(attributes: dict[str, str]) -> bool:
    return any(key.rpartition(" ")[2].lower() == "base" for key in attributes)


def _mended(text: str) -> str:
    """UTF-8 that was taken for Latin-1 read again, and Windows' characters at their own place, as feedparser does."""
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode()
    return text.translate(_cp1252) if _MOVED.search(text) else text
