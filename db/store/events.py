"""What befell sources, and how much of each week each was heard for."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Engine, case, or_, select

from db.engine import reading
from db.store.upsert import insert
from db.tables import coverage, events
from pipeline.core.ledger import Coverage, Event, EventKind
from pipeline.core.weeks import Week


class Events:
    """The tables `events` and `coverage`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def since(self, moment: datetime, source: str | None = None) -> tuple[Event, ...]:
        """What happened from *moment* on, to one source or to all, oldest first."""
        asked = select(events).where(events.c.moment >= moment).order_by(events.c.id)
        if source is not None:
            asked = asked.where(events.c.source == source)
        with reading(self._engine) as connection:
            return tuple(Event(r.moment, r.source, EventKind(r.kind), r.message) for r in connection.execute(asked))

    def coverage(self, week: Week) -> dict[str, Coverage]:
        """What each source was heard for of a week, by id; one that was never heard of in it is absent."""
        asked = select(coverage).where(coverage.c.week == week).order_by(coverage.c.source)
        with reading(self._engine) as connection:
            return {r.source: Coverage(r.week, r.source, r.heard, r.gap) for r in connection.execute(asked)}


def add_events(connection: Connection, happened: Iterable[Event]) -> None:
    """Keeps what happened, in this order."""
    rows = [{"moment": one.moment, "source": one.source, "kind": one.kind.value, "message": one.message} for one in happened]
    if rows:
        connection.execute(events.insert(), rows)


def add_coverage(connection: Connection, heard: Iterable[Coverage]) -> None:
    """Adds to what was heard of each week; never past the whole of it. A gap, once seen, stays."""
    rows = [{"week": c.week, "source": c.source, "heard": c.heard, "gap": c.gap} for c in heard]
    if rows:
        statement = insert(connection, coverage)
        both = coverage.c.heard + statement.excluded.heard
        new = {
            "heard": case((both > 1.0, 1.0), else_=both),
            "gap": or_(coverage.c.gap, statement.excluded.gap),
        }
        connection.execute(statement.on_conflict_do_update(index_elements=["week", "source"], set_=new), rows)
