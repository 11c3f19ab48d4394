"""The trail: for auditors without identities, and for a record's own organisation, who has looked at it."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium import carers, referrals
from consortium.trail import reading
from web.auth import may, viewer
from web.forms import Answer
from web.paging import page

pages = Blueprint("trail", __name__)


@pages.get("/audit-trail/")
@may("trail.read")
def index() -> Answer:
    """What was written and read in the consortium, the latest first, by ids alone."""
    return render_template("trail/index.html", found=page(reading.visible(viewer())))


@pages.get("/referrals/<uuid:referral_id>/looks")
@may("trail.of_record")
def referral(referral_id: UUID) -> Answer:
    """Who has looked at a referral of one's own authority."""
    referral = referrals.get(viewer(), referral_id=referral_id, act="trail.of_record")
    found = page(reading.looks(viewer(), entity="referrals", entity_id=referral.id))
    told = reading.told(viewer(), found=found.items)
    back = ("web.referrals.one", {"referral_id": referral.id})
    return render_template("trail/looks.html", ref=referral.ref, found=found, told=told, back=back)


@pages.get("/households/<uuid:household_id>/looks")
@may("trail.of_record")
def household(household_id: UUID) -> Answer:
    """Who has looked at a household of one's own agency."""
    household = carers.get(viewer(), household_id=household_id, act="trail.of_record")
    found = page(reading.looks(viewer(), entity="households", entity_id=household.id))
    told = reading.told(viewer(), found=found.items)
    back = ("web.households.one", {"household_id": household.id})
    return render_template("trail/looks.html", ref=household.ref, found=found, told=told, back=back)
