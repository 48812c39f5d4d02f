"""Sources as configured."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, bindparam, select

from db.engine import reading, writing
from db.tables import sources
from pipeline.core.model import Source


class Sources:
    """The table `sources`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, given: Iterable[Source], now: datetime) -> None:
        """Stores what the sources file says now. Sources that are no longer in it stay, switched off."""
        given = tuple(given)
        with writing(self._engine) as connection:
            known = {row.id: _source(row) for row in connection.execute(select(sources))}
            new = [_row(s) | {"added": now} for s in given if s.id not in known]
            if new:
                connection.execute(sources.insert(), new)
            there = {s.id for s in given}
            changed = [s for s in given if s.id in known and _row(s) != _row(known[s.id])]
            changed += [replace(s, enabled=False) for s in known.values() if s.id not in there and s.enabled]
            if changed:
                rows = [{f"b_{name}": value for name, value in _row(s).items()} for s in changed]
                values: dict[str, Any] = {name: bindparam(f"b_{name}") for name in _row(changed[0]) if name != "id"}
                connection.execute(sources.update().where(sources.c.id == bindparam("b_id")).values(values), rows)

    def all(self) -> dict[str, Source]:
        """Every source ever configured, by id."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(sources).order_by(sources.c.id))
            return {row.id: _source(row) for row in rows}

    def added(self) -> dict[str, datetime]:
        """When each source was first configured."""
        with reading(self._engine) as connection:
            return {row.id: row.added for row in connection.execute(select(sources.c.id, sources.c.added))}


def _row(source: Source) -> dict[str, object]:
    return {
        "id": source.id,
        "name": source.name,
        "publisher": source.publisher,
        "kind": source.kind,
        "lang": source.lang,
        "url": source.url,
        "enabled": source.enabled,
    }


def _source(row: Any) -> Source:
    return Source(row.id, row.name, row.url, row.kind, row.lang, row.publisher, row.enabled)
