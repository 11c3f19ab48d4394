"""Decisions: that two records are one, or two; that brothers and sisters are placed apart. Appended alone."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ONE = "(referral_id IS NULL) = (authority_id IS NULL) AND (referral_id IS NULL) = (other_referral_id IS NULL)"
OTHER = "(household_id IS NULL) = (agency_id IS NULL) AND (household_id IS NULL) = (other_household_id IS NULL)"
TWO = (
    "(referral_id IS NULL OR referral_id <> other_referral_id)"
    " AND (household_id IS NULL OR household_id <> other_household_id)"
)
# The columns that stay as they were written; an erasure replaces the reason.
APPENDED = {
    "duplicate_decisions": (
        "referral_id", "other_referral_id", "household_id", "other_household_id", "decision", "decided_by",
    ),
    "apart_decisions": ("referral_id", "other_referral_id", "decided_by"),
}  # fmt: skip


def upgrade() -> None:
    """Adds the two tables."""
    _duplicates()
    _apart()
    _hold_append_only()


def _duplicates() -> None:
    uuids = (
        "referral_id", "other_referral_id", "authority_id", "household_id", "other_household_id", "agency_id",
        "decided_by",
    )  # fmt: skip
    checks = {
        "one_kind": "(referral_id IS NULL) <> (household_id IS NULL)",
        "referrals_with_owner": ONE,
        "households_with_owner": OTHER,
        "two_records": TWO,
        "decision": "decision IN ('merged', 'different')",
    }
    sides = (
        ("referral_id", "authority_id", "referrals"), ("other_referral_id", "authority_id", "referrals"),
        ("household_id", "agency_id", "households"), ("other_household_id", "agency_id", "households"),
    )  # fmt: skip
    op.create_table(
        "duplicate_decisions",
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in uuids),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_duplicate_decisions_{name}")) for name, text in checks.items()),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_duplicate_decisions_decided_by")),
        *(
            sa.ForeignKeyConstraint(
                [key, owner], [f"{of}.id", f"{of}.{owner}"], name=op.f(f"fk_duplicate_decisions_{key}_{owner}")
            )
            for key, owner, of in sides
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_decisions")),
    )
    merged: dict[str, Any] = {
        "sqlite_where": sa.text("decision = 'merged'"),
        "postgresql_where": sa.text("decision = 'merged'"),
    }
    for side in ("referral", "household"):
        op.create_index(f"ix_duplicate_decisions_{side}_id", "duplicate_decisions", [f"{side}_id"])
        name = f"uq_duplicate_decisions_merged_{side}"
        op.create_index(name, "duplicate_decisions", [f"other_{side}_id"], unique=True, **merged)


def _apart() -> None:
    op.create_table(
        "apart_decisions",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in ("referral_id", "other_referral_id", "authority_id")),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("referral_id <> other_referral_id", name=op.f("ck_apart_decisions_two_referrals")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_apart_decisions_has_reason")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_apart_decisions_decided_by")),
        *(
            sa.ForeignKeyConstraint(
                [key, "authority_id"],
                ["referrals.id", "referrals.authority_id"],
                name=op.f(f"fk_apart_decisions_{key}_authority_id"),
            )
            for key in ("referral_id", "other_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apart_decisions")),
        sa.UniqueConstraint("other_referral_id", name=op.f("uq_apart_decisions_other_referral_id")),
    )
    op.create_index("ix_apart_decisions_referral_id", "apart_decisions", ["referral_id"])


def _hold_append_only() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    same = "IS NOT DISTINCT FROM" if postgresql else "IS"
    refuse = "BEGIN SELECT RAISE(ABORT, 'What was appended is not rewritten.'); END"
    does = "EXECUTE FUNCTION refuse_rewriting()" if postgresql else refuse
    for table, fixed in APPENDED.items():
        kept = [f"NEW.{name} {same} OLD.{name}" for name in (*fixed, "created_at")]
        kept.append("(NEW.reason = OLD.reason OR NEW.reason = 'Erased.')")
        for act, when in (("UPDATE", f"WHEN (NOT ({' AND '.join(kept)})) "), ("DELETE", "")):
            op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW {when}{does}")


def downgrade() -> None:
    """Takes them away."""
    for table in ("apart_decisions", "duplicate_decisions"):
        op.drop_table(table)
