"""What a minimum lacks today, and which authorities have units to spare for it: said before a transfer is recorded."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from consortium import members
from consortium.access import MemberKind, Viewer, require
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.guard import whole
from contracts.commitments import Commitment
from contracts.year_end import attribution
from contracts.years import loading, unit_transfers


@dataclass(frozen=True)
class Side:
    """A minimum, the units that it lacks after all transfers so far, and who has how many to spare."""

    commitment: Commitment
    lacking: int
    others: list[tuple[members.Member, int]]


def of(viewer: Viewer, *, commitment_id: UUID) -> Side:
    """What this minimum lacks and who could help, for who coordinates its agreement."""
    require(viewer, unit_transfers.RECORD)
    return _reckoned(unit_transfers.coordinated(viewer, commitment_id=commitment_id))


@whole("whoever coordinates an agreement is told what its authorities have to spare")
def _reckoned(commitment: Commitment) -> Side:
    belonging = members.belonging(consortium_ids=[commitment.consortium_id])
    chosen = sa.select(members.Member).where(members.Member.id.in_(belonging))
    chosen = chosen.where(members.Member.kind == MemberKind.AUTHORITY).order_by(members.Member.name)
    authorities = list(db.session.scalars(chosen))
    known = loading.of({commitment.authority_id, *(one.id for one in authorities)})
    stood = attribution.standing(known.agreed, known.bought, as_of=clock.today())
    giver = known.terms_of(commitment)
    found = [(one, stood.to_spare(giver, authority_code=one.code)) for one in authorities]
    others = [(one, units) for one, units in found if units and one.id != commitment.authority_id]
    return Side(commitment, stood.lacking(giver), others)
