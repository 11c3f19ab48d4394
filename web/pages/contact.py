"""Contact agreements: the versions, who agreed to each, and the next one."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium.planning import contact
from consortium.planning.shown import contact_of
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.plans import ContactForm
from web.planned import Row, head

pages = Blueprint("contact", __name__, url_prefix="/referrals/<uuid:referral_id>/contact")


@pages.get("/")
@may("plans.read", audited=True)
def index(referral_id: UUID) -> Answer:
    """The contact agreement, its latest version first."""
    return render_template("contact/index.html", found=contact_of(viewer(), referral_id=referral_id))


@pages.route("/change", methods=["GET", "POST"])
@may("plans.change", audited=True)
def change(referral_id: UUID) -> Answer:
    """Write the next version; nobody has agreed to it yet."""
    found = contact_of(viewer(), referral_id=referral_id, act="plans.change")
    last: Row = next(iter(found.get("contact", ())), {})
    form = ContactForm(data=last)
    form.remember(last.get("number", 0), {})
    if form.carry_out(contact.set_, viewer(), referral_id=referral_id, follows=form.seen(), values=form.facts()):
        return done(".index", "changed", referral_id=referral_id)
    return form.page("contact/change.html", found=found, changes=form.changes(last.get("number", 0), {}))


@pages.post("/<uuid:contact_plan_id>/agree")
@may("contact.agree")
def agree(referral_id: UUID, contact_plan_id: UUID) -> Answer:
    """Agree, for one's own side, to the latest version."""
    head(referral_id, "contact.agree")
    plan = contact.agree(viewer(), contact_plan_id=contact_plan_id)
    return done(".index", "agreed", referral_id=plan.referral_id)
