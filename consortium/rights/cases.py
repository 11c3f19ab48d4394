"""Cases: which referrals and households a person holds, and their handing over to a colleague."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium import carers, referrals
from consortium.access import Viewer, require
from consortium.accounts import people
from consortium.floor.db import db, flush
from consortium.floor.errors import Invalid, RuleBroken
from consortium.floor.guard import scoped
from consortium.importing import entries
from consortium.rights import sight

Case = carers.Household | referrals.Referral
ACT = "cases.hand_over"


def held(viewer: Viewer, *, user_id: UUID) -> list[Case]:
    """The cases that a person of the viewer's own organisation holds: referrals and households, by reference."""
    require(viewer, ACT)
    return [case for kind, owner in _KINDS for case in _of(viewer, kind, owner, user_id)]


def hand_over(viewer: Viewer, *, from_user_id: UUID, to_user_id: UUID) -> list[Case]:
    """Gives all of a person's cases to a colleague of the same organisation, who is there to do the work."""
    require(viewer, ACT)
    giver = people.get(viewer, user_id=from_user_id, act=ACT)
    taker = people.get(viewer, user_id=to_user_id, act=ACT)
    if giver.id == taker.id or giver.member_id != taker.member_id:
        raise Invalid({"to_user_id": ["Name a colleague of the same organisation."]})
    if taker.disabled_at is not None:
        raise RuleBroken(f"The account of {taker.name} is closed.", code="closed")
    found = held(viewer, user_id=giver.id)
    if not found:
        raise RuleBroken(f"{giver.name} holds no cases.", code="none_held")
    for case in found:
        case.held_by = taker.id
        entries.touch(case)
    flush()
    return found


def holder(viewer: Viewer, *, case: Case) -> str | None:
    """The name of the colleague who holds a case of the viewer's own organisation; nothing for anybody else."""
    owner_id = case.agency_id if isinstance(case, carers.Household) else case.authority_id
    if case.held_by is None or not (viewer.operator or viewer.member_id == owner_id):
        return None
    return db.session.scalar(sa.select(people.User.name).where(people.User.id == case.held_by))


_KINDS: tuple[tuple[Any, Any], ...] = (
    (referrals.Referral, referrals.Referral.authority_id),
    (carers.Household, carers.Household.agency_id),
)


def _of(viewer: Viewer, kind: Any, owner: Any, user_id: UUID) -> list[Case]:
    mine = sight.of(viewer, ACT, owner=owner)
    return list(db.session.scalars(scoped(sa.select(kind).where(mine, kind.held_by == user_id).order_by(kind.ref))))
