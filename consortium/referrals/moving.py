"""Moving: what people do with a referral as a whole, each act as `courses.MOVES` allows it."""

from uuid import UUID

from consortium import notices, searches
from consortium.access import Viewer
from consortium.merging import merges
from consortium.notices import Coordinators
from consortium.referrals import courses
from consortium.referrals.courses import ReferralStatus
from consortium.referrals.records import Referral, editable


def submit(viewer: Viewer, *, referral_id: UUID, version: int, note: str = "") -> Referral:
    """A draft, or one of which more was asked, goes to the coordinator to be screened."""
    return _move(viewer, "submit", referral_id=referral_id, version=version, note=note)


def withdraw(viewer: Viewer, *, referral_id: UUID, version: int, note: str = "") -> Referral:
    """The authority no longer seeks a placement."""
    return _move(viewer, "withdraw", referral_id=referral_id, version=version, note=note)


def conclude(viewer: Viewer, *, referral_id: UUID, version: int, note: str = "") -> Referral:
    """The search has ended: the children are placed, or will not be."""
    return _move(viewer, "conclude", referral_id=referral_id, version=version, note=note)


def resume(viewer: Viewer, *, referral_id: UUID, version: int, note: str) -> Referral:
    """The authority seeks a placement again, and says why; one that was never accepted becomes a draft again."""
    referral = editable(viewer, referral_id=referral_id, version=version)
    merges.expect_kept(referral_id=referral.id)
    act = "resume" if referral.accepted_on else "redraft"
    return _move(viewer, act, referral_id=referral_id, version=version, note=note)


def _move(viewer: Viewer, act: str, *, referral_id: UUID, version: int, note: str) -> Referral:
    referral = editable(viewer, referral_id=referral_id, version=version)
    move = courses.expect(viewer, referral=referral, act=act, note=note)
    searches.put(viewer, referral=referral, status=move.target, note=note.strip())
    if move.target is ReferralStatus.SUBMITTED:
        tell_of_submission(viewer, referral=referral)
    return referral


def tell_of_submission(viewer: Viewer, *, referral: Referral) -> None:
    """Tells whoever coordinates the authority that a referral waits to be screened."""
    to = [Coordinators((referral.authority_id,))]
    notices.tell(viewer, code="referral.submitted", about=referral, to=to, cause=str(referral.version))
