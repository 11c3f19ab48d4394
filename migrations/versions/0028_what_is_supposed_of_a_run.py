"""What is supposed of a run, kept by name: made once, never changed, deleted when it is done with."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table, whose rows are not rewritten."""
    op.create_table(
        "scenarios",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_scenarios_has_name")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_scenarios_made_by")),
        sa.ForeignKeyConstraint(["run_id"], ["match_runs.id"], name=op.f("fk_scenarios_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
        sa.UniqueConstraint("run_id", "name", name=op.f("uq_scenarios_run_id_name")),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    refuse = "BEGIN SELECT RAISE(ABORT, 'A scenario is not rewritten.'); END"
    does = "EXECUTE FUNCTION refuse_rewriting()" if postgresql else refuse
    op.execute(f"CREATE TRIGGER scenarios_no_update BEFORE UPDATE ON scenarios FOR EACH ROW {does}")


def downgrade() -> None:
    """Takes the step back."""
    op.drop_table("scenarios")
