"""How sources stand since they were last asked, and what servers asked of us."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, select

from db.engine import reading, writing
from db.store.events import add_events
from db.store.upsert import insert
from db.tables import standings, waits
from pipeline.core.answers import SourceState, Validators, Wait
from pipeline.core.ledger import Event, Reading, Standing
from pipeline.core.model import Identity

_PLAIN = tuple(f.name for f in fields(Standing) if f.name not in {"validators", "gaps", "pace", "rule", "state"})
_BLOCKS = standings.c.blocks


class Standings:
    """The tables `standings` and `waits`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, Standing]:
        """How each source stands, by id; one that was never asked is absent."""
        wanted = [column for column in standings.c if column is not _BLOCKS]
        with reading(self._engine) as connection:
            return {row.source: _standing(row) for row in connection.execute(select(*wanted))}

    def blocks(self) -> dict[str, bytes]:
        """The hashes of the entries that each source's document had when it was last read, 8 bytes each, end to end."""
        with reading(self._engine) as connection:
            found = connection.execute(select(standings.c.source, _BLOCKS).where(_BLOCKS != b""))
            return {row.source: bytes(row.blocks) for row in found}

    def decide(self, standing: Standing, event: Event) -> None:
        """Stores a standing as a person decided it, its identity rule included, with the event that tells so."""
        with writing(self._engine) as connection:
            here = standings.c.source == standing.source
            connection.execute(standings.update().where(here).values(_row(standing)))
            add_events(connection, [event])

    def waits(self, now: datetime) -> dict[str, datetime]:
        """Until when servers asked to be left alone, by scope; those that are over are forgotten."""
        with writing(self._engine) as connection:
            connection.execute(waits.delete().where(waits.c.until <= now))
            return {row.scope: row.until for row in connection.execute(select(waits))}


def save_standings(connection: Connection, changed: Iterable[Standing]) -> None:
    """Stores how sources stand now; what a document held, and what to ask with, stays as `record_readings` left it."""
    rows = [_row(standing) for standing in changed]
    if rows:
        statement = insert(connection, standings)
        kept = {"source", "etag", "last_modified", "body_hash", "rule"}
        new = {name: statement.excluded[name] for name in rows[0] if name not in kept}
        connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=new), rows)


def keep_waits(connection: Connection, asked: Iterable[Wait]) -> None:
    """What servers asked; of several waits for one scope the longest."""
    longest: dict[str, datetime] = {}
    for wait in asked:
        longest[wait.scope] = max(wait.until, longest.get(wait.scope, wait.until))
    rows = [{"scope": scope, "until": until} for scope, until in longest.items()]
    if rows:
        statement = insert(connection, waits)
        until = {"until": statement.excluded.until}
        connection.execute(statement.on_conflict_do_update(index_elements=["scope"], set_=until), rows)


def record_readings(connection: Connection, readings: Iterable[Reading]) -> None:
    """What the next question to each source goes with, and by what its items are known. None of it changes on a failure."""
    rows = [_next_question(one) for one in readings if one.validators is not None]
    if rows:
        statement = insert(connection, standings)
        new = {name: statement.excluded[name] for name in rows[0] if name != "source"}
        connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=new), rows)
    blocks = [{"b_source": one.ledger.source, "b_blocks": one.blocks} for one in readings if one.blocks is not None]
    if blocks:
        here = standings.c.source == bindparam("b_source")
        connection.execute(standings.update().where(here).values(blocks=bindparam("b_blocks")), blocks)


def _next_question(one: Reading) -> dict[str, object]:
    given = one.validators or Validators()
    return {
        "source": one.ledger.source,
        "etag": given.etag,
        "last_modified": given.last_modified,
        "body_hash": given.body_hash,
        "rule": one.rule.value,
    }


def _row(standing: Standing) -> dict[str, object]:
    return {name: getattr(standing, name) for name in _PLAIN} | {
        "etag": standing.validators.etag,
        "last_modified": standing.validators.last_modified,
        "body_hash": standing.validators.body_hash,
        "rule": standing.rule.value,
        "state": standing.state.value if standing.state else None,
        "gaps": json.dumps(standing.gaps),
        "pace": int(standing.pace.total_seconds()) if standing.pace else None,
    }


def _standing(row: Any) -> Standing:
    found: Mapping[str, Any] = row._mapping  # noqa: SLF001 SQLAlchemy's public name for a row's columns by name
    return Standing(
        **{name: found[name] for name in _PLAIN},
        validators=Validators(row.etag, row.last_modified, row.body_hash),
        rule=Identity(row.rule),
        state=SourceState(row.state) if row.state else None,
        gaps=tuple(json.loads(row.gaps)),
        pace=timedelta(seconds=row.pace) if row.pace else None,
    )
