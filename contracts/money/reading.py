"""Reading the money ledger: its entries in order, and what each authority and agency come to, as sums of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import members
from consortium.access import Viewer, require
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.rights import sight
from contracts import purchases
from contracts.money.accounts import Account, Balance, balance
from contracts.money.money_entries import MoneyEntry
from contracts.purchases import Purchase

Pair = tuple[UUID, UUID | None]
"""An authority, and the agency to which it owes; no agency where a minimum was of any agency's placements."""


@dataclass(frozen=True)
class Stood:
    """What one authority and one agency come to on a day."""

    authority: members.Member
    agency: members.Member | None
    balance: Balance


def in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that money is within sight: the authority's that owes it, the agency's to which it is owed.

    As with purchases, coordinators see by the authority alone.
    """
    own = sight.is_own(viewer, "money.read", owner=MoneyEntry.agency_id)
    return sa.or_(sight.of(viewer, "money.read", owner=MoneyEntry.authority_id), own)


def visible(
    viewer: Viewer, *, authority_id: UUID | None = None, agency_id: UUID | None = None, as_of: date | None = None
) -> Select[MoneyEntry]:
    """The entries within the viewer's sight that count by a day, by authority, in the order in which they were made."""
    require(viewer, "money.read")
    found = sa.select(MoneyEntry).where(in_scope(viewer))
    if authority_id is not None:
        found = found.where(MoneyEntry.authority_id == authority_id)
    if agency_id is not None:
        found = found.where(MoneyEntry.agency_id == agency_id)
    if as_of is not None:
        found = found.where(MoneyEntry.accounting_on <= as_of)
    return scoped(found).order_by(MoneyEntry.authority_id, MoneyEntry.number)


def balances(
    viewer: Viewer, *, as_of: date, authority_id: UUID | None = None, agency_id: UUID | None = None
) -> list[Stood]:
    """What every authority and agency within the viewer's sight come to on a day, by their names."""
    chosen = visible(viewer, as_of=as_of, authority_id=authority_id, agency_id=agency_id).order_by(None).subquery()
    sums: dict[Pair, Counter[Account]] = {}
    for account, sign in ((chosen.c.debit, 1), (chosen.c.credit, -1)):
        columns = (chosen.c.authority_id, chosen.c.agency_id, account)
        found: Select[Any] = sa.select(*columns, sa.func.sum(chosen.c.pence)).group_by(*columns)
        for authority, agency, name, pence in db.session.execute(scoped(found)):
            sums.setdefault((authority, agency), Counter())[Account(name)] += sign * int(pence)
    known = _members(sums)
    stood = [Stood(known[pair[0]], known[pair[1]] if pair[1] else None, balance(sums[pair])) for pair in sums]
    return sorted(stood, key=lambda one: (one.authority.name, one.agency.name if one.agency else ""))


def told(stood: Stood) -> dict[str, Any]:
    """A balance with the codes of whose it is."""
    codes = {"authority_code": stood.authority.code, "agency": stood.agency.code if stood.agency else None}
    return codes | asdict(stood.balance)


def rows(viewer: Viewer, *, found: Sequence[MoneyEntry]) -> Iterator[dict[str, Any]]:
    """Entries as they are told: whose placement it is only to who may see its purchase."""
    bought = purchases.visible(viewer).where(Purchase.id.in_({one.purchase_id for one in found if one.purchase_id}))
    known = {one.id: one.placement.ref for one in db.session.scalars(bought)}
    for one in found:
        yield {
            "id": one.id,
            "number": one.number,
            "authority_code": one.authority.code,
            "agency": one.agency.code if one.agency else None,
            **{name: getattr(one, name) for name in ("act", "debit", "credit", "pence", "accounting_on", "cause")},
            "purchase_id": one.purchase_id if one.purchase_id in known else None,
            "placement_ref": known.get(one.purchase_id) if one.purchase_id else None,
            "reverses_id": one.reverses_id,
            "recorded_by": one.member.code if one.member else None,
            "recorded_at": one.created_at,
        }


def _members(pairs: dict[Pair, Counter[Account]]) -> dict[UUID, members.Member]:
    keys = {key for pair in pairs for key in pair if key}
    return {one.id: one for one in db.session.scalars(sa.select(members.Member).where(members.Member.id.in_(keys)))}
