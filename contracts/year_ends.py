"""Year ends from the records: how each period that is over ended, by the arithmetic of `consortium year-end`.

What was transferred, relieved or priced is not recorded yet, so that none of it is in these figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consortium import members, placements
from consortium.access import Viewer, require
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.placements import Placement
from contracts import agreements, commitments, minimums
from contracts.commitments import Commitment
from contracts.lapses import Rule
from contracts.purchases import Purchase
from contracts.year_end import attribution
from contracts.year_end.attribution import Agreed, Result


@dataclass(frozen=True)
class Ended:
    """A commitment whose period is over, and how it ended."""

    commitment: Commitment
    result: Result


def of(viewer: Viewer, *, as_of: date, agreement_id: UUID | None = None) -> list[Ended]:
    """How every period within the viewer's sight that is over by the day ended; agreement by agreement, oldest first.

    A unit may come from another period of the chain, so a chain is told only to who sees every period of it: an agency
    would read off it what was bought of another.
    """
    require(viewer, "positions.read")
    seen = {one.id for one in db.session.scalars(commitments.visible(viewer, agreement_id=agreement_id)).unique()}
    reckoned = _reckoned(seen, as_of=as_of)
    hidden = {_chain(one) for one in reckoned if one.commitment.id not in seen}
    return [one for one in reckoned if _chain(one) not in hidden]


def _chain(one: Ended) -> tuple[UUID, UUID]:
    return one.commitment.agreement_id, one.commitment.authority_id


@whole("the periods of an agreement and an authority are one chain, and every purchase may fulfil it")
def _reckoned(commitment_ids: Iterable[UUID], *, as_of: date) -> list[Ended]:
    chosen = sa.select(Commitment.agreement_id, Commitment.authority_id).where(Commitment.id.in_(set(commitment_ids)))
    chains = sa.tuple_(Commitment.agreement_id, Commitment.authority_id).in_(chosen)
    found = list(db.session.scalars(sa.select(Commitment).where(chains)).unique())
    # Two consortia may each have an agreement of one reference: the key keeps their chains apart.
    rules = agreements.rules_of(*{one.agreement_id for one in found})
    by_terms = {_terms(one, rules=rules.get(one.agreement_id, ())): one for one in found}
    ended = attribution.of(Agreed(list(by_terms)), _purchases(one.authority_id for one in found), as_of=as_of)
    told = []
    for book, result in zip(ended.books, ended.results, strict=True):
        commitment = by_terms[book.commitment]
        told.append(Ended(commitment, replace(result, agreement_ref=commitment.agreement.ref)))
    return sorted(told, key=lambda one: (one.result.agreement_ref, one.result.authority_code, one.result.period_start))


def _terms(commitment: Commitment, *, rules: tuple[Rule, ...]) -> minimums.Commitment:
    row = commitments.as_row(commitment) | {"agreement_ref": str(commitment.agreement_id)}
    return minimums.Commitment.of(row, rules=rules)


def _purchases(authority_ids: Iterable[UUID]) -> list[minimums.Purchase]:
    """All purchases of these authorities that stand, of any agency."""
    authority, agency = aliased(members.Member), aliased(members.Member)
    days = (Placement.moved_in_on, Placement.match_approved_on, Placement.ended_on, Placement.end_reason)
    found = (
        sa.select(Placement.ref, authority.code, agency.code, Placement.children, *days)
        .join(Purchase, Purchase.placement_id == Placement.id)
        .join(authority, authority.id == Purchase.authority_id)
        .join(agency, agency.id == Purchase.agency_id)
        .where(Purchase.authority_id.in_(set(authority_ids)), placements.stands())
    )
    return [minimums.Purchase(*row) for row in db.session.execute(found)]
