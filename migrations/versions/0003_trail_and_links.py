"""The audit trail, links and shares, and the particulars that only stages disclose."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# An event is never changed and never taken away; whoever can switch this off still cannot mend the chain.
TRIGGERS = ("update", "delete")


def upgrade() -> None:
    """Makes the tables, and holds the trail append-only."""
    with op.batch_alter_table("children", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_children_id_authority_id"), ["id", "authority_id"])
    op.create_table(
        "audit_events",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("capability", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("entity", sa.String(length=60), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("other_owner_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("reason_digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_audit_events_counted_from_one")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index("ix_audit_events_entity_id", ["entity_id"], unique=False)
        batch_op.create_index("ix_audit_events_owner_id", ["owner_id"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_reasons",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit_events.seq"], name=op.f("fk_audit_reasons_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_reasons")),
        sa.UniqueConstraint("seq", name=op.f("uq_audit_reasons_seq")),
    )
    with op.batch_alter_table("audit_reasons", schema=None) as batch_op:
        batch_op.create_index("ix_audit_reasons_entity_id", ["entity_id"], unique=False)

    op.create_table(
        "household_particulars",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("carer_names", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id", "agency_id"],
            ["households.id", "households.agency_id"],
            name=op.f("fk_household_particulars_household_id_agency_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_particulars")),
        sa.UniqueConstraint("household_id", name=op.f("uq_household_particulars_household_id")),
    )
    op.create_table(
        "links",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "proposed",
                "exploring",
                "approved",
                "ended",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("authority_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authority_agreed_by", sa.Uuid(), nullable=True),
        sa.Column("agency_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agency_agreed_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "declined_by_authority",
                "declined_by_agency",
                "carers_withdrew",
                "plan_changed",
                "another_match",
                "not_approved",
                "mistake",
                name="end_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("end_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_links_ended_at_its_end")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_links_has_reason")),
        sa.CheckConstraint(
            "status <> 'approved' OR approved_by IS NOT NULL", name=op.f("ck_links_approved_by_somebody")
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'ended') OR (authority_agreed_at IS NOT NULL AND agency_agreed_at IS NOT NULL)",
            name=op.f("ck_links_explored_by_both"),
        ),
        sa.ForeignKeyConstraint(["agency_agreed_by"], ["users.id"], name=op.f("fk_links_agency_agreed_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["users.id"], name=op.f("fk_links_approved_by")),
        sa.ForeignKeyConstraint(["authority_agreed_by"], ["users.id"], name=op.f("fk_links_authority_agreed_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_links_ended_by")),
        sa.ForeignKeyConstraint(
            ["household_id", "agency_id"],
            ["households.id", "households.agency_id"],
            name=op.f("fk_links_household_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["users.id"], name=op.f("fk_links_proposed_by")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_links_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index("ix_links_household_id", ["household_id"], unique=False)
        batch_op.create_index(
            "uq_links_approved_household",
            ["household_id"],
            unique=True,
            sqlite_where=sa.text("status = 'approved'"),
            postgresql_where=sa.text("status = 'approved'"),
        )
        batch_op.create_index(
            "uq_links_approved_referral",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("status = 'approved'"),
            postgresql_where=sa.text("status = 'approved'"),
        )
        batch_op.create_index(
            "uq_links_live_pair",
            ["referral_id", "household_id"],
            unique=True,
            sqlite_where=sa.text("status <> 'ended'"),
            postgresql_where=sa.text("status <> 'ended'"),
        )

    op.create_table(
        "child_particulars",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("given_names", sa.Text(), nullable=True),
        sa.Column("family_name", sa.Text(), nullable=True),
        sa.Column("home_address", sa.Text(), nullable=True),
        sa.Column("nursery", sa.Text(), nullable=True),
        sa.Column("health", sa.Text(), nullable=True),
        sa.Column("background", sa.Text(), nullable=True),
        sa.Column("address_non_disclosure", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id", "authority_id"],
            ["children.id", "children.authority_id"],
            name=op.f("fk_child_particulars_child_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_particulars")),
        sa.UniqueConstraint("child_id", name=op.f("uq_child_particulars_child_id")),
    )
    op.create_table(
        "shares",
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("authority_id", sa.Uuid(), nullable=True),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("to_member_id", sa.Uuid(), nullable=True),
        sa.Column("to_user_id", sa.Uuid(), nullable=True),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum("link", "file", "panel", name="cause", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(cause = 'file') = (link_id IS NULL)", name=op.f("ck_shares_of_a_link")),
        sa.CheckConstraint(
            "cause = 'link' OR (ends_at IS NOT NULL AND reason <> '')", name=op.f("ck_shares_timed_with_reason")
        ),
        sa.CheckConstraint("(household_id IS NULL) = (agency_id IS NULL)", name=op.f("ck_shares_household_with_owner")),
        sa.CheckConstraint("(referral_id IS NULL) <> (household_id IS NULL)", name=op.f("ck_shares_one_record")),
        sa.CheckConstraint(
            "(referral_id IS NULL) = (authority_id IS NULL)", name=op.f("ck_shares_referral_with_owner")
        ),
        sa.CheckConstraint("(to_member_id IS NULL) <> (to_user_id IS NULL)", name=op.f("ck_shares_one_reader")),
        sa.CheckConstraint("stage BETWEEN 1 AND 3", name=op.f("ck_shares_stage")),
        sa.ForeignKeyConstraint(
            ["household_id", "agency_id"],
            ["households.id", "households.agency_id"],
            name=op.f("fk_shares_household_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(["link_id"], ["links.id"], name=op.f("fk_shares_link_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_shares_opened_by")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_shares_referral_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(["to_member_id"], ["members.id"], name=op.f("fk_shares_to_member_id")),
        sa.ForeignKeyConstraint(["to_user_id"], ["users.id"], name=op.f("fk_shares_to_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
    )
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.create_index("ix_shares_household_id", ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shares_link_id"), ["link_id"], unique=False)
        batch_op.create_index("ix_shares_referral_id", ["referral_id"], unique=False)
        batch_op.create_index("ix_shares_to_member_id", ["to_member_id"], unique=False)
        batch_op.create_index("ix_shares_to_user_id", ["to_user_id"], unique=False)
    _hold_append_only()


def _hold_append_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'The audit trail is append-only.'; END $$"
        )
    for act in TRIGGERS:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER audit_events_no_{act} BEFORE {act.upper()} ON audit_events "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER audit_events_no_{act} BEFORE {act.upper()} ON audit_events "
                "BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END"
            )


def downgrade() -> None:
    """Takes the step back."""

    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.drop_index("ix_shares_to_user_id")
        batch_op.drop_index("ix_shares_to_member_id")
        batch_op.drop_index("ix_shares_referral_id")
        batch_op.drop_index(batch_op.f("ix_shares_link_id"))
        batch_op.drop_index("ix_shares_household_id")

    op.drop_table("shares")
    op.drop_table("child_particulars")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_links_live_pair",
            sqlite_where=sa.text("status <> 'ended'"),
            postgresql_where=sa.text("status <> 'ended'"),
        )
        batch_op.drop_index(
            "uq_links_approved_referral",
            sqlite_where=sa.text("status = 'approved'"),
            postgresql_where=sa.text("status = 'approved'"),
        )
        batch_op.drop_index(
            "uq_links_approved_household",
            sqlite_where=sa.text("status = 'approved'"),
            postgresql_where=sa.text("status = 'approved'"),
        )
        batch_op.drop_index("ix_links_household_id")

    op.drop_table("links")
    op.drop_table("household_particulars")
    with op.batch_alter_table("audit_reasons", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_reasons_entity_id")

    op.drop_table("audit_reasons")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_owner_id")
        batch_op.drop_index("ix_audit_events_entity_id")

    op.drop_table("audit_events")
    with op.batch_alter_table("children", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_children_id_authority_id"), type_="unique")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
