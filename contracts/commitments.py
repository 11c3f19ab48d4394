"""Commitments: how many units an authority undertook to take in a period, and the terms that govern them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import members
from consortium.access import MemberKind, Viewer, require
from consortium.floor.db import Base, Editable, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.rights import sight
from contracts import agreements, parties
from contracts.agreements import Agreement
from contracts.ledger import posting
from contracts.sheets import COMMITMENTS_CHECKS, COMMITMENTS_COLUMNS
from contracts.years import closed


class UnitBasis(StrEnum):
    """What is counted."""

    CHILD = "child"
    SIBLING_GROUP = "sibling_group"


class CountEvent(StrEnum):
    """Which day decides the period that a placement counts in."""

    MOVED_IN = "moved_in"
    MATCH_APPROVED = "match_approved"


_OVERLAP = (
    "The authority has a commitment for some of these days already. Periods of one authority may overlap "
    "only where both commitments name an agency, and not the same one."
)
# What a coordinator is told where only commitments of another consortium are in the way, which are not theirs to know.
_NOT_THESE_DAYS = "These days cannot be agreed here: ask the authority."
_TWICE = Conflict("The authority has a commitment for this period already.", code="recorded_already")


class Commitment(Editable, Base):
    """A minimum for one authority and one half-open period, of one agency's placements or of any agency's."""

    __tablename__ = "commitments"
    __table_args__ = (
        sa.ForeignKeyConstraint(["agreement_id", "consortium_id"], ["agreements.id", "agreements.consortium_id"]),
        sa.UniqueConstraint("id", "authority_id"),
        sa.UniqueConstraint("authority_id", "agency_id", "period_start", info={"refusal": _TWICE}),
        sa.Index(
            "uq_commitments_any_agency",
            "authority_id",
            "period_start",
            unique=True,
            sqlite_where=sa.text("agency_id IS NULL"),
            postgresql_where=sa.text("agency_id IS NULL"),
            info={"refusal": _TWICE},
        ),
        sa.Index("ix_commitments_agreement_id", "agreement_id"),
        sa.CheckConstraint(
            "period_end > period_start",
            name="period",
            info={"refusal": RuleBroken("A period ends after it starts.", code="period")},
        ),
        sa.CheckConstraint("minimum_units >= 0 AND tolerance_units >= 0 AND shortfall_price_pct >= 0", name="counts"),
    )

    agreement_id: Mapped[UUID]
    consortium_id: Mapped[UUID]
    authority_id: Mapped[UUID] = mapped_column(sa.ForeignKey("members.id"))
    agency_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("members.id"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    minimum_units: Mapped[int]
    unit_basis: Mapped[UnitBasis] = mapped_column(words(UnitBasis, name="unit_basis"))
    count_event: Mapped[CountEvent] = mapped_column(words(CountEvent, name="count_event"))
    shortfall_price_pct: Mapped[int]
    tolerance_units: Mapped[int]
    carry_forward_cap: Mapped[int]
    carry_forward_expiry_months: Mapped[int | None]
    make_up_months: Mapped[int]
    settled_in: Mapped[int | None]  # the number of the signed amendment that settled it as it is; none: never amended
    agreement: Mapped[Agreement] = relationship(lazy="joined", innerjoin=True)
    authority: Mapped[members.Member] = relationship(foreign_keys=[authority_id], lazy="joined", innerjoin=True)
    agency: Mapped[members.Member | None] = relationship(foreign_keys=[agency_id], lazy="joined")


IDENTITY = {"agreement_ref", "authority_code", "agency"}
_WORDS = {"unit_basis": UnitBasis, "count_event": CountEvent}
_PLAIN = tuple(c.name for c in COMMITMENTS_COLUMNS if c.name not in {*IDENTITY, "version"})


def visible(
    viewer: Viewer, *, authority_id: UUID | None = None, agreement_id: UUID | None = None
) -> Select[Commitment]:
    """The commitments within the viewer's sight, by authority and period."""
    require(viewer, "commitments.read")
    found = sa.select(Commitment).join(Agreement, Agreement.id == Commitment.agreement_id)
    found = scoped(found.where(in_scope(viewer)))
    found = found.order_by(Commitment.authority_id, Commitment.period_start, Commitment.id)
    if authority_id is not None:
        found = found.where(Commitment.authority_id == authority_id)
    return found if agreement_id is None else found.where(Commitment.agreement_id == agreement_id)


