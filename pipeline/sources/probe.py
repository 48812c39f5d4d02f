"""Sources → what each gives at this moment: fetched, parsed and distilled, nothing stored."""

import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import feedparser

from pipeline.core.model import Failed, Fetched, FetchResult, Signal, Source, SourceState, WeekReason
from pipeline.feeds.parse import parse
from pipeline.news.distil import distil
from pipeline.news.text import plain, shorten
from pipeline.parallel import Map, serial
from pipeline.web.ask import FetchRequest

Fetch = Callable[[Sequence[FetchRequest]], Iterator[FetchResult]]
"""The way to the web, bound to its settings."""

FIRST = 5
"""Items that a probe shows."""

_HEAD = 16 << 10
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_LANG = re.compile(r"[a-z]{2,3}")
_LONGEST_TITLE = 300
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_BELIEVED = {WeekReason.PUBLISHED, WeekReason.LATE}


@dataclass(frozen=True, slots=True)
class Probe:
    """What one source gave. *undated* counts the items without a date that can be believed, *newest* is of the others.

    *url* is where the body was found in the end, *moved* where the server says the feed went for good. *title* and *lang*
    (two or three small letters) are what the feed says of itself, "" when it does not. *first* are its newest items.
    """

    source: str
    url: str
    state: SourceState
    message: str
    items: int
    undated: int
    newest: datetime | None
    seconds: float
    title: str = ""
    lang: str = ""
    moved: str = ""
    first: tuple[Signal, ...] = ()

    @property
    def is_feed(self) -> bool:
        """Whether it can be read as a feed, if only as an empty one."""
        return self.state is SourceState.FETCHED or (self.state is SourceState.EMPTY and bool(self.title))


@dataclass(frozen=True, slots=True)
class ToProbe:
    """A result with what a worker needs to look into it."""

    result: FetchResult
    source: Source
    zone: tzinfo


def probe(sources: Sequence[Source], *, fetch: Fetch, zone: tzinfo, map_: Map = serial) -> Iterator[Probe]:
    """Asks each source that has an address once, also a disabled one, and yields what it gave as the answers come."""
    asked = {source.id: source for source in sources if source.url}
    results = fetch([FetchRequest(source.id, source.url or "") for source in asked.values()])
    return map_(examine, (ToProbe(result, asked[result.source], zone) for result in results))


def examine(given: ToProbe) -> Probe:
    """Looks into one result. Never raises; runs in a worker."""
    result, source = given.result, given.source
    if not isinstance(result, Fetched):
        state, message = SourceState.NOT_MODIFIED, ""
        if isinstance(result, Failed):
            state, message = result.state, result.message
        return Probe(source.id, source.url or "", state, message, 0, 0, None, result.seconds)
    parsed = parse(result.body, source=source.id, content_type=result.content_type, url=result.url)
    found = (distil(entry, source, seen=result.moment, zone=given.zone) for entry in parsed.entries)
    signals = [signal for signal in found if not isinstance(signal, str)]
    dates = [s.published for s in signals if s.published and s.week_reason in _BELIEVED]
    title, lang = _head(result) if parsed.state in {SourceState.FETCHED, SourceState.EMPTY} else ("", "")
    return Probe(
        source=source.id,
        url=result.url,
        state=parsed.state,
        message=parsed.message,
        items=len(parsed.entries) + parsed.cut,
        undated=len(signals) - len(dates),
        newest=max(dates, default=None),
        seconds=result.seconds,
        title=title,
        lang=lang,
        moved=result.moved,
        first=tuple(sorted(signals, key=_age, reverse=True)[:FIRST]),
    )


def _age(signal: Signal) -> datetime:
    return signal.published if signal.published and signal.week_reason in _BELIEVED else _EARLIEST


def _head(result: Fetched) -> tuple[str, str]:
    """The title and the language of a feed, read from what stands before its first item."""
    if result.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        found = json.loads(result.body.decode("utf-8-sig"))
    else:
        head = _ITEM.split(result.body[:_HEAD], maxsplit=1)[0]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                found = feedparser.parse(io.BytesIO(head), response_headers={"content-type": result.content_type}).feed
        except Exception:  # noqa: BLE001 half a document may trip it over anything, and a title is not worth a feed
            found = {}
    title, lang = (str(found.get(name) or "") for name in ("title", "language"))
    lang = re.split("[-_]", lang.strip().lower(), maxsplit=1)[0]
    return shorten(plain(title[: 2 * _LONGEST_TITLE]), _LONGEST_TITLE), lang if _LANG.fullmatch(lang) else ""
