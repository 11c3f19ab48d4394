"""A link goes step by step: approaches before it, its steps, and the places that a match holds."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD = ("proposed", "exploring", "approved", "ended")
NEW = ("proposed", "exploring", "meeting_held", "recommended", "approved", "introductions", "moved_in", "ended")
OLD_ENDS = (
    "declined_by_authority", "declined_by_agency", "carers_withdrew", "plan_changed", "another_match", "not_approved",
    "mistake",
)  # fmt: skip
NEW_ENDS = (*OLD_ENDS, "placement_ended")
STEPS = ("meeting", "recommendation", "decision", "notice", "introductions", "move_in", "reversal")
OUTCOMES = ("recommended", "not_recommended", "approved", "approved_before_panel", "not_approved")
MATCHED = "status IN ('approved', 'introductions', 'moved_in')"
LIVE = sa.text("released_at IS NULL")
# What was done and said is never changed; a reason alone is emptied when its record is erased.
FIXED = '"link_id", "step", "on", "outcome", "recorded_by", "before", "reverses", "created_at", "id"'


def _words(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _hold_to(batch_op: Any, status: tuple[str, ...], ends: tuple[str, ...], approved: str) -> None:
    for name, column, values in (("status", "status", status), ("end_reason", "end_reason", ends)):
        batch_op.drop_constraint(batch_op.f(f"ck_links_{name}"), type_="check")
        known = ", ".join(f"'{value}'" for value in values)
        batch_op.create_check_constraint(batch_op.f(f"ck_links_{name}"), sa.text(f"{column} IN ({known})"))
    batch_op.drop_constraint(batch_op.f("ck_links_approved_by_somebody"), type_="check")
    batch_op.create_check_constraint(
        batch_op.f("ck_links_approved_by_somebody"), sa.text(f"NOT ({approved}) OR approved_by IS NOT NULL")
    )


def upgrade() -> None:
    """Makes the tables; a match that was approved before has its decision as a step and holds its places."""
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("uq_links_approved_household"))
        batch_op.drop_index(batch_op.f("uq_links_approved_referral"))
        _hold_to(batch_op, NEW, NEW_ENDS, MATCHED)
        for owner in ("authority_id", "household_id"):
            batch_op.create_unique_constraint(batch_op.f(f"uq_links_id_{owner}_agency_id"), ["id", owner, "agency_id"])
        batch_op.create_index(
            "uq_links_matched_referral",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text(MATCHED),
            postgresql_where=sa.text(MATCHED),
        )
    op.create_table(
        "approaches",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "answered",
                "withdrawn",
                "lapsed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column(
            "answer",
            sa.Enum("yes", "maybe", "no", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "why_not",
            sa.Enum(
                "age",
                "needs",
                "siblings",
                "timing",
                "distance",
                "contact",
                "own_circumstances",
                "other",
                name="why_not",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(answer = 'no') = (why_not IS NOT NULL)", name=op.f("ck_approaches_no_with_a_reason")),
        sa.CheckConstraint(
            "(status = 'answered') = (answer IS NOT NULL)", name=op.f("ck_approaches_answered_with_an_answer")
        ),
        sa.CheckConstraint("status = 'open' OR digest IS NULL", name=op.f("ck_approaches_asked_once")),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_approaches_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_approaches_asked_by")),
        sa.ForeignKeyConstraint(
            ["household_id", "agency_id"],
            ["households.id", "households.agency_id"],
            name=op.f("fk_approaches_household_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_approaches_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approaches")),
        sa.UniqueConstraint("digest", name=op.f("uq_approaches_digest")),
    )
    with op.batch_alter_table("approaches", schema=None) as batch_op:
        batch_op.create_index("ix_approaches_household_id", ["household_id"], unique=False)
        batch_op.create_index(
            "uq_approaches_open_pair",
            ["referral_id", "household_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
    op.create_table(
        "held_places",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_held_places_numbered")),
        sa.ForeignKeyConstraint(
            ["link_id", "household_id", "agency_id"],
            ["links.id", "links.household_id", "links.agency_id"],
            name=op.f("fk_held_places_link_id_household_id_agency_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_places")),
    )
    with op.batch_alter_table("held_places", schema=None) as batch_op:
        batch_op.create_index("ix_held_places_link_id", ["link_id"], unique=False)
        batch_op.create_index(
            "uq_held_places_live", ["household_id", "place"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        )

    op.create_table(
        "link_steps",
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("step", _words("step", STEPS), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("outcome", _words("outcome", OUTCOMES), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("before", _words("before", NEW), nullable=False),
        sa.Column("reverses", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(step = 'reversal') = (reverses IS NOT NULL)", name=op.f("ck_link_steps_reversal_of_a_step")
        ),
        sa.ForeignKeyConstraint(
            ["link_id", "authority_id", "agency_id"],
            ["links.id", "links.authority_id", "links.agency_id"],
            name=op.f("fk_link_steps_link_id_authority_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["users.id"], name=op.f("fk_link_steps_recorded_by")),
        sa.ForeignKeyConstraint(
            ["reverses", "link_id"],
            ["link_steps.id", "link_steps.link_id"],
            name=op.f("fk_link_steps_reverses_link_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_steps")),
        sa.UniqueConstraint("id", "link_id", name=op.f("uq_link_steps_id_link_id")),
        sa.UniqueConstraint("reverses", name=op.f("uq_link_steps_reverses")),
    )
    with op.batch_alter_table("link_steps", schema=None) as batch_op:
        batch_op.create_index("ix_link_steps_link_id", ["link_id"], unique=False)

    _hold_append_only()
    _fill()


def _hold_append_only() -> None:
    for act, when in (("update", f"UPDATE OF {FIXED}"), ("delete", "DELETE")):
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER link_steps_no_{act} BEFORE {when} ON link_steps "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER link_steps_no_{act} BEFORE {when} ON link_steps "
                "BEGIN SELECT RAISE(ABORT, 'Steps are append-only.'); END"
            )


def _fill() -> None:
    links = sa.table(
        "links",
        *map(sa.column, ("id", "household_id", "agency_id", "authority_id", "referral_id")),
        sa.column("approved_at", sa.DateTime(timezone=True)),
        sa.column("approved_by"),
        sa.column("status"),
    )
    children = sa.table("children", *map(sa.column, ("referral_id", "lost_on")))
    steps = sa.table(
        "link_steps",
        *map(
            sa.column,
            ("id", "link_id", "authority_id", "agency_id", "step", "outcome", "reason", "recorded_by", "before"),
        ),
        sa.column("on", sa.Date()),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    places = sa.table(
        "held_places",
        *map(sa.column, ("id", "link_id", "household_id", "agency_id", "place")),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    connection, now = op.get_bind(), datetime.now(UTC)
    taken: dict[object, int] = {}
    for link in connection.execute(sa.select(links).where(links.c.approved_at.is_not(None))).all():
        made = {"link_id": link.id, "agency_id": link.agency_id, "created_at": now}
        decided = {"step": "decision", "outcome": "approved", "reason": "", "before": "recommended"}
        decided |= {"authority_id": link.authority_id, "recorded_by": link.approved_by, "on": link.approved_at.date()}
        connection.execute(steps.insert().values(id=_key(connection), **made, **decided))
        if link.status == "approved":
            own = (children.c.referral_id == link.referral_id, children.c.lost_on.is_(None))
            for _ in range(connection.scalar(sa.select(sa.func.count()).select_from(children).where(*own)) or 0):
                taken[link.household_id] = taken.get(link.household_id, 0) + 1
                held = {"household_id": link.household_id, "place": taken[link.household_id]}
                connection.execute(places.insert().values(id=_key(connection), **made, **held))


def _key(connection: sa.Connection) -> UUID | str:
    """A key as the database keeps it: text without hyphens on SQLite."""
    return uuid4() if connection.dialect.name == "postgresql" else uuid4().hex


def downgrade() -> None:
    """Takes the step back; links that are in none of the former states are put into the one before."""
    op.execute("UPDATE links SET status = 'exploring' WHERE status IN ('meeting_held', 'recommended')")
    op.execute("UPDATE links SET status = 'approved' WHERE status IN ('introductions', 'moved_in')")
    op.execute("UPDATE links SET end_reason = 'another_match' WHERE end_reason = 'placement_ended'")
    op.drop_table("approaches")
    op.drop_table("link_steps")
    op.drop_table("held_places")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index("uq_links_matched_referral")
        for owner in ("authority_id", "household_id"):
            batch_op.drop_constraint(batch_op.f(f"uq_links_id_{owner}_agency_id"), type_="unique")
        _hold_to(batch_op, OLD, OLD_ENDS, "status = 'approved'")
        for side in ("referral", "household"):
            approved = sa.text("status = 'approved'")
            batch_op.create_index(
                batch_op.f(f"uq_links_approved_{side}"),
                [f"{side}_id"],
                unique=True,
                sqlite_where=approved,
                postgresql_where=approved,
            )
