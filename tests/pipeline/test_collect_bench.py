"""The modes of `bench/collect.py`, small and without a clock: what the server does, and what collect makes of it."""

import json
import shutil
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.app import App, open_app
from pipeline.settings import read_settings

SERVER = Path(__file__).parents[2] / "bench" / "collect_server.py"
MONDAY = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
FEEDS = 60
ITEMS = 34 * FEEDS
NEW = 204
"""In the second week a tenth is new."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The address of the bench's server, in a process of its own."""
    with subprocess.Popen(
        [sys.executable, SERVER, str(FEEDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()


@pytest.fixture(scope="module")
def cold(tmp_path_factory: pytest.TempPathFactory, base: str) -> Path:
    """A home after the first run: the first week is stored."""
    home = tmp_path_factory.mktemp("cold")
    entries = (f"- {{id: bron-{n}, name: Bron {n}, url: '{base}/feed/{n}', kind: nieuws, lang: nl}}\n" for n in range(FEEDS))
    (home / "sources.yaml").write_text("".join(entries))
    assert collected(home, base, "/week/1", 0) == ({"fetched": FEEDS}, ITEMS, {"200": FEEDS})
    return home


@pytest.fixture
def home(tmp_path: Path, cold: Path) -> Path:
    """A home of the test's own, after the first run."""
    return shutil.copytree(cold, tmp_path / "home")


def collected(home: Path, base: str, path: str, days: int) -> tuple[dict[str, int], int, dict[str, int]]:
    """One run some days after the first: sources by state, signals stored, and the server's answers by status."""
    asked(base, path)
    app = opened(home, days)
    try:
        found = app.collect()
        stored = [s for week in app.store.signals.weeks() for s in app.store.signals.of_week(week)]
    finally:
        app.close()
    for ledger in found.sources:
        assert ledger.entries == ledger.new + ledger.known + sum(ledger.dropped.values())
    assert len({s.url for s in stored}) == len(stored)
    told = asked(base, "/counts")
    assert told["feeds"] == FEEDS
    return Counter(ledger.state.value for ledger in found.sources), len(stored), told["counts"]


def opened(home: Path, days: int) -> App:
    """Windwijzer in this process alone, allowed to ask this machine."""
    settings = read_settings(home=home, sources=home / "sources.yaml", allow_networks="127.0.0.0/8", workers=1)
    return open_app(settings, MONDAY + timedelta(days))


def asked(base: str, path: str) -> dict:
    """What the server says to a word of control."""
    with urllib.request.urlopen(base + path) as answer:
        return json.load(answer)


def test_not_modified_everywhere_adds_nothing(home: Path, base: str) -> None:
    """A day later every server says that nothing changed, and every source is heard."""
    assert collected(home, base, "/week/1", 1) == ({"not-modified": FEEDS}, ITEMS, {"304": FEEDS})


def test_the_same_bytes_everywhere_are_recognised(home: Path, base: str) -> None:
    """Servers that always send everything are recognised by the bytes, though their validators were told."""
    assert collected(home, base, "/same", 1) == ({"unchanged": FEEDS}, ITEMS, {"200": FEEDS})


def test_a_week_later_only_the_tenth_that_is_new_is_added(home: Path, base: str) -> None:
    """Every feed has three or four new items, and each of them is a signal once; a second run adds nothing."""
    assert collected(home, base, "/week/2", 7) == ({"fetched": FEEDS}, ITEMS + NEW, {"200": FEEDS})
    assert collected(home, base, "/week/2", 8) == ({"not-modified": FEEDS}, ITEMS + NEW, {"304": FEEDS})
