"""What people recorded as happened in cases."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = (
    "id", "created_at", "referral_id", "authority_id", "member_id", "event", "happened_on", "recorded_by",
    "reverses_id",
)  # fmt: skip
SAID = "What happened in a case is taken back by another row, never changed."


def upgrade() -> None:
    """Makes the table, and holds it append-only."""
    op.create_table(
        "case_events",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (reason = '')", name=op.f("ck_case_events_taken_back_for_a_reason")
        ),
        sa.CheckConstraint("event <> ''", name=op.f("ck_case_events_has_event")),
        sa.CheckConstraint("reverses_id IS NULL OR reverses_id <> id", name=op.f("ck_case_events_takes_back_another")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_case_events_member_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_case_events_recorded_by")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_case_events_referral_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id", "referral_id"],
            ["case_events.id", "case_events.referral_id"],
            name=op.f("fk_case_events_reverses_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
        sa.UniqueConstraint("id", "referral_id", name=op.f("uq_case_events_id_referral_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_case_events_reverses_id")),
    )
    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.create_index("ix_case_events_referral_id", ["referral_id"], unique=False)
    _hold_append_only()


def _hold_append_only() -> None:
    """An erasure empties the reason of a row that takes another back; nothing else of a row changes, and none goes."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    same = "IS NOT DISTINCT FROM" if postgresql else "IS"
    kept = " AND ".join(f"NEW.{column} {same} OLD.{column}" for column in COLUMNS)
    whens = {"update": f"WHEN (NOT (NEW.reason = 'Erased.' AND OLD.reverses_id IS NOT NULL AND {kept}))", "delete": ""}
    if postgresql:
        op.execute(
            "CREATE FUNCTION refuse_change_of_course() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
        )
    act = "EXECUTE FUNCTION refuse_change_of_course()" if postgresql else f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for when, only in whens.items():
        op.execute(
            f"CREATE TRIGGER case_events_no_{when} BEFORE {when.upper()} ON case_events FOR EACH ROW {only} {act}"
        )


def downgrade() -> None:
    """Takes the step back."""
    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.drop_index("ix_case_events_referral_id")

    op.drop_table("case_events")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_course()")
