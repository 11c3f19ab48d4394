"""People decide otherwise than runs suggest: which suggestion was not followed, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None
REASONS = (
    "child_not_as_recorded",
    "carers_not_as_recorded",
    "earlier_tie",
    "family_time",
    "identity",
    "needs",
    "timing",
    "support",
    "other",
)


def upgrade() -> None:
    """Makes the table."""
    reason = sa.Enum(*REASONS, name="reason", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "overrulings",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=True),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("reason", reason, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> 'other' OR note <> ''", name=op.f("ck_overrulings_other_is_explained")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_overrulings_decided_by")),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name=op.f("fk_overrulings_link_id")),
        sa.ForeignKeyConstraint(["run_id"], ["match_runs.id"], name=op.f("fk_overrulings_run_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_overrulings_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrulings")),
    )
    in_force = sa.text("taken_back_at IS NULL")
    op.create_index(
        "uq_overrulings_one_in_force",
        "overrulings",
        ["suggestion_id"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )


def downgrade() -> None:
    """Takes the step back."""
    op.drop_table("overrulings")
