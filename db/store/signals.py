"""Signals as they are stored: once, in one week. `db.store.collecting` puts them there."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Engine, and_, func, select

from db.engine import reading
from db.tables import assessments, corrections, signals
from pipeline.core.model import Signal, WeekReason
from pipeline.core.weeks import Week

AT_ONCE = 10_000


class Signals:
    """The table `signals`, read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_week(self, week: Week) -> tuple[Signal, ...]:
        """The signals of a week, oldest claim first."""
        return self._select(signals.c.week == week)

    def some(self, idents: Collection[str]) -> dict[str, Signal]:
        """The signals with these ids, by id; what is not stored is absent."""
        wanted = sorted(set(idents))
        # a database takes no more than some 30,000 values in one question
        parts = (wanted[first : first + AT_ONCE] for first in range(0, len(wanted), AT_ONCE))
        return {signal.id: signal for part in parts for signal in self._select(signals.c.id.in_(part))}

    def spoken_of(self) -> tuple[Signal, ...]:
        """The signals of which somebody said something, of every week."""
        return self._select(signals.c.id.in_(select(corrections.c.signal)))

    def unassessed(self, model: str, weeks: Sequence[Week]) -> tuple[Signal, ...]:
        """The signals of *weeks* on which *model* has not given its opinion."""
        # not EXISTS: PostgreSQL, which has not counted a new model's opinions yet, would look for them among those of all weeks
        given = select(assessments.c.model).where(assessments.c.model == model, assessments.c.signal == signals.c.id)
        return self._select(and_(signals.c.week.in_(weeks), given.scalar_subquery().is_(None)))

    def present(self) -> tuple[Week, ...]:
        """The weeks that have signals, in order. Costs a step for each week, however many signals there are."""
        week = signals.c.week
        found = select(func.min(week).label("week")).cte("found", recursive=True)
        after = select(func.min(week)).where(week > found.c.week).scalar_subquery()
        found = found.union_all(select(after).where(found.c.week.is_not(None)))
        with reading(self._engine) as connection:
            return tuple(connection.execute(select(found.c.week).where(found.c.week.is_not(None))).scalars())

    def weeks(self) -> dict[Week, int]:
        """How many signals each week has. Counts every signal there is; see `present`."""
        with reading(self._engine) as connection:
            counted = select(signals.c.week, func.count()).group_by(signals.c.week).order_by(signals.c.week)
            return {week: int(count) for week, count in connection.execute(counted)}

    def count(self, week: Week) -> int:
        """How many signals a week has."""
        with reading(self._engine) as connection:
            return int(connection.scalar(select(func.count()).select_from(signals).where(signals.c.week == week)) or 0)

    def _select(self, condition: Any) -> tuple[Signal, ...]:
        ordered = select(signals).where(condition).order_by(signals.c.week, signals.c.published, signals.c.id)
        with reading(self._engine) as connection:
            found = tuple(_signal(row) for row in connection.execute(ordered))
        # NULLs sort first on one engine and last on the other
        return tuple(sorted(found, key=lambda s: (s.week, s.published or s.seen, s.id)))


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
