"""Feeds, sources and stores for tests of the stages."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from ipaddress import ip_network
from typing import Any

from db.open import Store
from pipeline.core.model import Source
from pipeline.core.weeks import HOUSE_ZONE
from pipeline.parallel import serial
from pipeline.stages.collect import Collected, collect
from pipeline.web.ask import FetchLimits
from pipeline.web.fetch import fetch

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


LIMITS = FetchLimits(deadline=10, workers=4, attempts=1)
"""One attempt: what is refused or cut off is told apart without waiting for another."""


def item(number: int | str, *, title: str | None = None, published: datetime | None = THURSDAY) -> str:
    """One item of an RSS feed; without a title it says nothing."""
    named = f"Bericht {number} van het loket" if title is None else title
    date = f"<pubDate>{format_datetime(published)}</pubDate>" if published else ""
    return f"<item><title>{escape(named)}</title><link>https://nieuws.voorbeeld.nl/{number}</link>{date}</item>"


def rss(items: Iterable[str]) -> bytes:
    """An RSS feed."""
    return f"<rss version='2.0'><channel><title>Proef</title>{''.join(items)}</channel></rss>".encode()


def source(ident: str, url: str | None, **given: Any) -> Source:
    """A source that is asked at *url*."""
    return Source(**({"id": ident, "name": ident, "url": url, "kind": "media", "lang": "nl", "publisher": ident} | given))


def collected(store: Store, sources: Iterable[Source], now: datetime = NOW) -> Collected:
    """A collecting run over real connections, loopback allowed."""
    return collect(
        tuple(sources),
        store=store,
        fetch=lambda requests, waits: fetch(
            requests, waits=waits, now=now, allowed=(ip_network("127.0.0.0/8"),), limits=LIMITS
        ),
        map_=serial,
        now=now,
        zone=HOUSE_ZONE,
    )


def stored(store: Store) -> Iterator[tuple[str, str, str]]:
    """Every signal: (source, title, week)."""
    for week in store.signals.weeks():
        for signal in store.signals.of_week(week):
            yield signal.source, signal.title, str(week)
