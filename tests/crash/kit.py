"""Collecting runs that are killed: a server whose news changes, a run in a process of its own, and what must hold after it."""

import ipaddress
import json
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import text

from db.engine import reading
from db.open import open_store
from pipeline.app import open_app
from pipeline.settings import Settings, read_settings
from tests.postgres import fresh_database

FEEDS, ITEMS = 80, 12
FIRST = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
SECOND = FIRST + timedelta(days=7)
THIRD = SECOND + timedelta(hours=1)
SLOW = 0.02
"""Seconds that the server takes at most for an answer, so that a run has moments to be killed at."""


@dataclass(frozen=True)
class Server:
    """Where the feeds are, and the switch from the first week's news to the second's."""

    port: int
    week: Any


@contextmanager
def news_server() -> Iterator[Server]:
    """Feeds in a process of their own."""
    context = multiprocessing.get_context("fork")
    week, port = context.Value("i", 1), context.Value("i", 0)
    process = context.Process(target=_serve, args=(week, port), daemon=True)
    process.start()
    while not port.value:
        time.sleep(0.01)
    try:
        yield Server(port.value, week)
    finally:
        process.kill()
        process.join()


def settings(folder: Path, server: Server, url: str) -> Settings:
    """Settings for a home with all the feeds of *server* and the database *url*."""
    entries = [
        {
            "id": f"bron-{n}",
            "name": f"Bron {n}",
            "kind": "nieuws",
            "lang": "nl",
            "url": f"http://127.0.0.1:{server.port}/{n}",
        }
        for n in range(FEEDS)
    ]
    (folder / "sources.json").write_text(json.dumps(entries), encoding="utf-8")
    loopback = (ipaddress.ip_network("127.0.0.0/8"),)
    return read_settings(home=folder, sources=folder / "sources.json", database_url=url, allow_networks=loopback)


def collect(given: Settings, now: datetime) -> int:
    """A whole run; the number of new signals."""
    with closing(open_app(given, now)) as app:
        return app.collect().new


def killed_run(given: Settings, now: datetime, after: float) -> bool:
    """A run that is killed (SIGKILL) so many seconds after it began; whether it was still running then."""
    # neither a fork, which would share our own pool of workers, nor a program that has to load everything first
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipeline.app", "tests.crash.kit"])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(given, now, there))
    process.start()
    here.recv()
    process.join(after)
    alive = process.is_alive()
    if alive and process.pid:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    _wait_for_workers(process.pid or 0)
    return alive


def _wait_for_workers(session: int) -> None:
    """Workers of a run that was killed must end by themselves. AssertionError when one is left after a minute.

    One that is still starting ends when it has: on a busy machine that takes seconds.
    """
    for _ in range(1200):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("workers outlive the run that was killed")


@dataclass(frozen=True)
class Kill:
    """One run that was killed: when, whether it was still running, and what came out otherwise (nothing, if all is well)."""

    after: float
    running: bool
    differing: tuple[str, ...]


def on_sqlite(folder: Path, server: Server, kills: int, seed: int) -> Iterator[Kill]:
    """Kills so many runs of the second week before they have ended, each in a copy of the first week's database."""
    first = folder / "first"
    first.mkdir()
    server.week.value = 1
    collect(settings(first, server, f"sqlite:///{first / 'windwijzer.db'}"), FIRST)

    def copies() -> Generator[tuple[Path, str], None, None]:
        for number in count():
            copy = folder / f"copy-{number}"
            shutil.copytree(first, copy)
            yield copy, f"sqlite:///{copy / 'windwijzer.db'}"
            shutil.rmtree(copy)

    with closing(copies()) as each:
        yield from _kills(each, server, kills, seed)


def on_postgresql(folder: Path, server: Server, postgres: str, kills: int, seed: int) -> Iterator[Kill]:
    """The same on PostgreSQL."""
    server.week.value = 1
    with fresh_database(postgres, "first") as url:
        collect(settings(folder, server, url), FIRST)

        def copies() -> Generator[tuple[Path, str], None, None]:
            for number in count():
                with fresh_database(postgres, f"copy-{number}", "first") as copied:
                    yield folder, copied

        with closing(copies()) as each:
            yield from _kills(each, server, kills, seed)


