"""Retention: legal holds, disposals, erasures, and identities after an adoption order."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PROPOSED = sa.text("status = 'proposed'")
STATUS = sa.Enum(
    "proposed", "declined", "carried_out", name="status", native_enum=False, create_constraint=True, length=40
)
GROUND = sa.Enum("class_over", "person_asked", name="ground", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Makes the tables; a referral that searches no more is taken to have ended when it was last changed."""
    _note_ends()
    op.create_table(
        "adopted_people",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("given_names", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("sealed_way", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("given_names <> '' AND family_name <> ''", name=op.f("ck_adopted_people_named")),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f("fk_adopted_people_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adopted_people")),
        sa.UniqueConstraint("authority_id", "ref", name=op.f("uq_adopted_people_authority_id_ref")),
    )
    op.create_table(
        "disposals",
        sa.Column("status", STATUS, nullable=False),
        sa.Column("ground", GROUND, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        *_of_record("disposals"),
        sa.CheckConstraint("(status = 'proposed') = (ended_at IS NULL)", name=op.f("ck_disposals_ended_at_its_end")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_disposals_has_reason")),
        sa.CheckConstraint("status <> 'carried_out' OR ended_by <> proposed_by", name=op.f("ck_disposals_two_people")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_disposals_ended_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name=op.f("fk_disposals_proposed_by")),
    )
    op.create_table(
        "erasures",
        sa.Column("erased_on", sa.Date(), nullable=False),
        *_of_record("erasures"),
        sa.UniqueConstraint("household_id", name=op.f("uq_erasures_household_id")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_erasures_referral_id")),
    )
    op.create_table(
        "holds",
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        *_of_record("holds"),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_holds_has_reason")),
        sa.ForeignKeyConstraint(["lifted_by"], ["users.id"], name=op.f("fk_holds_lifted_by")),
        sa.ForeignKeyConstraint(["placed_by"], ["users.id"], name=op.f("fk_holds_placed_by")),
    )
    for side in ("referral_id", "household_id"):
        op.create_index(f"ix_holds_{side}", "holds", [side])
        once: dict[str, Any] = {"unique": True, "sqlite_where": PROPOSED, "postgresql_where": PROPOSED}
        op.create_index(f"uq_disposals_open_{side.removesuffix('_id')}", "disposals", [side], **once)


def _note_ends() -> None:
    with op.batch_alter_table("consortia") as batch_op:
        batch_op.add_column(sa.Column("never_placed_months", sa.Integer(), nullable=False, server_default="24"))
        batch_op.create_check_constraint(batch_op.f("ck_consortia_months"), "never_placed_months BETWEEN 1 AND 240")
    with op.batch_alter_table("households") as batch_op:
        batch_op.add_column(sa.Column("erased_on", sa.Date(), nullable=True))
    with op.batch_alter_table("referrals") as batch_op:
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("erased_on", sa.Date(), nullable=True))
    day = "date(changed_at)" if op.get_bind().dialect.name == "sqlite" else "CAST(changed_at AS date)"
    op.execute(f"UPDATE referrals SET closed_on = {day} WHERE status <> 'searching'")
    with op.batch_alter_table("referrals") as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_referrals_closed_at_its_end"), "(status = 'searching') = (closed_on IS NULL)"
        )


def _of_record(table: str) -> list[Any]:
    """The columns of a row that speaks of one record, and what holds them."""
    columns: list[Any] = [
        sa.Column(name, sa.Uuid(), nullable=True)
        for name in ("referral_id", "authority_id", "household_id", "agency_id")
    ]
    checks = {
        "household_with_owner": "(household_id IS NULL) = (agency_id IS NULL)",
        "one_record": "(referral_id IS NULL) <> (household_id IS NULL)",
        "referral_with_owner": "(referral_id IS NULL) = (authority_id IS NULL)",
    }
    keys = [("referral_id", "authority_id", "referrals"), ("household_id", "agency_id", "households")]
    return [
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()),
        *(
            sa.ForeignKeyConstraint([key, owner], [f"{of}.id", f"{of}.{owner}"], name=op.f(f"fk_{table}_{key}_{owner}"))
            for key, owner, of in keys
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    """Takes them away."""
    for table in ("holds", "erasures", "disposals", "adopted_people"):
        op.drop_table(table)
    with op.batch_alter_table("referrals") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_referrals_closed_at_its_end"), type_="check")
        batch_op.drop_column("erased_on")
        batch_op.drop_column("closed_on")
    with op.batch_alter_table("households") as batch_op:
        batch_op.drop_column("erased_on")
    with op.batch_alter_table("consortia") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_consortia_months"), type_="check")
        batch_op.drop_column("never_placed_months")
