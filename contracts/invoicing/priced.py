"""Priced: what the tariff of the consortium gives that two members share, as the arithmetic takes it."""

from uuid import UUID

import sqlalchemy as sa

from consortium.floor.db import db
from consortium.members import Membership
from contracts.charging.prices import Price
from contracts.pricing import tariffs


def of_pair(pair: tuple[UUID, UUID]) -> list[Price]:
    """Every price that stands in a consortium to which both ever belonged, consortium by consortium."""
    agency_id, authority_id = pair
    of_agency = sa.select(Membership.consortium_id).where(Membership.member_id == agency_id)
    chosen = (Membership.member_id == authority_id, Membership.consortium_id.in_(of_agency))
    shared = set(db.session.scalars(sa.select(Membership.consortium_id).where(*chosen)))
    return [price for consortium_id in sorted(shared) for price in tariffs.prices(consortium_id)]
