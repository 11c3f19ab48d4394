"""Policies take effect: each has a day from which it governs; those signed so far governed from the day of signing."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the day."""
    op.add_column("policies", sa.Column("effective_on", sa.Date(), nullable=True))
    op.execute("UPDATE policies SET effective_on = DATE(created_at)")
    with op.batch_alter_table("policies") as table:
        table.alter_column("effective_on", nullable=False)


def downgrade() -> None:
    """Takes the day away again."""
    with op.batch_alter_table("policies") as table:
        table.drop_column("effective_on")
