"""The journey on real weeks of Dutch news, as they stood in 2019; skipped where those are absent."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.home import Home, command
from tests.servers import FeedServer

FIRST_MONDAY = datetime.fromisoformat("2019-04-22T07:00+02:00")
WEEKS = 2
"""How many of the twelve Mondays this short form takes; `./run proof replay` takes all."""


@pytest.fixture
def replay(shared: Path) -> Iterator[str]:
    """The address of the server that shows real weeks."""
    server = subprocess.Popen(
        [sys.executable, shared / "replay" / "serve.py", "--window", "2000", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip().removesuffix("/sources.json")
    finally:
        server.terminate()
        server.wait(timeout=10)
        server.stdout.close()


@pytest.mark.slow
def test_mondays_in_a_row(replay: str, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Monday tells the week that just ended, once; a second run changes nothing; each signal is in one week."""
    monkeypatch.setenv("WINDWIJZER_ALLOW_NETWORKS", "127.0.0.0/8")
    (tmp_path / "models").symlink_to(models)
    with FeedServer() as unused:
        home = Home(tmp_path, unused)
        with urllib.request.urlopen(f"{replay}/sources.json") as listed:
            (tmp_path / "sources.json").write_bytes(listed.read())
        told: dict[str, str] = {}
        for number in range(WEEKS):
            monday = (FIRST_MONDAY + timedelta(weeks=number)).isoformat()
            urllib.request.urlopen(urllib.request.Request(f"{replay}/clock", data=monday.encode(), method="PUT")).close()
            ran = home.command("run", "--json", now=monday)
            assert ran.code == 0, ran.err
            week = f"2019-W{16 + number}"
            assert [e["week"] for e in ran.json["editions"]] == [week]
            told[week] = home.command("digest", "--week", week, "--format", "html", now=monday).out
            again = home.command("run", "--json", now=monday)
            assert (again.code, again.json["collect"]["new"], again.json["editions"]) == (0, 0, [])
            for earlier, page in told.items():
                assert home.command("digest", "--week", earlier, "--format", "html", now=monday).out == page
        every = [s["id"] for week in range(14, 19) for s in _signals(home, f"2019-W{week}")]
    assert len(every) == len(set(every)) > 5000
    counts = json.loads(home.command("digest", "--week", "2019-W16", "--json").out)["counts"]
    assert counts["signals"] == len(_signals(home, "2019-W16"))
    assert command("--home", str(tmp_path), "status", "--json").json["weeks"][0]["edition"] is None


def _signals(home: Home, week: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = home.command("signals", "list", "--week", week, "--json").json
    return found
