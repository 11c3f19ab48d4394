"""Searches: where a referral's search stands, what moves it, and how it follows the placements of the children."""

from enum import StrEnum
from typing import TYPE_CHECKING

from consortium import endings, entries, placements
from consortium.access import Viewer, acting
from consortium.floor.db import flush
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
    """Once all of its children are in open placements a recorded referral searches no more, whichever came first.

    While a brother or sister waits it goes on searching, so that nobody drops out of sight.
    mistaken: the referral that the open placement was recorded for until now; it searches again unless other open
    placements are of all of its children. The end of a placement never resumes a search by itself: where the child
    needs another household, a person says so with `referrals.resume`.
    """
    if mistaken is not None and mistaken is not referral and mistaken.current_children and not _is_placed(mistaken):
        _move(mistaken, "resume", among={ReferralStatus.CONCLUDED})
    if referral is not None and not placements.has_ended(placement.ended_on) and _is_placed(referral):
        _move(referral, "conclude", among={ReferralStatus.SEARCHING})
    for one in (referral, mistaken):
        if one is not None and one.status is not ReferralStatus.SEARCHING:
            endings.of_referral(_actor(), referral=one)
    flush()


def put(viewer: Viewer, *, referral: "Referral", status: ReferralStatus) -> None:
    """Makes this the referral's state. Where it searches no more, what stood on the search ends: see `endings`."""
    referral.status = status
    entries.touch(referral)
    flush()
    if status is not ReferralStatus.SEARCHING:
        endings.of_referral(viewer, referral=referral)


def _is_placed(referral: "Referral") -> bool:
    return placements.children_of(referral.id) >= len(referral.current_children)


def _move(referral: "Referral", verb: str, *, among: set[ReferralStatus]) -> None:
    """Nobody's withdrawal is undone by a placement."""
    if referral.status in among:
        put(_actor(), referral=referral, status=MOVES[verb][1])


def _actor() -> Viewer:
    """Whoever acts: a search follows a placement in the same act."""
    return acting.get() or Viewer()
