"""Purchases: each placement bought once, by the act that opens it; a new legal phase is never a second purchase."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members, placements, searches, transfers
from consortium.access import MemberKind, Viewer, require
from consortium.floor.db import Base, Editable, db, expect_version, flush
from consortium.floor.errors import Conflict, NotAllowed, NotFound
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.linking import link_steps, matches, revivals
from consortium.linking.link_steps import Step
from consortium.linking.links import Link
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.rights import sight
from contracts import openings, parties, placement_agreements
from contracts.ledger import posting
from contracts.sheets import PURCHASES_CHECKS, PURCHASES_COLUMNS


class Purchase(Editable, Base):
    """What an authority bought with one placement; owned by the authority."""

    __tablename__ = "purchases"
    __table_args__ = (
        sa.UniqueConstraint("id", "authority_id"),
        sa.UniqueConstraint(
            "placement_id", info={"refusal": Conflict("This placement is purchased already.", code="recorded_already")}
        ),
        sa.ForeignKeyConstraint(["placement_id", "authority_id"], ["placements.id", "placements.authority_id"]),
        sa.Index("ix_purchases_authority_id", "authority_id"),
    )

    placement_id: Mapped[UUID]
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    agency_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    order_number: Mapped[str | None] = mapped_column(sa.String(100))
    cost_code: Mapped[str | None] = mapped_column(sa.String(100))
    confirmed_on: Mapped[date | None]
    recorded_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    placement: Mapped[Placement] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[members.Member] = relationship(foreign_keys=[agency_id], lazy="joined", innerjoin=True)

    @property
    def is_transferred(self) -> bool:
        """Whether the placement is now with another agency than the one of which it was bought."""
        return self.agency_id != self.placement.agency_id


IDENTITY = {"placement_ref", "authority_code", "agency"}
COUNTED = {"children", "moved_in_on", "match_approved_on", "ended_on", "end_reason"}
_OWN = ("order_number", "cost_code", "confirmed_on")
_PLACED = (
    "household_ref",
    "referral_ref",
    "children",
    "match_approved_on",
    "moved_in_on",
    "adoption_order_on",
    "ended_on",
    "end_reason",
)


def visible(viewer: Viewer, *, authority_id: UUID | None = None, agency_id: UUID | None = None) -> Select[Purchase]:
    """The purchases of the authorities in the viewer's sight, and what was bought of the own agency, the latest first.

    As with placements, coordinators see by the authority alone; who goes on with a placement sees not what was bought.
    """
    require(viewer, "purchases.read")
    found = sa.select(Purchase).join(Placement, Placement.id == Purchase.placement_id)
    own = sight.is_own(viewer, "placements.read", owner=Purchase.agency_id)
    reached = sa.or_(sight.of(viewer, "placements.read", owner=Purchase.authority_id), own)
    found = scoped(found.where(reached)).order_by(Placement.moved_in_on.desc(), Purchase.id)
    if authority_id is not None:
        found = found.where(Purchase.authority_id == authority_id)
    return found if agency_id is None else found.where(Purchase.agency_id == agency_id)


def get(viewer: Viewer, *, purchase_id: UUID) -> Purchase:
    """One purchase within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Purchase.id == purchase_id))
    if found is None:
        raise NotFound
    return found


def editable(viewer: Viewer, *, purchase_id: UUID) -> Purchase:
    """One purchase that the viewer may change, with everything that is to be read of it."""
    require(viewer, "purchases.change")
    purchase = get(viewer, purchase_id=purchase_id)
    _refuse_others(viewer, authority_id=purchase.authority_id, code=purchase.placement.authority.code)
    return purchase


