"""A home for commands."""

from pathlib import Path

import pytest

from tests.cli.home import Home, make_home
from tests.servers import FeedServer


@pytest.fixture
def home(tmp_path: Path, feed_server: FeedServer, models: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with two sources on a loopback server, and settings that allow it."""
    monkeypatch.setenv("WINDWIJZER_ALLOW_NETWORKS", "127.0.0.0/8")
    monkeypatch.chdir(tmp_path)
    return make_home(tmp_path, feed_server, models)
