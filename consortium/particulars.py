"""Particulars: names, addresses and the full profile; kept apart from what is matched, and shown by stages alone."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consortium import carers, members, placements, referrals
from consortium.access import Viewer
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import Base, Record, db, expect_version, flush
from consortium.floor.errors import Invalid
from consortium.floor.guard import scoped, whole
from consortium.importing import entries
from consortium.linking import links
from consortium.referrals import statutory

LONGEST = 5_000


class HouseholdParticulars(Record, Base):
    """Who the carers of a household are and where they live; owned by the household's agency."""

    __tablename__ = "household_particulars"
    __table_args__ = (
        sa.UniqueConstraint("household_id"),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
    )

    household_id: Mapped[UUID]
    agency_id: Mapped[UUID]
    carer_names: Mapped[str | None] = mapped_column(sa.Text)
    address: Mapped[str | None] = mapped_column(sa.Text)
    telephone: Mapped[str | None] = mapped_column(sa.Text)
    email: Mapped[str | None] = mapped_column(sa.Text)


class ChildParticulars(Record, Base):
    """Who a child is, where they can be found, and what is known of them; owned by the child's authority."""

    __tablename__ = "child_particulars"
    __table_args__ = (
        sa.UniqueConstraint("child_id"),
        sa.ForeignKeyConstraint(["child_id", "authority_id"], ["children.id", "children.authority_id"]),
    )

    child_id: Mapped[UUID]
    authority_id: Mapped[UUID]
    given_names: Mapped[str | None] = mapped_column(sa.Text)
    family_name: Mapped[str | None] = mapped_column(sa.Text)
    home_address: Mapped[str | None] = mapped_column(sa.Text)
    nursery: Mapped[str | None] = mapped_column(sa.Text)
    health: Mapped[str | None] = mapped_column(sa.Text)
    background: Mapped[str | None] = mapped_column(sa.Text)
    birth_details: Mapped[str | None] = mapped_column(sa.Text)
    nationality: Mapped[str | None] = mapped_column(sa.Text)
    appearance: Mapped[str | None] = mapped_column(sa.Text)
    legal_status: Mapped[str | None] = mapped_column(sa.Text)
    why_looked_after: Mapped[str | None] = mapped_column(sa.Text)
    previous_involvement: Mapped[str | None] = mapped_column(sa.Text)
    brothers_and_sisters: Mapped[str | None] = mapped_column(sa.Text)
    contact_extent: Mapped[str | None] = mapped_column(sa.Text)
    education: Mapped[str | None] = mapped_column(sa.Text)
    personality: Mapped[str | None] = mapped_column(sa.Text)
    interests: Mapped[str | None] = mapped_column(sa.Text)
    address_non_disclosure: Mapped[bool] = mapped_column(default=False)


OF_HOUSEHOLD = ("carer_names", "address", "telephone", "email")
WHO = ("given_names", "family_name", "home_address", "nursery", "health", "background")
OF_CHILD = (*WHO, *(name for name in statutory.FIELDS if name not in statutory.ELSEWHERE))
FLAG = "address_non_disclosure"


