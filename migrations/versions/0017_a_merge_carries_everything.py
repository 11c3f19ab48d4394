"""What only adds up of a case may be pointed at the case into which it was merged; nothing else of it ever changes."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NEVER = "This is never changed: what follows is recorded anew."
COURSE = "What happened in a case is taken back by another row, never changed."
APPENDED = "What was appended is not rewritten."
# By table: the columns that no row ever changes, those that follow a merge, and the function that refuses.
FIXED = {
    "plan_decisions": ('id created_at authority_id act "on" decided_by recommended_by reverses_id', "plan_id"),
    "assessment_extensions": ('id created_at authority_id assessment_id "on" due_on extended_by', ""),
    "contact_plans": ("id created_at authority_id from_on review_on sessions_per_week set_by", "number"),
    "contact_consents": ("id created_at authority_id contact_plan_id side by_member_id agreed_by", ""),
}
EVENT = "id created_at authority_id member_id event happened_on recorded_by reverses_id"
MERGED = "SELECT 1 FROM duplicate_decisions merged WHERE merged.decision = 'merged' AND merged.referral_id = "


def upgrade() -> None:
    """Puts, in the place of what refused every change of them, what lets a merge that is on record point rows anew."""
    if _is_postgresql():
        _functions()
    for table, (columns, also) in FIXED.items():
        _replace(table, f"{table}_fixed", f"UPDATE OF {', '.join(columns.split())}", "", NEVER)
        _follow(table, "referral_id", NEVER)
        if also == "plan_id":  # goes with the referral, and with nothing else
            same = f"{_differs('plan_id')} AND NOT ({_differs('referral_id')})"
            _refuse(table, f"{table}_plan", "UPDATE OF plan_id", f"WHEN ({same})", NEVER)
    _number()
    kept = f"{_same(EVENT)} AND (NEW.reason = OLD.reason OR (NEW.reason = 'Erased.' AND OLD.reverses_id IS NOT NULL))"
    _replace("case_events", "case_events_no_update", "UPDATE", f"WHEN (NOT ({kept}))", COURSE)
    _follow("case_events", "referral_id", COURSE)
    kept = f"{_same('decided_by created_at')} AND (NEW.reason = OLD.reason OR NEW.reason = 'Erased.')"
    _replace("apart_decisions", "apart_decisions_no_update", "UPDATE", f"WHEN (NOT ({kept}))", APPENDED)
    for column in ("referral_id", "other_referral_id"):
        _follow("apart_decisions", column, APPENDED)


def downgrade() -> None:
    """Refuses every change of them again."""
    for table, (columns, also) in FIXED.items():
        everything = ["referral_id", *columns.split(), *([also] if also else [])]
        _replace(table, f"{table}_fixed", f"UPDATE OF {', '.join(everything)}", "", NEVER)
        _drop(table, f"{table}_referral_id")
    _drop("plan_decisions", "plan_decisions_plan")
    _drop("contact_plans", "contact_plans_number")
    kept = f"NEW.reason = 'Erased.' AND OLD.reverses_id IS NOT NULL AND {_same(f'referral_id {EVENT}')}"
    _replace("case_events", "case_events_no_update", "UPDATE", f"WHEN (NOT ({kept}))", COURSE)
    _drop("case_events", "case_events_referral_id")
    same = _same("referral_id other_referral_id decided_by created_at")
    kept = f"{same} AND (NEW.reason = OLD.reason OR NEW.reason = 'Erased.')"
    _replace("apart_decisions", "apart_decisions_no_update", "UPDATE", f"WHEN (NOT ({kept}))", APPENDED)
    for column in ("referral_id", "other_referral_id"):
        _drop("apart_decisions", f"apart_decisions_{column}")
    if _is_postgresql():
        op.execute("DROP FUNCTION refuse_without_merge()")
        op.execute("DROP FUNCTION refuse_number_without_merge()")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _same(columns: str) -> str:
    same = "IS NOT DISTINCT FROM" if _is_postgresql() else "IS"
    return " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in columns.split())


def _differs(column: str) -> str:
    return f"NEW.{column} {'IS DISTINCT FROM' if _is_postgresql() else 'IS NOT'} OLD.{column}"


def _functions() -> None:
    """A condition of a trigger holds no query there; its function does."""
    new, old = (f"(to_jsonb({row}) ->> TG_ARGV[0])::uuid" for row in ("NEW", "OLD"))
    merges = {
        "refuse_without_merge": f"{MERGED}{new} AND merged.other_referral_id = {old}",
        "refuse_number_without_merge": f"{MERGED}NEW.referral_id",
    }
    for name, merged in merges.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF EXISTS ({merged}) THEN RETURN NEW; END IF; RAISE EXCEPTION '{NEVER}'; END $$"
        )


def _follow(table: str, column: str, said: str) -> None:
    """The column changes from a record that was merged away to the one that is kept, and to no other."""
    if _is_postgresql():
        does = f"WHEN ({_differs(column)}) EXECUTE FUNCTION refuse_without_merge('{column}')"
    else:
        merged = f"EXISTS ({MERGED}NEW.{column} AND merged.other_referral_id = OLD.{column})"
        does = f"WHEN ({_differs(column)} AND NOT {merged}) BEGIN SELECT RAISE(ABORT, '{said}'); END"
    op.execute(f"CREATE TRIGGER {table}_{column} BEFORE UPDATE OF {column} ON {table} FOR EACH ROW {does}")


def _number() -> None:
    """The versions of a contact plan are numbered anew where others come before them by a merge."""
    on = "CREATE TRIGGER contact_plans_number BEFORE UPDATE OF number ON contact_plans FOR EACH ROW"
    if _is_postgresql():
        op.execute(f"{on} WHEN ({_differs('number')}) EXECUTE FUNCTION refuse_number_without_merge()")
    else:
        when = f"WHEN ({_differs('number')} AND NOT EXISTS ({MERGED}NEW.referral_id))"
        op.execute(f"{on} {when} BEGIN SELECT RAISE(ABORT, '{NEVER}'); END")


def _replace(table: str, name: str, act: str, when: str, said: str) -> None:
    _drop(table, name)
    _refuse(table, name, act, when, said)


def _drop(table: str, name: str) -> None:
    op.execute(f"DROP TRIGGER {name}{f' ON {table}' if _is_postgresql() else ''}")


def _refuse(table: str, name: str, act: str, when: str, said: str) -> None:
    functions = {NEVER: "refuse_plan_change", COURSE: "refuse_change_of_course", APPENDED: "refuse_rewriting"}
    refuse = f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
    does = f"EXECUTE FUNCTION {functions[said]}()" if _is_postgresql() else refuse
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {when} {does}")
