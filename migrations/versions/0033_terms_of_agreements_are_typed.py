"""Terms of agreements are typed: each version holds them, by default as they were taken until now."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def _word(name: str, *values: str, default: str | None = None) -> sa.Column[str]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, server_default=default, nullable=default is None)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.true(), nullable=False)


CHECKS = {
    "minimum_stay": "minimum_stay_days BETWEEN 0 AND 366",
    "fixed_price": "(price_basis = 'fixed') = (fixed_price_pence IS NOT NULL)",
    "counts": "fixed_price_pence >= 0 AND transfer_price_pct >= 0 AND offer_within_days >= 1 AND true_up_days >= 0",
}


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("minimum_stay_days", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _flag("aborted_introduction_counts"),
        _word("price_basis", "tariff", "fixed", default="tariff"),
        sa.Column("fixed_price_pence", sa.Integer(), nullable=True),
        _flag("transfers_allowed"),
        sa.Column("transfer_price_pct", sa.Integer(), nullable=True),
        sa.Column("transfer_cutoff_days", sa.Integer(), nullable=True),
        _flag("unavailability_relief"),
        sa.Column("offer_within_days", sa.Integer(), nullable=True),
        _word("pro_rata", "none", "days", "months", default="none"),
        _word("pro_rata_rounding", "up", "down", "nearest", default="nearest"),
        sa.Column("true_up_days", sa.Integer(), nullable=True),
        _word("refund_convention", "days", "months_begun", "months_completed"),
        _word("sums_shown", "nothing", "totals", "each", default="nothing"),
    ]


def upgrade() -> None:
    """Adds the terms; what stands already says of them what held until now."""
    with op.batch_alter_table("agreement_versions", schema=None) as batch_op:
        for column in _columns():
            batch_op.add_column(column)
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_agreement_versions_{name}"), condition)


def downgrade() -> None:
    """Takes the step back."""
    with op.batch_alter_table("agreement_versions", schema=None) as batch_op:
        for name in (*CHECKS, "price_basis", "pro_rata", "pro_rata_rounding", "refund_convention", "sums_shown"):
            batch_op.drop_constraint(batch_op.f(f"ck_agreement_versions_{name}"), type_="check")
        for column in reversed(_columns()):
            batch_op.drop_column(column.name)
