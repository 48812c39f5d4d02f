"""Random samples of weeks, stored as they were drawn: a sample that is drawn again later would be another one."""

from collections import defaultdict

from sqlalchemy import Engine, select

from db.engine import reading, writing
from db.store.upsert import insert
from db.tables import sample_signals, samples
from pipeline.core.corrections import Sample
from pipeline.core.weeks import Week


class Samples:
    """The tables `samples` and `sample_signals`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, sample: Sample) -> bool:
        """Stores a sample. False, and nothing is stored, when its week has one of the same seed."""
        place = {"week": sample.week, "seed": sample.seed}
        row = place | {"size": sample.size, "population": sample.population, "moment": sample.drawn}
        members = [place | {"signal": signal, "place": n} for n, signal in enumerate(sample.signals)]
        with writing(self._engine) as connection:
            stored = insert(connection, samples).values(row).on_conflict_do_nothing().returning(samples.c.seed)
            if connection.scalar(stored) is None:
                return False
            if members:
                connection.execute(sample_signals.insert(), members)
            return True

    def get(self, week: Week, seed: int) -> Sample | None:
        """The sample of a week and a seed, if it was drawn."""
        return next((sample for sample in self.of_week(week) if sample.seed == seed), None)

    def of_week(self, week: Week) -> tuple[Sample, ...]:
        """Every sample of a week, first drawn first."""
        asked = select(samples).where(samples.c.week == week).order_by(samples.c.moment, samples.c.seed)
        drawn = select(sample_signals).where(sample_signals.c.week == week).order_by(sample_signals.c.place)
        members: dict[int, list[str]] = defaultdict(list)
        with reading(self._engine) as connection:
            for row in connection.execute(drawn):
                members[row.seed].append(row.signal)
            return tuple(
                Sample(row.week, row.seed, row.size, row.population, row.moment, tuple(members[row.seed]))
                for row in connection.execute(asked)
            )
