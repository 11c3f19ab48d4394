"""Rows that speak of one record, a referral or a household, and how the record itself is reached and named."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import Mapped, declared_attr, relationship

from consortium import carers, members, referrals
from consortium.access import Viewer
from consortium.carers import Household
from consortium.floor.db import db
from consortium.members import Membership
from consortium.referrals import Referral
from consortium.rights import sight
from consortium.rights.cases import Case
from consortium.rights.shares import Entity

ENTITIES: tuple[Entity, ...] = ("referrals", "households")


class OfRecord:
    """The columns of a row that speaks of one referral or of one household, with its owner."""

    referral_id: Mapped[UUID | None]
    authority_id: Mapped[UUID | None]
    household_id: Mapped[UUID | None]
    agency_id: Mapped[UUID | None]

    @declared_attr
    def referral(cls) -> Mapped[Referral | None]:  # noqa: N805 - declared_attr hands over the class
        """The referral, where it is one."""
        return relationship(lazy="joined")

    @declared_attr
    def household(cls) -> Mapped[Household | None]:  # noqa: N805 - declared_attr hands over the class
        """The household, where it is one."""
        return relationship(lazy="joined")

    @property
    def ref(self) -> str:
        """The reference of the record; a meaningless one once it is erased."""
        return (self.household or self.referral).ref  # type: ignore[union-attr]

    @property
    def entity(self) -> Entity:
        """Which kind of record it is."""
        return "households" if self.household_id else "referrals"

    @property
    def record_id(self) -> UUID:
        """The id of the record."""
        return self.household_id or self.referral_id  # type: ignore[return-value]

    @property
    def owner_id(self) -> UUID:
        """The id of the organisation that owns the record."""
        return self.agency_id or self.authority_id  # type: ignore[return-value]


def of_record(*more: Any) -> tuple[Any, ...]:
    """The constraints of such a table, and its own."""
    return (
        sa.ForeignKeyConstraint(["referral_id", "authority_id"], ["referrals.id", "referrals.authority_id"]),
        sa.ForeignKeyConstraint(["household_id", "agency_id"], ["households.id", "households.agency_id"]),
        sa.CheckConstraint("(referral_id IS NULL) <> (household_id IS NULL)", name="one_record"),
        sa.CheckConstraint("(referral_id IS NULL) = (authority_id IS NULL)", name="referral_with_owner"),
        sa.CheckConstraint("(household_id IS NULL) = (agency_id IS NULL)", name="household_with_owner"),
        *more,
    )


def get(viewer: Viewer, *, entity: Entity, record_id: UUID, act: str) -> Case:
    """One referral or household that the viewer may do this to."""
    if entity == "households":
        return carers.get(viewer, household_id=record_id, act=act)
    return referrals.get(viewer, referral_id=record_id, act=act)


def keys_of(case: Case) -> dict[str, UUID]:
    """What a row that speaks of this record points at: the record and its owner."""
    if isinstance(case, Household):
        return {"household_id": case.id, "agency_id": case.agency_id}
    return {"referral_id": case.id, "authority_id": case.authority_id}


def entity_of(case: Case) -> Entity:
    """Which kind of record it is."""
    return "households" if isinstance(case, Household) else "referrals"


def near(owner_id: UUID) -> Select[UUID]:
    """The ids of the members that have ever shared a consortium with an owner: who could know its records at all."""
    homes = sa.select(Membership.consortium_id).where(Membership.member_id == owner_id)
    return members.belonging(consortium_ids=db.session.scalars(homes))


def within(viewer: Viewer, *, act: str, table: type[OfRecord]) -> sa.ColumnElement[bool]:
    """The condition that a row speaks of a record towards which the viewer may do this."""
    return sa.or_(*(sight.of(viewer, act, owner=owner) for owner in (table.authority_id, table.agency_id)))


def speaks_of(table: type[OfRecord], *, record_ids: Iterable[UUID]) -> sa.ColumnElement[bool]:
    """The condition that a row speaks of one of these records."""
    chosen = list(record_ids)
    return sa.or_(table.referral_id.in_(chosen), table.household_id.in_(chosen))
