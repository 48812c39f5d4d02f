"""What collecting needs: how sources stand, items and stories, events, waits and coverage."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)
_CARRIED = ("etag", "last_modified", "body_hash", "fetched", "heard", "state", "message")


def upgrade() -> None:
    """Adds the tables and moves what was known into them."""
    _standings()
    _events()
    _items()
    _stories()
    with op.batch_alter_table("fetches") as fetches:
        fetches.add_column(sa.Column("oldest", _MOMENT, nullable=True))
        fetches.add_column(sa.Column("undated", sa.Integer(), nullable=True))
        fetches.add_column(sa.Column("overlap", sa.Boolean(), nullable=True))
    op.execute("UPDATE fetches SET undated = 0")
    with op.batch_alter_table("fetches") as fetches:
        fetches.alter_column("undated", existing_type=sa.Integer(), nullable=False)
    op.add_column("signal_versions", sa.Column("published", _MOMENT, nullable=True))


def _standings() -> None:
    op.create_table(
        "standings",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("configured", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched", _MOMENT, nullable=True),
        sa.Column("heard", _MOMENT, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.String(length=32), nullable=False),
        sa.Column("blocks", sa.LargeBinary(), nullable=False),
        sa.Column("full", _MOMENT, nullable=True),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("moving", sa.Text(), nullable=False),
        sa.Column("moving_since", _MOMENT, nullable=True),
        sa.Column("moving_times", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("gone_times", sa.Integer(), nullable=False),
        sa.Column("retired", _MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", _MOMENT, nullable=True),
        sa.Column("reported", _MOMENT, nullable=True),
        sa.Column("empty_since", _MOMENT, nullable=True),
        sa.Column("undated", sa.Boolean(), nullable=False),
        sa.Column("flood", sa.Boolean(), nullable=False),
        sa.Column("gap", _MOMENT, nullable=True),
        sa.Column("newest", _MOMENT, nullable=True),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.Column("pace", sa.Integer(), nullable=True),
        sa.Column("due", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_standings_source_sources")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_standings")),
    )
    # the same text for both engines: an empty blob and false are written differently
    op.execute(
        sa.text(
            "INSERT INTO standings (source, configured, url, fetched, heard, state, message, etag, last_modified, body_hash,"
            ' blocks, "full", rule, moving, moving_times, moved, gone_times, failures, undated, flood, gaps)'
            " SELECT id, '', coalesce(asked_url, ''), fetched, heard, state, message, etag, last_modified, body_hash, :blocks,"
            " heard, 'link+guid', '', 0, '', 0, 0, :no, :no, '[]' FROM sources"
        ).bindparams(sa.bindparam("blocks", b"", sa.LargeBinary()), sa.bindparam("no", value=False, type_=sa.Boolean()))
    )
    for name in (*_CARRIED, "asked_url"):
        op.drop_column("sources", name)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_events_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_moment"), "events", ["moment"])
    op.create_table(
        "waits",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_waits")),
    )
    op.create_table(
        "coverage",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("heard", sa.Float(), nullable=False),
        sa.Column("gap", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_coverage_source_sources")),
        sa.PrimaryKeyConstraint("week", "source", name=op.f("pk_coverage")),
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("guid", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=16), nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_items_source_sources")),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=op.f("fk_items_signal_signals")),
        sa.PrimaryKeyConstraint("signal", "source", name=op.f("pk_items")),
    )
    op.create_index(op.f("ix_items_guid"), "items", ["guid"])
    op.create_index(op.f("ix_items_words"), "items", ["words"])
    # guids were not kept before this schema: these items are known by their signal alone
    op.execute("INSERT INTO items (source, signal, guid, words, seen) SELECT source, id, '', '', seen FROM signals")
    op.add_column("signals", sa.Column("moment", _MOMENT, nullable=True))
    op.execute(
        "UPDATE signals SET moment = CASE WHEN week_reason = 'published' AND published < seen THEN published ELSE seen END"
    )


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("lead", sa.String(length=24), nullable=False),
        sa.Column("earlier", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["lead"], ["signals.id"], name=op.f("fk_stories_lead_signals")),
        sa.PrimaryKeyConstraint("week", "id", name=op.f("pk_stories")),
    )
    op.create_table(
        "story_signals",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("story", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=op.f("fk_story_signals_signal_signals")),
        sa.ForeignKeyConstraint(
            ["week", "story"], ["stories.week", "stories.id"], name=op.f("fk_story_signals_week_story_stories")
        ),
        sa.PrimaryKeyConstraint("week", "signal", name=op.f("pk_story_signals")),
    )
