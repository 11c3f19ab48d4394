"""Exceptions: children who stay with a household whose approval has ended, until somebody decides what follows."""

from uuid import UUID

from consortium import access
from consortium.access import Viewer
from consortium.carers import Household
from consortium.floor.db import db
from consortium.linking import links
from consortium.linking.links import Link, LinkStatus
from consortium.withdrawals import APPROVAL_ENDED


def of_referral(viewer: Viewer, *, referral_id: UUID) -> list[Link]:
    """The links by which children of a referral live, by exception, with such a household; as the viewer sees links."""
    if not access.may(viewer, "links.read"):
        return []
    found = links.within(viewer, act="links.read").join(Household, Household.id == Link.household_id)
    by_exception = (Link.status == LinkStatus.MOVED_IN, Household.withdrawn_because.in_(APPROVAL_ENDED))
    return list(db.session.scalars(found.where(Link.referral_id == referral_id, *by_exception)).unique())