def record(viewer: Viewer, *, values: Mapping[str, Any], history: bool = False) -> Purchase:
    """Opens a placement and records its purchase, under the columns of the purchases sheet, `placement_ref` optional.

    An open placement concludes the search of its referral and needs a free place; see `searches.follow`. What it names
    has to be recorded, and its household open to the viewer; but for `history`, see `parties.expect_known`. A stay by
    an approved match is none, whichever way it is told: the match moves in with it.
    """
    require(viewer, "purchases.record")
    entered = entries.read(values, PURCHASES_COLUMNS)
    entered = entries.complete(entered, PURCHASES_COLUMNS, optional={"placement_ref"})
    entries.check(entered, PURCHASES_CHECKS)
    authority = parties.member(
        viewer, field="authority_code", code=entered["authority_code"], kind=MemberKind.AUTHORITY
    )
    _refuse_others(viewer, authority_id=authority.id, code=authority.code)
    agency = parties.member(viewer, field="agency", code=entered["agency"], kind=MemberKind.AGENCY)
    posting.hold(authority.id)
    parties.expect_known(viewer, entered, row=entered, sides=(authority, agency), history=history)
    owners = {"authority_id": authority.id, "agency_id": agency.id}
    if not history:
        openings.expect_linked(row=entered, **owners)
    if not placements.has_ended(entered["ended_on"]):
        openings.expect_free(viewer, row=entered, **owners)
    purchase = _open(viewer, entered, **owners)
    if matches.follow_placement(viewer, placement=purchase.placement, history=history) or not history:
        placement_agreements.make(purchase.placement)
    return purchase


def of_match(viewer: Viewer, *, link: Link, moved_in_on: date) -> Purchase:
    """Opens placement, order and purchase of a match whose move-in a side reports; `contracts.moves` calls this."""
    children = len(link.referral.current_children)
    decided = link_steps.latest(link_steps.standing(link), step=Step.DECISION)
    said = {"household_ref": link.household.ref, "referral_ref": link.referral.ref, "children": children}
    said |= {"moved_in_on": moved_in_on, "match_approved_on": decided.on if decided else None}
    entered = dict.fromkeys((*_PLACED, *_OWN)) | said | {"placement_ref": None}
    owners = {"authority_id": link.authority_id, "agency_id": link.agency_id}
    openings.expect_free(viewer, row=entered, **owners)
    purchase = _open(viewer, entered, **owners)
    placement_agreements.make(purchase.placement)
    return purchase


def move_day(viewer: Viewer, *, purchase: Purchase, moved_in_on: date) -> None:
    """The day of the move-in as both sides say it; the placement's clocks and the purchase follow."""
    if purchase.placement.moved_in_on != moved_in_on:
        known = as_row(purchase)
        after = known | {"moved_in_on": moved_in_on}
        if openings.needs_more(known, after=after):
            openings.expect_room(viewer, **as_lived(purchase, row=after), besides=purchase.placement_id)
        _amend(viewer, purchase, values={"moved_in_on": moved_in_on})
    entries.touch(purchase)


def reverse(viewer: Viewer, *, purchase: Purchase) -> None:
    """Takes a purchase back with its placement, which never was; nothing of it counts any more."""
    transfers.expect_none(purchase.placement_id)
    before = _referral(purchase.placement)
    openings.expect_kept(purchase.placement, values={"ended_on": purchase.placement.moved_in_on})
    placements.reverse(purchase.placement)
    _count(viewer, purchase)
    purchase.confirmed_on = None
    entries.touch(purchase)
    searches.follow(purchase.placement, referral=None, mistaken=before)


def end(viewer: Viewer, *, purchase: Purchase, ended_on: date, end_reason: str) -> None:
    """Ends the placement; its match and its clocks end with it. `contracts.stays` calls this."""
    _amend(viewer, purchase, values={"ended_on": ended_on, "end_reason": end_reason})
    entries.touch(purchase)


def go_on(viewer: Viewer, *, purchase: Purchase) -> None:
    """The placement goes on after its end: no new unit, no new purchase. `contracts.stays` calls this."""
    _amend(viewer, purchase, values={"ended_on": None, "end_reason": None})
    entries.touch(purchase)


def _open(viewer: Viewer, entered: Mapping[str, Any], *, authority_id: UUID, agency_id: UUID) -> Purchase:
    values = {"ref": entered["placement_ref"] or entries.new_ref("P")} | {name: entered[name] for name in _PLACED}
    placement = placements.open_(authority_id=authority_id, agency_id=agency_id, values=values)
    owners = {"authority_id": authority_id, "agency_id": agency_id}
    own = {name: entered[name] for name in _OWN} | {"recorded_by": viewer.user_id}
    purchase = Purchase(placement=placement, **owners, **own)
    db.session.add(purchase)
    flush()
    _count(viewer, purchase)
    searches.follow(placement, referral=_referral(placement))
    return purchase


