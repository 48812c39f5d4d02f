"""Editions: what readers were told, with its members as a stored fact."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, func, select

from db.engine import reading, writing
from db.store.upsert import insert
from db.tables import edition_inputs, edition_signals, editions
from pipeline.core.model import Edition, Story
from pipeline.core.weeks import Week


class Editions:
    """The tables `editions`, `edition_signals` and `edition_inputs`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, edition: Edition, stories: Iterable[Story], inputs: bytes) -> bool:
        """Stores an edition, which signals it was made of, and all that went in (*inputs*), in one transaction.

        False, and nothing is stored, when the week has an edition of that number: another run was first.
        """
        members = [
            {"week": edition.week, "number": edition.number, "signal": signal.id, "story": story.id}
            for story in stories
            for signal in story.signals
        ]
        row = {
            "week": edition.week,
            "number": edition.number,
            "issued": edition.issued,
            "inputs": edition.inputs,
            "model": edition.model,
            "taxonomy": edition.taxonomy,
            "code": edition.code,
            "digest": edition.digest,
            "html": edition.html.encode(),
            "text": edition.text.encode(),
        }
        with writing(self._engine) as connection:
            # asking first and storing then lets another run in between on PostgreSQL
            stored = insert(connection, editions).values(row).on_conflict_do_nothing().returning(editions.c.number)
            if connection.scalar(stored) is None:
                return False
            frozen = {"week": edition.week, "number": edition.number, "body": inputs}
            connection.execute(edition_inputs.insert(), [frozen])
            if members:
                connection.execute(edition_signals.insert(), members)
            return True

    def get(self, week: Week, number: int) -> Edition | None:
        """One edition of a week, if there is one of that number."""
        asked = select(editions).where(editions.c.week == week, editions.c.number == number)
        with reading(self._engine) as connection:
            row = connection.execute(asked).first()
        return _edition(row) if row else None

    def inputs(self, week: Week, number: int) -> bytes | None:
        """All that went into an edition, as it was given to `add`; None for one of before inputs were kept."""
        asked = select(edition_inputs.c.body).where(edition_inputs.c.week == week, edition_inputs.c.number == number)
        with reading(self._engine) as connection:
            found: bytes | None = connection.scalar(asked)
            return None if found is None else bytes(found)

    def newest(self, week: Week) -> Edition | None:
        """The newest edition of a week, if there is one."""
        asked = select(editions).where(editions.c.week == week).order_by(editions.c.number.desc()).limit(1)
        with reading(self._engine) as connection:
            row = connection.execute(asked).first()
        return _edition(row) if row else None

    def newest_before(self, week: Week) -> Edition | None:
        """The newest edition of the weeks before *week*."""
        asked = select(editions).where(editions.c.week < week).order_by(editions.c.week.desc(), editions.c.number.desc())
        with reading(self._engine) as connection:
            row = connection.execute(asked.limit(1)).first()
        return _edition(row) if row else None

    def weeks(self) -> dict[Week, int]:
        """The weeks that have an edition, and the number of their newest one."""
        asked = select(editions.c.week, func.max(editions.c.number)).group_by(editions.c.week).order_by(editions.c.week)
        with reading(self._engine) as connection:
            return {week: int(number) for week, number in connection.execute(asked)}

    def closed_through(self) -> Week | None:
        """The newest week with an edition: it and all before it are closed."""
        with reading(self._engine) as connection:
            found: Week | None = connection.scalar(select(func.max(editions.c.week)))
            return found


def _edition(row: Any) -> Edition:
    return Edition(
        row.week,
        row.number,
        row.issued,
        row.inputs,
        row.model,
        row.taxonomy,
        row.code,
        row.digest,
        row.html.decode(),
        row.text.decode(),
    )
