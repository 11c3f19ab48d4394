"""What authorities aim at for their children."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "targets",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("percent IS NULL OR percent BETWEEN 1 AND 100", name=op.f("ck_targets_percent")),
        sa.CheckConstraint("weeks IS NULL OR weeks BETWEEN 1 AND 714", name=op.f("ck_targets_weeks")),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f("fk_targets_authority_id")),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_targets_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sa.UniqueConstraint(
            "authority_id", "code", "effective_from", name=op.f("uq_targets_authority_id_code_effective_from")
        ),
    )


def downgrade() -> None:
    """Takes the step back."""
    op.drop_table("targets")
