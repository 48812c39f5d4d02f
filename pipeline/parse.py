"""Bytes → Entries: RSS, RDF and Atom by feedparser, JSON Feed beside it. What is no feed says so."""

import calendar
import io
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import feedparser

from pipeline.core.model import Entry, SourceState
from pipeline.jsonfeed import NoJsonFeedError, entries

MAX_ENTRIES = 2000
"""Entries read from one document; the rest is counted as cut."""

_SNIFF = 2048


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document held. *state* is FETCHED, EMPTY, HTML, NOT_A_FEED or UNPARSABLE; *cut* entries were too many."""

    entries: tuple[Entry, ...]
    state: SourceState
    message: str = ""
    cut: int = 0


def parse(body: bytes, *, source: str, content_type: str = "", url: str = "", most: int = MAX_ENTRIES) -> Parsed:
    """Reads one document of RSS, RDF, Atom or JSON Feed. Never raises: a state and a message tell what was wrong.

    Entries keep the feed's text with its HTML; links are resolved against *url*. Does not judge dates or identities.
    """
    if not body.strip():
        return Parsed((), SourceState.EMPTY, "the body is empty")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        return _json(body, source, most)
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found = feedparser.parse(
                io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
            )
            read = tuple(_entry(item, source) for item in found.entries[:most])
    except Exception as error:  # noqa: BLE001 feedparser gives no tree of errors: whatever it trips over is this document's fault
        return Parsed((), SourceState.UNPARSABLE, f"the feed cannot be read: {type(error).__name__}: {error}")
    if read:
        return Parsed(read, SourceState.FETCHED, cut=max(0, len(found.entries) - most))
    if _is_html(body):  # asked only now: some real feeds are wrapped in a page
        return Parsed((), SourceState.HTML, "an HTML page stands where a feed should be: a consent or error page?")
    if found.version:
        return Parsed((), SourceState.EMPTY, "the feed holds no items")
    cause = found.get("bozo_exception")
    return Parsed((), SourceState.NOT_A_FEED, "no feed" + (f": {cause}" if cause else ": no known root element"))


def _json(body: bytes, source: str, most: int) -> Parsed:
    try:
        found = entries(body, source)
    except NoJsonFeedError as error:
        return Parsed((), SourceState.NOT_A_FEED, str(error))
    if not found:
        return Parsed((), SourceState.EMPTY, "the feed holds no items")
    return Parsed(found[:most], SourceState.FETCHED, cut=max(0, len(found) - most))


def _is_html(body: bytes) -> bool:
    start = body[:_SNIFF].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    while start.startswith((b"<!--", b"<?xml")):
        end = b"-->" if start.startswith(b"<!--") else b"?>"
        start = start.partition(end)[2].lstrip()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _entry(item: Any, source: str) -> Entry:
    return Entry(
        source=source,
        guid=_text(item.get("id")),
        title=_text(item.get("title")),
        link=_text(item.get("link")),
        summary=_text(item.get("summary")) or _content(item),
        published=_moment(item.get("published_parsed") or item.get("updated_parsed") or item.get("created_parsed")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _content(item: Any) -> str:
    return next((_text(part.get("value")) for part in item.get("content") or ()), "")


def _moment(parts: Any) -> datetime | None:
    """Feedparser's UTC time tuple as a moment; None for what no calendar knows."""
    if not parts:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), tz=UTC)
    except (OverflowError, ValueError, OSError, TypeError):
        return None
