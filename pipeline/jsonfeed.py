"""JSON Feed (jsonfeed.org, versions 1 and 1.1) → what a feed's items say. feedparser reads no JSON."""

import json
from datetime import UTC, datetime
from typing import Any

from pipeline.core.model import Entry


class NoJsonFeedError(Exception):
    """JSON, or nearly, but not a JSON Feed."""


def entries(body: bytes, source: str) -> tuple[Entry, ...]:
    """The items of a JSON Feed. Items that are no objects are passed over. NoJsonFeedError for any other document."""
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NoJsonFeedError(f"no feed: not readable as JSON: {error}") from error
    if not isinstance(found, dict) or "jsonfeed.org" not in str(found.get("version", "")):
        raise NoJsonFeedError("no feed: JSON without the version of a JSON Feed")
    items = found.get("items")
    return tuple(_entry(item, source) for item in items if isinstance(item, dict)) if isinstance(items, list) else ()


def _entry(item: dict[str, Any], source: str) -> Entry:
    def text(*names: str) -> str:
        return next((str(item[name]) for name in names if isinstance(item.get(name), str | int) and item[name]), "")

    return Entry(
        source=source,
        guid=text("id"),
        title=text("title"),
        link=text("url", "external_url"),
        summary=text("summary", "content_text", "content_html"),
        published=_moment(text("date_published", "date_modified")),
    )


def _moment(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
