"""Pins: what a coordinator decides about a pair before a run, with the reason that stays on the record."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consortium import consortia, entries, members
from consortium.access import Role, Viewer, require
from consortium.carers import Household
from consortium.db import Base, Editable, db, expect_version, flush, words
from consortium.errors import Conflict, Invalid, NotFound
from consortium.referrals import Referral
from matching.sheets import PINS_COLUMNS


class Decision(StrEnum):
    """What was decided about the pair."""

    PIN = "pin"
    FORBID = "forbid"


class Pin(Editable, Base):
    """A decision on one pair; owned by a consortium to which both sides belong."""

    __tablename__ = "pins"
    __table_args__ = (
        sa.UniqueConstraint(
            "referral_id", "household_id", info={"refusal": Conflict("There is a decision on this pair already.")}
        ),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
    )

    consortium_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consortia.id"))
    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referrals.id"))
    household_id: Mapped[UUID] = mapped_column(sa.ForeignKey("households.id"))
    decision: Mapped[Decision] = mapped_column(words(Decision, name="decision"))
    override: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[str] = mapped_column(sa.String(200))
    referral: Mapped[Referral] = relationship(lazy="joined", innerjoin=True)
    household: Mapped[Household] = relationship(lazy="joined", innerjoin=True)


def visible(viewer: Viewer) -> Select[Pin]:
    """The decisions of the consortia that the viewer coordinates, the latest first."""
    require(viewer, "pins.read")
    found = sa.select(Pin).order_by(Pin.created_at.desc(), Pin.id)
    if viewer.operator:
        return found
    return found.where(Pin.consortium_id.in_(list(viewer.consortia(Role.COORDINATOR))))


def get(viewer: Viewer, *, pin_id: UUID) -> Pin:
    """One decision of a consortium that the viewer coordinates."""
    found = db.session.scalar(visible(viewer).where(Pin.id == pin_id))
    if found is None:
        raise NotFound
    return found


def decide(viewer: Viewer, *, values: dict[str, Any]) -> tuple[Pin, bool]:
    """Records a decision under the columns of the pins sheet; one on the same pair takes its place.

    Returns the decision and whether anything changed. Whether a pin can stand is for the next run to say.
    """
    require(viewer, "pins.change")
    entered = entries.complete(entries.read(values, PINS_COLUMNS), PINS_COLUMNS)
    referral = _one(viewer, Referral, Referral.authority_id, "referral_ref", entered)
    household = _one(viewer, Household, Household.agency_id, "household_ref", entered)
    decision = {name: entered[name] for name in ("override", "reason")} | {"decision": Decision(entered["decision"])}
    pin = db.session.scalar(sa.select(Pin).filter_by(referral_id=referral.id, household_id=household.id))
    changed = True
    if pin is None:
        owner = _shared(viewer, referral, household)
        pair = {"referral_id": referral.id, "household_id": household.id}
        pin = Pin(consortium_id=owner, **pair, **decision, decided_by=viewer.name or "operator")
        db.session.add(pin)
    elif changed := entries.amend(pin, decision):
        pin.decided_by = viewer.name or "operator"
        entries.touch(pin)
    flush()
    return pin, changed


def take_back(viewer: Viewer, *, pin_id: UUID, version: int) -> None:
    """Removes a decision: the next run looks at the pair as at any other."""
    require(viewer, "pins.change")
    pin = get(viewer, pin_id=pin_id)
    expect_version(pin, version)
    db.session.delete(pin)
    flush()


def as_row(pin: Pin) -> dict[str, Any]:
    """The decision as a row of the pins sheet."""
    refs = {"referral_ref": pin.referral.ref, "household_ref": pin.household.ref}
    return refs | {
        "decision": pin.decision.value,
        "override": pin.override,
        "reason": pin.reason,
        "version": pin.version,
    }


def _one(viewer: Viewer, table: Any, owner: Any, column: str, entered: dict[str, Any]) -> Any:
    """The one record within the viewer's sight that bears a reference."""
    found = db.session.scalars(
        sa.select(table).where(table.ref == entered[column], members.in_scope(viewer, owner)).limit(2)
    ).all()
    if len(found) != 1:
        said = f"Name one that is here: {entered[column]} is not known."
        if found:
            said = f"Two organisations use the reference {entered[column]}: have one of them change it."
        raise Invalid({column: [said]})
    return found[0]


def _shared(viewer: Viewer, referral: Referral, household: Household) -> UUID:
    """The consortium, first by code, that both sides belong to and the viewer coordinates."""
    sides = (referral.authority, household.agency)
    common = set.intersection(*({one.consortium_id for one in side.memberships} for side in sides))
    allowed = common if viewer.operator else common & viewer.consortia(Role.COORDINATOR)
    found = sa.select(consortia.Consortium.id).where(consortia.Consortium.id.in_(list(allowed)))
    owner = db.session.scalar(found.order_by(consortia.Consortium.code).limit(1))
    if owner is None:
        raise Invalid({"household_ref": ["The two sides of this pair share no consortium that you coordinate."]})
    return owner
