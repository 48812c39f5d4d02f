"""The tables. What is fetched, said, thought and told are kept apart; migrations/ makes them.

sources        what sources.yaml said; standings how each source stands since it was last asked
runs, fetches  the ledger: each stage at work, and per run what each source gave
events         what befell sources, told once; waits the servers that asked to be left alone
coverage       how much of each week each source was heard for
items          what each source carried, and by what it is known again
signals        what the world said, once each; signal_versions the headlines it had later
stories        which signals tell the same news; story_signals their members
assessments    what a model thought of a signal; only labels decided yes or unsure
corrections    what analysts said of signals and labels, in the order they said it; rows are only added
samples        random samples of weeks for people to check, with sample_signals their members
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
from pipeline.core.model import Identity

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
)

standings = Table(
    "standings",
    metadata,
    Column("source", String(64), ForeignKey("sources.id"), primary_key=True),
    Column("configured", Text, nullable=False, default=""),
    Column("url", Text, nullable=False, default=""),
    Column("fetched", Moment, nullable=True),
    Column("heard", Moment, nullable=True),
    Column("state", String(16), nullable=True),
    Column("message", Text, nullable=False, default=""),
    Column("etag", Text, nullable=False, default=""),
    Column("last_modified", Text, nullable=False, default=""),
    Column("body_hash", String(32), nullable=False, default=""),
    Column("blocks", LargeBinary, nullable=False, default=b""),
    Column("full", Moment, nullable=True),
    Column("rule", String(16), nullable=False, default=Identity.LINK_AND_GUID.value),
    Column("moving", Text, nullable=False, default=""),
    Column("moving_since", Moment, nullable=True),
    Column("moving_times", Integer, nullable=False, default=0),
    Column("moved", Text, nullable=False, default=""),
    Column("gone_times", Integer, nullable=False, default=0),
    Column("retired", Moment, nullable=True),
    Column("failures", Integer, nullable=False, default=0),
    Column("failing_since", Moment, nullable=True),
    Column("reported", Moment, nullable=True),
    Column("empty_since", Moment, nullable=True),
    Column("undated", Boolean, nullable=False, default=False),
    Column("flood", Boolean, nullable=False, default=False),
    Column("gap", Moment, nullable=True),
    Column("newest", Moment, nullable=True),
    Column("gaps", Text, nullable=False, default="[]"),
    Column("pace", Integer, nullable=True),
    Column("due", Moment, nullable=True),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("moment", Moment, nullable=False),
    Column("source", String(64), ForeignKey("sources.id"), nullable=True),
    Column("kind", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Index(None, "moment"),
    sqlite_autoincrement=True,
)

waits = Table(
    "waits",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("until", Moment, nullable=False),
)

coverage = Table(
    "coverage",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("source", String(64), ForeignKey("sources.id"), primary_key=True),
    Column("heard", Float, nullable=False),
    Column("gap", Boolean, nullable=False),
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
    Column("oldest", Moment, nullable=True),
    Column("undated", Integer, nullable=False),
    Column("overlap", Boolean, nullable=True),
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
    # nullable for SQLite, which cannot add a column otherwise; every row has it
    Column("moment", Moment, nullable=True),
    Column("week", IsoWeek, nullable=False),
    Column("week_reason", String(16), nullable=False),
    Index(None, "week"),
    Index(None, "run", "source"),
)

items = Table(
    "items",
    metadata,
    # the signal first: the key is an index by signal as well, which every run asks for
    Column("signal", String(24), ForeignKey("signals.id"), primary_key=True),
    Column("source", String(64), ForeignKey("sources.id"), primary_key=True),
    Column("guid", String(16), nullable=False),
    Column("words", String(16), nullable=False),
    Column("seen", Moment, nullable=False),
    Index(None, "guid"),
    Index(None, "words"),
)

signal_versions = Table(
    "signal_versions",
    metadata,
    Column("signal", String(24), ForeignKey("signals.id"), primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", Moment, nullable=True),
    Column("seen", Moment, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("id", String(24), primary_key=True),
    Column("lead", String(24), ForeignKey("signals.id"), nullable=False),
    Column("earlier", String(24), nullable=True),
)

story_signals = Table(
    "story_signals",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("signal", String(24), ForeignKey("signals.id"), primary_key=True),
    Column("story", String(24), nullable=False),
    ForeignKeyConstraint(["week", "story"], ["stories.week", "stories.id"]),
)

assessments = Table(
    "assessments",
    metadata,
    Column("signal", String(24), ForeignKey("signals.id"), primary_key=True),
    Column("model", String(24), primary_key=True),
    Column("made", Moment, nullable=False),
    Column("verdicts", Text, nullable=True),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("signal", String(24), ForeignKey("signals.id"), nullable=False),
    Column("label", String(64), nullable=False),
    Column("value", String(16), nullable=False),
    Column("bearing", String(16), nullable=True),
    Column("by", Text, nullable=False),
    Column("moment", Moment, nullable=False),
    Index(None, "signal"),
    Index(None, "moment"),
    sqlite_autoincrement=True,
)

samples = Table(
    "samples",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("seed", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("population", Integer, nullable=False),
    Column("moment", Moment, nullable=False),
)

sample_signals = Table(
    "sample_signals",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("seed", Integer, primary_key=True, autoincrement=False),
    Column("signal", String(24), ForeignKey("signals.id"), primary_key=True),
    Column("place", Integer, nullable=False),
    ForeignKeyConstraint(["week", "seed"], ["samples.week", "samples.seed"]),
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

edition_inputs = Table(
    "edition_inputs",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(["week", "number"], ["editions.week", "editions.number"]),
)

week_counts = Table(
    "week_counts",
    metadata,
    Column("week", IsoWeek, primary_key=True, autoincrement=False),
    Column("model", String(24), primary_key=True),
    Column("taxonomy", String(24), primary_key=True),
    Column("signals", Integer, nullable=False),
    Column("spoken", Integer, nullable=False),
    Column("body", Text, nullable=False),
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
