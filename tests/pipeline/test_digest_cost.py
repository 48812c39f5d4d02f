"""What a digest costs is what its week holds: every question about it goes by an index, however large the archive is."""

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from pipeline.app import App, open_app
from pipeline.core.weeks import Week
from pipeline.parallel import serial
from pipeline.settings import read_settings
from tests.archive import fill
from tests.postgres import fresh_database

WEEK = Week(2026, 47)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
GROWS = frozenset("signals items signal_versions assessments stories story_signals edition_signals fetches coverage".split())
"""Tables with a row for each signal, or for each source and week. Of editions there is one a week; of corrections and samples
there are as many as people gave, none here, and a database goes through an empty table rather than its index.
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest, tmp_path: Path, models: Path) -> Iterator[App]:
    """Windwijzer with an archive of two years, of which the last two weeks were not told yet."""
    shutil.copytree(models, tmp_path / "models")
    (tmp_path / "sources.json").write_text("[]", encoding="utf-8")
    if request.param == "sqlite":
        yield from _opened(tmp_path, f"sqlite:///{tmp_path / 'windwijzer.db'}")
        return
    with fresh_database(request.getfixturevalue("postgres"), "digest_cost") as url:
        yield from _opened(tmp_path, url)


def _opened(home: Path, url: str) -> Iterator[App]:
    settings = read_settings(home=home, sources=home / "sources.json", database_url=url)
    with closing(open_app(settings, MONDAY, serial)) as app:
        fill(app.store, 104, 200, WEEK, untold=2)
        yield app


def test_no_question_of_a_digest_reads_more_than_its_week(app: App) -> None:
    """Neither the first edition of a week nor the second one asked for reads a table that grows from end to end."""
    asked: dict[str, Any] = {}

    def note(*given: Any) -> None:
        _, _, statement, values, _, many = given
        asked.setdefault(statement, values[0] if many else values)

    event.listen(app.store.engine, "before_cursor_execute", note)
    app.report(WEEK - 1)
    app.report(WEEK)
    app.report(WEEK)
    event.remove(app.store.engine, "before_cursor_execute", note)
    reading = {s: v for s, v in asked.items() if not re.match(r"\s*(BEGIN|INSERT)", s)}
    assert len(reading) >= 12
    whole = {
        statement: found for statement, values in reading.items() if (found := _read_whole(app.store.engine, statement, values))
    }
    assert whole == {}


def _read_whole(engine: Engine, statement: str, values: Any) -> list[str]:
    """What in the database's plan for a statement reads a table that grows, or an index of it, from end to end."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            steps = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            return [step for step in steps if step.startswith("SCAN") and step.split()[1] in GROWS]
        (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).one()
    return list(_scans(plan[0]["Plan"]))


def _scans(node: dict[str, Any]) -> Iterator[str]:
    bounded = "Index Cond" in node or node["Node Type"] == "Bitmap Heap Scan"
    if node.get("Relation Name") in GROWS and "Scan" in node["Node Type"] and not bounded:
        yield f"{node['Node Type']} on {node['Relation Name']}"
    for below in node.get("Plans", ()):
        yield from _scans(below)
