"""Sources → what each gives at this moment: fetched, parsed and distilled, nothing stored."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from pipeline.core.answers import Failed, Fetched, FetchResult, SourceState
from pipeline.core.model import Signal, Source
from pipeline.feeds.about import About, about
from pipeline.feeds.parse import parse
from pipeline.news.distil import distil
from pipeline.news.text import plain, shorten
from pipeline.parallel import Map, serial
from pipeline.sources.relations import language
from pipeline.web.ask import FetchRequest

Fetch = Callable[[Sequence[FetchRequest]], Iterator[FetchResult]]
"""The way to the web, bound to its settings."""

FIRST = 5
"""Items that a probe shows."""

_LONGEST_TITLE = 300
_A_FEED = {SourceState.FETCHED, SourceState.EMPTY}
_EARLIEST = datetime.min.replace(tzinfo=UTC)


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
    dates = [s.dated for s in signals if s.dated]
    said = about(result.body, result.content_type, result.url) if parsed.state in _A_FEED else About()
    return Probe(
        source=source.id,
        url=result.url,
        state=parsed.state,
        message=parsed.message,
        items=parsed.items,
        undated=len(signals) - len(dates),
        newest=max(dates, default=None),
        seconds=result.seconds,
        title=shorten(plain(said.title[: 2 * _LONGEST_TITLE]), _LONGEST_TITLE),
        lang=language(said.language),
        moved=result.moved,
        first=tuple(sorted(signals, key=_age, reverse=True)[:FIRST]),
    )


def _age(signal: Signal) -> datetime:
    return signal.dated or _EARLIEST
