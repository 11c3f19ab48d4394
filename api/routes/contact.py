"""The routes of contact plans, and of the agreement to a version of one."""

from uuid import UUID

from api.operations import Door, Values
from api.schemas.contact import Contact, NewContactPlan
from consortium.access import Viewer
from consortium.planning import contact
from consortium.planning.shown import contact_of

PLANS = "/referrals/<uuid:referral_id>/contact-plans"
door = Door("contact")


@door.reads(PLANS, Contact, may="plans.read", audited=True)
def read(viewer: Viewer, referral_id: UUID) -> Values:
    """Read the versions of a case's contact plan, and who agreed to each."""
    return contact_of(viewer, referral_id=referral_id)


@door.acts(PLANS, Contact, may="plans.change", takes=NewContactPlan)
def change(viewer: Viewer, referral_id: UUID, body: Values) -> Values:
    """Write the next version; nobody has agreed to it yet."""
    contact.set_(viewer, referral_id=referral_id, follows=body.pop("follows"), values=body)
    return contact_of(viewer, referral_id=referral_id, act="plans.change")


@door.acts("/contact-plans/<uuid:contact_plan_id>/agreement", Contact, may="contact.agree")
def agree(viewer: Viewer, contact_plan_id: UUID) -> Values:
    """Agree, for your side, to the latest version."""
    plan = contact.agree(viewer, contact_plan_id=contact_plan_id)
    return contact_of(viewer, referral_id=plan.referral_id, act="contact.agree")
