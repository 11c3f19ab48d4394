"""Statements from the records, for somebody who may read them: each made of what this person may see, and no more."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from consortium import disruptions, members, placements, transfers
from consortium.access import Viewer, require
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Invalid
from consortium.members import Membership
from contracts import commitments, placement_agreements, positions, purchases, viewing, year_ends
from contracts.charging.days import Span
from contracts.charging.prices import Price
from contracts.charging.refunds import Convention
from contracts.commitments import Commitment
from contracts.minimums import Position
from contracts.owing.charges import Bought
from contracts.pricing import tariffs
from contracts.purchases import Purchase
from contracts.reconciling import records
from contracts.statements import cash, making, spans, subjects
from contracts.statements.figures import Kind, Statement, Units
from contracts.statements.making import Facts, Pair
from contracts.statements.subjects import Chosen
from contracts.year_end.attribution import Result


def of(
    viewer: Viewer,
    *,
    kind: Kind | None = None,
    code: str | None = None,
    period_start: date | None = None,
    period_end: date | None = None,
    as_of: date | None = None,
) -> Statement:
    """The statement of a member or a consortium for a half-open period, as the records stand on a day.

    Of whom: one of `subjects.offered`, or the usual one where none is named. The period is the financial year in which
    the day lies, where none is given. `as_of` is today where it is left out.
    """
    require(viewer, subjects.ACT)
    chosen = _subject(viewer, kind=kind, code=code)
    day = as_of or clock.today()
    span = _span(period_start, period_end, day=day)
    return making.statement(chosen.subject, span, _facts(viewer, chosen, span, day=day), as_of=day)


def _subject(viewer: Viewer, *, kind: Kind | None, code: str | None) -> Chosen:
    if kind is None and code is None:
        return subjects.usual(viewer)
    if kind is None or code is None:
        raise Invalid({"code" if kind else "kind": ["Name both, the kind and the code, or neither."]})
    return subjects.get(viewer, kind=kind, code=code)


def _span(period_start: date | None, period_end: date | None, *, day: date) -> Span:
    if period_start is None and period_end is None:
        return spans.year_of(day)
    if period_start is None or period_end is None:
        name = "period_end" if period_start else "period_start"
        raise Invalid({name: ["Give both days of the period, or neither for the financial year."]})
    span = Span(period_start, period_end)
    if fault := spans.fault(span):
        raise Invalid({fault[0]: [fault[1]]})
    return span


def _facts(viewer: Viewer, chosen: Chosen, span: Span, *, day: date) -> Facts:
    found = list(db.session.scalars(_purchases(viewer, chosen)).unique())
    sides = {(one.authority_id, one.agency_id) for one in found}
    known = _members({key for pair in sides for key in pair})
    prices = _prices(sides, known)
    units = _units(viewer, chosen, span, day=day)
    billed, paid = cash.billed(viewer, chosen=chosen), list(cash.paid(viewer, chosen=chosen))
    codes = {code for one in units for code in (one.authority_code, one.agency) if code}
    keys = [*(one.key for one in billed), *(one.key for one in paid)]
    codes |= {code for key in keys for code in key[:2]}
    return Facts(
        units=units,
        bought=_bought(viewer, found),
        prices=prices,
        billed=billed,
        paid=paid,
        ageing=cash.ageing(viewer, chosen=chosen, on=min(day, span.end - timedelta(days=1))),
        names={one.code: one.name for one in known.values()} | _names(codes),
    )


def _purchases(viewer: Viewer, chosen: Chosen) -> Select[Purchase]:
    """What was bought and stands: by the authority, of the agency, or by today's authorities of the consortium.

    As with purchases, an authority of two consortia is in the statements of both.
    """
    found = purchases.visible(viewer).where(placements.stands())
    if chosen.subject.kind is Kind.AUTHORITY:
        return found.where(Purchase.authority_id == chosen.id)
    if chosen.subject.kind is Kind.AGENCY:
        return found.where(Purchase.agency_id == chosen.id)
    return found.where(Purchase.authority_id.in_(members.belonging(consortium_ids=[chosen.id], on=clock.today())))


def _bought(viewer: Viewer, found: Sequence[Purchase]) -> list[Bought]:
    """Each placement with the days that this person may know; of one that goes on elsewhere, the days until then."""
    former = transfers.before(*(one.placement_id for one in found if one.is_transferred))
    rows = viewing.rows(viewer, found=found)
    hours = cash.hours(viewer, purchase_ids=(one.id for one in found))
    broken = disruptions.days_of(*(one.placement_id for one in found))
    bought = []
    for purchase, row in zip(found, rows, strict=True):
        until = former.get(purchase.placement_id, {}).get(purchase.agency_id)
        ends = [day for day in (row.get("ended_on"), until) if day is not None]
        days = {"ended_on": min(ends, default=None), "adoption_order_on": row.get("adoption_order_on")}
        said = row | days | {"end_reason": None}  # who pays is not told why it ended, and no charge asks
        refund = _refund(purchase) if purchase.placement_id in broken else None
        bought.append(Bought(records.Placement.of(said), hours.get(purchase.id, ()), refund=refund))
    return bought


def _refund(purchase: Purchase) -> Convention | None:
    """How the agency repays where a placement with it broke down; None where nothing is agreed on it."""
    if purchase.is_transferred or purchase.placement.ended_on is None:
        return None
    return placement_agreements.terms_on(purchase.placement.ended_on, placement=purchase.placement).refund_convention


def _prices(sides: Iterable[tuple[UUID, UUID]], known: dict[UUID, members.Member]) -> dict[Pair, list[Price]]:
    """The prices of the consortia to which both sides ever belonged, by their codes."""
    homes: dict[UUID, set[UUID]] = {key: set() for key in known}
    stays = sa.select(Membership.member_id, Membership.consortium_id).where(Membership.member_id.in_(homes))
    for member_id, consortium_id in db.session.execute(stays):
        homes[member_id].add(consortium_id)
    lists: dict[UUID, list[Price]] = {}
    for key in sorted({key for both in sides for key in homes[both[0]] & homes[both[1]]}, key=str):
        lists[key] = tariffs.prices(key)
    return {
        (known[authority].code, known[agency].code): [
            price for key, prices in lists.items() if key in homes[authority] & homes[agency] for price in prices
        ]
        for authority, agency in sides
    }


def _units(viewer: Viewer, chosen: Chosen, span: Span, *, day: date) -> list[Units]:
    """Every commitment whose period shares a day with the span, by the last of the days that are over."""
    owner = {
        Kind.AUTHORITY: Commitment.authority_id,
        Kind.AGENCY: Commitment.agency_id,
        Kind.CONSORTIUM: Commitment.consortium_id,
    }[chosen.subject.kind]
    meets = (Commitment.period_start < span.end, Commitment.period_end > span.start)
    found = db.session.scalars(commitments.visible(viewer).where(owner == chosen.id, *meets)).unique().all()
    if not found:
        return []
    until = min(day, span.end - timedelta(days=1))
    authority_id = chosen.id if chosen.subject.kind is Kind.AUTHORITY else None
    stood = {_key(one): one for one in positions.of(viewer, as_of=until, authority_id=authority_id)}
    ended = {one.commitment.id: one.result for one in year_ends.of(viewer, as_of=min(day, span.end))}
    told = [_told(one, stood[_key_of(one)], ended.get(one.id), until=min(day, span.end)) for one in found]
    return sorted(told, key=lambda one: (one.authority_code, one.period_start, one.agreement_ref, one.agency or ""))


def _told(commitment: Commitment, position: Position, result: Result | None, *, until: date) -> Units:
    """How it ended where that may be told; where it stands otherwise."""
    settled = {
        name: getattr(result, f"{name}_units") if result else None
        for name in ("transferred", "carried_in", "made_up", "relieved", "tolerated", "carried_out")
    }
    return Units(
        agreement_ref=commitment.agreement.ref,
        authority_code=commitment.authority.code,
        agency=commitment.agency.code if commitment.agency else None,
        period_start=commitment.period_start,
        period_end=commitment.period_end,
        unit_basis=commitment.unit_basis.value,
        has_ended=commitment.period_end <= until,
        promised=result.minimum_units if result else position.minimum_units,
        taken=result.taken_units if result else position.taken_units,
        short=result.shortfall_units if result else position.shortfall_units,
        shortfall_pence=result.shortfall_pence if result else None,
        above=result.excess_units if result else position.excess_units,
        **settled,
    )


def _key(position: Position) -> tuple[str, str | None, date]:
    return position.authority_code, position.agency, position.period_start


def _key_of(commitment: Commitment) -> tuple[str, str | None, date]:
    agency = commitment.agency.code if commitment.agency else None
    return commitment.authority.code, agency, commitment.period_start


def _members(ids: Iterable[UUID]) -> dict[UUID, members.Member]:
    """The members of purchases and commitments that the caller reached."""
    found = sa.select(members.Member).where(members.Member.id.in_(set(ids)))
    return {one.id: one for one in db.session.scalars(found)}


def _names(codes: Iterable[str]) -> dict[str, str]:
    found = db.session.scalars(sa.select(members.Member).where(members.Member.code.in_(set(codes))))
    return {one.code: one.name for one in found}
