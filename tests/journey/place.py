"""One installation over weeks: an App per moment over one store, and a server whose answers change in between."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from pipeline.app import App, open_app
from pipeline.core.answers import SourceState
from pipeline.core.ledger import Event, EventKind, SourceLedger, Standing
from pipeline.core.model import Signal
from pipeline.parallel import serial
from pipeline.settings import read_settings
from pipeline.stages.collect import Collected
from pipeline.watch.health import Health
from tests.pipeline.kit import NOW, item, rss
from tests.servers import Answer, FeedServer

Moment = float
"""Hours since the first run."""


def at(hours: Moment) -> datetime:
    """The moment so many hours after the first run."""
    return NOW + timedelta(hours=hours)


def feed(numbers: Iterable[int | str], **headers: str) -> Answer:
    """A feed of items that are known by these numbers."""
    return Answer(200, rss(item(number) for number in numbers), {"Content-Type": "application/rss+xml"} | headers)


@dataclass
class Place:
    """A home with a sources file, and what happened in it."""

    folder: Path
    server: FeedServer
    addresses: dict[str, str] = field(default_factory=dict)

    def add(self, ident: str, answer: Answer | None = None, url: str = "") -> None:
        """A source that is asked at /IDENT, or elsewhere."""
        self.addresses[ident] = url or self.server.url(f"/{ident}")
        if answer is not None:
            self.server.answers[f"/{ident}"] = answer

    def app(self, hours: Moment) -> App:
        """The application at a moment, with the sources file as it is then."""
        listed = [{"id": i, "name": i, "url": url, "kind": "nieuws", "lang": "nl"} for i, url in self.addresses.items()]
        (self.folder / "sources.json").write_text(json.dumps(listed), encoding="utf-8")
        return replace(self._opened, now=at(hours))

    @cached_property
    def _opened(self) -> App:
        settings = read_settings(home=self.folder, sources=self.folder / "sources.json", allow_networks="127.0.0.0/8")
        return open_app(settings, NOW, serial)

    def close(self) -> None:
        """Lets go of the store."""
        self._opened.close()

    def collect(self, hours: Moment, *, due: bool = False, only: tuple[str, ...] = ()) -> Collected:
        """A run of `collect` at a moment."""
        return self.app(hours).collect(due=due, only=only)

    def told(self, hours: Moment) -> list[tuple[EventKind, str | None]]:
        """What a run at a moment tells: kinds of events, and of which source."""
        return [(event.kind, event.source) for event in self.collect(hours).events]

    def one(self, hours: Moment) -> SourceLedger:
        """What the one source gave in a run at a moment."""
        (ledger,) = self.collect(hours).sources
        return ledger

    def state(self, hours: Moment) -> SourceState:
        """The state of the one source in a run at a moment."""
        return self.one(hours).state

    def undo(self, ident: str, hours: Moment) -> tuple[str, ...]:
        """Takes back what was decided about a source."""
        return self.app(hours).undo(ident)

    def standing(self, ident: str) -> Standing:
        """How a source stands now."""
        return self._opened.store.standings.all()[ident]

    def health(self, ident: str, hours: Moment) -> Health:
        """How a source is doing at a moment."""
        return self.app(hours).health()[ident]

    def signals(self) -> list[Signal]:
        """Every signal."""
        store = self._opened.store
        return [signal for week in store.signals.weeks() for signal in store.signals.of_week(week)]

    def events(self) -> tuple[Event, ...]:
        """Everything that befell the sources, as the log keeps it."""
        return self._opened.store.events.since(at(-10_000))

    def asked(self, ident: str) -> int:
        """How often /IDENT was asked."""
        return len(self.server.asked[f"/{ident}"])
