"""The tables. What is fetched, said, thought and told are kept apart; migrations/ makes them.

sources        what sources.yaml said, and how the last fetch went
runs, fetches  the ledger: each stage at work, and per run what each source gave
signals        what the world said, once each; signal_versions the headlines it had later
assessments    what a model thought of a signal; only labels decided yes or unsure
editions       what readers were told, with edition_signals its members
deliveries     one row per edition and recipient
"""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from db.types import IsoWeek, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

sources = Table(
    "sources",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("url", Text, nullable=True),
    Column("enabled", Boolean, nullable=False),
    Column("added", Moment, nullable=False),
    Column("etag", Text, nullable=False, default=""),
    Column("last_modified", Text, nullable=False, default=""),
    Column("body_hash", String(32), nullable=False, default=""),
    Column("asked_url", Text, nullable=True),
    Column("fetched", Moment, nullable=True),
    Column("heard", Moment, nullable=True),
    Column("state", String(16), nullable=True),
    Column("message", Text, nullable=False, default=""),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("week", IsoWeek, nullable=True),
    Column("started", Moment, nullable=False),
    Column("ended", Moment, nullable=True),
    Column("state", String(16), nullable=False),
    Column("ledger", Text, nullable=False, default="{}"),
    sqlite_autoincrement=True,
)

fetches = Table(
    "fetches",
    metadata,
    Column("run", Integer, ForeignKey("runs.id"), primary_key=True),
    Column("source", String(64), ForeignKey("sources.id"), primary_key=True),
    Column("moment", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("message", Text, nullable=False, default=""),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("dropped", Text, nullable=False, default="{}"),
    Column("newest", Moment, nullable=True),
    Column("seconds", Float, nullable=False),
    Index(None, "moment"),
)

signals = Table(
    "signals",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("source", String(64), ForeignKey("sources.id"), nullable=False),
    Column("run", Integer, ForeignKey("runs.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("lang", String(8), nullable=False),
    Column("published", Moment, nullable=True),
    Column("seen", Moment, nullable=False),
    Column("week", IsoWeek, nullable=False),
    Column("week_reason", String(16), nullable=False),
    Index(None, "week"),
    Index(None, "run", "source"),
)

signal_versions = Table(
    "signal_versions",
    metadata,
    Column("signal", String(24), ForeignKey("signals.id"), primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("seen", Moment, nullable=False),
)

assessments = Table(
    "assessments",
    metadata,
    Column("signal", String(24), ForeignKey("signals.id"), primary_key=True),
    Column("model", String(24), primary_key=True),
    Column("made", Moment, nullable=False),
    Column("verdicts", Text, nullable=True),
)

editions = Table(
    "editions",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("issued", Moment, nullable=False),
    Column("inputs", String(32), nullable=False),
    Column("model", String(24), nullable=False),
    Column("taxonomy", String(24), nullable=False),
    Column("code", String(32), nullable=False),
    Column("digest", Text, nullable=False),
    Column("html", LargeBinary, nullable=False),
    Column("text", LargeBinary, nullable=False),
)

edition_signals = Table(
    "edition_signals",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("signal", String(24), ForeignKey("signals.id"), primary_key=True),
    Column("story", String(24), nullable=False),
    ForeignKeyConstraint(["week", "number"], ["editions.week", "editions.number"]),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("recipient", String(320), primary_key=True),
    Column("message_id", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("changed", Moment, nullable=False),
    Column("message", Text, nullable=False, default=""),
    ForeignKeyConstraint(["week", "number"], ["editions.week", "editions.number"]),
)
