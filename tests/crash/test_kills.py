"""A collecting run that is killed loses nothing and doubles nothing; the next one completes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.kit import Server, news_server, on_postgresql, on_sqlite

KILLS = 3
SEED = 20261124


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Feeds whose news changes."""
    with news_server() as running:
        yield running


def test_killed_on_sqlite(tmp_path: Path, server: Server) -> None:
    """At some random moments; `./run proof kills` does it a hundred times."""
    killed = list(on_sqlite(tmp_path, server, KILLS, SEED))
    assert {kill.differing for kill in killed} == {()}
    assert sum(kill.running for kill in killed) == KILLS


def test_killed_on_postgresql(tmp_path: Path, server: Server, postgres: str) -> None:
    """The same on the other engine."""
    killed = list(on_postgresql(tmp_path, server, postgres, KILLS, SEED))
    assert {kill.differing for kill in killed} == {()}
    assert sum(kill.running for kill in killed) == KILLS
