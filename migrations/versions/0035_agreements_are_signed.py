"""Agreements are signed by both sides, and then change by dated amendments alone: the database holds it."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ADDED = ("drafted_by", "is_amendment", "salt", "signed_on", "signed_digest", "signed_text", "discarded_on")
CHECKS = {
    "signed_as_it_reads": (
        "(signed_on IS NULL) = (signed_digest IS NULL) AND (signed_on IS NULL) = (signed_text IS NULL)"
    ),
    "discarded_unsigned": "discarded_on IS NULL OR (is_amendment AND signed_on IS NULL)",
}
_SIGNED = "SELECT 1 FROM agreement_versions v WHERE v.signed_on IS NOT NULL AND v.agreement_id = "
_BY_NEW = f"EXISTS ({_SIGNED}NEW.agreement_id AND v.number = NEW.settled_in)"
_PAIR = (
    "SELECT COUNT(DISTINCT s.side) FROM agreement_signatures s "
    "WHERE s.version_id = NEW.id AND s.digest = NEW.signed_digest"
)
_OF_SIGNED = "SELECT 1 FROM agreement_versions v WHERE v.signed_on IS NOT NULL AND v.id = "
LOCKED = "What both sides have signed changes by an amendment alone."
TWO = "A version is signed once both sides have signed the same text."
# What is refused: of a table, for an act, under a condition, with a sentence.
REFUSED = (
    ("agreement_signatures", "update", "TRUE", LOCKED),
    ("agreement_signatures", "delete", "TRUE", LOCKED),
    ("agreement_versions", "insert", "NEW.signed_on IS NOT NULL", TWO),
    (
        "agreement_versions",
        "update",
        f"OLD.signed_on IS NOT NULL OR (NEW.signed_on IS NOT NULL AND ({_PAIR}) < 2)",
        TWO,
    ),
    ("agreement_versions", "delete", "OLD.signed_on IS NOT NULL", LOCKED),
    ("commitments", "insert", f"EXISTS ({_SIGNED}NEW.agreement_id) AND NOT {_BY_NEW}", LOCKED),
    (
        "commitments",
        "update",
        f"EXISTS ({_SIGNED}OLD.agreement_id) AND NOT (NEW.settled_in > COALESCE(OLD.settled_in, 0) AND {_BY_NEW} "
        "AND NEW.agreement_id = OLD.agreement_id)",
        LOCKED,
    ),
    ("commitments", "delete", f"EXISTS ({_SIGNED}OLD.agreement_id)", LOCKED),
    ("proposed_commitments", "insert", f"EXISTS ({_OF_SIGNED}NEW.version_id)", LOCKED),
    ("proposed_commitments", "update", f"EXISTS ({_OF_SIGNED}OLD.version_id)", LOCKED),
    ("proposed_commitments", "delete", f"EXISTS ({_OF_SIGNED}OLD.version_id)", LOCKED),
)


def upgrade() -> None:
    """Adds who signed what and what amendments propose, and the triggers; nothing that stands is signed yet."""
    with op.batch_alter_table("agreement_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("drafted_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("is_amendment", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("salt", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("signed_digest", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("signed_text", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("discarded_on", sa.Date(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_agreement_versions_drafted_by"), "users", ["drafted_by"], ["id"])
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_agreement_versions_{name}"), condition)
    op.add_column("commitments", sa.Column("settled_in", sa.Integer(), nullable=True))
    _salt()
    _make_signatures()
    _make_proposals()
    for refusal in REFUSED:
        _refuse(*refusal)


def _salt() -> None:
    """Each version gets a secret of its own, so that a digest tells nothing to who does not know the text."""
    versions = sa.table("agreement_versions", sa.column("id", sa.Uuid()), sa.column("salt", sa.String()))
    bind = op.get_bind()
    for (key,) in bind.execute(sa.select(versions.c.id)).all():
        bind.execute(sa.update(versions).where(versions.c.id == key).values(salt=secrets.token_hex(16)))


def _owned(table: str, *columns: sa.Column[Any]) -> None:
    """A table of rows that hang on a version, each of a consortium's."""
    keys = {"version_id": "agreement_versions", "consortium_id": "consortia"}
    op.create_table(
        table,
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in keys),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}")) for name, to in keys.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *_CONSTRAINTS[table](),
    )


def _make_signatures() -> None:
    side = sa.Enum("authorities", "agencies", name="side", native_enum=False, create_constraint=True, length=40)
    _owned(
        "agreement_signatures",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("side", side, nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
    )


def _of_signatures() -> list[Any]:
    table = "agreement_signatures"
    return [
        sa.CheckConstraint("length(digest) = 64", name=op.f(f"ck_{table}_digest")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f(f"fk_{table}_member_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["users.id"], name=op.f(f"fk_{table}_signed_by")),
        *(
            sa.UniqueConstraint("version_id", "digest", by, name=op.f(f"uq_{table}_version_id_digest_{by}"))
            for by in ("side", "signed_by")
        ),
    ]


def _make_proposals() -> None:
    _owned(
        "proposed_commitments",
        sa.Column("commitment_id", sa.Uuid(), nullable=True),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
    )


def _of_proposals() -> list[Any]:
    table = "proposed_commitments"
    return [
        sa.ForeignKeyConstraint(
            ["commitment_id", "authority_id"],
            ["commitments.id", "commitments.authority_id"],
            name=op.f(f"fk_{table}_commitment_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f(f"fk_{table}_authority_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["members.id"], name=op.f(f"fk_{table}_agency_id")),
        sa.UniqueConstraint("version_id", "commitment_id", name=op.f(f"uq_{table}_version_id_commitment_id")),
    ]


_CONSTRAINTS = {"agreement_signatures": _of_signatures, "proposed_commitments": _of_proposals}


def _refuse(table: str, act: str, condition: str, sentence: str) -> None:
    """A trigger that refuses an act under a condition. A later migration that makes the table anew makes it again."""
    name = f"{table}_signed_no_{act}"
    when = f"BEFORE {act.upper()} ON {table} FOR EACH ROW"
    if op.get_bind().dialect.name != "postgresql":
        op.execute(f"CREATE TRIGGER {name} {when} WHEN ({condition}) BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
        return
    row = "OLD" if act == "delete" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF ({condition}) THEN RAISE EXCEPTION '{sentence}'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()")


def downgrade() -> None:
    """Takes the step back; what was signed is unsigned then, and its drafts are gone."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, act, _, _ in REFUSED:
        op.execute(f"DROP TRIGGER {table}_signed_no_{act}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            op.execute(f"DROP FUNCTION {table}_signed_no_{act}()")
    op.drop_table("proposed_commitments")
    op.drop_table("agreement_signatures")
    op.drop_column("commitments", "settled_in")
    op.execute("DELETE FROM agreement_versions WHERE is_amendment AND signed_on IS NULL")
    with op.batch_alter_table("agreement_versions", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_agreement_versions_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_agreement_versions_drafted_by"), type_="foreignkey")
        for name in reversed(ADDED):
            batch_op.drop_column(name)
