"""Entries of units say what they stand on, another commitment or words; a closed period is adjusted in an open one."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLE = "unit_entries"
BEFORE = (
    "committed", "amended", "taken", "transferred_in", "transferred_out", "carried_in", "made_up", "relieved",
    "tolerated", "shortfall", "excess", "carried_out",
)  # fmt: skip
AFTER = (*BEFORE[:3], "adjusted", *BEFORE[3:])
OF_A_PURCHASE = "(kind {}) = (purchase_id IS NOT NULL)"


def upgrade() -> None:
    """Adds both columns and the kind."""
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        batch_op.add_column(sa.Column("counterpart_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("cause", sa.String(length=200), nullable=True))
        batch_op.create_foreign_key(batch_op.f(f"fk_{TABLE}_counterpart_id"), "commitments", ["counterpart_id"], ["id"])
        batch_op.create_index(f"ix_{TABLE}_counterpart_id", ["counterpart_id"])
        batch_op.create_check_constraint(
            batch_op.f(f"ck_{TABLE}_adjusts_a_period"), "kind <> 'adjusted' OR counterpart_id IS NOT NULL"
        )
        _know(batch_op, AFTER, of_a_purchase="IN ('taken', 'adjusted')")
    _trigger()


def downgrade() -> None:
    """Takes the step back; refused by the database where a closed period was adjusted."""
    with op.batch_alter_table(TABLE, schema=None) as batch_op:
        _know(batch_op, BEFORE, of_a_purchase="= 'taken'")
        batch_op.drop_constraint(batch_op.f(f"ck_{TABLE}_adjusts_a_period"), type_="check")
        batch_op.drop_index(f"ix_{TABLE}_counterpart_id")
        batch_op.drop_constraint(batch_op.f(f"fk_{TABLE}_counterpart_id"), type_="foreignkey")
        batch_op.drop_column("counterpart_id")
        batch_op.drop_column("cause")
    _trigger()


def _know(batch_op: BatchOperations, kinds: tuple[str, ...], *, of_a_purchase: str) -> None:
    for name, condition in (
        ("kind", f"kind IN {kinds!r}"),
        ("taken_of_a_purchase", OF_A_PURCHASE.format(of_a_purchase)),
    ):
        batch_op.drop_constraint(batch_op.f(f"ck_{TABLE}_{name}"), type_="check")
        batch_op.create_check_constraint(batch_op.f(f"ck_{TABLE}_{name}"), sa.text(condition))


def _trigger() -> None:
    """SQLite made the table anew, and its triggers went with the old one: they are made as 0029 made them."""
    if op.get_bind().dialect.name == "postgresql":
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_summed AFTER INSERT ON {TABLE} FOR EACH ROW BEGIN "
        "INSERT INTO unit_sums (commitment_id, month, kind, units) "
        "VALUES (NEW.commitment_id, date(NEW.accounting_on, 'start of month'), NEW.kind, NEW.units) "
        "ON CONFLICT (commitment_id, month, kind) DO UPDATE SET units = unit_sums.units + excluded.units; END"
    )
    refuse = "BEGIN SELECT RAISE(ABORT, 'An entry of the ledger is never changed: another puts it right.'); END"
    for act in ("update", "delete"):
        op.execute(f"CREATE TRIGGER {TABLE}_no_{act} BEFORE {act.upper()} ON {TABLE} FOR EACH ROW {refuse}")
