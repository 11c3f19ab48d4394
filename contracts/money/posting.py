"""Adding to the money ledger: an entry for each act, and its reversal; never a change.

Whoever posts holds the authority first, so that its entries are numbered one after the other (`ledger.posting.hold`).
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor.db import db, flush
from consortium.floor.errors import RuleBroken
from consortium.floor.guard import whole
from contracts.ledger.posting import hold
from contracts.money.accounts import MOVES, Act
from contracts.money.money_entries import MoneyEntry


def post(
    viewer: Viewer,
    *,
    act: Act,
    authority_id: UUID,
    agency_id: UUID | None,
    pence: int,
    on: date,
    cause: str,
    cause_id: UUID,
    purchase_id: UUID | None = None,
) -> MoneyEntry:
    """Enters what an act moved between its two accounts, in whole pence above nothing.

    `cause` is what the ledger tells of it: references and days, never a name. A record's act that is entered already is
    a Conflict, and so nothing is billed, credited or paid twice.
    """
    debit, credit = MOVES[act]
    entry = MoneyEntry(act=act, debit=debit, credit=credit, pence=pence, agency_id=agency_id, authority_id=authority_id)
    entry.accounting_on, entry.purchase_id = on, purchase_id
    entry.cause, entry.cause_id = cause, cause_id
    return _added(viewer, entry)


@whole("an entry that the caller's own act takes back")
def reverse(viewer: Viewer, *, cause_id: UUID, act: Act, on: date, cause: str) -> MoneyEntry:
    """Takes the entry of a record's act back, by one with its accounts in turn; the first stays as it is."""
    chosen = sa.select(MoneyEntry).where(
        MoneyEntry.cause_id == cause_id, MoneyEntry.act == act, MoneyEntry.reverses_id.is_(None)
    )
    entry = db.session.scalar(chosen)
    if entry is None:
        raise RuleBroken("There is no entry that this could take back.", code="nothing_entered")
    back = MoneyEntry(act=act, debit=entry.credit, credit=entry.debit, pence=entry.pence, agency_id=entry.agency_id)
    back.authority_id, back.purchase_id = entry.authority_id, entry.purchase_id
    back.accounting_on, back.cause, back.cause_id, back.reverses_id = on, cause, cause_id, entry.id
    return _added(viewer, back)


@whole("the entries of one authority are numbered one after the other")
def _added(viewer: Viewer, entry: MoneyEntry) -> MoneyEntry:
    hold(entry.authority_id)
    last = sa.select(sa.func.coalesce(sa.func.max(MoneyEntry.number), 0))
    entry.number = (db.session.scalar(last.where(MoneyEntry.authority_id == entry.authority_id)) or 0) + 1
    entry.recorded_by, entry.member_id = viewer.user_id, viewer.member_id
    db.session.add(entry)
    flush()
    return entry
