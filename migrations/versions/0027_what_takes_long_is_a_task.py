"""What takes long is a task: what was asked of which run, whose turn it is, and what was found."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def _words(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Makes the tables."""
    status = ("queued", "running", "done", "stopped", "cancelled", "failed")
    op.create_table(
        "tasks",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _words("match", "alternatives", "firmness", "weights", "wider", "recruitment", name="kind"),
            nullable=False,
        ),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("status", _words(*status, name="status"), nullable=False),
        sa.Column("wish", _words("stop", "cancel", name="wish"), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("found", sa.LargeBinary(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'running') = (slot IS NOT NULL)", name=op.f("ck_tasks_at_work_in_a_slot")),
        sa.CheckConstraint(
            "status <> 'done' OR kind = 'match' OR found IS NOT NULL", name=op.f("ck_tasks_done_has_found")
        ),
        sa.CheckConstraint("status <> 'failed' OR error <> ''", name=op.f("ck_tasks_failed_has_error")),
        sa.CheckConstraint("slot BETWEEN 1 AND 2", name=op.f("ck_tasks_slot_is_one_of_few")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_tasks_asked_by")),
        sa.ForeignKeyConstraint(["run_id"], ["match_runs.id"], name=op.f("fk_tasks_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_run_id"), "tasks", ["run_id"])
    op.create_index("uq_tasks_slot", "tasks", ["slot"], unique=True)

    op.create_table(
        "task_consortia",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("is_running", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_task_consortia_consortium_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_consortia_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_consortia")),
        sa.UniqueConstraint("task_id", "consortium_id", name=op.f("uq_task_consortia_task_id_consortium_id")),
    )
    at_work = sa.text("is_running")
    op.create_index(
        "uq_task_consortia_one_at_work",
        "task_consortia",
        ["consortium_id"],
        unique=True,
        sqlite_where=at_work,
        postgresql_where=at_work,
    )

    op.create_table(
        "task_progress",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("worker", sa.Uuid(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("doing", sa.Text(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_progress_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_progress")),
        sa.UniqueConstraint("task_id", name=op.f("uq_task_progress_task_id")),
    )


def downgrade() -> None:
    """Takes the step back."""
    for table in ("task_progress", "task_consortia", "tasks"):
        op.drop_table(table)
