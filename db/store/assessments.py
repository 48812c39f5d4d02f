"""What models thought of signals. Kept: that a signal was judged, and the labels decided yes or unsure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from db.engine import reading, writing
from db.store.upsert import insert
from db.tables import assessments, signals
from pipeline.core.model import Assessment, Decision, DirectionVerdict, Span, Verdict
from pipeline.core.taxonomy import Bearing
from pipeline.core.weeks import Week


class Assessments:
    """The table `assessments`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, made: Sequence[Assessment], now: datetime) -> None:
        """Stores opinions; one that the same model already gave stays as it was."""
        rows = [{"signal": a.signal, "model": a.model, "made": now, "verdicts": _written(a)} for a in made]
        if rows:
            with writing(self._engine) as connection:
                connection.execute(insert(connection, assessments).on_conflict_do_nothing(), rows)

    def of_week(self, week: Week, model: str) -> dict[str, Assessment]:
        """Every opinion of *model* on the signals of a week, by signal; those without a label included."""
        # not a join: PostgreSQL, which has not counted a new model's opinions yet, would look for them among those of all weeks
        given = select(func.coalesce(assessments.c.verdicts, "")).where(
            assessments.c.signal == signals.c.id, assessments.c.model == model
        )
        asked = select(signals.c.id, given.scalar_subquery().label("verdicts")).where(signals.c.week == week)
        with reading(self._engine) as connection:
            found = [(row.id, row.verdicts) for row in connection.execute(asked)]
        return {signal: _read(signal, model, verdicts) for signal, verdicts in found if verdicts is not None}

    def models(self, week: Week) -> dict[str, datetime]:
        """The models that judged signals of a week, and when each gave its first opinion there; the newest first."""
        first = func.min(assessments.c.made).label("first")
        asked = (
            select(assessments.c.model, first)
            .join(signals, signals.c.id == assessments.c.signal)
            .where(signals.c.week == week)
            .group_by(assessments.c.model)
            .order_by(first.desc(), assessments.c.model)
        )
        with reading(self._engine) as connection:
            return {row.model: row.first for row in connection.execute(asked)}


def _written(assessment: Assessment) -> str | None:
    """Compact JSON of what was decided yes or unsure; None when nothing was, as in nine signals of ten."""
    trends = [asdict(v) for v in assessment.trends if v.decision is not Decision.NO]
    directions = [asdict(v) for v in assessment.directions if v.decision is not Decision.NO]
    if not trends and not directions:
        return None
    return json.dumps({"trends": trends, "directions": directions}, ensure_ascii=False, separators=(",", ":"))


def _read(signal: str, model: str, written: str | None) -> Assessment:
    found: dict[str, list[dict[str, Any]]] = json.loads(written) if written else {"trends": [], "directions": []}
    return Assessment(
        signal,
        model,
        tuple(Verdict(v["label"], v["probability"], Decision(v["decision"]), _spans(v["because"])) for v in found["trends"]),
        tuple(
            DirectionVerdict(
                v["label"],
                v["probability"],
                Decision(v["decision"]),
                Bearing(v["bearing"]) if v["bearing"] else None,
                v["bearing_probability"],
                _spans(v["because"]),
            )
            for v in found["directions"]
        ),
    )


def _spans(written: Iterable[dict[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(s["field"], s["start"], s["end"], s["text"]) for s in written)