def in_scope(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The condition that a commitment is within sight: coordinators see whole agreements, others what is theirs.

    The finance officers of partners and observers see whole agreements too.
    """
    if viewer.operator:
        return sa.true()
    whole = Commitment.consortium_id.in_(sight.consortia_of(viewer, "commitments.read"))
    mine = (
        sight.is_own(viewer, "commitments.read", owner=owner)
        for owner in (Commitment.authority_id, Commitment.agency_id)
    )
    return sa.or_(whole, *mine)


def get(viewer: Viewer, *, commitment_id: UUID) -> Commitment:
    """One commitment within the viewer's sight."""
    found = db.session.scalar(visible(viewer).where(Commitment.id == commitment_id))
    if found is None:
        raise NotFound
    return found


def agree(viewer: Viewer, *, values: Mapping[str, Any], agreement_id: UUID | None = None) -> Commitment:
    """Records a commitment under the columns of the commitments sheet; the agreement is recorded already.

    It is the one of `agreement_id`; a sheet, which knows no ids, names its `agreement_ref` instead.
    """
    require(viewer, "commitments.agree")
    named = {"agreement_ref"} if agreement_id else set()
    entered, authority, agency = read(viewer, values=values, named=named)
    if agreement_id is None:
        agreement = _agreement(viewer, ref=entered["agreement_ref"], authority=authority)
    else:
        agreement = _own_agreement(viewer, agreement_id=agreement_id, authority=authority)
    posting.hold(authority.id)
    agreements.expect_open(agreement.id)
    return settle_new(viewer, agreement=agreement, sides=(authority, agency), entered=entered)


def change(viewer: Viewer, *, commitment_id: UUID, version: int, values: Mapping[str, Any]) -> Commitment:
    """Changes the given terms; agreement, authority and agency stay what they are."""
    require(viewer, "commitments.change")
    commitment = get(viewer, commitment_id=commitment_id)
    if not sight.may_in(viewer, "commitments.change", consortium_id=commitment.consortium_id):
        raise NotAllowed
    entered = entries.read(values, COMMITMENTS_COLUMNS, fixed=IDENTITY)
    expect_version(commitment, version)
    entries.check(as_row(commitment) | entered, COMMITMENTS_CHECKS)
    if differing(commitment, entered=entered):
        posting.hold(commitment.authority_id)
        agreements.expect_open(commitment.agreement_id)
    return settle(viewer, commitment=commitment, entered=entered)


def read(
    viewer: Viewer, *, values: Mapping[str, Any], named: set[str]
) -> tuple[dict[str, Any], members.Member, members.Member | None]:
    """A new commitment as its columns read it, and whose it is; `named` are columns that are known otherwise."""
    entered = entries.read(values, COMMITMENTS_COLUMNS, fixed=named)
    entered = entries.complete(entered, COMMITMENTS_COLUMNS, optional=named)
    entries.check(entered, COMMITMENTS_CHECKS)
    known = {"field": "authority_code", "code": entered["authority_code"]}
    authority = parties.member(viewer, **known, kind=MemberKind.AUTHORITY)
    code = entered["agency"]
    return entered, authority, code and parties.member(viewer, field="agency", code=code, kind=MemberKind.AGENCY)


def settle_new(
    viewer: Viewer,
    *,
    agreement: Agreement,
    sides: tuple[members.Member, members.Member | None],
    entered: Mapping[str, Any],
    amendment: int | None = None,
) -> Commitment:
    """Records a commitment that may be recorded; `amendment` is the number of the signed version that says so."""
    authority, agency = sides
    commitment = Commitment(
        agreement=agreement,
        consortium_id=agreement.consortium_id,
        authority_id=authority.id,
        authority=authority,
        agency_id=agency.id if agency else None,
        agency=agency or None,
        settled_in=amendment,
    )
    _amend(commitment, {name: entered[name] for name in _PLAIN})
    refuse_overlap(viewer, commitment=commitment)
    db.session.add(commitment)
    flush()
    posting.follow_commitment(viewer, commitment_id=commitment.id, authority_id=authority.id)
    return commitment


def settle(
    viewer: Viewer,
    *,
    commitment: Commitment,
    entered: Mapping[str, Any],
    amendment: int | None = None,
    on: date | None = None,
) -> Commitment:
    """Changes what differs of a commitment that may be changed; an amended minimum counts from `on`, or from today."""
    with db.session.no_autoflush:
        if _amend(commitment, entered):
            refuse_overlap(viewer, commitment=commitment)
            commitment.settled_in = amendment
            entries.touch(commitment)
    flush()
    known = {"commitment_id": commitment.id, "authority_id": commitment.authority_id}
    posting.follow_commitment(viewer, **known, amended_on=on)
    return commitment


def differing(commitment: Commitment, *, entered: Mapping[str, Any]) -> dict[str, Any]:
    """The entered terms that are not what they are now."""
    row = as_row(commitment)
    return {name: value for name, value in entered.items() if row[name] != value}


def as_row(commitment: Commitment) -> dict[str, Any]:
    """The commitment as a row of the commitments sheet."""
    row: dict[str, Any] = {
        "agreement_ref": commitment.agreement.ref,
        "authority_code": commitment.authority.code,
        "agency": commitment.agency and commitment.agency.code,
    }
    for name in _PLAIN:
        value = getattr(commitment, name)
        row[name] = value.value if isinstance(value, StrEnum) else value
    return row | {"version": commitment.version}


def _amend(commitment: Commitment, entered: Mapping[str, Any]) -> bool:
    return entries.amend(
        commitment, {name: _WORDS[name](value) if name in _WORDS else value for name, value in entered.items()}
    )


def _own_agreement(viewer: Viewer, *, agreement_id: UUID, authority: members.Member) -> Agreement:
    """The agreement of this id, which the viewer coordinates, for a member of its consortium."""
    agreement = agreements.get(viewer, agreement_id=agreement_id)
    if not sight.may_in(viewer, "commitments.agree", consortium_id=agreement.consortium_id):
        raise NotAllowed
    if agreement.consortium_id not in {one.consortium_id for one in authority.memberships}:
        raise Invalid({"authority_code": [f"{authority.name} is no member of {agreement.consortium.name}."]})
    return agreement


def _agreement(viewer: Viewer, *, ref: str, authority: members.Member) -> Agreement:
    """The coordinated agreement of this reference, in a consortium of the authority's."""
    homes = {membership.consortium_id for membership in authority.memberships}
    known = agreements.visible(viewer).where(Agreement.ref == ref, Agreement.consortium_id.in_(homes))
    if not viewer.operator:
        known = known.where(Agreement.consortium_id.in_(sight.consortia_of(viewer, "commitments.agree")))
    found = list(db.session.scalars(known))
    if not found:
        raise Invalid({"agreement_ref": [f"No agreement {ref} of a consortium of {authority.code} is known here."]})
    if len(found) > 1:
        raise Invalid({"agreement_ref": [f"Several consortia of {authority.code} have an agreement {ref}."]})
    return found[0]


@whole("two commitments never count one day twice")
def refuse_overlap(viewer: Viewer, *, commitment: Commitment) -> None:
    """Refuses days that another commitment of the authority counts already.

    The authority's row is held meanwhile, so that two racing commitments look one after the other.
    """
    posting.hold(commitment.authority_id)
    before = sa.inspect(commitment).attrs.period_end.history.deleted
    closed.expect_open(commitment.agreement_id or commitment.agreement.id, period_ends=[commitment.period_end, *before])
    others = sa.select(Commitment.consortium_id).where(
        Commitment.authority_id == commitment.authority_id,
        Commitment.period_start < commitment.period_end,
        Commitment.period_end > commitment.period_start,
    )
    if commitment.id is not None:
        others = others.where(Commitment.id != commitment.id)
    if commitment.agency_id is not None:
        others = others.where(sa.or_(Commitment.agency_id.is_(None), Commitment.agency_id == commitment.agency_id))
    with db.session.no_autoflush:
        homes = set(db.session.scalars(others))
    if homes:
        seen = viewer.operator or bool(homes & sight.consortia_of(viewer, "commitments.read"))
        raise RuleBroken(_OVERLAP, code="overlap") if seen else RuleBroken(_NOT_THESE_DAYS, code="days")
