"""Migrations: they lead to the tables as declared, whole or not at all."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from db.engine import make_engine, reading, writing
from db.migrate import newest, upgrade
from db.open import revision
from db.tables import metadata
from pipeline.core.errors import StoreError
from tests.db.nouns import NOW


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on an empty database."""
    made = make_engine(url)
    yield made
    made.dispose()


def test_upgrade_from_nothing(engine: Engine) -> None:
    """An empty database has no revision; upgrading makes every table and names where it is now."""
    assert revision(engine) is None
    assert upgrade(engine) == newest() == revision(engine)
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_upgrading_twice_does_no_harm(engine: Engine) -> None:
    """Upgrading what is there already changes nothing."""
    upgrade(engine)
    with writing(engine) as connection:
        row = {"kind": "collect", "started": NOW, "state": "done", "ledger": "{}"}
        connection.execute(metadata.tables["runs"].insert(), [row])
    assert upgrade(engine) == newest()
    with reading(engine) as connection:
        assert connection.scalar(text("SELECT count(*) FROM runs")) == 1


def test_migrations_give_the_declared_tables(engine: Engine) -> None:
    """Alembic sees no difference between the migrated database and db.tables: columns, types, keys and indexes."""
    upgrade(engine)
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_give_the_declared_keys(engine: Engine) -> None:
    """Primary keys, which Alembic does not compare, are those of db.tables."""
    upgrade(engine)
    found = {name: inspect(engine).get_pk_constraint(name) for name in metadata.tables}
    for name, table in metadata.tables.items():
        assert found[name]["constrained_columns"] == [column.name for column in table.primary_key]


def test_upgrade_is_whole_or_not_at_all(engine: Engine) -> None:
    """A migration that fails half-way leaves the database as it was."""
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE signals (id INTEGER)"))
    with pytest.raises(StoreError, match="signals"):
        upgrade(engine)
    assert inspect(engine).get_table_names() == ["signals"]


def test_upgrade_of_an_unknown_schema_is_refused(engine: Engine) -> None:
    """A schema that no migration of ours leads to, a newer program's, is refused with the remedy; nothing changes."""
    upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"9999.*newer windwijzer"):
        upgrade(engine)
    assert revision(engine) == "9999"
