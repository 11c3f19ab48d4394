"""What is tried so as to meet an aim better: PDSA cycles."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "pdsa_cycles",
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("consortium_id", sa.Uuid(), nullable=True),
        sa.Column("aim", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("do", sa.Text(), nullable=False),
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("title <> '' AND aim <> ''", name=op.f("ck_pdsa_cycles_named")),
        sa.CheckConstraint("(authority_id IS NULL) <> (consortium_id IS NULL)", name=op.f("ck_pdsa_cycles_one_owner")),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_pdsa_cycles_ended_after_it_began")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f("fk_pdsa_cycles_authority_id")),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_pdsa_cycles_consortium_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_pdsa_cycles_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pdsa_cycles")),
    )
    with op.batch_alter_table("pdsa_cycles", schema=None) as batch_op:
        batch_op.create_index("ix_pdsa_cycles_authority_id", ["authority_id"], unique=False)
        batch_op.create_index("ix_pdsa_cycles_consortium_id", ["consortium_id"], unique=False)


def downgrade() -> None:
    """Takes the step back."""
    with op.batch_alter_table("pdsa_cycles", schema=None) as batch_op:
        batch_op.drop_index("ix_pdsa_cycles_consortium_id")
        batch_op.drop_index("ix_pdsa_cycles_authority_id")

    op.drop_table("pdsa_cycles")
