"""What analysts said of signals and labels: only ever added to, and given back in the order in which it was said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from db.engine import reading, writing
from db.tables import corrections, signals
from pipeline.core.corrections import Correction, Ruling
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week


class Corrections:
    """The table `corrections`. Which words still count is for `classifiers.correct.standing` to say."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, said: Sequence[Correction]) -> None:
        """Adds words, in this order, all or none. StoreError when one is about a signal that is not stored."""
        rows = [_row(one) for one in said]
        if rows:
            with writing(self._engine) as connection:
                connection.execute(corrections.insert(), rows)

    def of_week(self, week: Week) -> tuple[Correction, ...]:
        """Every word on the signals of a week, whenever it was said."""
        asked = select(corrections).join(signals, signals.c.id == corrections.c.signal).where(signals.c.week == week)
        return self._select(asked)

    def of_signals(self, idents: Collection[str]) -> tuple[Correction, ...]:
        """Every word on these signals."""
        return self._select(select(corrections).where(corrections.c.signal.in_(sorted(set(idents)))))

    def since(self, moment: datetime) -> tuple[Correction, ...]:
        """Every word said from *moment* on."""
        return self._select(select(corrections).where(corrections.c.moment >= moment))

    def spoken(self, first: Week, last: Week) -> dict[Week, int]:
        """How many words were said on the signals of each week from *first* to *last*; a week without any is absent."""
        asked = (
            select(signals.c.week, func.count())
            .select_from(corrections.join(signals, signals.c.id == corrections.c.signal))
            .where(signals.c.week >= first, signals.c.week <= last)
            .group_by(signals.c.week)
        )
        with reading(self._engine) as connection:
            return {week: int(count) for week, count in connection.execute(asked)}

    def all(self) -> tuple[Correction, ...]:
        """Every word."""
        return self._select(select(corrections))

    def _select(self, asked: Any) -> tuple[Correction, ...]:
        with reading(self._engine) as connection:
            return tuple(_correction(row) for row in connection.execute(asked.order_by(corrections.c.id)))


def _row(said: Correction) -> dict[str, object]:
    return {
        "signal": said.signal,
        "label": said.label,
        "value": said.value.value,
        "bearing": said.bearing.value if said.bearing else None,
        "by": said.by,
        "moment": said.when,
    }


def _correction(row: Any) -> Correction:
    bearing = Bearing(row.bearing) if row.bearing else None
    return Correction(row.signal, row.label, Ruling(row.value), row.by, row.moment, bearing)
