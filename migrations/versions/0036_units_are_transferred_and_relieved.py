"""Units are transferred between authorities and relieved where an agency had nobody; the ledger says what moved."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

FIXED = {
    "unit_transfers": "id, created_at, commitment_id, authority_id, to_authority_id, receiving_id, units, "
    "transferred_on, reason, recorded_by, recorded_for",
    "reliefs": "id, created_at, commitment_id, authority_id, units, offer, accepted_on, offered_on, reason, "
    "recorded_by, recorded_for",
}
OWNER = ["commitments.id", "commitments.authority_id"]
PEOPLE = {"recorded_by": "users", "recorded_for": "members", "reversed_by": "users"}
MOVED = "(kind IN ('transferred_in', 'transferred_out')) = (transfer_id IS NOT NULL)"
SUMMED = (
    "INSERT INTO unit_sums (commitment_id, month, kind, units) "
    "VALUES (NEW.commitment_id, date(NEW.accounting_on, 'start of month'), NEW.kind, NEW.units) "
    "ON CONFLICT (commitment_id, month, kind) DO UPDATE SET units = unit_sums.units + excluded.units"
)


def upgrade() -> None:
    """Makes both tables, append-only but for being taken back once, and gives entries of the ledger their transfer."""
    _make_transfers()
    _make_reliefs()
    for table in FIXED:
        _hold_append_only(table)
    with op.batch_alter_table("unit_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transfer_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_unit_entries_transfer_id"), "unit_transfers", ["transfer_id"], ["id"]
        )
        batch_op.create_check_constraint(batch_op.f("ck_unit_entries_moved_by_a_transfer"), sa.text(MOVED))
    op.create_index("ix_unit_entries_transfer_id", "unit_entries", ["transfer_id"])
    _guard_entries()


def _make_transfers() -> None:
    op.create_table(
        "unit_transfers",
        *_head(),
        sa.Column("to_authority_id", sa.Uuid(), nullable=False),
        sa.Column("receiving_id", sa.Uuid(), nullable=True),
        sa.Column("transferred_on", sa.Date(), nullable=False),
        *_tail("unit_transfers"),
        sa.CheckConstraint("authority_id <> to_authority_id", name=op.f("ck_unit_transfers_two_authorities")),
        sa.ForeignKeyConstraint(
            ["receiving_id", "to_authority_id"], OWNER, name=op.f("fk_unit_transfers_receiving_id_to_authority_id")
        ),
        sa.ForeignKeyConstraint(["to_authority_id"], ["members.id"], name=op.f("fk_unit_transfers_to_authority_id")),
    )
    op.create_index("ix_unit_transfers_commitment_id", "unit_transfers", ["commitment_id"])
    op.create_index("ix_unit_transfers_to_authority_id", "unit_transfers", ["to_authority_id"])


def _make_reliefs() -> None:
    offers = sa.Enum("none", "declined", name="offer", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "reliefs",
        *_head(),
        sa.Column("offer", offers, nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("offered_on", sa.Date(), nullable=True),
        *_tail("reliefs"),
        sa.CheckConstraint("offered_on IS NULL OR offer = 'declined'", name=op.f("ck_reliefs_offered")),
        sa.CheckConstraint(
            "accepted_on IS NULL OR offered_on IS NULL OR offered_on >= accepted_on", name=op.f("ck_reliefs_days")
        ),
    )
    op.create_index("ix_reliefs_commitment_id", "reliefs", ["commitment_id"])


def _head() -> list[Any]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
    ]


def _tail(table: str) -> list[Any]:
    """Why, by whom, and how it was taken back; with what holds for both tables."""
    return [
        sa.Column("reason", sa.String(length=2_000), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_for", sa.Uuid(), nullable=True),
        sa.Column("reversed_on", sa.Date(), nullable=True),
        sa.Column("reversed_by", sa.Uuid(), nullable=True),
        sa.Column("reversal_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("units >= 1", name=op.f(f"ck_{table}_counts")),
        sa.CheckConstraint(
            "(reversed_on IS NULL) = (reversal_reason IS NULL)", name=op.f(f"ck_{table}_reversed_for_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["commitment_id", "authority_id"], OWNER, name=op.f(f"fk_{table}_commitment_id_authority_id")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f(f"fk_{table}_authority_id")),
        *(
            sa.ForeignKeyConstraint([column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, there in PEOPLE.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _hold_append_only(table: str) -> None:
    """Nothing is changed or deleted, but that a row that stands is taken back."""
    refused = (("update", f"UPDATE OF {FIXED[table]}", ""), ("delete", "DELETE", ""))
    again = ("second_end", "UPDATE OF reversed_on, reversed_by, reversal_reason", "OLD.reversed_on IS NOT NULL")
    for act, when, where in (*refused, again):
        each = "EXECUTE FUNCTION refuse_change()"
        if op.get_bind().dialect.name != "postgresql":
            each = "BEGIN SELECT RAISE(ABORT, 'What was decided about units is append-only.'); END"
        only = f"WHEN ({where}) " if where else ""
        op.execute(f"CREATE TRIGGER {table}_no_{act} BEFORE {when} ON {table} FOR EACH ROW {only}{each}")


def _guard_entries() -> None:
    """SQLite made the ledger's table anew, and without what guards it."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for act in ("update", "delete"):
        refuse = "BEGIN SELECT RAISE(ABORT, 'An entry of the ledger is never changed: another puts it right.'); END"
        op.execute(f"CREATE TRIGGER unit_entries_no_{act} BEFORE {act.upper()} ON unit_entries FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER unit_entries_summed AFTER INSERT ON unit_entries FOR EACH ROW BEGIN {SUMMED}; END")


def downgrade() -> None:
    """Takes the step back; the entries of transfers cannot stand without them."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    on = " ON unit_entries" if postgresql else ""
    op.execute(f"DROP TRIGGER unit_entries_no_delete{on}")
    op.execute("DELETE FROM unit_entries WHERE transfer_id IS NOT NULL")
    op.execute("DELETE FROM unit_sums WHERE kind IN ('transferred_in', 'transferred_out')")
    if postgresql:
        does = "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
        op.execute(f"CREATE TRIGGER unit_entries_no_delete BEFORE DELETE ON unit_entries {does}")
    op.drop_index("ix_unit_entries_transfer_id", "unit_entries")
    with op.batch_alter_table("unit_entries", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_unit_entries_moved_by_a_transfer"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_unit_entries_transfer_id"), type_="foreignkey")
        batch_op.drop_column("transfer_id")
    _guard_entries()
    op.drop_table("reliefs")
    op.drop_table("unit_transfers")
