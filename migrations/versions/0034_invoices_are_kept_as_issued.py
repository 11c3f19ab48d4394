"""Invoices are kept as they were issued: never edited, held against orders and receipts, decided on by people."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

CODES = (
    "unknown_placement", "wrong_authority", "wrong_supplier", "wrong_fee_year", "wrong_amount",
    "group_billed_as_singles", "outside_stay", "overlap", "duplicate", "over_total", "not_confirmed", "vat_on_exempt",
    "before_placement", "credit_over_original", "not_in_tariff",
)  # fmt: skip
OUTCOMES = ("accepted", "paid_in_part", "rejected", "set_aside", "taken_back")
CLOSED = ("credited", "reversed", "put_right")
SIDES = ("agency_id", "authority_id")
KEPT = {
    "invoices": "An invoice that was issued is never changed: a credit note puts it right.",
    "invoice_lines": "A line that was issued is never changed: a credit note puts it right.",
    "invoice_approvals": "An approval is never changed.",
    "line_amounts": "What a line came to is never changed: another says what it comes to now.",
    "resolutions": "A decision is never changed: another takes it back.",
}


def _word(name: str, words: tuple[str, ...], *, nullable: bool = False) -> sa.Column[str]:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=nullable)


def _keys(*names: str, nullable: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Uuid(), nullable=nullable) for name in names]


def _pence(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _record(table: str) -> list[Any]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _points_with_sides(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column, *SIDES],
        [f"{to}.id", *(f"{to}.{side}" for side in SIDES)],
        name=op.f(f"fk_{table}_{column}_agency_id_authority_id"),
    )


def _of_both(table: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint("id", *SIDES, name=op.f(f"uq_{table}_id_agency_id_authority_id"))


def upgrade() -> None:
    """Makes the tables; what is issued and decided is append-only. From here on a purchase says who recorded it."""
    with op.batch_alter_table("purchases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recorded_by", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_purchases_recorded_by"), "users", ["recorded_by"], ["id"])
    _invoices()
    _receipts()
    _exceptions()
    _decisions()
    _amounts()
    _refuse_rewriting()


def _invoices() -> None:
    op.create_table(
        "invoices",
        *_keys(*SIDES),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("number_key", sa.String(length=300), nullable=False),
        sa.Column("is_credit", sa.Boolean(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        *_keys("reverses_id", nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        *_keys("recorded_by", nullable=True),
        *_record("invoices"),
        sa.CheckConstraint("number <> '' AND number_key <> ''", name=op.f("ck_invoices_has_number")),
        sa.CheckConstraint(
            "(reverses_id IS NULL) = (reason IS NULL) AND (reverses_id IS NULL OR is_credit)",
            name=op.f("ck_invoices_reversed_for_a_reason"),
        ),
        *(_points("invoices", side, "members") for side in SIDES),
        _points("invoices", "recorded_by", "users"),
        _points_with_sides("invoices", "reverses_id", "invoices"),
        _of_both("invoices"),
        sa.UniqueConstraint(
            *SIDES, "number_key", "is_credit", name=op.f("uq_invoices_agency_id_authority_id_number_key_is_credit")
        ),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_invoices_reverses_id")),
    )
    op.create_index("ix_invoices_authority_id", "invoices", ["authority_id"], unique=False)
    op.create_table(
        "invoice_lines",
        *_keys("invoice_id", *SIDES),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("placement_ref", sa.String(length=100), nullable=True),
        sa.Column("charge", sa.String(length=100), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("hundredths", sa.Integer(), nullable=True),
        _pence("net_pence"),
        _pence("vat_pence", nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        *_keys("recorded_by", nullable=True),
        *_record("invoice_lines"),
        sa.CheckConstraint(
            "from_day IS NULL OR to_day IS NULL OR to_day >= from_day", name=op.f("ck_invoice_lines_days_in_order")
        ),
        sa.CheckConstraint(
            "vat_pence IS NULL OR vat_pence = 0 OR (vat_pence < 0) = (net_pence < 0)",
            name=op.f("ck_invoice_lines_one_sign"),
        ),
        _points("invoice_lines", "recorded_by", "users"),
        _points_with_sides("invoice_lines", "invoice_id", "invoices"),
        _of_both("invoice_lines"),
        sa.UniqueConstraint("invoice_id", "number", name=op.f("uq_invoice_lines_invoice_id_number")),
    )
    op.create_index("ix_invoice_lines_agency_id_authority_id", "invoice_lines", list(SIDES), unique=False)


def _receipts() -> None:
    op.create_table(
        "receipts",
        *_keys("purchase_id", "authority_id", "agency_id"),
        sa.Column("charge", sa.String(length=40), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("hundredths", sa.Integer(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        *_keys("recorded_by", "changed_by", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        *_record("receipts"),
        sa.CheckConstraint("hundredths > 0", name=op.f("ck_receipts_has_hours")),
        sa.CheckConstraint("to_day > from_day", name=op.f("ck_receipts_has_days")),
        *(_points("receipts", side, "members") for side in SIDES),
        *(_points("receipts", column, "users") for column in ("recorded_by", "changed_by")),
        sa.ForeignKeyConstraint(
            ["purchase_id", "authority_id"],
            ["purchases.id", "purchases.authority_id"],
            name=op.f("fk_receipts_purchase_id_authority_id"),
        ),
        sa.UniqueConstraint(
            *("purchase_id", "charge", "from_day", "to_day"),
            name=op.f("uq_receipts_purchase_id_charge_from_day_to_day"),
        ),
    )
    op.create_index("ix_receipts_authority_id", "receipts", ["authority_id"], unique=False)


def _exceptions() -> None:
    op.create_table(
        "exceptions",
        *_keys("line_id", *SIDES),
        sa.Column("opened_on", sa.Date(), nullable=False),
        _word("code", CODES),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("placement_ref", sa.String(length=100), nullable=True),
        _pence("expected_pence", nullable=True),
        _pence("credited_pence"),
        _pence("stake_pence"),
        sa.Column("confidence_pct", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        *_keys("about_authority_id", "about_agency_id", nullable=True),
        _word("seen_code", CODES, nullable=True),
        sa.Column("seen_codes", sa.JSON(), nullable=True),
        _pence("seen_expected_pence", nullable=True),
        _pence("seen_stake_pence", nullable=True),
        sa.Column("seen_because", sa.Text(), nullable=True),
        _word("outcome", OUTCOMES, nullable=True),
        _pence("pays_pence", nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        _word("closed_by", CLOSED, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_record("exceptions"),
        sa.CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name=op.f("ck_exceptions_closed_by_something")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (pays_pence IS NULL)", name=op.f("ck_exceptions_decided_with_an_amount")
        ),
        sa.CheckConstraint(
            "(seen_code IS NULL) = (about_authority_id IS NULL)", name=op.f("ck_exceptions_seen_of_a_placement")
        ),
        *(_points("exceptions", column, "members") for column in ("about_authority_id", "about_agency_id")),
        _points_with_sides("exceptions", "line_id", "invoice_lines"),
        _of_both("exceptions"),
    )
    still = sa.text("closed_on IS NULL")
    op.create_index(
        "uq_exceptions_open", "exceptions", ["line_id"], unique=True, sqlite_where=still, postgresql_where=still
    )
    op.create_index("ix_exceptions_agency_id_authority_id", "exceptions", list(SIDES), unique=False)
    op.create_index("ix_exceptions_authority_id", "exceptions", ["authority_id"], unique=False)


def _decisions() -> None:
    op.create_table(
        "resolutions",
        *_keys("exception_id", *SIDES),
        sa.Column("number", sa.Integer(), nullable=False),
        _word("outcome", OUTCOMES),
        _pence("pays_pence"),
        sa.Column("reason", sa.String(length=500), nullable=False),
        *_keys("decided_by"),
        *_keys("member_id", nullable=True),
        *_record("resolutions"),
        sa.CheckConstraint("number >= 1 AND reason <> ''", name=op.f("ck_resolutions_has_reason")),
        _points("resolutions", "decided_by", "users"),
        _points("resolutions", "member_id", "members"),
        _points_with_sides("resolutions", "exception_id", "exceptions"),
        sa.UniqueConstraint("exception_id", "number", name=op.f("uq_resolutions_exception_id_number")),
    )
    op.create_table(
        "invoice_approvals",
        *_keys("invoice_id", *SIDES, "approved_by"),
        *_keys("member_id", nullable=True),
        *_record("invoice_approvals"),
        _points("invoice_approvals", "approved_by", "users"),
        _points("invoice_approvals", "member_id", "members"),
        _points_with_sides("invoice_approvals", "invoice_id", "invoices"),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_invoice_approvals_invoice_id")),
    )


def _amounts() -> None:
    op.create_table(
        "line_amounts",
        *_keys("line_id", *SIDES),
        sa.Column("number", sa.Integer(), nullable=False),
        _pence("pence"),
        *_record("line_amounts"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_line_amounts_counted_from_one")),
        _points_with_sides("line_amounts", "line_id", "invoice_lines"),
        sa.UniqueConstraint("line_id", "number", name=op.f("uq_line_amounts_line_id_number")),
    )
    op.create_index("ix_line_amounts_agency_id_authority_id", "line_amounts", list(SIDES), unique=False)


def _refuse_rewriting() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, sentence in KEPT.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        does = "EXECUTE FUNCTION refuse_rewriting()" if postgresql else refuse
        for act in ("update", "delete"):
            op.execute(f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} FOR EACH ROW {does}")


def downgrade() -> None:
    """Takes the step back."""
    for table in (
        "line_amounts",
        "invoice_approvals",
        "resolutions",
        "exceptions",
        "receipts",
        "invoice_lines",
        "invoices",
    ):
        op.drop_table(table)
    with op.batch_alter_table("purchases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_purchases_recorded_by"), type_="foreignkey")
        batch_op.drop_column("recorded_by")
