"""Transfers: a placement goes on with another agency, by a link of its own; what it was before stays on the record."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OLD_ENDS = (
    "declined_by_authority", "declined_by_agency", "carers_withdrew", "approval_removed", "plan_changed",
    "another_match", "not_approved", "placement_ended", "mistake",
)  # fmt: skip
SIDES = ["links.id", "links.authority_id", "links.agency_id"]
# What of a row is never changed: it may be taken back, and an erasure empties or renames what was said of it.
FIXED = (
    "id, created_at, placement_id, authority_id, link_id, agency_id, from_agency_id, from_link_id, "
    "transferred_on, recorded_by"
)


def upgrade() -> None:
    """Makes the table, append-only; adds to a link the placement that is to go on by it, and why another ended."""
    op.create_table(
        "placement_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("from_agency_id", sa.Uuid(), nullable=False),
        sa.Column("from_household_ref", sa.String(length=100), nullable=True),
        sa.Column("from_link_id", sa.Uuid(), nullable=True),
        sa.Column("transferred_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("reversed_on", sa.Date(), nullable=True),
        sa.Column("reversal_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(reversed_on IS NULL) = (reversal_reason IS NULL)",
            name=op.f("ck_placement_transfers_reversed_for_a_reason"),
        ),
        sa.CheckConstraint("agency_id <> from_agency_id", name=op.f("ck_placement_transfers_to_another_agency")),
        *(
            sa.ForeignKeyConstraint(columns, there, name=op.f(f"fk_placement_transfers_{'_'.join(columns)}"))
            for columns, there in (
                (["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
                (["link_id", "authority_id", "agency_id"], SIDES),
                (["from_link_id", "authority_id", "from_agency_id"], SIDES),
                (["from_agency_id"], ["members.id"]),
                (["recorded_by"], ["users.id"]),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_transfers")),
        sa.UniqueConstraint("link_id", name=op.f("uq_placement_transfers_link_id")),
    )
    op.create_index("ix_placement_transfers_placement_id", "placement_transfers", ["placement_id"])
    for act, when in (("update", f"UPDATE OF {FIXED}"), ("delete", "DELETE")):
        each = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if op.get_bind().dialect.name != "postgresql":
            each = "BEGIN SELECT RAISE(ABORT, 'What became of a placement is append-only.'); END"
        op.execute(f"CREATE TRIGGER placement_transfers_no_{act} BEFORE {when} ON placement_transfers {each}")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("placement_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_links_placement_id_authority_id"),
            "placements",
            ["placement_id", "authority_id"],
            ["id", "authority_id"],
        )
    _hold_ends((*OLD_ENDS, "transferred"))


def _hold_ends(ends: tuple[str, ...]) -> None:
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_links_end_reason"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_links_end_reason"), sa.text(f"end_reason IN {ends!r}"))


def downgrade() -> None:
    """Takes the step back; links that a transfer ended say that the plan changed."""
    op.execute("UPDATE links SET end_reason = 'plan_changed' WHERE end_reason = 'transferred'")
    op.drop_table("placement_transfers")
    _hold_ends(OLD_ENDS)
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_links_placement_id_authority_id"), type_="foreignkey")
        batch_op.drop_column("placement_id")
