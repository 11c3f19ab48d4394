"""People: more roles, how they sign in, who stands in for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIRST_ROLES = ("coordinator", "authority_worker", "agency_worker", "finance_officer")
ROLES = (
    "coordinator",
    "authority_worker",
    "authority_manager",
    "agency_worker",
    "agency_manager",
    "finance_officer",
    "panel_adviser",
    "auditor",
    "administrator",
)


def upgrade() -> None:
    """Makes the tables."""
    _hold_roles_to(ROLES)


def downgrade() -> None:
    """Takes them away."""
    known = ", ".join(f"'{role}'" for role in FIRST_ROLES)
    op.execute(f"DELETE FROM grants WHERE role NOT IN ({known})")
    _hold_roles_to(FIRST_ROLES)


def _hold_roles_to(roles: tuple[str, ...]) -> None:
    known = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table("grants") as grants:
        grants.drop_constraint(op.f("ck_grants_role"), type_="check")
        grants.create_check_constraint(op.f("ck_grants_role"), sa.text(f"role IN ({known})"))