def of_household(ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The particulars of households that the caller was shown; empty ones for those of whom nothing is recorded."""
    chosen = list(ids)
    known = scoped(sa.select(HouseholdParticulars).where(HouseholdParticulars.household_id.in_(chosen)))
    found: dict[UUID, dict[str, Any]] = {key: dict.fromkeys(OF_HOUSEHOLD) for key in chosen}
    for row in db.session.scalars(known):
        found[row.household_id] = {name: getattr(row, name) for name in OF_HOUSEHOLD}
    return found


def of_children(ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The particulars of children that the caller was shown; see `of_household`."""
    chosen = list(ids)
    known = scoped(sa.select(ChildParticulars).where(ChildParticulars.child_id.in_(chosen)))
    found: dict[UUID, dict[str, Any]] = {key: {**dict.fromkeys(OF_CHILD), FLAG: False} for key in chosen}
    for row in db.session.scalars(known):
        found[row.child_id] = {name: getattr(row, name) for name in (*OF_CHILD, FLAG)}
    return found


def record_household(
    viewer: Viewer, *, household_id: UUID, version: int, values: Mapping[str, Any]
) -> carers.Household:
    """Records who the carers are; `version` is the household's, which the change raises."""
    household = carers.get(viewer, household_id=household_id, act="households.change")
    expect_version(household, version)
    said = _read(values, OF_HOUSEHOLD)
    owner = {"household_id": household.id, "agency_id": household.agency_id}
    if entries.amend(_kept(HouseholdParticulars, HouseholdParticulars.household_id == household.id, owner), said):
        entries.touch(household)
    flush()
    return household


def record_child(viewer: Viewer, *, child_id: UUID, version: int, values: Mapping[str, Any]) -> referrals.Referral:
    """Records who the child is; `version` is the referral's, which the change raises."""
    child = referrals.get_child(viewer, child_id=child_id, act="referrals.change")
    expect_version(child.referral, version)
    said = _read(values, (*OF_CHILD, FLAG))
    owner = {"child_id": child.id, "authority_id": child.authority_id}
    if entries.amend(_kept(ChildParticulars, ChildParticulars.child_id == child.id, owner), said):
        entries.touch(child.referral)
    flush()
    return child.referral


# Put together once, for it is asked with every list of households.
_IDS, _DAY = sa.bindparam("ids", expanding=True, type_=sa.Uuid()), sa.bindparam("day", type_=sa.Date())
_FLAGGED = (
    sa.select(Child.referral_id)
    .join(ChildParticulars, ChildParticulars.child_id == Child.id)
    .where(ChildParticulars.address_non_disclosure)
)
_LINKED = sa.select(links.Link.household_id).where(links.is_live(), links.Link.referral_id.in_(_FLAGGED))
_PLACED = sa.select(placements.Placement.household_id).where(
    placements.not_ended_on(_DAY), placements.Placement.referral_id.in_(_FLAGGED)
)
_HIDDEN: sa.CompoundSelect[Any] = sa.union(
    _LINKED.where(links.Link.household_id.in_(_IDS)), _PLACED.where(placements.Placement.household_id.in_(_IDS))
)


@whole("an address that may not be disclosed is hidden wherever the household is shown")
def hidden_addresses(ids: Iterable[UUID]) -> set[UUID]:
    """The households with which a child lives, or is linked, whose address may not be disclosed."""
    chosen = list(ids)
    if not chosen:
        return set()
    return {key for key in db.session.scalars(_HIDDEN, {"ids": chosen, "day": clock.today()}) if key}


@whole("what tells where a protected child lives is left out of whatever is read")
def undisclosed() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The referrals and the households whose address may not be disclosed: each by its owner's code and its ref."""
    kept = sa.select(members.Member.code, referrals.Referral.ref).join(
        referrals.Referral, referrals.Referral.authority_id == members.Member.id
    )
    found = {(row.code, row.ref) for row in db.session.execute(kept.where(referrals.Referral.id.in_(_FLAGGED)))}
    homes = sa.select(members.Member.code, carers.Household.ref).join(
        carers.Household, carers.Household.agency_id == members.Member.id
    )
    chosen = homes.where(carers.Household.id.in_(sa.union(_LINKED, _PLACED)))
    return found, {(row.code, row.ref) for row in db.session.execute(chosen, {"day": clock.today()})}


def _kept(kind: Any, condition: sa.ColumnElement[bool], owner: Mapping[str, UUID]) -> Any:
    row = db.session.scalar(scoped(sa.select(kind).where(condition)))
    if row is None:
        row = kind(**owner)
        db.session.add(row)
    return row


def _read(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    faults: dict[str, list[str]] = {name: ["This is not known here."] for name in values if name not in names}
    said: dict[str, Any] = {}
    for name, value in values.items():
        if name == FLAG:
            said[name] = bool(value)
            continue
        text = str(value or "").strip()
        if len(text) > LONGEST:
            faults[name] = [f"Use at most {LONGEST:,} characters."]
        said[name] = text or None
    if faults:
        raise Invalid(faults)
    return said
