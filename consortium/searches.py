"""Searches: where a referral's search stands, what moves it, and how it follows the placements of the children."""

from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa

from consortium import clock, entries, placements
from consortium.db import db, flush
from consortium.placements import Placement

if TYPE_CHECKING:
    from consortium.referrals import Referral


class ReferralStatus(StrEnum):
    """Where a referral stands."""

    SEARCHING = "searching"
    WITHDRAWN = "withdrawn"
    CONCLUDED = "concluded"


# The allowed moves, by verb: from where, to where.
MOVES: dict[str, tuple[frozenset[ReferralStatus], ReferralStatus]] = {
    "withdraw": (frozenset({ReferralStatus.SEARCHING}), ReferralStatus.WITHDRAWN),
    "resume": (frozenset({ReferralStatus.WITHDRAWN, ReferralStatus.CONCLUDED}), ReferralStatus.SEARCHING),
    "conclude": (frozenset({ReferralStatus.SEARCHING}), ReferralStatus.CONCLUDED),
}


def follow(placement: Placement, *, referral: "Referral | None", mistaken: "Referral | None" = None) -> None:
    """While its placement is open a recorded referral searches no more, whichever of the two was recorded first.

    mistaken: the referral that the open placement was recorded for until now; it searches again unless another open
    placement is of it. The end of a placement never resumes a search by itself: where the child needs another
    household, a person says so with `referrals.resume`.
    """
    if mistaken is not None and mistaken is not referral and mistaken.current_children and not _is_placed(mistaken):
        _move(mistaken, "resume", among={ReferralStatus.CONCLUDED})
    if referral is not None and not placements.has_ended(placement.ended_on):
        _move(referral, "conclude", among={ReferralStatus.SEARCHING})
    flush()


def _is_placed(referral: "Referral") -> bool:
    its_own = (Placement.referral_id == referral.id, placements.not_ended_on(clock.today()))
    return db.session.scalar(sa.select(Placement.id).where(*its_own).limit(1)) is not None


def _move(referral: "Referral", verb: str, *, among: set[ReferralStatus]) -> None:
    """Nobody's withdrawal is undone by a placement."""
    if referral.status in among:
        referral.status = MOVES[verb][1]
        entries.touch(referral)
