"""The demo: twelve Mondays in a row, each collected over real HTTP, judged and told; the last is delivered."""

import ipaddress
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.app import App, open_app
from pipeline.core.errors import InputError
from pipeline.core.model import Edition
from pipeline.core.weeks import HOUSE_ZONE, Week, span
from pipeline.demo import feeds
from pipeline.demo.server import DemoServer, serving
from pipeline.settings import Settings, read_settings
from pipeline.stages.collect import Collected

MARK = ".windwijzer-demo"
HOUR = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo came to."""

    sources: int
    signals: int
    weeks: int
    edition: Edition
    last: Collected
    outbox: Path


def show(home: Path, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Shown:
    """Runs the demo in the folder *home*, from nothing. InputError when the folder holds something else.

    *progress* is told the weeks done and the weeks in all.
    """
    _clear(home)
    weeks = tuple(span(feeds.FIRST, feeds.LAST))
    with serving(_monday(weeks[0])) as server:
        settings = _settings(home, server)
        signals = 0
        for number, week in enumerate(weeks, 1):
            server.clock = _monday(week)
            app = open_app(settings, server.clock)
            try:
                collected, edition = _live(app, week, last=week == weeks[-1])
            finally:
                app.close()
            signals += collected.new
            progress(number, len(weeks))
    return Shown(len(feeds.sources()), signals, len(weeks), edition, collected, home / "outbox")


def _live(app: App, week: Week, *, last: bool) -> tuple[Collected, Edition]:
    collected = app.collect()
    app.classify()
    edition = app.report(week)
    if last:
        app.deliver(edition)
    return collected, edition


def _clear(home: Path) -> None:
    if home.exists() and any(home.iterdir()) and not (home / MARK).exists():
        raise InputError(f"{home} holds something else; give the demo a folder of its own with --home")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / MARK).write_text("Made by `windwijzer demo`; it is emptied by the next one.\n", encoding="utf-8")


def _settings(home: Path, server: DemoServer) -> Settings:
    """The demo's own settings: nothing of the machine it runs on goes into its digest, and nothing is mailed."""
    listed = [
        {
            "id": source.id,
            "name": source.name,
            "url": server.address(source.id),
            "kind": source.kind,
            "lang": source.lang,
            "publisher": source.publisher,
        }
        for source in feeds.sources()
    ]
    path = home / "sources.json"
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return read_settings(
        home=home,
        sources=path,
        database_url=f"sqlite:///{home / 'windwijzer.db'}",
        zone=HOUSE_ZONE.key,
        allow_networks=(ipaddress.ip_network("127.0.0.0/8"),),
        recipients=(),
        smtp_host="",
        sender="windwijzer@demo.example",
    )


def _monday(week: Week) -> datetime:
    """Monday morning after a week."""
    local = week.end().astimezone(HOUSE_ZONE) + timedelta(hours=HOUR)
    return local.astimezone(UTC)
