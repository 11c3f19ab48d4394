"""Money is kept in pairs of accounts: each entry adds to one what it takes from another, and none is ever changed."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ACCOUNTS = ("cost", "uninvoiced", "payable", "paid")
MOVES = {
    "charge": ("cost", "uninvoiced"), "accrual": ("cost", "uninvoiced"), "shortfall": ("cost", "uninvoiced"),
    "invoice": ("uninvoiced", "payable"), "credit": ("payable", "uninvoiced"), "payment": ("payable", "paid"),
}  # fmt: skip
TABLE = "money_entries"


def upgrade() -> None:
    """Makes the table, append-only."""
    words = {"native_enum": False, "create_constraint": True, "length": 40}
    back = ["reverses_id", "act", "pence", "authority_id"]
    members = ("authority_id", "agency_id", "member_id")
    op.create_table(
        TABLE,
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Enum(*MOVES, name="act", **words), nullable=False),
        sa.Column("debit", sa.Enum(*ACCOUNTS, name="debit", **words), nullable=False),
        sa.Column("credit", sa.Enum(*ACCOUNTS, name="credit", **words), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("accounting_on", sa.Date(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=True),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1 AND pence > 0 AND cause <> ''", name=op.f(f"ck_{TABLE}_counts")),
        sa.CheckConstraint(_moves(), name=op.f(f"ck_{TABLE}_moves")),
        *(sa.ForeignKeyConstraint([key], ["members.id"], name=op.f(f"fk_{TABLE}_{key}")) for key in members),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f(f"fk_{TABLE}_recorded_by")),
        sa.ForeignKeyConstraint(
            ["purchase_id", "authority_id"],
            ["purchases.id", "purchases.authority_id"],
            name=op.f(f"fk_{TABLE}_purchase_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(
            back, [f"{TABLE}.id", *(f"{TABLE}.{name}" for name in back[1:])], name=f"fk_{TABLE}_reverses"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("authority_id", "number", name=op.f(f"uq_{TABLE}_authority_id_number")),
        sa.UniqueConstraint("id", *back[1:], name=op.f(f"uq_{TABLE}_id_act_pence_authority_id")),
        sa.UniqueConstraint("reverses_id", name=op.f(f"uq_{TABLE}_reverses_id")),
    )
    op.create_index(f"ix_{TABLE}_agency_id", TABLE, ["agency_id"])
    op.create_index(f"ix_{TABLE}_purchase_id", TABLE, ["purchase_id"])
    op.create_index(f"ix_{TABLE}_balance", TABLE, ["authority_id", "agency_id", "accounting_on"])
    first = sa.text("reverses_id IS NULL")
    named = f"uq_{TABLE}_cause"
    op.create_index(named, TABLE, ["cause_id", "act"], unique=True, sqlite_where=first, postgresql_where=first)
    _append_only()


def _moves() -> str:
    sides = "act = '{}' AND debit = '{}' AND credit = '{}'"
    forth = " OR ".join(f"({sides.format(act, debit, credit)})" for act, (debit, credit) in MOVES.items())
    back = " OR ".join(f"({sides.format(act, credit, debit)})" for act, (debit, credit) in MOVES.items())
    return f"(reverses_id IS NULL AND ({forth})) OR (reverses_id IS NOT NULL AND ({back}))"


def _append_only() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for act in ("update", "delete"):
        refuse = "BEGIN SELECT RAISE(ABORT, 'An entry of money is never changed: another puts it right.'); END"
        does = "EXECUTE FUNCTION refuse_rewriting()" if postgresql else refuse
        op.execute(f"CREATE TRIGGER {TABLE}_no_{act} BEFORE {act.upper()} ON {TABLE} FOR EACH ROW {does}")


def downgrade() -> None:
    """Takes the step back; the entries are lost."""
    op.drop_table(TABLE)
