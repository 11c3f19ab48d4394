"""The routes of retention: what is due, legal holds, and disposals that two people carry out."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.retention import Disposal, DisposalSearch, DueList, Erasure, Hold, Kept, RetentionTerms
from consortium import consortia
from consortium.access import Viewer
from consortium.retention import disposals, erasure, holds, looks, records, terms
from consortium.retention.due import Standing

HOLD = ("id", "entity", "record_id", "ref", "reason", "placed_by", "created_at", "lifted_by", "lifted_at")
DISPOSAL = (
    "id", "entity", "record_id", "ref", "ground", "reason", "status", "proposed_by", "ended_by", "ended_at", "version",
    "created_at",
)  # fmt: skip
ERASURE = ("id", "entity", "record_id", "ref", "erased_on")
door = Door("retention")


@door.reads("/retention/due", DueList, may="retention.read", audited=True)
def index(viewer: Viewer) -> Values:
    """List the records of your organisation that are past their class, those longest past first."""
    return {"items": [_standing(one) for one in looks.listed(viewer)]}


@door.reads("/referrals/<uuid:referral_id>/retention", Kept, may="retention.read", audited=True)
def referral(viewer: Viewer, referral_id: UUID) -> Values:
    """Say how long a referral of your own is kept, why, and what holds it."""
    return _standing(looks.standing(viewer, entity="referrals", record_id=referral_id))


@door.reads("/carers/<uuid:household_id>/retention", Kept, may="retention.read", audited=True)
def household(viewer: Viewer, household_id: UUID) -> Values:
    """Say how long a household of your own is kept, why, and what holds it."""
    return _standing(looks.standing(viewer, entity="households", record_id=household_id))


@door.lists("/holds", Hold, may="retention.read", audited=True)
def holds_in_force(viewer: Viewer, query: Values) -> Listing:
    """List the legal holds in force on your organisation's records, the latest first."""
    return Listing(holds.visible(viewer), by="created_at", shown=partial(_held_seen, viewer), newest_first=True)


@door.reads("/holds/<uuid:hold_id>", Hold, may="retention.read", audited=True)
def hold(viewer: Viewer, hold_id: UUID) -> Values:
    """Read one legal hold, in force or lifted."""
    return _told(HOLD, looks.hold(viewer, hold_id=hold_id))


@door.creates("/holds", Hold, may="retention.hold")
def place_hold(viewer: Viewer, body: Values) -> Values:
    """Place a legal hold on a record of your organisation."""
    return _told(HOLD, holds.place(viewer, **body))


@door.acts("/holds/<uuid:hold_id>/lifting", Hold, may="retention.hold")
def lift_hold(viewer: Viewer, hold_id: UUID) -> Values:
    """Lift a legal hold."""
    return _told(HOLD, holds.lift(viewer, hold_id=hold_id))


@door.lists("/disposals", Disposal, may="retention.read", asks=DisposalSearch, audited=True)
def disposals_index(viewer: Viewer, query: Values) -> Listing:
    """List the disposals of your organisation, the latest first."""
    live = {"yes": True, "no": False}.get(query.get("live", ""))
    return Listing(
        disposals.visible(viewer, live=live), by="created_at", shown=partial(_disposed, viewer), newest_first=True
    )


@door.reads("/disposals/<uuid:disposal_id>", Disposal, may="retention.read", audited=True)
def disposal(viewer: Viewer, disposal_id: UUID) -> Values:
    """Read one disposal: how far it has come."""
    return _told(DISPOSAL, looks.disposal(viewer, disposal_id=disposal_id))


@door.creates("/disposals", Disposal, may="retention.dispose")
def propose(viewer: Viewer, body: Values) -> Values:
    """Propose to erase a record: because its class is over, or because the person asked for it."""
    return _told(DISPOSAL, disposals.propose(viewer, **body))


@door.acts("/disposals/<uuid:disposal_id>/confirmation", Disposal, may="retention.dispose", versioned=True)
def confirm(viewer: Viewer, disposal_id: UUID, version: int) -> Values:
    """Confirm, as the second person, a disposal: the record is erased for good."""
    return _told(DISPOSAL, disposals.confirm(viewer, disposal_id=disposal_id, version=version))


@door.acts("/disposals/<uuid:disposal_id>/refusal", Disposal, may="retention.dispose", versioned=True)
def decline(viewer: Viewer, disposal_id: UUID, version: int) -> Values:
    """Decline a disposal, or take one back: the record stays."""
    return _told(DISPOSAL, disposals.decline(viewer, disposal_id=disposal_id, version=version))


@door.lists("/erasures", Erasure, may="retention.read")
def erasures(viewer: Viewer, query: Values) -> Listing:
    """List what was erased of your organisation, by ids that mean nothing."""
    return Listing(erasure.visible(viewer), by="created_at", shown=_erased, newest_first=True)


@door.reads("/consortia/<uuid:consortium_id>/retention-terms", RetentionTerms, may="consortia.read")
def read_terms(viewer: Viewer, consortium_id: UUID) -> Values:
    """Say how long the consortium keeps a referral that was never placed."""
    return _terms(consortia.get(viewer, consortium_id=consortium_id))


@door.changes("/consortia/<uuid:consortium_id>/retention-terms", RetentionTerms, may="retention.set_terms")
def set_terms(viewer: Viewer, consortium_id: UUID, version: int, body: Values) -> Values:
    """Set how long the consortium keeps a referral that was never placed."""
    return _terms(terms.set_months(viewer, consortium_id=consortium_id, version=version, **body))


def _standing(one: Standing) -> Values:
    named = {"entity": records.entity_of(one.case), "record_id": one.case.id, "ref": one.case.ref}
    kept = {"retention_class": one.kept.kind, "kept_until": one.kept.until, "sentence": one.kept.sentence}
    return named | kept | {"is_due": one.is_due, "holds": list(_held(one.holds))}


def _terms(consortium: consortia.Consortium) -> Values:
    return {"never_placed_months": consortium.never_placed_months, "version": consortium.version}


def _told(names: Sequence[str], row: Any) -> Values:
    return {name: getattr(row, name) for name in names}


def _held(found: Sequence[holds.Hold]) -> Iterator[Values]:
    return (_told(HOLD, one) for one in found)


def _held_seen(viewer: Viewer, found: Sequence[holds.Hold]) -> Iterator[Values]:
    return _held(looks.reasons(viewer, found=found))


def _disposed(viewer: Viewer, found: Sequence[disposals.Disposal]) -> Iterator[Values]:
    return (_told(DISPOSAL, one) for one in looks.reasons(viewer, found=found))


def _erased(found: Sequence[erasure.Erasure]) -> Iterator[Values]:
    return (_told(ERASURE, one) for one in found)
