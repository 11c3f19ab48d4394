"""Telling: an exception as far as its reader may know the placement that the line names."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor.db import db
from consortium.floor.guard import scoped
from contracts.invoicing import exceptions, queues
from contracts.invoicing.exceptions import LineException
from contracts.invoicing.queues import Owner, Queue
from contracts.reconciling import evidence
from contracts.reconciling.codes import Code


@dataclass(frozen=True)
class Told:
    """What a reader may know of an exception: its queue, all that is wrong, what is owed, and what is at stake."""

    standing: LineException
    code: Code
    codes: tuple[Code, ...]
    placement_ref: str | None
    expected_pence: int | None
    stake_pence: int
    confidence: Decimal
    because: str

    @property
    def queue(self) -> Queue:
        """In whose queue it stands."""
        return queues.QUEUES[self.code]

    @property
    def owner_code(self) -> str | None:
        """The organisation that has to act; None where it is the consortium's coordinators."""
        issued = self.standing.line.invoice
        sides = {Owner.AGENCY: issued.agency.code, Owner.AUTHORITY: issued.authority.code}
        return sides.get(self.queue.owner)


def of(viewer: Viewer, *, found: Sequence[LineException]) -> dict[UUID, Told]:
    """Exceptions within the viewer's sight, by their keys; who knows more of which is asked once for all."""
    ids = [one.id for one in found]
    asked = scoped(sa.select(LineException.id).where(LineException.id.in_(ids), exceptions.knows(viewer)))
    known = set(db.session.scalars(asked)) if any(one.seen_code for one in found) else set()
    return {one.id: _seen(one) if one.id in known else _shared(one) for one in found}


def _shared(one: LineException) -> Told:
    codes = tuple(map(Code, one.codes))
    hint = one.placement_ref or (None if Code.UNKNOWN_PLACEMENT in codes else one.line.placement_ref)
    return Told(one, one.code, codes, hint, one.expected_pence, one.stake_pence, one.confidence, one.because)


def _seen(one: LineException) -> Told:
    codes = tuple(map(Code, one.seen_codes or ()))
    ref, expected, stake = one.line.placement_ref, one.seen_expected_pence, one.seen_stake_pence or 0
    return Told(
        one, queues.leading(codes), codes, ref, expected, stake, evidence.of_codes(codes), one.seen_because or ""
    )
