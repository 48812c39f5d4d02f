"""Entry → Signal: an address that stays the same, plain text, an identity and one week. Pure."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

import idna

from pipeline.core.model import Entry, Signal, Source, WeekReason
from pipeline.core.weeks import HOUSE_ZONE, Week
from pipeline.news.text import plain, shorten

MAX_TITLE = 300
MAX_TEXT = 1200
"""Characters kept of a summary: what a digest needs and rights allow, not the article."""

FUTURE_TOLERANCE = timedelta(hours=1)
"""Clocks differ; a date further ahead than this is not believed."""
FIRST_SANE = datetime(1995, 1, 1, tzinfo=UTC)
"""No feed is older; dates before it are defaults of broken software."""

_TRACKERS = re.compile(
    r"(utm_\w+|at_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid|xtor|wt_mc|ns_campaign|ns_mchannel|ns_source"
    r"|ns_linkname|_ga|ref_src|cmpid|s_cid|ocid|spm)",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9._-]{1,253}", re.ASCII)
_LONGEST_NAME = 253


def distil(
    entry: Entry, source: Source, *, seen: datetime, closed_through: Week | None = None, zone: tzinfo = HOUSE_ZONE
) -> Signal | str:
    """The signal in an entry, or the reason ("no-text") why there is none.

    *seen* is the moment of fetching; *closed_through* the newest week that has an edition (see `week_of`).
    """
    title, text = plain(entry.title), plain(entry.summary)
    if not title and not text:
        return "no-text"
    url = canonical(entry.link)
    week, reason = week_of(entry.published, seen, closed_through, zone)
    return Signal(
        id=fingerprint(entry, url, title or text),
        source=source.id,
        url=url,
        title=shorten(title or text, MAX_TITLE),
        text=shorten(text, MAX_TEXT),
        lang=source.lang,
        published=entry.published,
        seen=seen,
        week=week,
        week_reason=reason,
    )


def week_of(
    published: datetime | None, seen: datetime, closed_through: Week | None, zone: tzinfo = HOUSE_ZONE
) -> tuple[Week, WeekReason]:
    """The one week a signal belongs to, and why.

    That of its publication when that is present, sane and not closed; else that of the moment it was first seen. A week
    is closed when it or a later one has an edition: nothing can be added to what readers have been told.
    """
    first_seen = Week.of(seen, zone)
    if published is None:
        return first_seen, WeekReason.UNDATED
    if published < FIRST_SANE:
        return first_seen, WeekReason.ABSURD
    if published > seen + FUTURE_TOLERANCE:
        return first_seen, WeekReason.FUTURE
    week = Week.of(min(published, seen), zone)
    if closed_through is not None and week <= closed_through and week != first_seen:
        return first_seen, WeekReason.LATE
    return week, WeekReason.PUBLISHED


def canonical(link: str) -> str:
    """*link* without trackers, fragment, default port and odd case; "" for what is no plain http(s) address.

    A host beyond ASCII is written as the network knows it ("xn--…"), for feeds write it either way.
    """
    parts = _split(link)
    if parts is None:
        return ""
    host = parts.hostname or ""
    if not host.isascii() and not (host := _ascii(host)):
        return ""
    port = parts.port
    netloc = f"[{host}]" if "[" in parts.netloc else host
    if port is not None and port != _PORTS[parts.scheme]:
        netloc += f":{port}"
    query = "&".join(p for p in parts.query.split("&") if p and not _TRACKERS.fullmatch(unquote(p.split("=", 1)[0])))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((parts.scheme, netloc, parts.path or "/", query, fragment))


def _split(link: str) -> SplitResult | None:
    """The parts of a usable link. Not javascript:, data: or user:password@, and nothing with spaces or controls in it."""
    link = link.strip()
    if not link or any(c.isspace() or not c.isprintable() or c in '\\<>"' for c in link):
        return None
    try:
        parts = urlsplit(link)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts._replace(scheme=parts.scheme.lower())


@lru_cache(maxsize=4096)
def _ascii(host: str) -> str:
    """A host in ASCII, as browsers encode it; "" for one that no name server could know."""
    if len(host) > _LONGEST_NAME:
        return ""
    try:
        name = idna.encode(host, uts46=True).decode()
    except UnicodeError:
        try:
            name = host.encode("idna").decode()  # the older rules allow emoji, and names with an underscore
        except UnicodeError:
            return ""
    return name if _NAME.fullmatch(name) else ""


def place(url: str) -> str:
    """What of a canonical *url* stays the same with http or https, with or without www. or a last slash."""
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}#{parts.fragment}"


def fingerprint(entry: Entry, url: str, words: str) -> str:
    """What makes an item the same item: its address (http or https, with or without www.), else its guid, else its words.

    The last two within their own source only. 24 hexadecimal digits.
    """
    if url:
        key = f"url {place(url)}"
    elif entry.guid.strip():
        key = f"guid {entry.source} {entry.guid.strip()}"
    else:
        key = f"words {entry.source} {words.casefold()}"
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
