"""Column types that keep what the nouns mean, on both engines."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Integer, TypeDecorator

from pipeline.core.weeks import Week, aware


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. SQLite drops time zones in silence, so they are taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        utc = aware(value).astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


class IsoWeek(TypeDecorator[Week]):
    """A week as the number 202647: small, and in order of time."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Week | None, _dialect: Dialect) -> int | None:
        """To the database."""
        return None if value is None else value.year * 100 + value.number

    def process_result_value(self, value: Any, _dialect: Dialect) -> Week | None:
        """From the database."""
        return None if value is None else Week(*divmod(int(value), 100))
