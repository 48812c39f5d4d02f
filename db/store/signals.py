"""Signals: stored once, in one week, with the headlines they had later."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, select

from db.engine import reading, writing
from db.store.runs import record_fetch
from db.store.upsert import insert
from db.tables import assessments, fetches, signal_versions, signals
from pipeline.core.model import Signal, SourceLedger, Validators, WeekReason
from pipeline.core.weeks import Week

BATCH = 500


class Signals:
    """The tables `signals` and `signal_versions`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        run: int,
        found: Sequence[Signal],
        ledger: SourceLedger,
        *,
        moment: datetime,
        validators: Validators | None,
        url: str,
    ) -> None:
        """Stores what one source gave and its ledger, in one transaction: after a crash either both are there or none.

        A signal already known keeps its first words and week; other words become a version. When two sources bring the
        same new signal in one run, the one whose id comes first has it, whichever answered first.
        """
        unique = {signal.id: signal for signal in found}
        with writing(self._engine) as connection:
            for batch in _batches(list(unique.values())):
                self._add_batch(connection, run, batch)
            record_fetch(connection, run, ledger, moment, validators, url)

    def _add_batch(self, connection: Connection, run: int, batch: Sequence[Signal]) -> None:
        ids = [signal.id for signal in batch]
        known = {row.id: row for row in connection.execute(select(signals).where(signals.c.id.in_(ids)))}
        fresh = [s for s in batch if s.id not in known]
        if fresh:
            statement = insert(connection, signals)
            connection.execute(statement.on_conflict_do_nothing(), [_row(s) | {"run": run} for s in fresh])
        taken = [s for s in batch if s.id in known and known[s.id].run == run and s.source < known[s.id].source]
        for signal in taken:
            connection.execute(signals.update().where(signals.c.id == signal.id).values(_row(signal)))
        later = [s for s in batch if s.id in known and known[s.id].source == s.source]
        changed = [s for s in later if (known[s.id].title, known[s.id].text) != (s.title, s.text)]
        if changed:
            statement = insert(connection, signal_versions)
            connection.execute(statement.on_conflict_do_nothing(), [_version(s) for s in changed])

    def settle(self, run: int) -> int:
        """Writes into the ledger of *run* what each source was the first to bring, and gives the sum.

        Only after the last source is in is it known which of two sources with the same signal has it.
        """
        with writing(self._engine) as connection:
            counted = select(signals.c.source, func.count()).where(signals.c.run == run).group_by(signals.c.source)
            new = {source: int(count) for source, count in connection.execute(counted)}
            for row in connection.execute(select(fetches).where(fetches.c.run == run)).all():
                first = new.get(row.source, 0)
                values = {"new": first, "known": row.known + row.new - first}
                here = and_(fetches.c.run == run, fetches.c.source == row.source)
                connection.execute(fetches.update().where(here).values(values))
            return sum(new.values())

    def of_week(self, week: Week) -> tuple[Signal, ...]:
        """The signals of a week, oldest claim first."""
        return self._select(signals.c.week == week)

    def unassessed(self, model: str, weeks: Sequence[Week]) -> tuple[Signal, ...]:
        """The signals of *weeks* on which *model* has not given its opinion."""
        given = select(assessments.c.signal).where(assessments.c.model == model, assessments.c.signal == signals.c.id)
        return self._select(and_(signals.c.week.in_(weeks), ~given.exists()))

    def weeks(self) -> dict[Week, int]:
        """How many signals each week has."""
        with reading(self._engine) as connection:
            counted = select(signals.c.week, func.count()).group_by(signals.c.week).order_by(signals.c.week)
            return {week: int(count) for week, count in connection.execute(counted)}

    def _select(self, condition: Any) -> tuple[Signal, ...]:
        ordered = select(signals).where(condition).order_by(signals.c.week, signals.c.published, signals.c.id)
        with reading(self._engine) as connection:
            found = tuple(_signal(row) for row in connection.execute(ordered))
        # NULLs sort first on one engine and last on the other
        return tuple(sorted(found, key=lambda s: (s.week, s.published or s.seen, s.id)))


def _batches(found: Sequence[Signal]) -> Iterator[Sequence[Signal]]:
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def _row(signal: Signal) -> dict[str, object]:
    return {
        "id": signal.id,
        "source": signal.source,
        "url": signal.url,
        "title": signal.title,
        "text": signal.text,
        "lang": signal.lang,
        "published": signal.published,
        "seen": signal.seen,
        "week": signal.week,
        "week_reason": signal.week_reason,
    }


def _version(signal: Signal) -> dict[str, object]:
    words = f"{signal.title}\n{signal.text}".encode("utf-8", "surrogatepass")
    version = blake2b(words, digest_size=8).hexdigest()
    return {"signal": signal.id, "version": version, "title": signal.title, "text": signal.text, "seen": signal.seen}


def _signal(row: Any) -> Signal:
    return Signal(
        row.id,
        row.source,
        row.url,
        row.title,
        row.text,
        row.lang,
        row.published,
        row.seen,
        row.week,
        WeekReason(row.week_reason),
    )
