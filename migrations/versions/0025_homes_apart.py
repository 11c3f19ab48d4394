"""Brothers and sisters of one referral who live in several homes: each placement may go on with another agency."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MATCHED = sa.text("status IN ('approved', 'introductions', 'moved_in')")


def upgrade() -> None:
    """Numbers the homes of a referral; there is one, but for transfers."""
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_index("uq_links_matched_referral")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.alter_column("part", existing_type=sa.Integer(), server_default=None)
        batch_op.create_check_constraint(
            batch_op.f("ck_links_one_match_but_for_transfers"), "part = 1 OR placement_id IS NOT NULL"
        )
    _hold_matches("referral_id", "part")


def _hold_matches(*columns: str) -> None:
    op.create_index(
        "uq_links_matched_referral",
        "links",
        [*columns],
        unique=True,
        sqlite_where=MATCHED,
        postgresql_where=MATCHED,
    )


def downgrade() -> None:
    """Takes the step back; not while the children of one referral are in two homes by links."""
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index("uq_links_matched_referral")
        batch_op.drop_constraint(batch_op.f("ck_links_one_match_but_for_transfers"), type_="check")
        batch_op.drop_column("part")
    _hold_matches("referral_id")
