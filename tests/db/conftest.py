"""One store, twice: whatever holds for it must hold on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from uuid import uuid4

import psycopg
import pytest

from db.engine import writing
from db.open import Store, open_store
from db.tables import metadata
from tests.db.nouns import NOW, source

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the test's own, with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'windwijzer.db'}"
        return
    with _database(request.getfixturevalue("postgres")) as made:
        yield made


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open store that holds two sources, "meeuw" and "uil", and nothing else."""
    if request.param == "sqlite":
        copyfile(request.getfixturevalue("sqlite_made_ready"), tmp_path / "windwijzer.db")
        opened = open_store(f"sqlite:///{tmp_path / 'windwijzer.db'}")
    else:
        opened = open_store(request.getfixturevalue("postgres_made_ready"))
        with writing(opened.engine) as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
    opened.sources.save([source("meeuw"), source("uil")], NOW)
    yield opened
    opened.close()


@pytest.fixture
def run(store: Store) -> int:
    """A collecting run under way."""
    return store.runs.begin("collect", NOW)


@pytest.fixture(scope="session")
def sqlite_made_ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with its tables, to copy: migrating one for every test takes longer than the tests."""
    path = tmp_path_factory.mktemp("ready") / "windwijzer.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_made_ready(postgres: str) -> Iterator[str]:
    """A database with its tables that tests of the store use one after the other, emptied for each."""
    with _database(postgres) as made:
        open_store(made).close()
        yield made


@contextmanager
def _database(server: str) -> Iterator[str]:
    """A new database on a server, dropped in the end."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        # as on a server far from Greenwich: what comes back must be UTC all the same
        connection.execute(f"ALTER DATABASE {name} SET timezone TO 'Pacific/Kiritimati'".encode())
        yield f"{server.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
