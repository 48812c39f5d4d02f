"""What analysts say of signals and labels, and the random samples they check."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the tables; nothing that was there changes."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=16), nullable=False),
        sa.Column("bearing", sa.String(length=16), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=op.f("fk_corrections_signal_signals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_corrections_signal"), "corrections", ["signal"])
    op.create_index(op.f("ix_corrections_moment"), "corrections", ["moment"])
    op.create_table(
        "samples",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("week", "seed", name=op.f("pk_samples")),
    )
    op.create_table(
        "sample_signals",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signal", sa.String(length=24), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["signal"], ["signals.id"], name=op.f("fk_sample_signals_signal_signals")),
        sa.ForeignKeyConstraint(
            ["week", "seed"], ["samples.week", "samples.seed"], name=op.f("fk_sample_signals_week_seed_samples")
        ),
        sa.PrimaryKeyConstraint("week", "seed", "signal", name=op.f("pk_sample_signals")),
    )
