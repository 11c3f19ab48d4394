"""Stays: placements that broke down, children who came back to theirs, and households whose approval has ended."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OLD_ENDS = (
    "declined_by_authority", "declined_by_agency", "carers_withdrew", "plan_changed", "another_match", "not_approved",
    "placement_ended", "mistake",
)  # fmt: skip
BECAUSE = ("resigned", "approval_terminated", "approval_lapsed")
# What of a row is never changed: it may be taken back, and an erasure empties what was said of it.
FIXED = {
    "disruptions": "id, created_at, placement_id, authority_id, happened_on, reason, hold_until, recorded_by",
    "placement_returns": "id, created_at, placement_id, authority_id, left_on, end_reason, came_back_on, recorded_by",
}


def upgrade() -> None:
    """Makes both tables, append-only; adds an agreement's window, and why a household is withdrawn."""
    op.create_table(
        "disruptions",
        *_of_a_placement("disruptions"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                *("carer_request", "allegation", "approval_removed", "moved_other_foster"),
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("hold_until", sa.Date(), nullable=False),
        sa.CheckConstraint("hold_until > happened_on", name=op.f("ck_disruptions_held_after_it")),
    )
    op.create_table(
        "placement_returns",
        *_of_a_placement("placement_returns"),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("end_reason", sa.String(length=100), nullable=False),
        sa.Column("came_back_on", sa.Date(), nullable=False),
        sa.CheckConstraint("end_reason = 'reunified_parent'", name=op.f("ck_placement_returns_after_a_return_home")),
        sa.CheckConstraint("came_back_on >= left_on", name=op.f("ck_placement_returns_comes_back_after_leaving")),
    )
    for table, columns in (("disruptions", ["placement_id"]), ("placement_returns", ["placement_id", "left_on"])):
        standing = sa.text("reversed_on IS NULL")
        name = f"uq_{table}_standing"
        op.create_index(name, table, columns, unique=True, sqlite_where=standing, postgresql_where=standing)
        _hold_append_only(table)
    with op.batch_alter_table("agreement_versions", schema=None) as batch_op:
        window = sa.Column("re_placement_window_days", sa.Integer(), server_default=sa.text("0"), nullable=False)
        batch_op.add_column(window)
        batch_op.create_check_constraint(
            batch_op.f("ck_agreement_versions_window"), "re_placement_window_days BETWEEN 0 AND 366"
        )
    with op.batch_alter_table("households", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_because", sa.String(length=40), nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_households_withdrawn_because"), f"withdrawn_because IN {BECAUSE!r}"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_households_withdrawn_for_a_reason"), "withdrawn_because IS NULL OR withdrawn_on IS NOT NULL"
        )
    _hold_ends((*OLD_ENDS, "approval_removed"))


def _of_a_placement(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What both tables have: whose it is, who recorded it, and that it may be taken back."""
    sides = ["placement_id", "authority_id"]
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("reversed_on", sa.Date(), nullable=True),
        sa.Column("reversal_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            sides, ["placements.id", "placements.authority_id"], name=op.f(f"fk_{table}_placement_id_authority_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f(f"fk_{table}_recorded_by")),
        sa.CheckConstraint(
            "(reversed_on IS NULL) = (reversal_reason IS NULL)", name=op.f(f"ck_{table}_reversed_for_a_reason")
        ),
    )


def _hold_append_only(table: str) -> None:
    for act, when in (("update", f"UPDATE OF {FIXED[table]}"), ("delete", "DELETE")):
        each = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        if op.get_bind().dialect.name != "postgresql":
            each = "BEGIN SELECT RAISE(ABORT, 'What became of a placement is append-only.'); END"
        op.execute(f"CREATE TRIGGER {table}_no_{act} BEFORE {when} ON {table} {each}")


def _hold_ends(ends: tuple[str, ...]) -> None:
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_links_end_reason"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_links_end_reason"), sa.text(f"end_reason IN {ends!r}"))


def downgrade() -> None:
    """Takes the step back; the links that an ended approval ended say that the carers withdrew."""
    op.execute("UPDATE links SET end_reason = 'carers_withdrew' WHERE end_reason = 'approval_removed'")
    _hold_ends(OLD_ENDS)
    with op.batch_alter_table("households", schema=None) as batch_op:
        for name in ("because", "for_a_reason"):
            batch_op.drop_constraint(batch_op.f(f"ck_households_withdrawn_{name}"), type_="check")
        batch_op.drop_column("withdrawn_because")
    with op.batch_alter_table("agreement_versions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_agreement_versions_window"), type_="check")
        batch_op.drop_column("re_placement_window_days")
    op.drop_table("placement_returns")
    op.drop_table("disruptions")
