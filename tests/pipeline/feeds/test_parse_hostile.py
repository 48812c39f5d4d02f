"""Hostile documents cost neither time nor memory, each ends in a clear state, and honest ones are read."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.feeds.hostile import BODIES
from tests.servers import FeedServer

pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="measures memory with Linux's /proc")
REFUSED = {
    "depth of the frame": "unparsable",
    "tags of the frame": "unparsable",
    "laughs": "unparsable",
    "laughs in UTF-16": "unparsable",
    "laughs within themselves": "unparsable",
    "quadratic": "unparsable",
    "external file": "unparsable",
    "external public": "unparsable",
    "external parameter": "unparsable",
    "parameter in parameter": "unparsable",
    "late type": "unparsable",
    "blank lines": "unparsable",
    "blank lines within the type": "unparsable",
    "declaration": "not-a-feed",
    "open comments": "empty",
    "zeros": "not-a-feed",
    "zeros within": "not-a-feed",
    "a page": "html",
    "tags of no feed": "unparsable",
    "JSON of nothings": "not-a-feed",
    "JSON without end": "not-a-feed",
}
BROKEN = ["namespaces", "depth", "depth without end", "tags", "many CDATA"]
SWALLOWED = ["open CDATA", "items", "items within items", "open quotes", "one long line"]
HEAVY = ["tags spread"]
HONEST = sorted(name for name in BODIES if name.startswith("honest"))


def measured(name: str, url: str = "http://127.0.0.1:1/") -> dict[str, Any]:
    """What reading a body gave and cost, in a process of its own."""
    command = [sys.executable, "-m", "tests.pipeline.feeds.hostile", name, url]
    # without what counts lines for coverage, which doubles the time
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    folder = Path(__file__).parents[3]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=folder, env=plain)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def cheap(found: dict[str, Any], seconds: float = 1, megabytes: float = 50) -> None:
    """Reading cost less than this."""
    assert found["seconds"] < seconds
    assert found["above"] < megabytes


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused(name: str) -> None:
    """What is no feed, or an attack as a whole, is refused in under a second and 50 MB, and says why."""
    found = measured(name)
    assert (found["state"], found["entries"]) == (REFUSED[name], 0)
    assert found["message"]
    cheap(found)


@pytest.mark.parametrize("name", sorted(set(BODIES) - set(REFUSED) - set(SWALLOWED) - set(HEAVY) - set(HONEST)))
def test_cut(name: str) -> None:
    """An entry with too much is cut, or left out and counted; the entry after it is read, within the same bounds."""
    found = measured(name)
    assert (found["state"], found["good"], found["cut"]) == ("fetched", True, 0)
    assert found["broken"] == (1 if name in BROKEN else 0)
    assert bool(found["message"]) == (name in BROKEN)
    assert found["longest"] <= 16 << 10
    cheap(found)


@pytest.mark.parametrize("name", SWALLOWED)
def test_swallowed(name: str) -> None:
    """A document without its ends, or with far too many items, gives what it can within the same bounds."""
    found = measured(name)
    assert found["state"] == "fetched"
    assert found["entries"] + found["cut"] + found["broken"] >= 1
    cheap(found)


def test_thousands_of_tags_in_every_item() -> None:
    """When all items together have too many tags, the first are read and the others counted."""
    found = measured("tags spread")
    assert (found["state"], found["entries"] + found["broken"], found["good"]) == ("fetched", 1501, True)
    assert found["broken"] > 1000
    cheap(found, seconds=3)


@pytest.mark.parametrize("name", HONEST)
def test_honest_feeds_of_fifteen_megabytes(name: str) -> None:
    """The largest honest feed, also one of which every item needs feedparser, takes under 10 s and 200 MB."""
    found = measured(name)
    assert (found["state"], found["entries"], found["broken"]) == ("fetched", 2000, 0)
    assert found["bytes"] > 15_600_000
    cheap(found, seconds=10, megabytes=200)


@pytest.mark.parametrize("name", ["external file", "external public", "external parameter", "external type", "late type"])
def test_nobody_is_asked(name: str, feed_server: FeedServer, tmp_path: Path) -> None:
    """What a document type names is never fetched or opened, from the web nor from the disk."""
    assert "zeehond" not in json.dumps(measured(name, feed_server.url("/x.dtd")))
    assert not feed_server.asked
    secret = tmp_path / "wachtwoord"
    secret.write_text("zeehond")
    assert "zeehond" not in json.dumps(measured(name, secret.as_uri()))
