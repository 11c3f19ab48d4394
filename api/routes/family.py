"""The routes of Family and Social Work Agreements, and of what the parents have taken on."""

from uuid import UUID

from api.operations import Door, Values
from api.schemas.family import Family, FamilyAgreement, FamilyTask, NewFamilyAgreement, NewTask
from consortium.access import Viewer
from consortium.planning import family
from consortium.planning.shown import family_of

OF_CASE, ONE = "/referrals/<uuid:referral_id>/family-agreements", "/family-agreements/<uuid:family_agreement_id>"
CHANGE = "plans.change"
door = Door("family")


@door.reads(OF_CASE, Family, may="plans.read", audited=True)
def read(viewer: Viewer, referral_id: UUID) -> Values:
    """Read the agreements of a case, as far as its stage shows them to you."""
    return family_of(viewer, referral_id=referral_id)


@door.acts(OF_CASE, Family, may=CHANGE, takes=NewFamilyAgreement)
def make(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Record what the authority and the parents agree."""
    family.make(viewer, referral_id=referral_id, **body)
    return family_of(viewer, referral_id=referral_id, act=CHANGE)


@door.changes(ONE, FamilyAgreement, may=CHANGE, gives=Family)
def change(viewer: Viewer, family_agreement_id: UUID, version: int, body: Values) -> Values:
    """Change an agreement in force, or record that it has ended; If-Match is its own version."""
    one = family.change(viewer, family_agreement_id=family_agreement_id, version=version, values=body)
    return family_of(viewer, referral_id=one.referral_id, act=CHANGE)


@door.acts(f"{ONE}/tasks", Family, may=CHANGE, takes=NewTask)
def add_task(viewer: Viewer, family_agreement_id: UUID, body: Values) -> Values:
    """Record what a parent takes on, and by when."""
    one = family.add_task(viewer, family_agreement_id=family_agreement_id, **body)
    return family_of(viewer, referral_id=one.referral_id, act=CHANGE)


@door.changes("/family-tasks/<uuid:family_task_id>", FamilyTask, may=CHANGE, gives=Family)
def change_task(viewer: Viewer, family_task_id: UUID, version: int, body: Values) -> Values:
    """Change what a parent has taken on, or record the day it was done; If-Match is its own version."""
    one = family.change_task(viewer, family_task_id=family_task_id, version=version, values=body)
    return family_of(viewer, referral_id=one.referral_id, act=CHANGE)
