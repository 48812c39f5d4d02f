"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table in an empty database."""
    op.create_table(
        "editions",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("issued", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inputs", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=24), nullable=False),
        sa.Column("taxonomy", sa.String(length=24), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("html", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("week", "number", name=op.f("pk_editions")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("week", sa.Integer(), nullable=True),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.String(length=32), nullable=False),
        sa.Column("asked_url", sa.Text(), nullable=True),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "deliveries",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["week", "number"], ["editions.week", "editions.number"], name=op.f("fk_deliveries_week_number")
        ),
        sa.PrimaryKeyConstraint("week", "number", "recipient", name=op.f("pk_deliveries")),
    )
    op.create_table(
        "fetches",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("newest", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_fetches_run")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_fetches_source")),
        sa.PrimaryKeyConstraint("run", "source", name=op.f("pk_fetches")),
    )
    op.create_index(op.f("ix_fetches_moment"), "fetches", ["moment"], unique=False)
    op.create_table(
        "signals",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("published", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("week_reason", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_signals_run")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_signals_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
    )
    op.create_index(op.f("ix_signals_run_source"), "signals", ["run", "source"], unique=False)
    op.create_index(op.f("ix_signals_week"), "signals", ["week"], unique=False)
    op.create_table(
        "assessments",
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("model", sa.String(length=24), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdicts", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=op.f("fk_assessments_signal")),
        sa.PrimaryKeyConstraint("signal", "model", name=op.f("pk_assessments")),
    )
    op.create_table(
        "edition_signals",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("story", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=op.f("fk_edition_signals_signal")),
        sa.ForeignKeyConstraint(
            ["week", "number"], ["editions.week", "editions.number"], name=op.f("fk_edition_signals_week_number")
        ),
        sa.PrimaryKeyConstraint("week", "number", "signal", name=op.f("pk_edition_signals")),
    )
    op.create_table(
        "signal_versions",
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=op.f("fk_signal_versions_signal")),
        sa.PrimaryKeyConstraint("signal", "version", name=op.f("pk_signal_versions")),
    )
