"""Bodies of feeds that are odd, hostile or none at all, for the fault server."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from tests.pipeline.kit import NOW, THURSDAY, item, rss

SOUND = rss(item(f"goed-{number}", published=THURSDAY - timedelta(hours=number)) for number in range(12))
RSS = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/feed+json"}

_TOPICS = ("Brug gaat open", "Kat gered uit boom", "Nieuwe wijk getekend", "Markt verhuist", "Koor zoekt stem", "Dijk hoger")
_BOMB = b"<!DOCTYPE rss [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %s '%s'>" % (name, b"&%s;" % before * 12)
    for before, name in zip([b"a", b"b", b"c", b"d", b"e", b"f"], [b"b", b"c", b"d", b"e", b"f", b"g"], strict=True)
)


def _one(title: str, *, before: str = "", more: str = "") -> bytes:
    """A feed whose first item has this title, unescaped, and whose others are sound."""
    first = f"<item><title>{title}</title><link>https://nieuws.voorbeeld.nl/eerste</link>{more}</item>"
    return f"{before}<rss version='2.0'><channel><title>Proef</title>{first}{item(2)}{item(3)}</channel></rss>".encode()


def _same(change: str, numbers: Iterable[int] = range(6)) -> bytes:
    """A feed of items about different things that all have *change* in common."""
    topics = [
        "Brug gaat open",
        "Kat gered uit boom",
        "Nieuwe wijk getekend",
        "Markt verhuist",
        "Koor zoekt stemmen",
        "Dijk hoger",
    ]
    return rss(f"<item><title>{topics[n]}</title>{change.replace('{n}', str(n))}</item>" for n in numbers)


DOCUMENTS: dict[str, tuple[bytes, dict[str, str]]] = {
    "empty-body": (b"", RSS),
    "empty-feed": (rss([]), RSS),
    "html-page": (b"<!doctype html><html><title>Welkom</title><p>Accepteer onze cookies om verder te gaan.</html>", HTML),
    "html-as-rss": (b"<html><head><title>Onderhoud</title></head></html>", RSS),
    "not-a-feed": (b"Deze pagina is verhuisd.", {"Content-Type": "text/plain"}),
    "other-xml": (b"<?xml version='1.0'?><urlset><url><loc>https://voorbeeld.nl/</loc></url></urlset>", RSS),
    "other-json": (b'{"berichten": []}', {"Content-Type": "application/json"}),
    "binary": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, {"Content-Type": "image/png"}),
    "broken-xml": (b"<rss version='2.0'><channel><title>Proef</tit", RSS),
    "cut-off-xml": (SOUND[: len(SOUND) // 2], RSS),
    "entity-bomb": (_one("&g;", before=(_BOMB + b"]>").decode()), RSS),
    "xxe": (_one("&x;", before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), RSS),
    "nul-bytes": (SOUND.replace(b"Bericht", b"Be\0richt"), RSS),
    "nuls-only": (b"\0" * 5000, RSS),
    "huge-title": (_one("lang " * 2_000_000), RSS),
    "deep-nesting": (_one("", more="<description>" + "<b>" * 100_000 + "</description>"), RSS),
    "deep-channel": (b"<rss version='2.0'><channel>" + b"<x>" * 100_000 + item(1).encode() + b"</channel></rss>", RSS),
    "all-undated": (rss(item(f"u{n}", published=None) for n in range(6)), RSS),
    "years-old": (rss(item(f"o{n}", published=NOW - timedelta(days=5 * 365 + 30 + n)) for n in range(6)), RSS),
    "absurd-dates": (
        rss(item(f"a{n}", published=datetime(year, 1, 2, tzinfo=UTC)) for n, year in enumerate((1970, 2090))),
        RSS,
    ),
    "too-many-items": (rss(item(f"m{n}") for n in range(2100)), RSS),
    "one-bad-entry": (_same("<link>https://voorbeeld.nl/{n}</link>").replace(b"Markt verhuist", b"<b>" * 300), RSS),
    "no-text": (rss([item(1, title=""), item(2, title="  "), item(3)]), RSS),
    "repeated-guids": (_same("<guid isPermaLink='false'>1</guid><link>https://voorbeeld.nl/{n}</link>"), RSS),
    "repeated-links": (_same("<guid isPermaLink='false'>{n}</guid><link>https://voorbeeld.nl/</link>"), RSS),
    "repeated-items": (rss([item(1), item(1), item(2), item(1)]), RSS),
    "bad-links": (_same("<link>javascript:alert({n})</link>"), RSS),
    "json-feed": (
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "Brug gaat open"}]}).encode(),
        JSON,
    ),
    "wrong-charset": (
        rss([item(1, title="Café zoekt kok")]).decode().encode("cp1252"),
        {"Content-Type": "application/rss+xml; charset=utf-8"},
    ),
}
