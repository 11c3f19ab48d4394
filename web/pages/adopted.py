"""Adopted people: a new identity kept apart, and the one way to the birth record."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium import adopted, referrals
from web.auth import may, viewer
from web.forms import Answer, Form, done
from web.forms.retention import ReasonForm, SeparationForm
from web.paging import page

pages = Blueprint("adopted", __name__, url_prefix="/adopted-people")


@pages.get("/")
@may("identities.trace")
def index() -> Answer:
    """The adopted people of one's own authority, without names."""
    return render_template("adopted/index.html", found=page(adopted.visible(viewer())))


@pages.get("/<uuid:adopted_id>")
@may("identities.trace", audited=True)
def one(adopted_id: UUID) -> Answer:
    """One adopted person under the new name, and who followed the way from there."""
    person = adopted.get(viewer(), adopted_id=adopted_id)
    return render_template("adopted/one.html", person=person, told=adopted.tracings(viewer(), adopted_id=adopted_id))


@pages.route("/separate/<uuid:child_id>", methods=["GET", "POST"])
@may("identities.separate")
def separate(child_id: UUID) -> Answer:
    """Keep a child's new identity apart from the birth record."""
    child = referrals.get_child(viewer(), child_id=child_id, act="identities.separate")
    form: Form = SeparationForm()
    if made := form.carry_out(adopted.separate, viewer(), child_id=child_id, **form.facts()):
        return done(".one", "separated", adopted_id=made.id)
    return form.page("adopted/separate.html", child=child)


@pages.route("/<uuid:adopted_id>/trace", methods=["GET", "POST"])
@may("identities.trace", audited=True)
def trace(adopted_id: UUID) -> Answer:
    """Follow the way to the birth record, with a reason."""
    form: Form = ReasonForm()
    if told := form.carry_out(adopted.trace, viewer(), adopted_id=adopted_id, **form.facts()):
        return render_template("adopted/traced.html", **told)
    return form.page("adopted/trace.html", person=adopted.get(viewer(), adopted_id=adopted_id))
