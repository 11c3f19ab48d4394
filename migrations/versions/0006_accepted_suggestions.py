"""Suggestions: the link that a coordinator proposed from one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the pointer."""
    with op.batch_alter_table("suggestions") as suggestions:
        suggestions.add_column(sa.Column("link_id", sa.Uuid(), nullable=True))
        suggestions.create_foreign_key(op.f("fk_suggestions_link_id"), "links", ["link_id"], ["id"])


def downgrade() -> None:
    """Takes it away."""
    with op.batch_alter_table("suggestions") as suggestions:
        suggestions.drop_constraint(op.f("fk_suggestions_link_id"), type_="foreignkey")
        suggestions.drop_column("link_id")
