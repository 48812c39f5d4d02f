"""Fixtures of the journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.place import Place
from tests.servers import FeedServer


@pytest.fixture
def place(tmp_path: Path, feed_server: FeedServer) -> Iterator[Place]:
    """An installation without sources."""
    made = Place(tmp_path, feed_server)
    yield made
    made.close()
