"""Periods are closed by two people; what they closed is neither changed nor taken away."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

TABLE = "closings"
STATUSES = ("proposed", "withdrawn", "closed")


def upgrade() -> None:
    """Makes the table; a row is changed once, when its proposal ends."""
    op.create_table(
        TABLE,
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(*STATUSES, name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'proposed') = (ended_at IS NULL)", name=op.f(f"ck_{TABLE}_ended_at_its_end")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f(f"ck_{TABLE}_ended_by_somebody")),
        sa.CheckConstraint("status <> 'closed' OR ended_by <> proposed_by", name=op.f(f"ck_{TABLE}_two_people")),
        sa.ForeignKeyConstraint(
            ["agreement_id", "consortium_id"],
            ["agreements.id", "agreements.consortium_id"],
            name=op.f(f"fk_{TABLE}_agreement_id_consortium_id"),
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name=op.f(f"fk_{TABLE}_proposed_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f(f"fk_{TABLE}_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    stands = sa.text("status <> 'withdrawn'")
    keys = ["agreement_id", "period_end"]
    op.create_index(f"uq_{TABLE}_standing", TABLE, keys, unique=True, sqlite_where=stands, postgresql_where=stands)
    _stays()


def _stays() -> None:
    """What has ended is final, and the document of a proposal is what it was."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    refuse = "BEGIN SELECT RAISE(ABORT, 'What two people closed stays as it is: adjust it in an open period.'); END"
    does = "EXECUTE FUNCTION refuse_rewriting()" if postgresql else refuse
    other = "IS DISTINCT FROM" if postgresql else "IS NOT"
    cast = "::text" if postgresql else ""
    kept = " OR ".join(f"NEW.{name}{cast} {other} OLD.{name}{cast}" for name in ("document", "digest", "proposed_by"))
    when = f"WHEN (OLD.status <> 'proposed' OR {kept})"
    op.execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW {when} {does}")
    op.execute(f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW {does}")


def downgrade() -> None:
    """Takes the step back; that periods were closed is lost."""
    op.drop_table(TABLE)
