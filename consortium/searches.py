"""Searches: how a referral moves, what ends with its search, and how it follows the placements of the children."""

from typing import TYPE_CHECKING, Any

from consortium import placements
from consortium.access import Viewer, acting
from consortium.floor import clock
from consortium.floor.db import flush
from consortium.importing import entries
from consortium.linking import endings
from consortium.placements import Placement
from consortium.referrals import courses
from consortium.referrals.courses import CLOSED, ReferralStatus

if TYPE_CHECKING:
    from consortium.referrals import Referral
    from consortium.referrals.courses import ReferralMove

OPEN = {status for status in ReferralStatus if status not in CLOSED}


def follow(placement: Placement, *, referral: "Referral | None", mistaken: "Referral | None" = None) -> None:
    """Once all of its children are in open placements a recorded referral searches no more, whichever came first.

    While a brother or sister waits it goes on searching, so that nobody drops out of sight.
    mistaken: the referral that the open placement was recorded for until now; it searches again unless other open
    placements are of all of its children. The end of a placement never resumes a search by itself: where the child
    needs another household, a person says so with `referrals.resume`.
    """
    if mistaken is not None and mistaken is not referral and mistaken.current_children and not _is_placed(mistaken):
        _move(mistaken, ReferralStatus.SEARCHING, among={ReferralStatus.CONCLUDED})
    if referral is not None and not placements.has_ended(placement.ended_on) and _is_placed(referral):
        _move(referral, ReferralStatus.CONCLUDED, among=OPEN)
    if placement.referral_id and placements.has_ended(placement.ended_on):
        endings.of_over(_actor(), referral_id=placement.referral_id)
    for one in (referral, mistaken):
        if one is not None and not one.is_searching:
            endings.of_referral(_actor(), referral=one)
    flush()


def put(viewer: Viewer, *, referral: "Referral", status: ReferralStatus, **said: Any) -> "ReferralMove | None":
    """Makes this the referral's state and keeps the move, with the `reason` and `note` that were said.

    Where it searches no more, what stood on the search ends: see `endings`.
    """
    origin, kept = referral.status, None
    referral.status = status
    if status is ReferralStatus.SEARCHING and referral.accepted_on is None:
        referral.accepted_on = clock.today()
    if origin is not status:
        kept = courses.keep(viewer, referral=referral, origin=origin, **said)
    entries.touch(referral)
    flush()
    if status is not ReferralStatus.SEARCHING:
        endings.of_referral(viewer, referral=referral)
    return kept


def _is_placed(referral: "Referral") -> bool:
    return placements.children_of(referral.id) >= len(referral.current_children)


def _move(referral: "Referral", status: ReferralStatus, *, among: set[ReferralStatus]) -> None:
    """Nobody's withdrawal is undone by a placement."""
    if referral.status in among:
        put(_actor(), referral=referral, status=status, note="A placement was recorded or corrected.")


def _actor() -> Viewer:
    """Whoever acts: a search follows a placement in the same act."""
    return acting.get() or Viewer()
