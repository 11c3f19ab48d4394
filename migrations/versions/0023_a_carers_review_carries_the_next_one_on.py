"""A review of carers that is recorded in a case carries the day of their next on, and what it did is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table, append-only."""
    op.create_table(
        "carers_reviews",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("due_on > held_on", name=op.f("ck_carers_reviews_due_after_it_was_held")),
        sa.ForeignKeyConstraint(["event_id"], ["case_events.id"], name=op.f("fk_carers_reviews_event_id")),
        sa.ForeignKeyConstraint(
            ["household_id", "agency_id"],
            ["households.id", "households.agency_id"],
            name=op.f("fk_carers_reviews_household_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_carers_reviews_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carers_reviews")),
        sa.UniqueConstraint("event_id", name=op.f("uq_carers_reviews_event_id")),
    )
    op.create_index("ix_carers_reviews_household_id", "carers_reviews", ["household_id"])
    for act in ("update", "delete"):
        each = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if op.get_bind().dialect.name != "postgresql":
            each = "BEGIN SELECT RAISE(ABORT, 'What a review did is append-only.'); END"
        op.execute(f"CREATE TRIGGER carers_reviews_no_{act} BEFORE {act} ON carers_reviews {each}")


def downgrade() -> None:
    """Takes the step back."""
    op.drop_table("carers_reviews")
