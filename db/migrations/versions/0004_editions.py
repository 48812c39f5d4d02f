"""All that went into an edition, so that it can be made again; and what was counted of each week."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the tables; nothing that was there changes. Editions of before keep no inputs."""
    op.create_table(
        "edition_inputs",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["week", "number"], ["editions.week", "editions.number"], name=op.f("fk_edition_inputs_week_number_editions")
        ),
        sa.PrimaryKeyConstraint("week", "number", name=op.f("pk_edition_inputs")),
    )
    op.create_table(
        "week_counts",
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model", sa.String(length=24), nullable=False),
        sa.Column("taxonomy", sa.String(length=24), nullable=False),
        sa.Column("signals", sa.Integer(), nullable=False),
        sa.Column("spoken", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("week", "model", "taxonomy", name=op.f("pk_week_counts")),
    )
