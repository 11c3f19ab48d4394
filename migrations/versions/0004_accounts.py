"""Accounts: invitations, recoveries, deputies, second factors, providers, and who holds a case."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = sa.Enum("password", "provider", name="sign_in_by", native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Makes the tables. Sign-ins end, and tokens of before carry nothing: both are made anew by whoever needs them."""
    op.execute("DELETE FROM sign_ins")
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("sign_in_by", WORDS, nullable=False, server_default="password"))
        batch_op.alter_column("password_hash", existing_type=sa.VARCHAR(length=200), nullable=True)
        batch_op.create_unique_constraint(batch_op.f("uq_users_id_member_id"), ["id", "member_id"])

    op.create_table(
        "providers",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("checks_second_factor", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_providers_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
        sa.UniqueConstraint("code", name=op.f("uq_providers_code")),
        sa.UniqueConstraint("id", "member_id", name=op.f("uq_providers_id_member_id")),
    )
    op.create_table(
        "deputyships",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "user_id <> deputy_id AND until_on >= from_on", name=op.f("ck_deputyships_another_for_some_days")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_id", "member_id"], ["users.id", "users.member_id"], name=op.f("fk_deputyships_deputy_id_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "member_id"], ["users.id", "users.member_id"], name=op.f("fk_deputyships_user_id_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputyships")),
    )
    with op.batch_alter_table("deputyships") as batch_op:
        batch_op.create_index("ix_deputyships_deputy_id", ["deputy_id"], unique=False)

    op.create_table(
        "identities",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id", "member_id"],
            ["providers.id", "providers.member_id"],
            name=op.f("fk_identities_provider_id_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id", "member_id"], ["users.id", "users.member_id"], name=op.f("fk_identities_user_id_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("provider_id", "subject", name=op.f("uq_identities_provider_id_subject")),
        sa.UniqueConstraint("user_id", name=op.f("uq_identities_user_id")),
    )
    op.create_table(
        "invitations",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sign_in_by", WORDS, nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email <> '' AND name <> ''", name=op.f("ck_invitations_named")),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_invitations_invited_by")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_invitations_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitations_digest")),
    )
    op.create_table(
        "recoveries",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("first_digest", sa.String(length=64), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("second_digest", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name=op.f("ck_recoveries_two_people")),
        sa.CheckConstraint("user_id <> asked_by AND user_id <> confirmed_by", name=op.f("ck_recoveries_by_others")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_recoveries_asked_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["users.id"], name=op.f("fk_recoveries_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["user_id", "member_id"], ["users.id", "users.member_id"], name=op.f("fk_recoveries_user_id_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoveries")),
    )
    with op.batch_alter_table("recoveries") as batch_op:
        batch_op.create_index(
            "uq_recoveries_open",
            ["user_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("user_id", "digest", name=op.f("uq_recovery_codes_user_id_digest")),
    )
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factors")),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_factors_user_id")),
    )
    with op.batch_alter_table("households") as batch_op:
        batch_op.add_column(sa.Column("held_by", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_households_held_by_agency_id"), "users", ["held_by", "agency_id"], ["id", "member_id"]
        )

    with op.batch_alter_table("referrals") as batch_op:
        batch_op.add_column(sa.Column("held_by", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_referrals_held_by_authority_id"), "users", ["held_by", "authority_id"], ["id", "member_id"]
        )

    with op.batch_alter_table("sign_ins") as batch_op:
        batch_op.add_column(sa.Column("earlier_digest", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_sign_ins_earlier_digest", ["earlier_digest"], unique=False)

    with op.batch_alter_table("tokens") as batch_op:
        batch_op.add_column(sa.Column("acts", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("users") as users:
        users.alter_column("sign_in_by", existing_type=WORDS, server_default=None)
    with op.batch_alter_table("tokens") as tokens:
        tokens.alter_column("acts", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    """Takes them away; whoever came by a provider has no password to sign in with."""
    with op.batch_alter_table("tokens") as batch_op:
        batch_op.drop_column("acts")

    with op.batch_alter_table("sign_ins") as batch_op:
        batch_op.drop_index("ix_sign_ins_earlier_digest")
        batch_op.drop_column("admitted_at")
        batch_op.drop_column("rotated_at")
        batch_op.drop_column("earlier_digest")

    with op.batch_alter_table("referrals") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_referrals_held_by_authority_id"), type_="foreignkey")
        batch_op.drop_column("held_by")

    with op.batch_alter_table("households") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_households_held_by_agency_id"), type_="foreignkey")
        batch_op.drop_column("held_by")

    op.drop_table("second_factors")
    op.drop_table("recovery_codes")
    with op.batch_alter_table("recoveries") as batch_op:
        batch_op.drop_index(
            "uq_recoveries_open", postgresql_where=sa.text("ended_at IS NULL"), sqlite_where=sa.text("ended_at IS NULL")
        )

    op.drop_table("recoveries")
    op.drop_table("invitations")
    op.drop_table("identities")
    with op.batch_alter_table("deputyships") as batch_op:
        batch_op.drop_index("ix_deputyships_deputy_id")

    op.drop_table("deputyships")
    op.drop_table("providers")
    op.execute("UPDATE users SET password_hash = '' WHERE password_hash IS NULL")

    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_users_id_member_id"), type_="unique")
        batch_op.alter_column("password_hash", existing_type=sa.VARCHAR(length=200), nullable=False)
        batch_op.drop_constraint(batch_op.f("ck_users_sign_in_by"), type_="check")
        batch_op.drop_column("sign_in_by")
