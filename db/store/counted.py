"""What was counted of earlier weeks, so that a digest need not read them again."""

import json
from dataclasses import asdict

from sqlalchemy import Engine, select

from db.engine import reading, writing
from db.store.upsert import insert
from db.tables import week_counts
from pipeline.core.model import SourceCount, WeekCounts
from pipeline.core.weeks import Week


class Counted:
    """The table `week_counts`: for a model and a taxonomy, the counts of a week, and of how much they were made."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, model: str, taxonomy: str, first: Week, last: Week) -> dict[Week, tuple[int, int, WeekCounts]]:
        """By week from *first* to *last*: how many signals and words of people there were, and what was counted of them."""
        asked = select(week_counts).where(
            week_counts.c.model == model,
            week_counts.c.taxonomy == taxonomy,
            week_counts.c.week >= first,
            week_counts.c.week <= last,
        )
        with reading(self._engine) as connection:
            return {row.week: (row.signals, row.spoken, _counts(row.body)) for row in connection.execute(asked)}

    def put(self, model: str, taxonomy: str, signals: int, spoken: int, counts: WeekCounts) -> None:
        """Keeps the counts of a week, in place of those that were there."""
        row = {
            "week": Week.parse(counts.week),
            "model": model,
            "taxonomy": taxonomy,
            "signals": signals,
            "spoken": spoken,
            "body": json.dumps(asdict(counts), sort_keys=True),
        }
        with writing(self._engine) as connection:
            statement = insert(connection, week_counts)
            new = {name: statement.excluded[name] for name in ("signals", "spoken", "body")}
            key = ["week", "model", "taxonomy"]
            connection.execute(statement.on_conflict_do_update(index_elements=key, set_=new), [row])


def _counts(body: str) -> WeekCounts:
    found = json.loads(body)
    return WeekCounts(found["week"], {name: SourceCount(**source) for name, source in found["sources"].items()})
