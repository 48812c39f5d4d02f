"""What feedparser takes an element for, asked of feedparser itself: its namespaces, its handlers, its keys.

The fast path knows the few elements that make an entry. Of any other it must know that feedparser's handler, if there is one,
leaves those alone; what is not sure is ODD.
"""

from enum import IntEnum, auto

from feedparser.api import StrictFeedParser
from feedparser.util import FeedParserDict


class Role(IntEnum):
    """What an element is to an entry. A number, for those are hashed the fastest."""

    ITEM = auto()
    TITLE = auto()
    LINK = auto()
    GUID = auto()
    SUMMARY = auto()
    CONTENT = auto()
    PUBLISHED = auto()
    UPDATED = auto()
    CREATED = auto()
    FRAME = auto()
    IGNORED = auto()
    LEAF = auto()
    SOURCE = auto()
    MEDIA_TITLE = auto()
    ODD_TEXT = auto()
    ODD = auto()


_ROLES = {
    **dict.fromkeys(("item", "entry"), Role.ITEM),
    **dict.fromkeys(("rss", "channel", "feed", "rdf_rdf"), Role.FRAME),
    "title": Role.TITLE,
    "link": Role.LINK,
    **dict.fromkeys(("guid", "id"), Role.GUID),
    **dict.fromkeys(("description", "summary"), Role.SUMMARY),
    **dict.fromkeys(("content", "content_encoded"), Role.CONTENT),
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), Role.PUBLISHED),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), Role.UPDATED),
    **dict.fromkeys(("created", "dcterms_created"), Role.CREATED),
    "media_title": Role.MEDIA_TITLE,
    "source": Role.SOURCE,
    **dict.fromkeys(("rights", "copyright", "dc_rights", "subtitle", "tagline", "itunes_subtitle"), Role.LEAF),
    **dict.fromkeys(
        "body xhtml_body fullitem abstract info itunes_summary media_description dc_description dc_title".split(), Role.ODD_TEXT
    ),
    **dict.fromkeys(
        "author dc_creator dc_author contributor name email uri category keywords dc_subject dc_publisher dc_language "
        "enclosure media_group media_content media_thumbnail media_credit media_rating media_keywords media_category "
        "media_player itunes_author itunes_explicit itunes_block itunes_keywords itunes_category itunes_image "
        "georss_point".split(),
        Role.IGNORED,
    ),
}
_COLLECTED = {"links", "tags", "authors", "contributors", "publishers", "where", "content", "language", "guidislink"}
_READ = {"id", "title", "link", "summary", "content", "published", "updated", "created"}
_STANDARD: dict[str, str] = {uri.lower(): prefix for uri, prefix in StrictFeedParser.namespaces.items()}
_USERLAND = "backend.userland.com/rss"


class Names:
    """The names that feedparser gives elements, with the namespaces declared so far."""

    def __init__(self) -> None:
        self._in_use: dict[str, str] = {}
        self._mapped: dict[str, str] = {}

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """Notes a namespace, as feedparser's track_namespace does."""
        if not uri:
            return
        if _USERLAND in uri.lower():
            uri = f"http://{_USERLAND}"
        standard = _STANDARD.get(uri.lower())
        if standard is None:
            self._in_use[prefix or ""] = uri
        else:
            self._in_use[standard] = uri
            if prefix:
                self._mapped[prefix] = standard

    def changes(self, prefix: str | None, uri: str | None) -> bool:
        """Whether a declaration could give other elements another name."""
        if not prefix or not uri:
            return False
        return not _STANDARD.get(uri.lower()) == prefix == self._mapped.get(prefix, prefix)

    def of(self, name: str) -> str:
        """Feedparser's name for an element that expat calls "uri local": "prefix_local" or "local", in lower case."""
        uri, _, local = name.rpartition(" ")
        if _USERLAND in uri.lower():
            uri = f"http://{_USERLAND}"
        prefix = _STANDARD.get(uri.lower(), "")
        if not prefix and uri:
            prefix = next((known for known, value in self._in_use.items() if known and value == uri), "")
        prefix = prefix.lower()
        prefix = self._mapped.get(prefix, prefix)
        return f"{prefix}_{local.lower()}" if prefix else local.lower()

    def role(self, name: str) -> Role:
        """What an element that expat calls *name* is to an entry."""
        called = self.of(name)
        return _ROLES.get(called) or (Role.IGNORED if _harmless(called) else Role.ODD)

    def ends(self, name: str) -> bool:
        """Whether feedparser acts on the element's end tag even within text, where it leaves its start tag alone."""
        return hasattr(StrictFeedParser, f"_end_{self.of(name)}")


def _harmless(called: str) -> bool:
    key = FeedParserDict.keymap.get(called, called)
    if not isinstance(key, str) or key in _READ or key in _COLLECTED or key.endswith(("_detail", "_parsed")):
        return False
    return not hasattr(StrictFeedParser, f"_start_{called}") and not hasattr(StrictFeedParser, f"_end_{called}")
