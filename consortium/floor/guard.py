"""The guard: inside a request no statement reads an organisation's records unless it carries its reader's scope.

A select is scoped by construction: `scoped` marks those that `rights.sight` or a share has narrowed. Loads along
a relationship follow rows that were reached so (foreign keys carry the owner with them). What has to look further, to
count the places of a household or to match a whole consortium, does so inside `whole`, and says why. Everything else is
refused where the statement meets the database, so that no way of writing a query (text, a bulk statement, a key, an
alias) gets past; the reach of `db.session.get` into the session's memory is closed too.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Select, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import ORMExecuteState

T = TypeVar("T", bound=Any)

# Tables whose rows are an organisation's or a consortium's own business.
OWNED = frozenset(
    {
        "adopted_people",
        "agreement_signatures",
        "agreement_versions",
        "agreements",
        "apart_decisions",
        "approaches",
        "assessment_extensions",
        "audit_events",
        "audit_head",
        "audit_reasons",
        "carers_reviews",
        "case_events",
        "child_particulars",
        "children",
        "closings",
        "commitments",
        "contact_consents",
        "contact_plans",
        "disposals",
        "disruptions",
        "duplicate_decisions",
        "erasures",
        "exceptions",
        "family_agreements",
        "family_tasks",
        "held_places",
        "holds",
        "household_particulars",
        "households",
        "imports",
        "invoice_approvals",
        "invoice_lines",
        "invoices",
        "line_amounts",
        "link_steps",
        "links",
        "mail_wishes",
        "mails",
        "match_runs",
        "milestones",
        "money_entries",
        "move_in_reports",
        "need_answers",
        "notes",
        "notices",
        "parenting_assessments",
        "pdsa_cycles",
        "overrulings",
        "pins",
        "placement_agreements",
        "placement_phases",
        "placement_returns",
        "placement_transfers",
        "placements",
        "plan_decisions",
        "plans",
        "policies",
        "proposed_commitments",
        "purchases",
        "receipts",
        "referral_moves",
        "referrals",
        "reliefs",
        "resolutions",
        "run_consortia",
        "scenarios",
        "screening_criteria",
        "screenings",
        "shares",
        "suggestions",
        "targets",
        "tariffs",
        "task_consortia",
        "task_progress",
        "tasks",
        "travel_minutes",
        "unit_entries",
        "unit_sums",
        "unit_transfers",
        "unmatched",
    }
)
# Tables that are read before anybody is known, or whose rows every member of a consortium may see, or speak of nobody.
OPEN = frozenset(
    {
        "code_aliases",
        "consortia",
        "deputyships",
        "grants",
        "identities",
        "invitations",
        "job_failures",
        "job_runs",
        "members",
        "memberships",
        "providers",
        "recoveries",
        "recovery_codes",
        "second_factors",
        "sign_in_tries",
        "sign_ins",
        "tokens",
        "users",
    }
)
_TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)|,\s+"?(\w+)"?(?=\s+(?:AS|WHERE|JOIN|ON)\b|\s*[,)]|\s*$)', re.IGNORECASE)
_READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)

# Set by a door for each request; commands and jobs are the operator's and look at everything.
on_duty: ContextVar[bool] = ContextVar("on_duty", default=False)
_whole: ContextVar[str] = ContextVar("whole", default="")


class Unscoped(RuntimeError):
    """A statement that reads records without its reader's scope: a fault of ours, and nothing is shown."""


def scoped(found: Select[T]) -> Select[T]:
    """The selection, marked as narrowed to what its reader may see."""
    return found.execution_options(sight="scoped")


@contextmanager
def whole(why: str) -> Iterator[None]:
    """Inside, statements may look at all records, for a stated purpose whose result shows none of them."""
    token = _whole.set(why)
    try:
        yield
    finally:
        _whole.reset(token)


def watch(engine: Engine) -> None:
    """Puts the guard on an engine; call once."""
    event.listen(engine, "before_cursor_execute", _look)


def let_related_through(state: ORMExecuteState) -> None:
    """Rows that hang on one already reached, and the rest of such a row, may be loaded."""
    if state.is_relationship_load or state.is_column_load:
        state.update_execution_options(sight="related")


def expect_whole(tables: frozenset[str], *, how: str) -> None:
    """Refuses a reach into records that carries no scope."""
    unseen = tables & OWNED
    if on_duty.get() and not _whole.get() and unseen:
        raise Unscoped(f"{how} reads {', '.join(sorted(unseen))} without a scope.")


def _look(_connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
    if not on_duty.get() or (context is not None and context.execution_options.get("sight")):
        return
    expect_whole(tables_read(statement), how="A statement")


@lru_cache(maxsize=4096)
def tables_read(statement: str) -> frozenset[str]:
    """The names that a statement reads from; none for one that only writes."""
    if not _READS.match(statement):
        return frozenset()
    return frozenset(first or second for first, second in _TABLE.findall(statement))
