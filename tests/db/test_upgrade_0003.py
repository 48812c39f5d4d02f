"""A database of the second schema brought to the third: what was there stays, and people can speak of it."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from db.engine import writing
from db.migrate import upgrade
from db.open import open_store, revision
from db.types import IsoWeek, Moment
from pipeline.core.corrections import WHOLE, Correction, Ruling, Sample
from pipeline.core.errors import StoreError
from pipeline.core.model import Assessment
from tests.db.nouns import NOW, WEEK, signal
from tests.db.schemas import of_schema

SAID = Correction("s1", WHOLE, Ruling.CHECKED, "Noor", NOW)
DRAWN = Sample(WEEK, 0, 200, 1, NOW, ("s1",))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on a database of the second schema that holds one judged signal."""
    made = of_schema(url, "0002")
    with writing(made) as connection:
        known = signal("s1")
        rows = {
            "sources": {
                "id": "meeuw",
                "name": "x",
                "publisher": "x",
                "kind": "media",
                "lang": "nl",
                "enabled": True,
                "added": NOW,
            },
            "runs": {"kind": "collect", "started": NOW, "state": "done", "ledger": "{}"},
            "signals": {
                n: getattr(known, n) for n in ("id", "source", "url", "title", "text", "lang", "published", "seen", "week")
            }
            | {"run": 1, "moment": known.moment, "week_reason": known.week_reason.value},
            "assessments": {"signal": "s1", "model": "m1", "made": NOW, "verdicts": None},
        }
        types = {"week": IsoWeek(), "enabled": sa.Boolean()}
        types |= dict.fromkeys(("added", "started", "published", "seen", "moment", "made"), Moment())
        for table, row in rows.items():
            columns = [sa.column(name, types.get(name, sa.types.NULLTYPE)) for name in row]
            connection.execute(sa.table(table, *columns).insert(), [row])
    yield made
    made.dispose()


def test_program_asks_for_the_upgrade(engine: Engine, url: str) -> None:
    """Before it, the database is refused with the remedy."""
    assert revision(engine) == "0002"
    with pytest.raises(StoreError, match="windwijzer db upgrade"):
        open_store(url)


def test_what_was_there_stays_and_can_be_spoken_of(engine: Engine, url: str) -> None:
    """The signal and its assessment are as they were; corrections and samples are empty, and take words on it."""
    upgrade(engine)
    store = open_store(url)
    assert store.signals.of_week(WEEK) == (signal("s1"),)
    assert store.assessments.of_week(WEEK, "m1") == {"s1": Assessment("s1", "m1", (), ())}
    assert (store.corrections.of_week(WEEK), store.samples.of_week(WEEK)) == ((), ())
    store.corrections.add([SAID])
    store.samples.add(DRAWN)
    assert (store.corrections.of_week(WEEK), store.samples.of_week(WEEK)) == ((SAID,), (DRAWN,))
    store.close()
