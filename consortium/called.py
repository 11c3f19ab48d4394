"""Called: which record an owner knows by a reference; for what names households and referrals before it is one."""

from uuid import UUID

import sqlalchemy as sa

from consortium.floor.db import db
from consortium.floor.guard import whole

# The rooms above this one, by what is needed of them here.
_HOUSEHOLDS = sa.table(
    "households", sa.column("id", sa.Uuid()), sa.column("agency_id", sa.Uuid()), sa.column("ref", sa.String())
)
_REFERRALS = sa.table(
    "referrals", sa.column("id", sa.Uuid()), sa.column("authority_id", sa.Uuid()), sa.column("ref", sa.String())
)


@whole("history names a household by its reference")
def household_of(*, agency_id: UUID, ref: str | None) -> UUID | None:
    """The household that the agency knows by this reference, if it is recorded."""
    named = (_HOUSEHOLDS.c.agency_id == agency_id, _HOUSEHOLDS.c.ref == ref)
    return db.session.scalar(sa.select(_HOUSEHOLDS.c.id).where(*named))


@whole("history names a referral by its reference")
def referral_of(*, authority_id: UUID, ref: str | None) -> UUID | None:
    """The referral that the authority knows by this reference, if it is recorded."""
    named = (_REFERRALS.c.authority_id == authority_id, _REFERRALS.c.ref == ref)
    return db.session.scalar(sa.select(_REFERRALS.c.id).where(*named))
