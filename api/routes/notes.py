"""The routes of notes on cases."""

from typing import Any
from uuid import UUID

from api.operations import Door, Values
from api.schemas.notes import CaseNote, CaseNotes, LinkNote, LinkNotes
from consortium import noted, notes
from consortium.access import Viewer
from consortium.rights.shares import Entity

door = Door("notes")
REFERRAL = "/referrals/<uuid:referral_id>/notes"
HOUSEHOLD = "/carers/<uuid:household_id>/notes"
LINK = "/links/<uuid:link_id>/notes"


@door.reads(REFERRAL, CaseNotes, may=notes.READ, audited=True)
def of_referral(viewer: Viewer, referral_id: UUID) -> Values:
    """Read the notes that your organisation keeps on a referral."""
    return _read(viewer, entity="referrals", record_id=referral_id)


@door.acts(REFERRAL, CaseNote, may=notes.WRITE, takes=CaseNote)
def on_referral(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Write a note that your organisation keeps on a referral."""
    return _written(viewer, body, entity="referrals", record_id=referral_id)


@door.reads(HOUSEHOLD, CaseNotes, may=notes.READ, audited=True)
def of_household(viewer: Viewer, household_id: UUID) -> Values:
    """Read the notes that your organisation keeps on a household."""
    return _read(viewer, entity="households", record_id=household_id)


@door.acts(HOUSEHOLD, CaseNote, may=notes.WRITE, takes=CaseNote)
def on_household(viewer: Viewer, household_id: UUID, body: Values) -> Values:
    """Write a note that your organisation keeps on a household."""
    return _written(viewer, body, entity="households", record_id=household_id)


@door.reads(LINK, LinkNotes, may=notes.READ, audited=True)
def of_link(viewer: Viewer, link_id: UUID) -> Values:
    """Read the notes on a link: your organisation's, and those that both sides read."""
    return {"notes": noted.told(viewer, case=notes.case_of(viewer, link_id=link_id))}


@door.acts(LINK, LinkNote, may=notes.WRITE, takes=LinkNote)
def on_link(viewer: Viewer, link_id: UUID, body: Values) -> Values:
    """Write a note on a link, for your own organisation or for both sides."""
    case = notes.case_of(viewer, act=notes.WRITE, link_id=link_id)
    return noted.fresh(viewer, note=notes.write(viewer, case=case, **_said(body)))


def _read(viewer: Viewer, *, entity: Entity, record_id: UUID) -> Values:
    return {"notes": noted.told(viewer, case=notes.case_of(viewer, entity=entity, record_id=record_id))}


def _written(viewer: Viewer, body: Values, *, entity: Entity, record_id: UUID) -> Values:
    case = notes.case_of(viewer, act=notes.WRITE, entity=entity, record_id=record_id)
    return noted.fresh(viewer, note=notes.write(viewer, case=case, **_said(body)))


def _said(body: Values) -> dict[str, Any]:
    paper = body.pop("paper", None) or {}
    return {**body, "paper": tuple(paper.get(name) or "" for name in ("title", "held_at", "reference"))}
