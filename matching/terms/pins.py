"""Pins: a coordinator's word on one pair, pinned or forbidden, with a reason that stays on the record."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import carers, members, referrals
from consortium.access import Viewer, require
from consortium.carers import Household
from consortium.floor.db import Base, Editable, db, expect_version, flush, words
from consortium.floor.errors import Conflict, Invalid, NotFound
from consortium.floor.guard import scoped
from consortium.importing import entries
from consortium.referrals import Referral
from consortium.rights import sight
from matching.sheets import PINS_CHECKS, PINS_COLUMNS


class Decision(StrEnum):
    """What a coordinator said of the pair."""

    PIN = "pin"
    FORBID = "forbid"


class Pin(Editable, Base):
    """A decision on one pair; owned by the consortium whose coordinator took it, lifted rather than deleted."""

    __tablename__ = "pins"
    __table_args__ = (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.UniqueConstraint("consortium_id", "referral_id", "household_id"),
        *(
            sa.Index(
                f"uq_pins_one_{side}",
                "consortium_id",
                f"{side}_id",
                unique=True,
                sqlite_where=sa.text("decision = 'pin' AND NOT lifted"),
                postgresql_where=sa.text("decision = 'pin' AND NOT lifted"),
                info={"refusal": Conflict(f"This {side} is pinned already; lift that pin first.", code="pinned")},
            )
            for side in ("referral", "household")
        ),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    referral_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    household_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    decision: Mapped[Decision] = mapped_column(words(Decision, name="decision"))
    override: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.Text)
    lifted: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[UUID | None] = mapped_column(sa.ForeignKey("users.id"))
    referral: Mapped[Referral] = relationship(lazy="joined", innerjoin=True, overlaps="household")
    household: Mapped[Household] = relationship(lazy="joined", innerjoin=True, overlaps="referral")


def visible(viewer: Viewer) -> Select[Pin]:
    """The pins in force of the consortia that the viewer coordinates, the latest first."""
    require(viewer, "pins.read")
    found = sa.select(Pin).where(~Pin.lifted).order_by(Pin.created_at.desc(), Pin.id)
    if viewer.operator:
        return scoped(found)
    return scoped(found.where(Pin.consortium_id.in_(sight.consortia_of(viewer, "pins.read"))))


def get(viewer: Viewer, *, pin_id: UUID) -> Pin:
    """One pin in force of a consortium that the viewer coordinates."""
    found = db.session.scalar(visible(viewer).where(Pin.id == pin_id))
    if found is None:
        raise NotFound
    return found


def known(viewer: Viewer, *, referral_ref: str, household_ref: str) -> Pin | None:
    """The pin in force on the pair of these references, if there is one."""
    found = visible(viewer).where(
        Pin.referral_id.in_(sa.select(Referral.id).where(Referral.ref == referral_ref)),
        Pin.household_id.in_(sa.select(Household.id).where(Household.ref == household_ref)),
    )
    return db.session.scalar(found)


def decide(viewer: Viewer, *, values: Mapping[str, Any], version: int | None = None) -> Pin:
    """Records a decision under the columns of the pins sheet, in place of what was decided on the pair before.

    Whether the pair may be pinned at all is for the run to say: bars depend on its day.
    """
    require(viewer, "pins.change")
    entered = entries.complete(entries.read(values, PINS_COLUMNS), PINS_COLUMNS)
    entries.check(entered, PINS_CHECKS)
    referral, household = _pair(viewer, entered)
    consortium_id = _home(viewer, referral=referral, household=household)
    said: dict[str, Any] = {"decision": Decision(entered["decision"])}
    said |= {"override": bool(entered["override"]), "reason": entered["reason"], "lifted": False}
    pair = (Pin.consortium_id == consortium_id, Pin.referral_id == referral.id, Pin.household_id == household.id)
    pin = db.session.scalar(scoped(sa.select(Pin).where(*pair)))
    if pin is None:
        owners = {"authority_id": referral.authority_id, "agency_id": household.agency_id}
        sides = {"referral_id": referral.id, "household_id": household.id}
        pin = Pin(consortium_id=consortium_id, decided_by=viewer.user_id, **sides, **owners, **said)
        db.session.add(pin)
    else:
        if version is not None:
            expect_version(pin, version)
        if entries.amend(pin, said):
            pin.decided_by = viewer.user_id
            entries.touch(pin)
    flush()
    return pin


def lift(viewer: Viewer, *, pin_id: UUID, version: int) -> Pin:
    """Takes a decision back; it stays on the record, lifted."""
    require(viewer, "pins.change")
    pin = get(viewer, pin_id=pin_id)
    expect_version(pin, version)
    pin.lifted = True
    entries.touch(pin)
    flush()
    return pin


def as_row(pin: Pin) -> dict[str, Any]:
    """The pin as a row of the pins sheet."""
    return {
        "referral_ref": pin.referral.ref,
        "household_ref": pin.household.ref,
        "decision": pin.decision.value,
        "override": pin.override,
        "reason": pin.reason,
        "version": pin.version,
    }


def _pair(viewer: Viewer, entered: Mapping[str, Any]) -> tuple[Referral, Household]:
    ref, other = entered["referral_ref"], entered["household_ref"]
    found_referrals = list(db.session.scalars(referrals.visible(viewer).where(Referral.ref == ref)))
    found_households = list(db.session.scalars(carers.visible(viewer).where(Household.ref == other)))
    faults = {}
    for field, named, found in (
        ("referral_ref", ref, found_referrals),
        ("household_ref", other, found_households),
    ):
        if not found:
            faults[field] = [f"{named} is not known here."]
        elif len(found) > 1:
            faults[field] = [f"{named} is the reference of several records here."]
    if faults:
        raise Invalid(faults)
    return found_referrals[0], found_households[0]


def _home(viewer: Viewer, *, referral: Referral, household: Household) -> UUID:
    """The consortium that keeps the pin: one that both sides share, or else one of the authority's."""
    of_authority = {one.consortium.code: one.consortium_id for one in referral.authority.memberships}
    if not viewer.operator:
        coordinated = sight.consortia_of(viewer, "pins.change")
        of_authority = {code: key for code, key in of_authority.items() if key in coordinated}
    agency = db.session.get_one(members.Member, household.agency_id)
    shared = {code for code, key in of_authority.items() if any(m.consortium_id == key for m in agency.memberships)}
    if not of_authority:
        raise Invalid({"referral_ref": ["The authority of this referral belongs to no consortium."]})
    return of_authority[min(shared or of_authority)]
