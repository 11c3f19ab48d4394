"""Notes on cases, appended alone, and what Schedule 1 asks of a child, in words."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SCHEDULE = (
    "birth_details", "nationality", "appearance", "legal_status", "why_looked_after", "previous_involvement",
    "brothers_and_sisters", "contact_extent", "education", "personality", "interests",
)  # fmt: skip
# An erasure replaces the words; a merge points the note at the record that is kept; all else stays.
WORDS = ("text", "paper_title", "paper_held_at", "paper_reference")
FIXED = ("link_id", "member_id", "side", "by_user", "shared", "reply_to", "corrects", "created_at")


def upgrade() -> None:
    """Adds the table and the columns."""
    with op.batch_alter_table("child_particulars") as particulars:
        for name in SCHEDULE:
            particulars.add_column(sa.Column(name, sa.Text(), nullable=True))
    _notes()
    for side in ("referral_id", "household_id", "link_id"):
        op.create_index(f"ix_notes_{side}", "notes", [side])
    _hold_append_only()


def _notes() -> None:
    uuids = ("referral_id", "authority_id", "household_id", "agency_id", "link_id", "by_user", "reply_to", "corrects")
    points = (
        ("by_user", "users.id"), ("corrects", "notes.id"), ("link_id", "links.id"), ("member_id", "members.id"),
        ("reply_to", "notes.id"),
    )  # fmt: skip
    sides = (("referral_id", "authority_id", "referrals"), ("household_id", "agency_id", "households"))
    checks = {
        "side": "side IN ('authority', 'agency', 'coordination')",
        "referral_with_owner": "(referral_id IS NULL) = (authority_id IS NULL)",
        "household_with_owner": "(household_id IS NULL) = (agency_id IS NULL)",
        "one_case": "(link_id IS NOT NULL AND referral_id IS NOT NULL AND household_id IS NOT NULL)"
        " OR (link_id IS NULL AND (referral_id IS NULL) <> (household_id IS NULL))",
        "shared_on_a_link": "NOT shared OR link_id IS NOT NULL",
        "has_text": "text <> ''",
        "paper_is_somewhere": "(paper_title = '') = (paper_held_at = '')",
    }
    op.create_table(
        "notes",
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in uuids),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in WORDS),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_notes_{name}")) for name, text in checks.items()),
        *(sa.ForeignKeyConstraint([key], [at], name=op.f(f"fk_notes_{key}")) for key, at in points),
        *(
            sa.ForeignKeyConstraint([key, owner], [f"{of}.id", f"{of}.{owner}"], name=op.f(f"fk_notes_{key}_{owner}"))
            for key, owner, of in sides
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )


def _hold_append_only() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    same = "IS NOT DISTINCT FROM" if postgresql else "IS"
    kept = [f"NEW.{name} {same} OLD.{name}" for name in FIXED]
    kept += [f"(NEW.{name} = OLD.{name} OR NEW.{name} = 'Erased.')" for name in WORDS]
    refuse = "BEGIN SELECT RAISE(ABORT, 'What was appended is not rewritten.'); END"
    does = "EXECUTE FUNCTION refuse_rewriting()" if postgresql else refuse
    for act, when in (("UPDATE", f"WHEN (NOT ({' AND '.join(kept)})) "), ("DELETE", "")):
        op.execute(f"CREATE TRIGGER notes_no_{act.lower()} BEFORE {act} ON notes FOR EACH ROW {when}{does}")


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("notes")
    with op.batch_alter_table("child_particulars") as particulars:
        for name in SCHEDULE:
            particulars.drop_column(name)
