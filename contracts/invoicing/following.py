"""Following: whatever writes a fact that invoices are held against has their lines judged anew before it is kept.

What the session sends to the database is noticed as it is sent, whoever sent it; the pairs of members that it bears on
are judged once, before the commit, or earlier where somebody reads. A request that only reads has nothing to judge.
"""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from consortium import members
from consortium.access import Viewer
from consortium.floor.db import GuardedSession, db
from consortium.floor.guard import whole
from consortium.schedule import jobs
from consortium.schedule.jobs import Job
from contracts.invoicing import facts, judging
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.invoices import Invoice, InvoiceLine
from contracts.ledger import posting

# Of what is written there, what says on which invoices it bears.
WATCHED = {
    "invoice_lines": "invoice",
    "invoices": "invoice",
    "receipts": "authority_id",
    "purchases": "authority_id",
    "placements": "placement",
    "placement_transfers": "authority_id",
    "tariffs": "consortium_id",
}
_WAITING = "to be judged"


@event.listens_for(GuardedSession, "after_flush")
def _notice(session: Session, _context: UOWTransaction) -> None:
    waiting = session.info.setdefault(_WAITING, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if row.__tablename__ in WATCHED:
            waiting.add(_mark(row, WATCHED[row.__tablename__]))


def _mark(row: Any, by: str) -> tuple[Any, ...]:
    if by == "invoice":
        return by, row.agency_id, row.authority_id
    return (by, row.authority_id, row.ref) if by == "placement" else (by, getattr(row, by))


@event.listens_for(GuardedSession, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    if not previous.nested:
        session.info.pop(_WAITING, None)


def _before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        session.flush()
        settle()


# Before the audit trail numbers what the transaction wrote: this is part of it.
event.listen(GuardedSession, "before_commit", _before_commit, insert=True)


@whole("the invoices on which a written fact bears")
def settle() -> None:
    """Judges the pairs on which something bears that this session has written."""
    waiting: set[tuple[Any, ...]] = db.session().info.pop(_WAITING, set())
    if waiting:
        _judge(facts.pairs(sa.or_(*(_concerned(*mark) for mark in sorted(waiting, key=str)))))
        db.session().info.pop(_WAITING, None)


def _concerned(by: str, *keys: Any) -> Any:
    if by == "invoice":
        return sa.and_(Invoice.agency_id == keys[0], Invoice.authority_id == keys[1])
    if by == "authority_id":
        return Invoice.authority_id == keys[0]
    if by == "placement":  # an invoice to another authority may name it by mistake
        naming = sa.select(InvoiceLine.invoice_id).where(InvoiceLine.placement_ref == keys[1])
        return sa.or_(Invoice.authority_id == keys[0], Invoice.id.in_(naming))
    homes = sa.select(members.Membership.member_id).where(members.Membership.consortium_id == keys[0])
    return Invoice.authority_id.in_(homes)


def _judge(pairs: Sequence[facts.Pair]) -> None:
    """The authorities are held first, all at once: no two rounds wait for each other."""
    posting.hold(*(authority_id for _, authority_id in pairs))
    for pair in pairs:
        judging.follow(pair)


@whole("what time alone changes: days that have passed by now are confirmed")
def pass_a_day(_viewer: Viewer, *, day: date, prepared: Any) -> None:
    """Judges every pair anew whose lines do not all agree."""
    waiting = sa.select(LineException.agency_id, LineException.authority_id).where(LineException.closed_on.is_(None))
    _judge(facts.pairs(sa.tuple_(Invoice.agency_id, Invoice.authority_id).in_(waiting)))


JOB = jobs.offer(
    Job(
        "invoices.judge", "Holds invoice lines that do not agree against the records of the day", time(5, 0), pass_a_day
    )
)
