"""Purchases: each placement bought once, by the act that opens it; a new legal phase is never a second purchase."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import entries, members, placements, referrals
from consortium.access import MemberKind, Role, Viewer, require
from consortium.db import Base, Editable, db, expect_version, flush
from consortium.errors import Conflict, Invalid, NotAllowed, NotFound
from consortium.placements import Placement
from contracts.sheets import PURCHASES_CHECKS, PURCHASES_COLUMNS


class Purchase(Editable, Base):
    """What an authority bought with one placement; owned by the authority."""

    __tablename__ = "purchases"
    __table_args__ = (
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
    placement: Mapped[Placement] = relationship(lazy="joined", innerjoin=True)


IDENTITY = {"placement_ref", "authority_code", "agency"}
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
    """The purchases whose placements are within the viewer's sight, the latest move-in first."""
    require(viewer, "purchases.read")
    found = sa.select(Purchase).join(Placement, Placement.id == Purchase.placement_id)
    found = found.where(placements.in_scope(viewer)).order_by(Placement.moved_in_on.desc(), Purchase.id)
    if authority_id is not None:
        found = found.where(Purchase.authority_id == authority_id)
    return found if agency_id is None else found.where(Purchase.agency_id == agency_id)


def get(viewer: Viewer, *, purchase_id: UUID) -> Purchase:
    """One purchase within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Purchase.id == purchase_id))
    if found is None:
        raise NotFound
    return found


def record(viewer: Viewer, *, values: Mapping[str, Any]) -> Purchase:
    """Opens a placement and records its purchase, under the columns of the purchases sheet, `placement_ref` optional.

    A referral that is named and recorded has found its household: its search is concluded while the placement lasts.
    """
    require(viewer, "purchases.record")
    entered = entries.read(values, PURCHASES_COLUMNS)
    entered = entries.complete(entered, PURCHASES_COLUMNS, optional={"placement_ref"})
    entries.check(entered, PURCHASES_CHECKS)
    authority = _member(viewer, field="authority_code", code=entered["authority_code"], kind=MemberKind.AUTHORITY)
    _refuse_others(viewer, authority_id=authority.id, code=authority.code)
    agency = _member(viewer, field="agency", code=entered["agency"], kind=MemberKind.AGENCY)
    ref = entered["placement_ref"] or entries.new_ref("P")
    placement = placements.open_(
        viewer,
        authority_id=authority.id,
        agency_id=agency.id,
        values={"ref": ref} | {name: entered[name] for name in _PLACED},
    )
    purchase = Purchase(
        placement=placement,
        authority_id=authority.id,
        agency_id=agency.id,
        **{name: entered[name] for name in _OWN},
    )
    db.session.add(purchase)
    flush()
    if placement.referral_id is not None and placement.ended_on is None:
        _conclude(viewer, referral_id=placement.referral_id)
    return purchase


def change(viewer: Viewer, *, purchase_id: UUID, version: int, values: Mapping[str, Any]) -> Purchase:
    """Changes the given columns of a purchase and of its placement; reference, authority and agency stay."""
    require(viewer, "purchases.change")
    purchase = get(viewer, purchase_id=purchase_id)
    _refuse_others(viewer, authority_id=purchase.authority_id, code=purchase.placement.authority.code)
    entered = entries.read(values, PURCHASES_COLUMNS, fixed=IDENTITY)
    expect_version(purchase, version)
    entries.check(as_row(purchase) | entered, PURCHASES_CHECKS)
    changed = entries.amend(purchase, {name: entered[name] for name in _OWN if name in entered})
    placed = {name: entered[name] for name in _PLACED if name in entered}
    before = purchase.placement.version
    placements.amend(viewer, placement_id=purchase.placement_id, values=placed)
    if changed or purchase.placement.version != before:
        entries.touch(purchase)
    flush()
    return purchase


def as_row(purchase: Purchase) -> dict[str, Any]:
    """The purchase as a row of the purchases sheet."""
    placement = purchase.placement
    return {
        "placement_ref": placement.ref,
        "authority_code": placement.authority.code,
        "agency": placement.agency.code,
        **{name: getattr(placement, name) for name in _PLACED},
        **{name: getattr(purchase, name) for name in _OWN},
        "version": purchase.version,
    }


def _member(viewer: Viewer, *, field: str, code: str, kind: MemberKind) -> members.Member:
    try:
        return members.by_code(viewer, code=code, kind=kind)
    except NotFound as error:
        raise Invalid({field: [error.sentence]}) from None


def _conclude(viewer: Viewer, *, referral_id: UUID) -> None:
    referral = referrals.get(viewer, referral_id=referral_id)
    if referral.status is referrals.ReferralStatus.SEARCHING:
        referrals.conclude(viewer, referral_id=referral_id, version=referral.version)


def _refuse_others(viewer: Viewer, *, authority_id: UUID, code: str) -> None:
    """An agency sees the purchases of its households; the authority's side alone writes them."""
    if not members.may_write(viewer, owner_id=authority_id, own=(Role.AUTHORITY_WORKER,)):
        raise NotAllowed(f"You may not record purchases of {code}.")
