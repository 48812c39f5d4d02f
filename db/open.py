"""Opening the store: a new database is made, one of another schema is refused with the remedy."""

from dataclasses import dataclass

from sqlalchemy import Engine, inspect, select, table
from sqlalchemy import column as named
from sqlalchemy.exc import SQLAlchemyError

from db.engine import make_engine, reading, told
from db.store.assessments import Assessments
from db.store.collecting import Collecting
from db.store.corrections import Corrections
from db.store.counted import Counted
from db.store.deliveries import Deliveries
from db.store.editions import Editions
from db.store.events import Events
from db.store.runs import Runs
from db.store.samples import Samples
from db.store.signals import Signals
from db.store.sources import Sources
from db.store.standings import Standings
from db.store.stories import Stories
from pipeline.core.errors import StoreError

HEAD = "0004"
"""The newest schema revision; a test holds it to that of migrations/."""


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept, by subject."""

    engine: Engine
    sources: Sources
    standings: Standings
    runs: Runs
    events: Events
    collecting: Collecting
    signals: Signals
    stories: Stories
    assessments: Assessments
    corrections: Corrections
    samples: Samples
    counted: Counted
    editions: Editions
    deliveries: Deliveries

    def close(self) -> None:
        """Lets go of the connections."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The store behind *url*; an empty database gets its tables.

    Raises StoreError when it cannot be reached, is older than this program (run `windwijzer db upgrade`) or newer.
    """
    engine = make_engine(url)
    try:
        found = revision(engine)
        if found is None:
            from db.migrate import upgrade

            upgrade(engine)
        else:
            _check(found)
    except BaseException:
        engine.dispose()
        raise
    return Store(
        engine=engine,
        sources=Sources(engine),
        standings=Standings(engine),
        runs=Runs(engine),
        events=Events(engine),
        collecting=Collecting(engine),
        signals=Signals(engine),
        stories=Stories(engine),
        assessments=Assessments(engine),
        corrections=Corrections(engine),
        samples=Samples(engine),
        counted=Counted(engine),
        editions=Editions(engine),
        deliveries=Deliveries(engine),
    )


def revision(engine: Engine) -> str | None:
    """The schema revision of a database; None when it is empty. StoreError when it holds tables that are not ours."""
    try:
        names = inspect(engine).get_table_names()
    except SQLAlchemyError as error:
        raise StoreError(told(error, engine)) from error
    if "alembic_version" not in names:
        if names:
            place = engine.url.render_as_string(hide_password=True)
            msg = f"database {place} holds tables of another program; give windwijzer a database of its own"
            raise StoreError(msg)
        return None
    with reading(engine) as connection:
        found = connection.scalar(select(named("version_num")).select_from(table("alembic_version")))
        return None if found is None else str(found)


def _check(found: str) -> None:
    if found < HEAD:
        raise StoreError(f"the database has schema {found}, this program needs {HEAD}: copy it and run `windwijzer db upgrade`")
    if found > HEAD:
        raise StoreError(f"the database has schema {found}, newer than this program ({HEAD}): install the newer windwijzer")
