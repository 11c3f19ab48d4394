"""The Gantt chart of a case: both plans with their tranches of work, due and actual, and the clock beneath them."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium.pictures import gantt
from web import gantts
from web.auth import may, viewer
from web.forms import Answer

pages = Blueprint("gantt", __name__, url_prefix="/referrals/<uuid:referral_id>/gantt")


@pages.get("/")
@may("plans.read", audited=True)
def one(referral_id: UUID) -> Answer:
    """Both plans of a case over time."""
    found = gantt.of_case(viewer(), referral_id=referral_id)
    said = {"finding": gantts.finding(found), "states": gantts.STATES}
    return render_template("gantt/one.html", chart=found, case=found.found, drawing=gantts.drawing(found), **said)
