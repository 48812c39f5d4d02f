"""The door to the database: engines, and transactions whose errors speak our language."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from pipeline.core.errors import ConfigurationError, StoreError

BUSY_SECONDS = 30
"""How long a writer waits for another one before "database is locked"."""


def make_engine(url: str) -> Engine:
    """An engine for *url*; makes the folder of an SQLite file. ConfigurationError when the URL is not understood."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
            msg = f"the database must be SQLite or PostgreSQL, not {parsed.get_backend_name()}"
            raise ConfigurationError(msg)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed.database, str(parsed))
        return _postgresql(parsed)
    except (ArgumentError, ValueError) as error:
        msg = "WINDWIJZER_DATABASE_URL is not a database URL; write it as postgresql://user@host/name or sqlite:////path"
        raise ConfigurationError(msg) from error
    except ModuleNotFoundError as error:
        msg = "PostgreSQL needs its driver: install windwijzer with the extra [postgres]"
        raise ConfigurationError(msg) from error


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "connect")
    def _zone(connection: Any, _record: Any) -> None:
        # in the server's own zone the last hours of the year 9999, which a feed may claim, cannot be read back
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    return engine


def _sqlite(path: str | None, url: str) -> Engine:
    if not path or path == ":memory:":
        msg = "an SQLite store needs a file: write WINDWIJZER_DATABASE_URL as sqlite:////path/to/windwijzer.db"
        raise ConfigurationError(msg)
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"cannot make the folder of the database {path}: {error.strerror}"
        raise StoreError(msg) from error
    # a connection is kept: closing the last one of a file makes SQLite move its whole log into it
    engine = create_engine(url, pool_size=1, max_overflow=-1, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        # pysqlite's own transaction handling is switched off, ours begins every one: see _begin
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # a read that turns into a write fails at once when another writer came between; IMMEDIATE waits its turn
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read with, in one snapshot. Raises StoreError for whatever the database says."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        raise StoreError(told(error, engine)) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: committed at the end, undone on an error. Keep it short and free of I/O. Raises StoreError."""
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        raise StoreError(told(error, engine)) from error


def told(error: SQLAlchemyError, engine: Engine) -> str:
    """What the database said, in one line, with the remedy where we know one. Never a password."""
    cause = " ".join(str(getattr(error, "orig", None) or error).split())
    place = engine.url.render_as_string(hide_password=True)
    hints = {
        "database is locked": "another process holds it; wait and run again",
        "readonly database": "make the file and its folder writable",
        "disk is full": "make room on the disk and run again",
        "unable to open": "check that the folder exists and is writable",
        "connection refused": "is the server running?",
        "not a database": "it is damaged or of another program; restore a backup",
        "malformed": "it is damaged; restore a backup",
    }
    hint = next((remedy for words, remedy in hints.items() if words in cause.lower()), "")
    return f"database {place}: {cause}" + (f" ({hint})" if hint else "")
