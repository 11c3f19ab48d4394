"""Prices are kept in versions, as each consortium's coordinator recorded them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

CHARGES = ("placement_fee", "fostering_weekly", "contact_hourly", "monthly_after_12")
VAT_TREATMENTS = ("exempt", "standard", "zero", "outside")
REFERRED = {
    "agency_id": "members",
    "consortium_id": "consortia",
    "recorded_by": "users",
    "recorded_for": "members",
    "withdrawn_by": "users",
}


def _word(name: str, words: tuple[str, ...]) -> sa.Column[str]:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "tariffs",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        _word("charge", CHARGES),
        sa.Column("children", sa.Integer(), nullable=True),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        _word("vat", VAT_TREATMENTS),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_for", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ref <> '' AND amount_pence >= 0 AND children >= 1", name=op.f("ck_tariffs_counts")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_tariffs_withdrawn_with_a_reason")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_tariffs_days")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_tariffs_{column}"))
            for column, table in REFERRED.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tariffs")),
    )
    op.create_index("ix_tariffs_consortium_id", "tariffs", ["consortium_id"], unique=False)


def downgrade() -> None:
    """Takes the step back."""
    op.drop_table("tariffs")
