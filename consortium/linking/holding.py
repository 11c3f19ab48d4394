"""Holding: both sides of a pair as they are now, before its link; nobody changes them until the transaction ends."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.carers import Household
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.referrals import Referral


@whole("whoever withdraws one side or takes its place comes first, or finds the link")
def both(*, household_id: UUID, referral_id: UUID) -> tuple[Household, Referral]:
    """Both sides as they are now, in the order in which a purchase holds them."""
    return _as_it_is(Household, household_id), _as_it_is(Referral, referral_id)


def _as_it_is(table: Any, key: UUID) -> Any:
    found = sa.select(table).where(table.id == key).with_for_update(key_share=True, of=table)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()