def _kills(copies: Iterator[tuple[Path, str]], server: Server, kills: int, seed: int) -> Iterator[Kill]:
    """In the first copy nothing is killed: that is what must come out. Then one kill in each copy.

    A kill that comes when its run has ended is yielded, but does not count as one of *kills*. AssertionError when most do.
    """
    server.week.value = 2
    folder, url = next(copies)
    given = settings(folder, server, url)
    began = time.perf_counter()
    if not collect(given, SECOND):
        raise AssertionError("the second week brought nothing")
    seconds = time.perf_counter() - began
    collect(given, THIRD)
    expected = stored(url)
    if expected["running"] or expected["unaccounted"]:
        raise AssertionError("a run that nobody killed leaves something open")
    chance = random.Random(seed)
    fell = tried = 0
    while fell < kills:
        if tried > 2 * fell + 10:
            raise AssertionError(f"of {tried} kills only {fell} came before the run had ended")
        folder, url = next(copies)
        given = settings(folder, server, url)
        after = chance.random() * seconds
        running = killed_run(given, SECOND, after)
        collect(given, THIRD)
        found = stored(url)
        tried, fell = tried + 1, fell + running
        yield Kill(after, running, tuple(name for name in expected if found[name] != expected[name]))


def stored(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that must come out the same, however often a run was killed on the way."""
    questions = {
        "signals": "SELECT id, source, title, week, week_reason FROM signals ORDER BY id",
        "items": "SELECT source, signal, guid, words FROM items ORDER BY source, signal",
        "versions": "SELECT signal, version, title FROM signal_versions ORDER BY signal, version",
        "blocks": "SELECT source, blocks, body_hash, failures FROM standings ORDER BY source",
        "coverage": "SELECT week, source, gap, round(CAST(heard AS numeric), 6) FROM coverage ORDER BY week, source",
        "running": "SELECT kind FROM runs WHERE ended IS NULL",
        "unaccounted": "SELECT run, source FROM fetches WHERE new < 0 OR known < 0 OR entries < new + known",
    }
    with closing(open_store(url)) as store, reading(store.engine) as connection:
        found = {name: [tuple(row) for row in connection.execute(text(asked))] for name, asked in questions.items()}
    found["blocks"] = [(source, _set_of(blocks), *rest) for source, blocks, *rest in found["blocks"]]
    found["coverage"] = [(week, source, bool(gap), float(heard)) for week, source, gap, heard in found["coverage"]]
    return found


def _set_of(blocks: bytes) -> frozenset[bytes]:
    return frozenset(bytes(blocks)[at : at + 8] for at in range(0, len(blocks), 8))


def _run(given: Settings, now: datetime, began: Connection) -> None:
    os.setsid()
    with closing(open_app(given, now)) as app:
        began.send(None)
        app.collect()


def _serve(week: Any, port: Any) -> None:
    chance = random.Random(1)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Tests speak for themselves."""

        def do_GET(self) -> None:
            time.sleep(chance.random() * SLOW)
            body = _feed(int(self.path[1:]), week.value)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that was killed is what this is about
    port.value = server.server_port
    server.serve_forever()


def _feed(number: int, week: int) -> bytes:
    """A dozen items; in the second week a third of them is new, two have another headline, and one is also a neighbour's."""
    first = 0 if week == 1 else ITEMS // 3
    items = []
    for n in range(first, first + ITEMS):
        shared = n == ITEMS - 1
        owner = number // 2 if shared else number
        changed = week == 2 and n in {first, first + 1}
        title = f"Loket {owner} meldt punt {n}" + (" opnieuw, met uitleg" if changed else "")
        date = FIRST - timedelta(days=5) + timedelta(hours=n) + (timedelta(days=7) if n >= ITEMS else timedelta(0))
        items.append(
            f"<item><guid>{owner}-{n}</guid><link>https://bron{'' if shared else number}.voorbeeld.nl/{owner}/{n}</link>"
            f"<title>{title}</title><description>Wat het loket van wijk {owner} bij punt {n} te zeggen heeft.</description>"
            f"<pubDate>{format_datetime(date)}</pubDate></item>"
        )
    return f"<rss version='2.0'><channel><title>Bron {number}</title>{''.join(items)}</channel></rss>".encode()
