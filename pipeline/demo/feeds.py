"""The demo's items, drawn as feeds the way real ones come: RSS, RDF, Atom, JSON Feed, with their quirks."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from email.utils import format_datetime
from functools import cache
from html import escape
from pathlib import Path

import yaml

from pipeline.core.weeks import HOUSE_ZONE, Week

FOLDER = Path(__file__).with_name("feeds")
LISTED = Path(__file__).with_name("sources.yaml")
WINDOW = 25
"""Items that a feed shows at most."""
FIRST, LAST = Week(2026, 36), Week(2026, 47)


@dataclass(frozen=True, slots=True)
class DemoSource:
    """An invented source: how it is served."""

    id: str
    name: str
    kind: str
    lang: str
    publisher: str
    format: str
    quirk: str


@dataclass(frozen=True, slots=True)
class DemoItem:
    """One invented item."""

    title: str
    summary: str
    link: str
    published: datetime


@cache
def sources() -> tuple[DemoSource, ...]:
    """Every source of the demo."""
    listed = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    return tuple(
        DemoSource(e["id"], e["name"], e["kind"], e["lang"], e.get("publisher", e["name"]), e["format"], e.get("quirk", ""))
        for e in listed
    )


@cache
def items(source: str) -> tuple[DemoItem, ...]:
    """The items of a source, oldest first."""
    lines = (FOLDER / f"{source}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [_item(source, json.loads(line)) for line in lines if line.strip()]
    return tuple(sorted(found, key=lambda item: item.published))


def shown(source: str, clock: datetime) -> tuple[DemoItem, ...]:
    """What the feed of a source shows at *clock*, newest first."""
    past = [item for item in items(source) if item.published <= clock]
    return tuple(past[-WINDOW:][::-1])


def draw(source: DemoSource, listed: Sequence[DemoItem]) -> tuple[bytes, str]:
    """The feed as bytes, and its content type."""
    if source.format == "json":
        return _json_feed(source, listed), "application/feed+json"
    if source.format == "atom":
        return _atom(source, listed).encode(), "application/atom+xml"
    if source.format == "rdf":
        return _rdf(source, listed).encode(), "application/rdf+xml"
    encoding = "iso-8859-1" if source.quirk == "latin-1" else "utf-8"
    return _rss(source, listed, encoding).encode(encoding, "xmlcharrefreplace"), f"application/rss+xml; charset={encoding}"


def _item(source: str, line: dict[str, str | int]) -> DemoItem:
    week, day = Week.parse(str(line["week"])), int(line["day"])
    at = datetime.combine(week.days()[day - 1], time.fromisoformat(str(line["time"])), tzinfo=HOUSE_ZONE)
    title = str(line["title"])
    return DemoItem(
        title, str(line["summary"]), f"https://www.{source}.example/{at:%Y/%m/%d}/{_slug(title)}", at.astimezone(UTC)
    )


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80]


def _rss(source: DemoSource, listed: Sequence[DemoItem], encoding: str) -> str:
    parts = [
        f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0"><channel><title>{escape(source.name)}</title>',
        f"<link>https://www.{source.id}.example/</link><description/><language>{source.lang}</language>",
    ]
    for number, item in enumerate(listed):
        link = item.link + (f"?utm_source=rss&utm_medium=feed&utm_content={number}" if source.quirk == "trackers" else "")
        date = "" if source.quirk == "undated" else f"<pubDate>{format_datetime(item.published)}</pubDate>"
        parts.append(
            f"<item><title>{escape(item.title)}</title><link>{escape(link)}</link><guid>{escape(item.link)}</guid>"
            f"{date}<description>{escape(item.summary)}</description></item>"
        )
    return "\n".join([*parts, "</channel></rss>"])


def _rdf(source: DemoSource, listed: Sequence[DemoItem]) -> str:
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"',
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">',
        f'<channel rdf:about="https://www.{source.id}.example/"><title>{escape(source.name)}</title>',
        f"<link>https://www.{source.id}.example/</link><description/></channel>",
    ]
    parts += [
        f'<item rdf:about="{escape(item.link)}"><title>{escape(item.title)}</title><link>{escape(item.link)}</link>'
        f"<description>{escape(item.summary)}</description><dc:date>{item.published.isoformat()}</dc:date></item>"
        for item in listed
    ]
    return "\n".join([*parts, "</rdf:RDF>"])


def _atom(source: DemoSource, listed: Sequence[DemoItem]) -> str:
    updated = listed[0].published if listed else FIRST.start()
    parts = [
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{source.lang}">',
        f"<title>{escape(source.name)}</title><id>urn:demo:{source.id}</id><updated>{updated.isoformat()}</updated>",
    ]
    parts += [
        f'<entry><title type="html">{escape(item.title)}</title><link href="{escape(item.link)}"/><id>{escape(item.link)}</id>'
        f'<published>{item.published.isoformat()}</published><summary type="html">{escape(item.summary)}</summary></entry>'
        for item in listed
    ]
    return "\n".join([*parts, "</feed>"])


def _json_feed(source: DemoSource, listed: Sequence[DemoItem]) -> bytes:
    found = [
        {
            "id": item.link,
            "url": item.link,
            "title": item.title,
            "content_html": item.summary,
            "date_published": item.published.isoformat(),
        }
        for item in listed
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": source.name, "language": source.lang, "items": found}
    return json.dumps(feed, ensure_ascii=False).encode()
