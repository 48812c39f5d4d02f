"""Sources as configured, and how asking them went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from db.engine import reading, writing
from db.tables import sources
from pipeline.core.model import Source, SourceState, Validators


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How a source stands: when it was last asked and last heard, what came of it, and what it gave for next time."""

    asked_url: str | None
    fetched: datetime | None
    heard: datetime | None
    state: SourceState | None
    message: str
    validators: Validators


class Sources:
    """The table `sources`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, given: Iterable[Source], now: datetime) -> None:
        """Stores what the sources file says now. Sources that are no longer in it stay, switched off."""
        given = tuple(given)
        with writing(self._engine) as connection:
            known = set(connection.scalars(select(sources.c.id)))
            new = [_row(s) | {"added": now} for s in given if s.id not in known]
            if new:
                connection.execute(sources.insert(), new)
            for source in given:
                if source.id in known:
                    connection.execute(sources.update().where(sources.c.id == source.id).values(_row(source)))
            for gone in known - {s.id for s in given}:
                connection.execute(sources.update().where(sources.c.id == gone).values(enabled=False))

    def all(self) -> dict[str, Source]:
        """Every source ever configured, by id."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(sources).order_by(sources.c.id))
            return {row.id: Source(row.id, row.name, row.url, row.kind, row.lang, row.publisher, row.enabled) for row in rows}

    def added(self) -> dict[str, datetime]:
        """When each source was first configured."""
        with reading(self._engine) as connection:
            return {row.id: row.added for row in connection.execute(select(sources.c.id, sources.c.added))}

    def status(self) -> Mapping[str, SourceStatus]:
        """How each source stands, by id."""
        with reading(self._engine) as connection:
            return {
                row.id: SourceStatus(
                    row.asked_url,
                    row.fetched,
                    row.heard,
                    SourceState(row.state) if row.state else None,
                    row.message,
                    Validators(row.etag, row.last_modified, row.body_hash),
                )
                for row in connection.execute(select(sources))
            }


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
