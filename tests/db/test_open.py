"""Opening: an empty database is made ready, another schema or another program's tables are refused with the remedy."""

from contextlib import closing

import pytest
from sqlalchemy import inspect, text

from db.engine import make_engine, writing
from db.migrate import newest
from db.open import HEAD, open_store, revision
from pipeline.core.errors import StoreError
from tests.db.nouns import NOW, source


def execute(url: str, *statements: str) -> None:
    """Does something to a database behind the store's back."""
    engine = make_engine(url)
    with writing(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    """The revision that opening demands is the one that migrations lead to."""
    assert newest() == HEAD


def test_empty_database_gets_its_tables(url: str) -> None:
    """A new database is made ready at once, and opened a second time as it was left."""
    with closing(open_store(url)) as store:
        assert revision(store.engine) == HEAD
        store.sources.save([source("meeuw")], NOW)
    with closing(open_store(url)) as store:
        assert set(store.sources.all()) == {"meeuw"}


def test_older_schema_is_refused(url: str) -> None:
    """A database that this program has outgrown is not touched; the command that brings it up is named."""
    open_store(url).close()
    execute(url, "UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(StoreError, match=f"schema 0000, this program needs {HEAD}.*windwijzer db upgrade"):
        open_store(url)


def test_newer_schema_is_refused(url: str) -> None:
    """A database from a newer program is not touched; the remedy is that program."""
    open_store(url).close()
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"schema 9999, newer than this program.*install the newer windwijzer"):
        open_store(url)


def test_tables_of_another_program_are_refused(url: str) -> None:
    """A database in use by somebody else gets no table of ours."""
    execute(url, "CREATE TABLE klanten (id INTEGER)")
    with pytest.raises(StoreError, match=r"tables of another program.*database of its own"):
        open_store(url)
    engine = make_engine(url)
    assert inspect(engine).get_table_names() == ["klanten"]
    engine.dispose()
