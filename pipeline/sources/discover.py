"""Where a page says its feeds are, where they usually are, and what to call them. Pure.

Tags are found by patterns that take linear time: the standard library's HTML parser needs minutes for 100 kB of "<a <a <a".
"""

import html
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from pipeline.news.text import plain, shorten
from pipeline.sources.relations import domain

MOST = 20
"""Candidates given for one page."""
MAX_PAGE = 1 << 20
"""Bytes of a page that are looked at."""

COMMON_PATHS = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.json", "/index.xml")
"""Where sites keep a feed that their pages do not name."""

_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
_TAG = re.compile(r"""<(link|a|base)(?=[\s/])((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)>""", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([A-Za-z][\w:-]*+)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
_CHARSET = re.compile(rb"""<meta[^<>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_SILENT = (
    (re.compile("<!--"), re.compile("-->")),
    (re.compile("<script", re.IGNORECASE), re.compile("</script", re.IGNORECASE)),
)
_FEED_PATH = re.compile(r"(?:\.(?:rss|rdf|atom|xml)|/(?:rss|feeds?|atom)(?:\.json)?)/?$|/(?:rss|feed|atom)/", re.IGNORECASE)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type|output)=(?:rss2?|atom|rdf|feed)(?:&|$)", re.IGNORECASE)
_GENERAL = {"rss", "feed", "rss-feed", "atom", "nieuws", "news", "home", "blog", "actueel", "latest", "berichten", "untitled"}
_ID_LENGTH = 64
_TITLE_LENGTH = 100
_MARKUP = 300


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed. *how*: the page names it a feed ("link"), it looks like one ("anchor"), or "guess"."""

    url: str
    title: str
    how: str


def feeds_in(page: bytes, url: str) -> tuple[Candidate, ...]:
    """The feeds that an HTML page names or links to, those it calls feeds first, each address once, at most `MOST`.

    *url* is where the page was found. Only http and https; does not ask whether they are feeds.
    """
    text = _text(page[:MAX_PAGE])
    for opening, closing in _SILENT:
        text = _without(text, opening, closing)
    tags = [(match[1].lower(), _attributes(match[2]), match.end()) for match in _TAG.finditer(text)]
    base = next((fields["href"] for tag, fields, _ in tags if tag == "base" and fields.get("href")), "")
    base = _join(url, base) or url
    found: dict[str, Candidate] = {}
    own = urlsplit(url)._replace(fragment="").geturl()
    for tag, fields, end in sorted(tags, key=lambda tag: tag[0] == "a"):
        href = _join(base, fields.get("href", ""))
        if not href or href in found or href == own:
            continue
        if tag == "link" and _named(fields):
            found[href] = Candidate(href, _title(fields.get("title", "")), "link")
        elif tag == "a" and _looks_like_one(href):
            words = re.split("</a", text[end : end + _MARKUP], maxsplit=1, flags=re.IGNORECASE)[0]
            found[href] = Candidate(href, _title(words) or _title(fields.get("title", "")), "anchor")
        if len(found) == MOST:
            break
    return tuple(found.values())


def guesses(url: str) -> tuple[Candidate, ...]:
    """The usual places of a feed on the site of *url*."""
    parts = urlsplit(url)
    return tuple(Candidate(urlunsplit((parts.scheme, parts.netloc, path, "", "")), "", "guess") for path in COMMON_PATHS)


def suggest_id(title: str, url: str, taken: Collection[str]) -> str:
    """An id for a feed: its title in small letters, digits and hyphens; a title that says nothing gets the domain before it.

    At most 64 characters; a number at the end where it is *taken*.
    """
    site = _slug(domain(url).partition(".")[0])
    slug = _slug(title)
    if not slug or slug in _GENERAL:
        slug = "-".join(part for part in (site, slug) if part)
    slug = slug or "bron"
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug[: _ID_LENGTH - len(str(number)) - 1].rstrip('-')}-{number}"
    return found


def _slug(words: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    if len(slug) <= _ID_LENGTH:
        return slug
    return slug[: _ID_LENGTH + 1].rpartition("-")[0] or slug[:_ID_LENGTH]


def _named(fields: dict[str, str]) -> bool:
    """Whether a link element names a feed."""
    kind = fields.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in fields.get("rel", "").lower().split() and kind in _TYPES


def _looks_like_one(url: str) -> bool:
    parts = urlsplit(url)
    looks = _FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query)
    return bool(looks) and "sitemap" not in parts.path.lower()


def _title(written: str) -> str:
    return shorten(plain(written[:_MARKUP]), _TITLE_LENGTH)


def _join(base: str, href: str) -> str:
    """The whole address without its fragment; "" for what is no plain http(s) address."""
    href = href.strip()
    try:
        parts = urlsplit(urljoin(base, href))
        _ = parts.port
    except ValueError:
        return ""
    if not href or not href.isprintable() or " " in href:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        return ""
    return parts._replace(fragment="").geturl()


def _attributes(written: str) -> dict[str, str]:
    """Names in small letters; the first of a name holds, as in browsers."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        found.setdefault(match[1].lower(), html.unescape(match[2] or match[3] or match[4] or ""))
    return found


def _text(page: bytes) -> str:
    if page.startswith((b"\xff\xfe", b"\xfe\xff")):
        return page.decode("utf-16", "replace")
    declared = _CHARSET.search(page[:4096])
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "cp1252"):
        try:
            return page.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return page.decode("utf-8", "replace")


def _without(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """*text* less what stands from an *opening* to the *closing* after it, or to the end of the page."""
    return "".join(_outside(text, opening, closing))


def _outside(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[str]:
    place = 0
    while opened := opening.search(text, place):
        yield text[place : opened.start()]
        closed = closing.search(text, opened.end())
        if not closed:
            return
        place = closed.end()
    yield text[place:]
