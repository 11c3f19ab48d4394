"""A run keeps the versions of what solved it; runs from before kept none."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the versions."""
    op.add_column("match_runs", sa.Column("solved_with", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Takes them away again."""
    with op.batch_alter_table("match_runs") as table:
        table.drop_column("solved_with")
