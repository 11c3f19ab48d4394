"""Referrals: drafted, submitted and screened by criteria before they search; their moves are appended alone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATUSES = (
    "draft", "submitted", "more_information", "declined", "searching", "linked", "matched", "placed", "concluded",
    "withdrawn",
)  # fmt: skip
REASONS = (
    "criteria_not_met", "kin_not_explored", "return_home_likely", "plan_not_agreed", "another_route_fits",
    "assessment_missing", "facts_missing",
)  # fmt: skip
# Which words of an appended row an erasure may replace, and by what; all else stays as it was written.
APPENDED = {
    "referral_moves": ("note", "'Erased.'", ("from_status", "to_status", "by_user", "reason", "referral_id")),
    "screenings": ("answers", "'[]'", ("move_id", "criteria_number", "consortium_id", "referral_id")),
}


def upgrade() -> None:
    """Adds the tables, and lets a referral stand before its search."""
    _criteria()
    _moves()
    _screenings()
    _hold_append_only()
    with op.batch_alter_table("referrals") as referrals:
        referrals.add_column(sa.Column("accepted_on", sa.Date(), nullable=True))
    day = "date(created_at)" if op.get_bind().dialect.name == "sqlite" else "CAST(created_at AS date)"
    op.execute(f"UPDATE referrals SET accepted_on = {day}")
    with op.batch_alter_table("referrals") as referrals:
        referrals.drop_constraint(op.f("ck_referrals_status"), type_="check")
        referrals.drop_constraint(op.f("ck_referrals_closed_at_its_end"), type_="check")
        referrals.create_check_constraint(op.f("ck_referrals_status"), f"status IN ({_listed(STATUSES)})")
        referrals.create_check_constraint(op.f("ck_referrals_stored"), "status NOT IN ('linked', 'matched', 'placed')")
        referrals.create_check_constraint(
            op.f("ck_referrals_closed_at_its_end"),
            "(status IN ('declined', 'concluded', 'withdrawn')) = (closed_on IS NOT NULL)",
        )
        referrals.create_check_constraint(
            op.f("ck_referrals_accepted_before_search"), "status <> 'searching' OR accepted_on IS NOT NULL"
        )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _criteria() -> None:
    op.create_table(
        "screening_criteria",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_screening_criteria_numbered_from_one")),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_screening_criteria_consortium_id")),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_screening_criteria_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_criteria")),
        sa.UniqueConstraint("consortium_id", "number", name=op.f("uq_screening_criteria_consortium_id_number")),
    )


def _moves() -> None:
    op.create_table(
        "referral_moves",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("from_status", sa.String(40), nullable=True),
        sa.Column("to_status", sa.String(40), nullable=False),
        sa.Column("by_user", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"from_status IN ({_listed(STATUSES)})", name=op.f("ck_referral_moves_from_status")),
        sa.CheckConstraint(f"to_status IN ({_listed(STATUSES)})", name=op.f("ck_referral_moves_to_status")),
        sa.CheckConstraint(f"reason IN ({_listed(REASONS)})", name=op.f("ck_referral_moves_reason")),
        sa.ForeignKeyConstraint(["by_user"], ["users.id"], name=op.f("fk_referral_moves_by_user")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_referral_moves_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_moves")),
        sa.UniqueConstraint("id", "authority_id", name=op.f("uq_referral_moves_id_authority_id")),
    )
    op.create_index("ix_referral_moves_referral_id", "referral_moves", ["referral_id"])


def _screenings() -> None:
    op.create_table(
        "screenings",
        sa.Column("move_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("criteria_number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_screenings_consortium_id")),
        sa.ForeignKeyConstraint(
            ["move_id", "authority_id"],
            ["referral_moves.id", "referral_moves.authority_id"],
            name=op.f("fk_screenings_move_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_screenings_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenings")),
        sa.UniqueConstraint("move_id", name=op.f("uq_screenings_move_id")),
    )
    op.create_index("ix_screenings_referral_id", "screenings", ["referral_id"])


def _hold_append_only() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'What was appended is not rewritten.'; END $$"
        )
    for table, (words, erased, fixed) in APPENDED.items():
        same = "IS NOT DISTINCT FROM" if postgresql else "IS"
        kept = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in (*fixed, "authority_id", "created_at"))
        new, old = (f"CAST({row}.{words} AS TEXT)" for row in ("NEW", "OLD"))
        rewritten = f"NOT ({kept} AND ({new} = {old} OR {new} = {erased}))"
        does = (
            "EXECUTE FUNCTION refuse_rewriting()"
            if postgresql
            else ("BEGIN SELECT RAISE(ABORT, 'What was appended is not rewritten.'); END")
        )
        for act, when in (("UPDATE", f"WHEN ({rewritten}) "), ("DELETE", "")):
            op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW {when}{does}")


def downgrade() -> None:
    """Takes them away; what had not come to search yet is withdrawn."""
    for table in ("screenings", "referral_moves", "screening_criteria"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_rewriting()")
    with op.batch_alter_table("referrals") as referrals:
        for name in ("status", "stored", "closed_at_its_end", "accepted_before_search"):
            referrals.drop_constraint(op.f(f"ck_referrals_{name}"), type_="check")
    kept = "('searching', 'withdrawn', 'concluded')"
    op.execute(
        "UPDATE referrals SET status = 'withdrawn', closed_on = COALESCE(closed_on, CURRENT_DATE) "
        f"WHERE status NOT IN {kept}"
    )
    with op.batch_alter_table("referrals") as referrals:
        referrals.drop_column("accepted_on")
        referrals.create_check_constraint(op.f("ck_referrals_status"), f"status IN {kept}")
        referrals.create_check_constraint(
            op.f("ck_referrals_closed_at_its_end"), "(status = 'searching') = (closed_on IS NULL)"
        )