def change(
    viewer: Viewer, *, purchase_id: UUID, version: int, values: Mapping[str, Any], history: bool = False
) -> Purchase:
    """Changes the given columns of a purchase and of its placement; reference, authority and agency stay.

    A placement that comes to need more places, and references that differ, are held to what `record` says of them.
    """
    purchase = editable(viewer, purchase_id=purchase_id)
    posting.hold(purchase.authority_id)
    entered = entries.read(values, PURCHASES_COLUMNS, fixed=IDENTITY)
    expect_version(purchase, version)
    known = as_row(purchase)
    entries.check(known | entered, PURCHASES_CHECKS)
    placed = {name: entered[name] for name in _PLACED if name in entered}
    differing = {name: value for name, value in placed.items() if value != known[name]}
    changed = [name for name, value in entered.items() if value != known[name]]
    openings.expect_open_to_hand(purchase.placement, changed=changed)
    if {"household_ref", "referral_ref"} & set(changed):
        transfers.expect_none(purchase.placement_id)
    sides = purchase.placement.authority, purchase.agency
    parties.expect_known(viewer, differing, row=known | differing, sides=sides, history=history)
    owners = {"authority_id": purchase.authority_id, "agency_id": purchase.agency_id}
    if not history and {"household_ref", "referral_ref"} & differing.keys():
        openings.expect_linked(row=known | differing, **owners)
    if not history:
        openings.expect_planned(purchase.placement, values=differing)
    if openings.needs_more(known, after=known | differing):
        lived = as_lived(purchase, row=known | differing)
        openings.expect_free(viewer, **lived, besides=purchase.placement_id)
    if entries.amend(purchase, {name: entered[name] for name in _OWN if name in entered}) or differing:
        entries.touch(purchase)
    if differing:
        _amend(viewer, purchase, values=differing)
    if placements.has_ended(known["ended_on"]) and not placements.has_ended(purchase.placement.ended_on):
        revivals.of_placement(viewer, placement=purchase.placement)
    flush()
    return purchase


def as_row(purchase: Purchase, *, began: Mapping[UUID, str | None] | None = None) -> dict[str, Any]:
    """As a row of the purchases sheet, with the household that was bought of; began: `transfers.began_with` of many."""
    placement = purchase.placement
    known = transfers.began_with(placement.id) if began is None else began
    return {
        "placement_ref": placement.ref,
        "authority_code": placement.authority.code,
        "agency": purchase.agency.code,
        **{name: getattr(placement, name) for name in _PLACED},
        **({"household_ref": known[placement.id]} if placement.id in known else {}),
        **{name: getattr(purchase, name) for name in _OWN},
        "version": purchase.version,
    }


def as_lived(purchase: Purchase, *, row: openings.Row) -> dict[str, Any]:
    """A row of the purchase, and whose it is, as the children live: with another agency, where it was transferred."""
    stay = purchase.placement
    home = {"household_ref": stay.household_ref} if transfers.of(stay.id) else {}
    return {"row": dict(row) | home, "authority_id": stay.authority_id, "agency_id": stay.agency_id}


def _amend(viewer: Viewer, purchase: Purchase, *, values: Mapping[str, Any]) -> None:
    placement = purchase.placement
    before = None if placements.has_ended(placement.ended_on) else _referral(placement)
    openings.expect_kept(placement, values=values)
    placements.amend(placement, values=values)
    if COUNTED & values.keys():
        _count(viewer, purchase)
    searches.follow(placement, referral=_referral(placement), mistaken=before)


def _count(viewer: Viewer, purchase: Purchase) -> None:
    posting.follow_purchase(viewer, purchase_id=purchase.id, authority_id=purchase.authority_id)


@whole("a purchase moves its referral on")
def _referral(placement: Placement) -> Referral | None:
    return db.session.get(Referral, placement.referral_id) if placement.referral_id else None


def _refuse_others(viewer: Viewer, *, authority_id: UUID, code: str) -> None:
    """An agency sees the purchases of its households; the authority's side alone writes them."""
    if not sight.reaches(viewer, "purchases.record", owner_id=authority_id):
        raise NotAllowed(f"You may not record purchases of {code}.")
