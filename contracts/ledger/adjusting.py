"""Adjusting: what a closed period counted wrongly is put right by an entry in the open one that follows it.

The entry has the day on which it was found, and names the closed commitment; the ledger of that one stays as it is.
Where no open period follows yet, it waits until one is agreed.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from contracts.ledger import counting
from contracts.ledger.counting import Kept
from contracts.ledger.unit_entries import UnitEntry, add
from contracts.year_end.books import Kind


def follow(
    viewer: Viewer,
    *,
    committed: Sequence[Kept],
    bought: Sequence[Kept],
    authority_id: UUID,
    purchase_id: UUID | None = None,
) -> None:
    """Posts what open periods lack of what was found of closed ones, of all commitments of an authority.

    `bought` are all its purchases, or the one of `purchase_id`: none, where it was taken back.
    """
    for commitment in (one for one in committed if one.is_closed):
        follows = _following(commitment, committed)
        if follows is None:
            continue
        known, wanted = _known(commitment.id), Counter[UUID]()
        for (key, _), units in counting.counted(commitment, bought=bought).items():
            wanted[key] += units
        looked_at = {*wanted, *known} if purchase_id is None else {purchase_id}
        changed = {key: wanted[key] - known[key] for key in looked_at if wanted[key] != known[key]}
        start, last = follows.terms.period_start, follows.terms.period_end - timedelta(days=1)
        said = {"accounting_on": min(max(clock.today(), start), last), "counterpart_id": commitment.id}
        entries = [
            {"kind": Kind.ADJUSTED, "units": changed[key], "purchase_id": key, **said} for key in sorted(changed)
        ]
        add(viewer, commitment_id=follows.id, authority_id=authority_id, entries=entries)


def _following(commitment: Kept, committed: Sequence[Kept]) -> Kept | None:
    """The next open commitment of the agreement that counts the same agency's placements."""
    ended, agency = commitment.terms.period_end, commitment.terms.agency
    open_ = (one for one in committed if not one.is_closed and one.under == commitment.under)
    later = [one for one in open_ if one.terms.period_start >= ended and one.terms.agency in (None, agency)]
    return min(later, key=lambda one: (one.terms.period_start, one.terms.agency is None), default=None)


def _known(commitment_id: UUID) -> Counter[UUID]:
    """What the ledgers say of each purchase that a closed commitment counted: in it, and in later ones for it."""
    in_it = sa.and_(UnitEntry.commitment_id == commitment_id, UnitEntry.kind == Kind.TAKEN)
    for_it = sa.and_(UnitEntry.counterpart_id == commitment_id, UnitEntry.kind == Kind.ADJUSTED)
    found = sa.select(UnitEntry.purchase_id, sa.func.sum(UnitEntry.units)).where(sa.or_(in_it, for_it))
    rows = db.session.execute(found.group_by(UnitEntry.purchase_id))
    return Counter({key: int(units) for key, units in rows if key is not None})
