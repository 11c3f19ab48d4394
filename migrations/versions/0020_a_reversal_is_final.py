"""A placement that was taken back stays ended on the day it began: an end without a day is none.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = "reversed_on IS NULL OR ended_on = moved_in_on"
AFTER = "reversed_on IS NULL OR (ended_on IS NOT NULL AND ended_on = moved_in_on)"


def upgrade() -> None:
    _hold(AFTER)


def downgrade() -> None:
    _hold(BEFORE)


def _hold(condition: str) -> None:
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_placements_reversed_to_nothing"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_placements_reversed_to_nothing"), sa.text(condition))
