"""The routes of referrals and of what happens to their children."""

from functools import partial
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.referrals import Birth, Child, Loss, Referral, ReferralSearch, Twins
from consortium import amending, referrals
from consortium.access import Viewer
from consortium.disclosure import referral_summaries, view_referral

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
    """Refer a child, or siblings to be placed together."""
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


@door.acts("/referrals/<uuid:referral_id>/resumption", Referral, may=CHANGE, versioned=True)
def resume(viewer: Viewer, referral_id: UUID, version: int) -> Values:
    """Record that the authority seeks a placement again."""
    return view_referral(viewer, referrals.resume(viewer, referral_id=referral_id, version=version))


@door.acts("/referrals/<uuid:referral_id>/conclusion", Referral, may=CHANGE, versioned=True)
def conclude(viewer: Viewer, referral_id: UUID, version: int) -> Values:
    """Record that the search has ended."""
    return view_referral(viewer, referrals.conclude(viewer, referral_id=referral_id, version=version))
