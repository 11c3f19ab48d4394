"""Plans and agreements: milestones, decisions, assessments, contact and family agreements; some only add up."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# What only adds up: each table, the columns that never change, and what its words may become (they can be erased).
KEPT = {
    "plan_decisions": (
        'id created_at referral_id authority_id plan_id act "on" decided_by recommended_by reverses_id',
        "reason",
    ),
    "assessment_extensions": ('id created_at referral_id authority_id assessment_id "on" due_on extended_by', "reason"),
    "contact_plans": (
        "id created_at referral_id authority_id number from_on review_on sessions_per_week set_by",
        "purpose venue times supervision handover",
    ),
    "contact_consents": ("id created_at referral_id authority_id contact_plan_id side by_member_id agreed_by", ""),
}
REFUSAL = "This is never changed: what follows is recorded anew."


def upgrade() -> None:
    """Makes the tables, and holds what only adds up."""
    op.create_table(
        "contact_plans",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("sessions_per_week", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=False),
        sa.Column("times", sa.Text(), nullable=False),
        sa.Column("supervision", sa.Text(), nullable=False),
        sa.Column("handover", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_contact_plans_has_purpose")),
        sa.CheckConstraint("review_on > from_on", name=op.f("ck_contact_plans_reviewed_after_it_begins")),
        sa.CheckConstraint("sessions_per_week BETWEEN 0 AND 7", name=op.f("ck_contact_plans_sessions")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_contact_plans_referral_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_contact_plans_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_plans")),
        sa.UniqueConstraint("id", "authority_id", name=op.f("uq_contact_plans_id_authority_id")),
        sa.UniqueConstraint("referral_id", "number", name=op.f("uq_contact_plans_referral_id_number")),
    )
    op.create_table(
        "family_agreements",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.JSON(), nullable=False),
        sa.Column("decide_by_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_family_agreements_has_purpose")),
        sa.CheckConstraint("decide_by_on > started_on", name=op.f("ck_family_agreements_decided_after_it_begins")),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_family_agreements_ended_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_family_agreements_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_agreements")),
        sa.UniqueConstraint("id", "authority_id", name=op.f("uq_family_agreements_id_authority_id")),
    )
    with op.batch_alter_table("family_agreements", schema=None) as batch_op:
        batch_op.create_index(
            "uq_family_agreements_open",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "parenting_assessments",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column(
            "recommendation",
            sa.Enum(
                "return_home",
                "kinship",
                "adoption",
                "more_time",
                name="recommendation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("recommended_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(finished_on IS NULL) = (recommendation IS NULL) AND (finished_on IS NULL) = (recommended_by IS NULL)",
            name=op.f("ck_parenting_assessments_recommends_at_its_end"),
        ),
        sa.CheckConstraint(
            "finished_on IS NULL OR finished_on >= started_on",
            name=op.f("ck_parenting_assessments_finished_after_it_began"),
        ),
        sa.CheckConstraint("weeks BETWEEN 1 AND 52", name=op.f("ck_parenting_assessments_weeks")),
        sa.ForeignKeyConstraint(["recommended_by"], ["users.id"], name=op.f("fk_parenting_assessments_recommended_by")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_parenting_assessments_referral_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(["started_by"], ["users.id"], name=op.f("fk_parenting_assessments_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parenting_assessments")),
        sa.UniqueConstraint("id", "authority_id", name=op.f("uq_parenting_assessments_id_authority_id")),
    )
    with op.batch_alter_table("parenting_assessments", schema=None) as batch_op:
        batch_op.create_index(
            "uq_parenting_assessments_open",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("finished_on IS NULL"),
            postgresql_where=sa.text("finished_on IS NULL"),
        )

    op.create_table(
        "plans",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("reunification", "adoption", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("live", "ruled_out", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_plans_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("id", "authority_id", name=op.f("uq_plans_id_authority_id")),
        sa.UniqueConstraint("referral_id", "kind", name=op.f("uq_plans_referral_id_kind")),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(
            "uq_plans_one_ruled_out",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("status = 'ruled_out'"),
            postgresql_where=sa.text("status = 'ruled_out'"),
        )

    op.create_table(
        "assessment_extensions",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("extended_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_assessment_extensions_has_reason")),
        sa.ForeignKeyConstraint(
            ["assessment_id", "authority_id"],
            ["parenting_assessments.id", "parenting_assessments.authority_id"],
            name=op.f("fk_assessment_extensions_assessment_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(["extended_by"], ["users.id"], name=op.f("fk_assessment_extensions_extended_by")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_assessment_extensions_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_extensions")),
        sa.UniqueConstraint("assessment_id", "due_on", name=op.f("uq_assessment_extensions_assessment_id_due_on")),
    )
    with op.batch_alter_table("assessment_extensions", schema=None) as batch_op:
        batch_op.create_index("ix_assessment_extensions_referral_id", ["referral_id"], unique=False)

    op.create_table(
        "contact_consents",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("contact_plan_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("authority", "agency", name="side", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("by_member_id", sa.Uuid(), nullable=False),
        sa.Column("agreed_by", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by"], ["users.id"], name=op.f("fk_contact_consents_agreed_by")),
        sa.ForeignKeyConstraint(["by_member_id"], ["members.id"], name=op.f("fk_contact_consents_by_member_id")),
        sa.ForeignKeyConstraint(
            ["contact_plan_id", "authority_id"],
            ["contact_plans.id", "contact_plans.authority_id"],
            name=op.f("fk_contact_consents_contact_plan_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_contact_consents_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_consents")),
        sa.UniqueConstraint(
            "contact_plan_id", "by_member_id", name=op.f("uq_contact_consents_contact_plan_id_by_member_id")
        ),
    )
    op.create_table(
        "family_tasks",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("family_agreement_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_family_tasks_has_text")),
        sa.ForeignKeyConstraint(
            ["family_agreement_id", "authority_id"],
            ["family_agreements.id", "family_agreements.authority_id"],
            name=op.f("fk_family_tasks_family_agreement_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_family_tasks_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_tasks")),
    )
    with op.batch_alter_table("family_tasks", schema=None) as batch_op:
        batch_op.create_index("ix_family_tasks_family_agreement_id", ["family_agreement_id"], unique=False)

    op.create_table(
        "milestones",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("tranche", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("lapsed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("title <> '' AND tranche <> ''", name=op.f("ck_milestones_named")),
        sa.CheckConstraint("done_on IS NULL OR lapsed_on IS NULL", name=op.f("ck_milestones_reached_or_lapsed")),
        sa.ForeignKeyConstraint(
            ["plan_id", "authority_id"],
            ["plans.id", "plans.authority_id"],
            name=op.f("fk_milestones_plan_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_milestones_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
    )
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.create_index("ix_milestones_referral_id", ["referral_id"], unique=False)

    op.create_table(
        "plan_decisions",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("ruled_out", "reversed", name="act", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("recommended_by", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(act = 'reversed') = (reverses_id IS NOT NULL)", name=op.f("ck_plan_decisions_reverses_a_decision")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_plan_decisions_has_reason")),
        sa.CheckConstraint(
            "recommended_by IS NULL OR decided_by <> recommended_by", name=op.f("ck_plan_decisions_decided_by_another")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_plan_decisions_decided_by")),
        sa.ForeignKeyConstraint(
            ["plan_id", "authority_id"],
            ["plans.id", "plans.authority_id"],
            name=op.f("fk_plan_decisions_plan_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(["recommended_by"], ["users.id"], name=op.f("fk_plan_decisions_recommended_by")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_plan_decisions_referral_id_authority_id"),
        ),
        sa.ForeignKeyConstraint(["reverses_id"], ["plan_decisions.id"], name=op.f("fk_plan_decisions_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_decisions")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_plan_decisions_reverses_id")),
    )
    with op.batch_alter_table("plan_decisions", schema=None) as batch_op:
        batch_op.create_index("ix_plan_decisions_referral_id", ["referral_id"], unique=False)

    _hold_append_only()


def downgrade() -> None:
    """Takes the step back."""
    _let_go()
    with op.batch_alter_table("plan_decisions", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_decisions_referral_id")

    op.drop_table("plan_decisions")
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_index("ix_milestones_referral_id")

    op.drop_table("milestones")
    with op.batch_alter_table("family_tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_family_tasks_family_agreement_id")

    op.drop_table("family_tasks")
    op.drop_table("contact_consents")
    with op.batch_alter_table("assessment_extensions", schema=None) as batch_op:
        batch_op.drop_index("ix_assessment_extensions_referral_id")

    op.drop_table("assessment_extensions")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plans_one_ruled_out",
            sqlite_where=sa.text("status = 'ruled_out'"),
            postgresql_where=sa.text("status = 'ruled_out'"),
        )

    op.drop_table("plans")
    with op.batch_alter_table("parenting_assessments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_parenting_assessments_open",
            sqlite_where=sa.text("finished_on IS NULL"),
            postgresql_where=sa.text("finished_on IS NULL"),
        )

    op.drop_table("parenting_assessments")
    with op.batch_alter_table("family_agreements", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_family_agreements_open",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.drop_table("family_agreements")
    op.drop_table("contact_plans")


def _hold_append_only() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_plan_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
        refuse = "EXECUTE FUNCTION refuse_plan_change()"
    else:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for table, (fixed, words) in KEPT.items():
        _refuse(table, "fixed", f"UPDATE OF {', '.join(fixed.split())}", "", refuse)
        _refuse(table, "kept", "DELETE", "", refuse)
        if words:
            said = " || ".join(f"NEW.{name}" for name in words.split())
            _refuse(table, "words", f"UPDATE OF {', '.join(words.split())}", f"WHEN ({said} <> 'Erased.')", refuse)


def _refuse(table: str, name: str, act: str, when: str, refuse: str) -> None:
    op.execute(f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} FOR EACH ROW {when} {refuse}")


def _let_go() -> None:
    for table, (_, words) in KEPT.items():
        for name in ("fixed", "kept", *(["words"] if words else [])):
            on = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
            op.execute(f"DROP TRIGGER {table}_{name}{on}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_plan_change()")
