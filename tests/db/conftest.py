"""One store, twice: whatever holds for it must hold on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from db.open import Store, open_store
from tests.db.nouns import NOW, source


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the test's own, with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'windwijzer.db'}"
        return
    server: str = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        # as on a server in Amsterdam or beyond: what comes back must be UTC all the same
        connection.execute(f"ALTER DATABASE {name} SET timezone TO 'Pacific/Kiritimati'".encode())
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open store with two sources, "meeuw" and "uil"."""
    opened = open_store(url)
    opened.sources.save([source("meeuw"), source("uil")], NOW)
    yield opened
    opened.close()


@pytest.fixture
def run(store: Store) -> int:
    """A collecting run under way."""
    return store.runs.begin("collect", NOW)
