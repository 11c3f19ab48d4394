"""The routes of referrals and of what happens to their children."""

from functools import partial
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.referrals import (
    Birth,
    Child,
    Course,
    Loss,
    PlaceApart,
    Referral,
    ReferralSearch,
    Reopening,
    Screening,
    Twins,
)
from consortium import amending, referrals
from consortium.access import Viewer
from consortium.disclosure import referral_summaries, view_referral
from consortium.referrals import apart, screenings, timelines

CHANGE = "referrals.change"
door = Door("referrals")


@door.lists("/referrals", Referral, may="referrals.read", asks=ReferralSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the referrals that you may see, by reference."""
    return Listing(referrals.visible(viewer, **query), by="ref", shown=partial(referral_summaries, viewer))


@door.reads("/referrals/<uuid:referral_id>", Referral, may="referrals.read", audited=True)
def read(viewer: Viewer, referral_id: UUID) -> Values:
    """Read one referral with its children."""
    return view_referral(viewer, referrals.get(viewer, referral_id=referral_id))


@door.creates("/referrals", Referral, may="referrals.refer")
def refer(viewer: Viewer, body: Values) -> Values:
    """Refer a child, or siblings to be placed together; it is submitted to be screened, or kept as a `draft`."""
    return view_referral(viewer, referrals.refer(viewer, values=body))


@door.changes("/referrals/<uuid:referral_id>", Referral, may=CHANGE)
def change(viewer: Viewer, referral_id: UUID, version: int, body: Values) -> Values:
    """Change the children named by their `child_ref`, and add those whose reference is new or left out."""
    return view_referral(
        viewer, amending.change_referral(viewer, referral_id=referral_id, version=version, values=body)
    )


@door.changes("/children/<uuid:child_id>", Child, may=CHANGE, gives=Referral)
def change_child(viewer: Viewer, child_id: UUID, version: int, body: Values) -> Values:
    """Change some fields of one child; If-Match is the referral's, and so is the answer."""
    return view_referral(
        viewer, amending.change_child(viewer, child_id=child_id, version=version, values=body).referral
    )


@door.acts("/children/<uuid:child_id>/birth", Referral, may=CHANGE, takes=Birth, versioned=True)
def birth(viewer: Viewer, child_id: UUID, version: int, body: Values) -> Values:
    """Record that an expected child is born; it keeps its reference."""
    return view_referral(viewer, amending.record_birth(viewer, child_id=child_id, version=version, **body).referral)


@door.acts("/children/<uuid:child_id>/twins", Referral, may=CHANGE, takes=Twins, versioned=True)
def twins(viewer: Viewer, child_id: UUID, version: int, body: Values) -> Values:
    """Record that one expected child is two; both stay in the referral."""
    return view_referral(viewer, amending.record_twins(viewer, child_id=child_id, version=version, **body)[0].referral)


@door.acts("/children/<uuid:child_id>/loss", Referral, may=CHANGE, takes=Loss, versioned=True)
def loss(viewer: Viewer, child_id: UUID, version: int, body: Values) -> Values:
    """Record that a child has died or was not born alive; the referral is kept."""
    return view_referral(viewer, amending.record_loss(viewer, child_id=child_id, version=version, **body))


@door.acts("/referrals/<uuid:referral_id>/withdrawal", Referral, may=CHANGE, versioned=True)
def withdraw(viewer: Viewer, referral_id: UUID, version: int) -> Values:
    """Record that the authority no longer seeks a placement."""
    return view_referral(viewer, referrals.withdraw(viewer, referral_id=referral_id, version=version))


@door.acts("/referrals/<uuid:referral_id>/resumption", Referral, may=CHANGE, takes=Reopening, versioned=True)
def resume(viewer: Viewer, referral_id: UUID, version: int, body: Values) -> Values:
    """Record that the authority seeks a placement again; one that was never accepted is a draft again."""
    return view_referral(viewer, referrals.resume(viewer, referral_id=referral_id, version=version, **body))


@door.acts("/referrals/<uuid:referral_id>/conclusion", Referral, may=CHANGE, versioned=True)
def conclude(viewer: Viewer, referral_id: UUID, version: int) -> Values:
    """Record that the search has ended."""
    return view_referral(viewer, referrals.conclude(viewer, referral_id=referral_id, version=version))


@door.acts("/referrals/<uuid:referral_id>/submission", Referral, may=CHANGE, versioned=True)
def submit(viewer: Viewer, referral_id: UUID, version: int) -> Values:
    """Submit a draft, or a referral of which more was asked, to be screened."""
    return view_referral(viewer, referrals.submit(viewer, referral_id=referral_id, version=version))


@door.acts("/referrals/<uuid:referral_id>/screening", Referral, may=screenings.ACT, takes=Screening, versioned=True)
def screen(viewer: Viewer, referral_id: UUID, version: int, body: Values) -> Values:
    """Screen a submitted referral against the criteria in force: accept it, decline it, or ask for more."""
    return view_referral(viewer, screenings.screen(viewer, referral_id=referral_id, version=version, **body))


@door.reads("/referrals/<uuid:referral_id>/course", Course, may=timelines.ACT, audited=True)
def course(viewer: Viewer, referral_id: UUID) -> Values:
    """Read what happened to a referral, the latest first, and how it was screened."""
    moves = timelines.of_referral(viewer, referral_id=referral_id)
    decided = apart.of_referral(viewer, referral=referrals.get(viewer, referral_id=referral_id, act=timelines.ACT))
    return {"moves": moves, "apart": [_shown(one) for one in decided]}


@door.acts("/referrals/<uuid:referral_id>/apart", Referral, may=apart.ACT, takes=PlaceApart, versioned=True)
def place_apart(viewer: Viewer, referral_id: UUID, version: int, body: Values) -> Values:
    """Decide that some of a sibling group are placed apart; the answer is the referral in which they search now."""
    ref = body.pop("referral_ref", "")
    other = apart.place_apart(viewer, referral_id=referral_id, version=version, ref=ref, **body)
    return view_referral(viewer, other)


def _shown(one: apart.Apart) -> Values:
    decision = {"reason": one.decision.reason, "decided_at": one.decision.created_at}
    return {"other_id": one.other_id, "other_ref": one.other_ref, "near": one.near, **decision}
