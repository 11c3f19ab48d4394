"""The due list: which records of one's own organisation are past their class, why, and what stands against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer, require
from consortium.accounts import people
from consortium.carers import Household
from consortium.children import Child
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import scoped
from consortium.linking.pairs import Link
from consortium.placements import NEVER_MOVED_IN, Placement
from consortium.referrals import Referral
from consortium.retention import classes, holds, records
from consortium.retention.classes import ChildDates, Kept, Stay
from consortium.retention.holds import Hold
from consortium.rights import sight
from consortium.rights.cases import Case
from consortium.rights.shares import Entity
from consortium.transfers import PlacementTransfer


@dataclass(frozen=True)
class Standing:
    """How long one record is kept, why, and the holds on it."""

    case: Case
    kept: Kept
    holds: Sequence[Hold] = field(default=())

    @property
    def is_due(self) -> bool:
        """Whether the record is past its class."""
        return self.kept.is_over(clock.today())

    @property
    def may_be_asked(self) -> bool:
        """Whether an erasure is carried out because the person asked for it: where no law keeps the record still."""
        return self.is_due or not self.kept.by_law


def listed(viewer: Viewer) -> list[Standing]:
    """The records of the viewer's own organisation that are past their class, those longest past first."""
    require(viewer, "retention.read")
    closed = sa.or_(Referral.closed_on.is_not(None), _is_placed())
    mine: list[Case] = [
        *_own(viewer, Referral, Referral.authority_id, closed),
        *_own(viewer, Household, Household.agency_id, Household.withdrawn_on.is_not(None)),
    ]
    found = [one for one in _standings(mine) if one.is_due]
    return sorted(found, key=lambda one: (one.kept.until or date.max, one.case.ref))


def standing(viewer: Viewer, *, entity: Entity, record_id: UUID) -> Standing:
    """How one record of the viewer's own organisation stands."""
    require(viewer, "retention.read")
    (found,) = _standings([records.get(viewer, entity=entity, record_id=record_id, act="retention.read")])
    return found


def kept_of(case: Case) -> Kept:
    """How long one record that the caller reached is kept."""
    return _standings([case])[0].kept


def colleagues(user_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of those who placed a hold or proposed a disposal, for the organisation that they work for."""
    chosen = sa.select(people.User.id, people.User.name).where(people.User.id.in_({key for key in user_ids if key}))
    return {row.id: row.name for row in db.session.execute(chosen)}


def _own(viewer: Viewer, table: Any, owner: Any, closed: sa.ColumnElement[bool]) -> Sequence[Case]:
    mine = sight.of(viewer, "retention.read", owner=owner)
    return db.session.scalars(scoped(sa.select(table).where(mine, closed, table.erased_on.is_(None)))).all()


def _is_placed() -> sa.ColumnElement[bool]:
    return Referral.id.in_(sa.select(Placement.referral_id).where(Placement.referral_id.is_not(None)))


def _standings(cases: Sequence[Case]) -> list[Standing]:
    stays, held = _stays([case.id for case in cases]), holds.on([case.id for case in cases])
    return [Standing(case, _kept(case, stays.get(case.id, [])), held.get(case.id, [])) for case in cases]


def _kept(case: Case, stays: Sequence[Stay]) -> Kept:
    if isinstance(case, Household):
        return classes.household(stays, left_on=case.withdrawn_on, on=clock.today())
    months = [one.consortium.never_placed_months for one in case.authority.memberships]
    return classes.referral(
        [_dates(child) for child in case.children],
        placed=bool(stays),
        closed_on=case.closed_on,
        months=max(months, default=classes.USUAL_MONTHS),
    )


def _dates(child: Child) -> ChildDates:
    return ChildDates(child.date_of_birth, child.expected_date_of_delivery, child.lost_on)


def _stays(record_ids: Sequence[UUID]) -> dict[UUID, list[Stay]]:
    """The placements of each referral and household, but for those given up before the child moved in."""
    sides = sa.or_(Placement.referral_id.in_(record_ids), Placement.household_id.in_(record_ids))
    columns = (Placement.referral_id, Placement.household_id, Placement.ended_on, Placement.adoption_order_on)
    begun = sa.func.coalesce(Placement.end_reason, "") != NEVER_MOVED_IN
    chosen: Any = sa.select(*columns).where(sides, begun)
    found: dict[UUID, list[Stay]] = {}
    for referral_id, household_id, ended_on, adopted_on in db.session.execute(scoped(chosen)):
        for key in (referral_id, household_id):
            if key:
                found.setdefault(key, []).append(Stay(ended_on, adopted_on))
    for household_id, ended_on, adopted_on in db.session.execute(scoped(_given_up(record_ids))):
        found.setdefault(household_id, []).append(Stay(ended_on, adopted_on))
    return found


def _given_up(household_ids: Sequence[UUID]) -> Any:
    """The households with which placements were before another agency went on with them, and how these ended."""
    by_name = sa.and_(
        Household.agency_id == PlacementTransfer.from_agency_id, Household.ref == PlacementTransfer.from_household_ref
    )
    by_link = sa.select(Link.household_id).where(Link.id == PlacementTransfer.from_link_id).scalar_subquery()
    chosen: Any = sa.select(Household.id, Placement.ended_on, Placement.adoption_order_on)
    chosen = chosen.select_from(PlacementTransfer).join(Household, sa.or_(by_name, Household.id == by_link))
    chosen = chosen.join(Placement, Placement.id == PlacementTransfer.placement_id)
    return chosen.where(Household.id.in_(household_ids), PlacementTransfer.reversed_on.is_(None))
