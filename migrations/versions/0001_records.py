"""The first tables: who and whose, what was promised and bought, and the match runs."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Codes that councils bore before their boundaries were redrawn (ONS Code History), and the codes of today.
ALIASES = {
    "S12000015": "S12000047",
    "S12000024": "S12000048",
    "S12000043": "S12000049",
    "S12000046": "S12000049",
    "S12000044": "S12000050",
    "S12000009": "S12000045",
}


def upgrade() -> None:
    """Makes the tables, and tells the old codes of the councils that were recoded."""
    op.create_table(
        "code_aliases",
        sa.Column("old_code", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_aliases")),
        sa.UniqueConstraint("old_code", name=op.f("uq_code_aliases_old_code")),
    )
    op.create_table(
        "consortia",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("code <> '' AND name <> ''", name=op.f("ck_consortia_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consortia")),
        sa.UniqueConstraint("code", name=op.f("uq_consortia_code")),
    )
    op.create_table(
        "members",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "authority",
                "agency",
                "partner",
                "observer",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("code <> '' AND name <> ''", name=op.f("ck_members_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("code", name=op.f("uq_members_code")),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tries")),
    )
    op.create_index("ix_sign_in_tries_account_created_at", "sign_in_tries", ["account", "created_at"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ref <> '' AND title <> ''", name=op.f("ck_agreements_named")),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_agreements_consortium_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("consortium_id", "ref", name=op.f("uq_agreements_consortium_id_ref")),
        sa.UniqueConstraint("id", "consortium_id", name=op.f("uq_agreements_id_consortium_id")),
    )
    op.create_table(
        "households",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("approved_fostering_on", sa.Date(), nullable=True),
        sa.Column("approved_adoption_on", sa.Date(), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("min_age_months", sa.Integer(), nullable=False),
        sa.Column("max_age_months", sa.Integer(), nullable=False),
        sa.Column("approved_children", sa.Integer(), nullable=False),
        sa.Column("sexes", sa.JSON(), nullable=False),
        sa.Column("experience", sa.JSON(), nullable=False),
        sa.Column("ethnicity", sa.JSON(), nullable=False),
        sa.Column("religion", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("max_travel_minutes", sa.Integer(), nullable=False),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("hold_until", sa.Date(), nullable=True),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ref <> ''", name=op.f("ck_households_has_ref")),
        sa.CheckConstraint("approved_children >= 0 AND max_travel_minutes >= 0", name=op.f("ck_households_counts")),
        sa.CheckConstraint(
            "min_age_months >= 0 AND max_age_months >= min_age_months", name=op.f("ck_households_ages_in_order")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["members.id"], name=op.f("fk_households_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
        sa.UniqueConstraint("agency_id", "ref", name=op.f("uq_households_agency_id_ref")),
        sa.UniqueConstraint("id", "agency_id", name=op.f("uq_households_id_agency_id")),
    )
    op.create_table(
        "memberships",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on",
            name=op.f("ck_memberships_joins_before_leaving"),
        ),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_memberships_consortium_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_memberships_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "consortium_id", "member_id", "joined_on", name=op.f("uq_memberships_consortium_id_member_id_joined_on")
        ),
    )
    op.create_index(op.f("ix_memberships_member_id"), "memberships", ["member_id"], unique=False)
    op.create_index(
        "uq_memberships_lasting",
        "memberships",
        ["consortium_id", "member_id"],
        unique=True,
        sqlite_where=sa.text("left_on IS NULL"),
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.create_table(
        "policies",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_policies_consortium_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
        sa.UniqueConstraint("consortium_id", "number", name=op.f("uq_policies_consortium_id_number")),
        sa.UniqueConstraint("id", "consortium_id", name=op.f("uq_policies_id_consortium_id")),
    )
    op.create_table(
        "referrals",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "searching",
                "withdrawn",
                "concluded",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ref <> ''", name=op.f("ck_referrals_has_ref")),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f("fk_referrals_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("authority_id", "ref", name=op.f("uq_referrals_authority_id_ref")),
        sa.UniqueConstraint("id", "authority_id", name=op.f("uq_referrals_id_authority_id")),
    )
    op.create_table(
        "travel_minutes",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("from_district", sa.String(length=10), nullable=False),
        sa.Column("to_district", sa.String(length=10), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_travel_minutes_minutes")),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_travel_minutes_consortium_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_minutes")),
        sa.UniqueConstraint(
            "consortium_id",
            "from_district",
            "to_district",
            name=op.f("uq_travel_minutes_consortium_id_from_district_to_district"),
        ),
    )
    op.create_table(
        "users",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email <> '' AND name <> ''", name=op.f("ck_users_named")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_users_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "agreement_versions",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_agreement_versions_number")),
        sa.ForeignKeyConstraint(
            ["agreement_id", "consortium_id"],
            ["agreements.id", "agreements.consortium_id"],
            name=op.f("fk_agreement_versions_agreement_id_consortium_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_versions")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_agreement_versions_agreement_id_number")),
    )
    op.create_table(
        "children",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("expected_date_of_delivery", sa.Date(), nullable=True),
        sa.Column(
            "sex", sa.Enum("F", "M", name="sex", native_enum=False, create_constraint=True, length=40), nullable=True
        ),
        sa.Column(
            "urgency",
            sa.Enum("urgent", "soon", "routine", name="urgency", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("ethnicity", sa.Text(), nullable=True),
        sa.Column("religion", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("contact_postcode", sa.String(length=10), nullable=True),
        sa.Column("contact_sessions_per_week", sa.Integer(), nullable=True),
        sa.Column("max_travel_minutes", sa.Integer(), nullable=False),
        sa.Column("excluded_areas", sa.JSON(), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ref <> ''", name=op.f("ck_children_has_ref")),
        sa.CheckConstraint(
            "date_of_birth IS NOT NULL OR expected_date_of_delivery IS NOT NULL",
            name=op.f("ck_children_born_or_expected"),
        ),
        sa.CheckConstraint("max_travel_minutes >= 0", name=op.f("ck_children_travel")),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_children_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_children")),
        sa.UniqueConstraint("referral_id", "ref", name=op.f("uq_children_referral_id_ref")),
    )
    op.create_table(
        "commitments",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("minimum_units", sa.Integer(), nullable=False),
        sa.Column(
            "unit_basis",
            sa.Enum("child", "sibling_group", name="unit_basis", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "count_event",
            sa.Enum(
                "moved_in", "match_approved", name="count_event", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("shortfall_price_pct", sa.Integer(), nullable=False),
        sa.Column("tolerance_units", sa.Integer(), nullable=False),
        sa.Column("carry_forward_cap", sa.Integer(), nullable=False),
        sa.Column("carry_forward_expiry_months", sa.Integer(), nullable=True),
        sa.Column("make_up_months", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "minimum_units >= 0 AND tolerance_units >= 0 AND shortfall_price_pct >= 0",
            name=op.f("ck_commitments_counts"),
        ),
        sa.CheckConstraint("period_end > period_start", name=op.f("ck_commitments_period")),
        sa.ForeignKeyConstraint(["agency_id"], ["members.id"], name=op.f("fk_commitments_agency_id")),
        sa.ForeignKeyConstraint(
            ["agreement_id", "consortium_id"],
            ["agreements.id", "agreements.consortium_id"],
            name=op.f("fk_commitments_agreement_id_consortium_id"),
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f("fk_commitments_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint(
            "authority_id", "agency_id", "period_start", name=op.f("uq_commitments_authority_id_agency_id_period_start")
        ),
    )
    op.create_index("ix_commitments_agreement_id", "commitments", ["agreement_id"], unique=False)
    op.create_index(
        "uq_commitments_any_agency",
        "commitments",
        ["authority_id", "period_start"],
        unique=True,
        sqlite_where=sa.text("agency_id IS NULL"),
        postgresql_where=sa.text("agency_id IS NULL"),
    )
    op.create_table(
        "grants",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "coordinator",
                "authority_worker",
                "agency_worker",
                "finance_officer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_grants_consortium_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_grants_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("user_id", "consortium_id", "role", name=op.f("uq_grants_user_id_consortium_id_role")),
    )
    op.create_table(
        "imports",
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("returned_rows", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_imports_member_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_imports_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_user_id", "imports", ["user_id"], unique=False)
    op.create_table(
        "match_runs",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=True),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status <> 'done' OR document IS NOT NULL", name=op.f("ck_match_runs_done_has_document")),
        sa.CheckConstraint("status <> 'failed' OR error <> ''", name=op.f("ck_match_runs_failed_has_error")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_match_runs_policy_id")),
        sa.ForeignKeyConstraint(["started_by"], ["users.id"], name=op.f("fk_match_runs_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
    )
    op.create_table(
        "need_answers",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("need", sa.String(length=100), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("yes", "discuss", "no", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id", "agency_id"],
            ["households.id", "households.agency_id"],
            name=op.f("fk_need_answers_household_id_agency_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_answers")),
        sa.UniqueConstraint("household_id", "need", name=op.f("uq_need_answers_household_id_need")),
    )
    op.create_table(
        "pins",
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("pin", "forbid", name="decision", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("override", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_pins_has_reason")),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_pins_consortium_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_pins_decided_by")),
        sa.ForeignKeyConstraint(
            ["household_id", "agency_id"],
            ["households.id", "households.agency_id"],
            name=op.f("fk_pins_household_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_pins_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pins")),
        sa.UniqueConstraint(
            "consortium_id", "referral_id", "household_id", name=op.f("uq_pins_consortium_id_referral_id_household_id")
        ),
    )
    op.create_index(
        "uq_pins_one_household",
        "pins",
        ["consortium_id", "household_id"],
        unique=True,
        sqlite_where=sa.text("decision = 'pin' AND NOT lifted"),
        postgresql_where=sa.text("decision = 'pin' AND NOT lifted"),
    )
    op.create_index(
        "uq_pins_one_referral",
        "pins",
        ["consortium_id", "referral_id"],
        unique=True,
        sqlite_where=sa.text("decision = 'pin' AND NOT lifted"),
        postgresql_where=sa.text("decision = 'pin' AND NOT lifted"),
    )
    op.create_table(
        "placements",
        sa.Column("ref", sa.String(length=100), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=True),
        sa.Column("household_ref", sa.String(length=100), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("referral_ref", sa.String(length=100), nullable=True),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("match_approved_on", sa.Date(), nullable=True),
        sa.Column("moved_in_on", sa.Date(), nullable=False),
        sa.Column("adoption_order_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=100), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "adoption_order_on IS NULL OR adoption_order_on >= moved_in_on",
            name=op.f("ck_placements_adopted_after_moving_in"),
        ),
        sa.CheckConstraint("children >= 1", name=op.f("ck_placements_has_children")),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= moved_in_on", name=op.f("ck_placements_ends_after_moving_in")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["members.id"], name=op.f("fk_placements_agency_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f("fk_placements_authority_id")),
        sa.ForeignKeyConstraint(
            ["household_id", "agency_id"],
            ["households.id", "households.agency_id"],
            name=op.f("fk_placements_household_id_agency_id"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "authority_id"],
            ["referrals.id", "referrals.authority_id"],
            name=op.f("fk_placements_referral_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("authority_id", "ref", name=op.f("uq_placements_authority_id_ref")),
        sa.UniqueConstraint("id", "authority_id", name=op.f("uq_placements_id_authority_id")),
    )
    op.create_index("ix_placements_agency_id", "placements", ["agency_id"], unique=False)
    op.create_index("ix_placements_household_id", "placements", ["household_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_ins_digest")),
    )
    op.create_index(op.f("ix_sign_ins_user_id"), "sign_ins", ["user_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    op.create_table(
        "placement_phases",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "fostering",
                "prospective_adoptive",
                "adopted",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id", "authority_id"],
            ["placements.id", "placements.authority_id"],
            name=op.f("fk_placement_phases_placement_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_phases")),
        sa.UniqueConstraint("placement_id", "from_on", name=op.f("uq_placement_phases_placement_id_from_on")),
    )
    op.create_table(
        "purchases",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("order_number", sa.String(length=100), nullable=True),
        sa.Column("cost_code", sa.String(length=100), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["members.id"], name=op.f("fk_purchases_agency_id")),
        sa.ForeignKeyConstraint(["authority_id"], ["members.id"], name=op.f("fk_purchases_authority_id")),
        sa.ForeignKeyConstraint(
            ["placement_id", "authority_id"],
            ["placements.id", "placements.authority_id"],
            name=op.f("fk_purchases_placement_id_authority_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        sa.UniqueConstraint("placement_id", name=op.f("uq_purchases_placement_id")),
    )
    op.create_index("ix_purchases_authority_id", "purchases", ["authority_id"], unique=False)
    op.create_table(
        "run_consortia",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("consortium_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["consortium_id"], ["consortia.id"], name=op.f("fk_run_consortia_consortium_id")),
        sa.ForeignKeyConstraint(["run_id"], ["match_runs.id"], name=op.f("fk_run_consortia_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_consortia")),
        sa.UniqueConstraint("consortium_id", "number", name=op.f("uq_run_consortia_consortium_id_number")),
        sa.UniqueConstraint("run_id", "consortium_id", name=op.f("uq_run_consortia_run_id_consortium_id")),
    )
    op.create_table(
        "suggestions",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("referral_ref", sa.String(length=200), nullable=False),
        sa.Column("household_ref", sa.String(length=200), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("merits", sa.JSON(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["match_runs.id"], name=op.f("fk_suggestions_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("run_id", "household_ref", name=op.f("uq_suggestions_run_id_household_ref")),
        sa.UniqueConstraint("run_id", "referral_ref", name=op.f("uq_suggestions_run_id_referral_ref")),
    )
    op.create_table(
        "unmatched",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("referral_ref", sa.String(length=200), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["match_runs.id"], name=op.f("fk_unmatched_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmatched")),
        sa.UniqueConstraint("run_id", "referral_ref", name=op.f("uq_unmatched_run_id_referral_ref")),
    )
    aliases = sa.table(
        "code_aliases",
        sa.column("id", sa.Uuid()),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("old_code", sa.String()),
        sa.column("code", sa.String()),
    )
    op.bulk_insert(
        aliases,
        [
            {"id": uuid.uuid4(), "created_at": datetime.now(UTC), "old_code": old, "code": code}
            for old, code in ALIASES.items()
        ],
    )


def downgrade() -> None:
    """Takes everything away again."""
    # ### commands auto generated by Alembic - please adjust! ###
    op.drop_table("unmatched")
    op.drop_table("suggestions")
    op.drop_table("run_consortia")
    op.drop_table("purchases")
    op.drop_table("placement_phases")
    op.drop_table("tokens")
    op.drop_table("sign_ins")
    op.drop_table("placements")
    op.drop_table("pins")
    op.drop_table("need_answers")
    op.drop_table("match_runs")
    op.drop_table("imports")
    op.drop_table("grants")
    op.drop_table("commitments")
    op.drop_table("children")
    op.drop_table("agreement_versions")
    op.drop_table("users")
    op.drop_table("travel_minutes")
    op.drop_table("referrals")
    op.drop_table("policies")
    op.drop_table("memberships")
    op.drop_table("households")
    op.drop_table("agreements")
    op.drop_table("sign_in_tries")
    op.drop_table("members")
    op.drop_table("consortia")
    op.drop_table("code_aliases")
