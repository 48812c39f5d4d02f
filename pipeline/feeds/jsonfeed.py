"""JSON Feed (jsonfeed.org, versions 1 and 1.1) → what a feed's items say. feedparser reads no JSON."""

import json
import re
from typing import Any
from urllib.parse import urljoin

from pipeline.core.model import Entry
from pipeline.feeds import blocks, dates

MOST_PARTS = 400_000
"""Commas and brackets in a document: more of them would fill the memory with tiny values."""
LONG_TEXT = 256 << 10
"""Characters kept of one text."""
SHORT_TEXT = 16 << 10
"""Characters kept of an id, a title or an address."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class NoJsonFeedError(Exception):
    """JSON, or nearly, but not a JSON Feed."""


def document(body: bytes) -> dict[str, Any]:
    """A JSON Feed as it stands there. NoJsonFeedError for any other document."""
    if sum(body.count(part) for part in (b",", b"[", b"{")) > MOST_PARTS:
        raise NoJsonFeedError(f"no feed: JSON of more than {MOST_PARTS} parts")
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NoJsonFeedError(f"no feed: not readable as JSON: {error}") from error
    if not isinstance(found, dict) or "jsonfeed.org" not in str(found.get("version", "")):
        raise NoJsonFeedError("no feed: JSON without the version of a JSON Feed")
    return found


def items(body: bytes) -> list[Any]:
    """The items of a JSON Feed as they stand there, objects or not. NoJsonFeedError for any other document."""
    listed = document(body).get("items")
    return listed if isinstance(listed, list) else []


def fingerprint(item: dict[str, Any]) -> bytes:
    """What an item is known by: the same for the same content, in whatever order and spacing it is written."""
    try:
        written = json.dumps(item, sort_keys=True, separators=(",", ":"))
    except RecursionError:  # what can be read can be too deep to be written
        written = repr(sorted(item))
    return blocks.fingerprint(written.encode())


def entry(item: dict[str, Any], source: str, url: str = "") -> Entry:
    """What an item says. Oversized texts are cut; a link without a host is resolved against *url*, that of the feed."""

    def text(*names: str, most: int = SHORT_TEXT) -> str:
        found = next((str(item[name]) for name in names if _says(item.get(name))), "")
        return found[:most] if found.isascii() and found.isprintable() else _sound(found[:most])

    return Entry(
        source=source,
        guid=text("id"),
        title=text("title"),
        link=_resolved(url, text("url", "external_url")),
        summary=text("summary", "content_text", "content_html", most=LONG_TEXT),
        published=dates.read(text("date_published")) or dates.read(text("date_modified")),
    )


def _says(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and bool(value)


def _resolved(url: str, link: str) -> str:
    if not url or not link or link.startswith(("https://", "http://")):
        return link
    try:
        return urljoin(url, link)
    except ValueError:
        return link


def _sound(text: str) -> str:
    """Without what no database takes: control characters and halves of surrogate pairs, which JSON may spell out."""
    return _CONTROL.sub("", text)
