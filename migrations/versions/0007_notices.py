"""Notices: what each person is told of."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "notices",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("code <> '' AND entity <> ''", name=op.f("ck_notices_of_something")),
        sa.ForeignKeyConstraint(
            ["user_id", "member_id"], ["users.id", "users.member_id"], name=op.f("fk_notices_user_id_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint(
            "user_id",
            "code",
            "entity",
            "entity_id",
            "cause",
            name=op.f("uq_notices_user_id_code_entity_entity_id_cause"),
        ),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("notices")
