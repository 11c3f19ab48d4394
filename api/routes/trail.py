"""The routes of the audit trail: for auditors by ids alone, and for a record's own organisation with names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.shapes import Paging
from api.schemas.trail import AuditEvent, Look
from consortium import carers, referrals
from consortium.access import Viewer
from consortium.trail import events, reading

SHOWN = (
    "seq", "at", "actor_kind", "actor_id", "member_id", "capability", "action", "entity", "entity_id", "stage",
)  # fmt: skip
door = Door("trail")


@door.lists("/audit-events", AuditEvent, may="trail.read", asks=Paging)
def index(viewer: Viewer, query: Values) -> Listing:
    """List what was written and read in your consortium, the latest first, by ids alone."""
    return Listing(reading.visible(viewer), by="seq", shown=_shown, newest_first=True)


@door.lists("/referrals/<uuid:referral_id>/looks", Look, may="trail.of_record", asks=Paging)
def referral(viewer: Viewer, referral_id: UUID, query: Values) -> Listing:
    """List who has looked at a referral of your own authority, the latest first."""
    referral = referrals.get(viewer, referral_id=referral_id, act="trail.of_record")
    return _looks(viewer, entity="referrals", entity_id=referral.id)


@door.lists("/carers/<uuid:household_id>/looks", Look, may="trail.of_record", asks=Paging)
def household(viewer: Viewer, household_id: UUID, query: Values) -> Listing:
    """List who has looked at a household of your own agency, the latest first."""
    household = carers.get(viewer, household_id=household_id, act="trail.of_record")
    return _looks(viewer, entity="households", entity_id=household.id)


def _looks(viewer: Viewer, **record: Any) -> Listing:
    """By the instant, and not by the trail's own number: its gaps would tell how much others do."""

    def shown(found: Sequence[events.AuditEvent]) -> Sequence[Mapping[str, Any]]:
        return reading.told(viewer, found=found)

    return Listing(reading.looks(viewer, **record), by="at", shown=shown, newest_first=True, parts="hash")


def _shown(found: Sequence[events.AuditEvent]) -> Iterator[Mapping[str, Any]]:
    for event in found:
        yield {name: getattr(event, name) for name in SHOWN} | {"fields_": event.fields.split()}
