"""Units are kept in a ledger: what was agreed and taken so far becomes its first entries, and none is ever changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KINDS = (
    "committed", "amended", "taken", "transferred_in", "transferred_out", "carried_in", "made_up", "relieved",
    "tolerated", "shortfall", "excess", "carried_out",
)  # fmt: skip
SQLITE_MONTH = "date(NEW.accounting_on, 'start of month')"
POSTGRESQL_MONTH = "date_trunc('month', NEW.accounting_on)::date"
REFERRED = ("commitments", "purchases")


def _table(name: str, *, keys: str, days: str, numbers: str = "", words: str = "") -> Any:
    kinds = ((keys, sa.Uuid), (days, sa.Date), (numbers, sa.Integer), (words, sa.String))
    return sa.table(name, *(sa.column(column, kind()) for columns, kind in kinds for column in columns.split()))


commitments = _table(
    "commitments",
    keys="id authority_id agency_id",
    days="period_start period_end",
    numbers="minimum_units",
    words="unit_basis count_event",
)
purchases = _table("purchases", keys="id authority_id agency_id placement_id", days="")
placements = _table("placements", keys="id", days="moved_in_on match_approved_on reversed_on", numbers="children")


def upgrade() -> None:
    """Makes the table, append-only, and posts what the records say."""
    for table in REFERRED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_unique_constraint(batch_op.f(f"uq_{table}_id_authority_id"), ["id", "authority_id"])
    entries = op.create_table(
        "unit_entries",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("accounting_on", sa.Date(), nullable=False),
        sa.Column("purchase_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'taken') = (purchase_id IS NOT NULL)", name=op.f("ck_unit_entries_taken_of_a_purchase")
        ),
        sa.CheckConstraint("number >= 1 AND units <> 0", name=op.f("ck_unit_entries_counts")),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f("fk_unit_entries_authority_id")),
        *(
            sa.ForeignKeyConstraint(
                [key, "authority_id"],
                [f"{table}.id", f"{table}.authority_id"],
                name=op.f(f"fk_unit_entries_{key}_authority_id"),
            )
            for key, table in (("commitment_id", "commitments"), ("purchase_id", "purchases"))
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_unit_entries_recorded_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_unit_entries_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_entries")),
        sa.UniqueConstraint("commitment_id", "number", name=op.f("uq_unit_entries_commitment_id_number")),
    )
    op.create_index("ix_unit_entries_purchase_id", "unit_entries", ["purchase_id"], unique=False)
    covered = ["kind", "accounting_on", "commitment_id", "units"]
    op.create_index("ix_unit_entries_kind", "unit_entries", covered, unique=False)
    op.create_table(
        "unit_sums",
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind <> ''", name=op.f("ck_unit_sums_has_kind")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitments.id"], name=op.f("fk_unit_sums_commitment_id")),
        sa.PrimaryKeyConstraint("commitment_id", "month", "kind", name=op.f("pk_unit_sums")),
    )
    _keep_sums()
    rows = list(_entries())
    if rows:
        op.bulk_insert(entries, rows)
    postgresql = op.get_bind().dialect.name == "postgresql"
    for act in ("update", "delete"):
        refuse = "BEGIN SELECT RAISE(ABORT, 'An entry of the ledger is never changed: another puts it right.'); END"
        does = "EXECUTE FUNCTION refuse_rewriting()" if postgresql else refuse
        op.execute(f"CREATE TRIGGER unit_entries_no_{act} BEFORE {act.upper()} ON unit_entries FOR EACH ROW {does}")


def _keep_sums() -> None:
    """Each entry is added to the sum of its month as it is added, by the database itself."""
    add = (
        "INSERT INTO unit_sums (commitment_id, month, kind, units) "
        "VALUES (NEW.commitment_id, {month}, NEW.kind, NEW.units) "
        "ON CONFLICT (commitment_id, month, kind) DO UPDATE SET units = unit_sums.units + excluded.units"
    )
    when = "CREATE TRIGGER unit_entries_summed AFTER INSERT ON unit_entries FOR EACH ROW"
    if op.get_bind().dialect.name != "postgresql":
        op.execute(f"{when} BEGIN {add.format(month=SQLITE_MONTH)}; END")
        return
    op.execute(
        "CREATE FUNCTION add_to_unit_sums() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {add.format(month=POSTGRESQL_MONTH)}; RETURN NULL; END $$"
    )
    op.execute(f"{when} EXECUTE FUNCTION add_to_unit_sums()")


def _entries() -> Iterator[dict[str, Any]]:
    """The minimum of each commitment, then the purchases that it counts, by the day that counts."""
    bind, now = op.get_bind(), datetime.now(UTC)
    on = sa.case(
        (commitments.c.count_event == "moved_in", placements.c.moved_in_on), else_=placements.c.match_approved_on
    )
    units = sa.case((commitments.c.unit_basis == "child", placements.c.children), else_=1)
    of_agency = sa.or_(commitments.c.agency_id.is_(None), commitments.c.agency_id == purchases.c.agency_id)
    within = sa.and_(on >= commitments.c.period_start, on < commitments.c.period_end)
    taken = (
        sa.select(commitments.c.id, commitments.c.authority_id, on, units, purchases.c.id, sa.literal(1))
        .join(purchases, purchases.c.authority_id == commitments.c.authority_id)
        .join(placements, placements.c.id == purchases.c.placement_id)
        .where(placements.c.reversed_on.is_(None), of_agency, within)
    )
    agreed = sa.select(
        commitments.c.id,
        commitments.c.authority_id,
        commitments.c.period_start,
        commitments.c.minimum_units,
        sa.null(),
        sa.literal(0),
    ).where(commitments.c.minimum_units > 0)
    posted = [*map(tuple, bind.execute(agreed)), *map(tuple, bind.execute(taken))]
    posted.sort(key=lambda row: (str(row[0]), row[5], row[2], str(row[4])))
    for _, rows in groupby(posted, key=lambda row: row[0]):
        for number, (commitment_id, authority_id, day, counted, purchase_id, _) in enumerate(rows, start=1):
            yield {
                "id": uuid4(),
                "created_at": now,
                "commitment_id": commitment_id,
                "authority_id": authority_id,
                "number": number,
                "kind": "taken" if purchase_id else "committed",
                "units": counted,
                "accounting_on": day,
                "purchase_id": purchase_id,
            }


def downgrade() -> None:
    """Takes the step back."""
    op.drop_table("unit_sums")
    op.drop_table("unit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION add_to_unit_sums()")
    for table in REFERRED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"uq_{table}_id_authority_id"), type_="unique")
