"""The ledger: stages at work, and what each source gave in a run."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from db.engine import reading, writing
from db.store.upsert import insert
from db.tables import fetches, runs
from pipeline.core.answers import SourceState
from pipeline.core.findings import Intake
from pipeline.core.ledger import Run, SourceLedger
from pipeline.core.weeks import Week

RUNNING, DONE, FAILED = "running", "done", "failed"


class Runs:
    """The tables `runs` and `fetches`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, kind: str, now: datetime, week: Week | None = None) -> int:
        """Opens a run, before its work, and gives its id: what never ends shows as running."""
        with writing(self._engine) as connection:
            row = {"kind": kind, "week": week, "started": now, "state": RUNNING, "ledger": "{}"}
            made = connection.execute(runs.insert().values(row).returning(runs.c.id))
            return int(made.scalar_one())

    def end(self, run: int, now: datetime, *, state: str = DONE, ledger: Mapping[str, int] | None = None) -> None:
        """Closes a run with its counts."""
        with writing(self._engine) as connection:
            end_run(connection, run, now, state, ledger or {})

    def latest(self) -> tuple[Run, ...]:
        """The newest run of each kind."""
        newest = select(func.max(runs.c.id)).group_by(runs.c.kind)
        with reading(self._engine) as connection:
            rows = connection.execute(select(runs).where(runs.c.id.in_(newest)).order_by(runs.c.id.desc()))
            return tuple(_run(row) for row in rows)

    def ledger(self, run: int) -> tuple[SourceLedger, ...]:
        """What each source gave in a run, by source id."""
        asked = select(fetches).where(fetches.c.run == run).order_by(fetches.c.source)
        with reading(self._engine) as connection:
            return tuple(_ledger(row) for row in connection.execute(asked))

    def fetches(self, start: datetime, end: datetime) -> tuple[tuple[str, datetime, SourceState, str], ...]:
        """(source, moment, state, message) of every fetch in [start, end], oldest first."""
        asked = (
            select(fetches.c.source, fetches.c.moment, fetches.c.state, fetches.c.message)
            .where(fetches.c.moment >= start, fetches.c.moment <= end)
            .order_by(fetches.c.moment, fetches.c.run, fetches.c.source)
        )
        with reading(self._engine) as connection:
            return tuple((r.source, r.moment, SourceState(r.state), r.message) for r in connection.execute(asked))

    def intake(self, start: datetime, end: datetime) -> Intake:
        """What all fetches after *start*, up to and including *end*, brought together."""
        asked = select(fetches.c.entries, fetches.c.new, fetches.c.known, fetches.c.dropped).where(
            fetches.c.moment > start, fetches.c.moment <= end
        )
        dropped: Counter[str] = Counter()
        answers = entries = new = known = 0
        with reading(self._engine) as connection:
            for row in connection.execute(asked):
                answers, entries, new, known = answers + 1, entries + row.entries, new + row.new, known + row.known
                dropped.update(json.loads(row.dropped))
        return Intake(answers, entries, new, known, dict(sorted(dropped.items())))


def end_run(connection: Connection, run: int, now: datetime, state: str, ledger: Mapping[str, int]) -> None:
    """Closes a run with its counts."""
    values = {"ended": now, "state": state, "ledger": json.dumps(ledger)}
    connection.execute(runs.update().where(runs.c.id == run).values(values))


def record_fetches(connection: Connection, run: int, ledgers: Iterable[SourceLedger], moment: datetime) -> None:
    """What sources gave in one run; what was recorded of one before stays."""
    rows = [
        {
            "run": run,
            "source": ledger.source,
            "moment": moment,
            "state": ledger.state.value,
            "message": ledger.message,
            "entries": ledger.entries,
            "new": ledger.new,
            "known": ledger.known,
            "dropped": json.dumps(ledger.dropped, sort_keys=True),
            "newest": ledger.newest,
            "oldest": ledger.oldest,
            "undated": ledger.undated,
            "overlap": ledger.overlap,
            "seconds": ledger.seconds,
        }
        for ledger in ledgers
    ]
    if rows:
        connection.execute(insert(connection, fetches).on_conflict_do_nothing(), rows)


def _ledger(row: Any) -> SourceLedger:
    return SourceLedger(
        row.source,
        SourceState(row.state),
        row.message,
        row.entries,
        row.new,
        row.known,
        json.loads(row.dropped),
        row.newest,
        row.seconds,
        row.oldest,
        row.undated,
        row.overlap,
    )


def _run(row: Any) -> Run:
    return Run(row.id, row.kind, row.week, row.started, row.ended, row.state, json.loads(row.ledger))
