"""Subject access: a pack for a child or household, made by a press of a button and given as a file."""

from uuid import UUID

from flask import Blueprint, Response

from consortium import carers, referrals
from consortium.floor.errors import NotFound
from consortium.subject_access import packs
from consortium.subject_access.packs import Form as PackForm
from consortium.subject_access.packs import Pack
from web.auth import may, viewer
from web.forms import Answer
from web.forms.retention import PackingForm

pages = Blueprint("subject_access", __name__)
MAY = packs.ACT


@pages.route("/referrals/<uuid:referral_id>/children/<uuid:child_id>/subject-access", methods=["GET", "POST"])
@may(MAY)
def child(referral_id: UUID, child_id: UUID) -> Answer:
    """Make the pack of a child of one's own authority."""
    form, known = PackingForm(), referrals.get_child(viewer(), child_id=child_id, act=MAY)
    if known.referral_id != referral_id:
        raise NotFound
    if form.is_sent():
        return _sent(packs.of_child(viewer(), child_id=child_id, form=PackForm(form.form.data)))
    back = {"entity": "referrals", "record_id": referral_id}
    return form.page("subject_access/make.html", ref=known.ref, who="child", back=back)


@pages.route("/households/<uuid:household_id>/subject-access", methods=["GET", "POST"])
@may(MAY)
def household(household_id: UUID) -> Answer:
    """Make the pack of a household of one's own agency."""
    form, known = PackingForm(), carers.get(viewer(), household_id=household_id, act=MAY)
    if form.is_sent():
        return _sent(packs.of_household(viewer(), household_id=household_id, form=PackForm(form.form.data)))
    back = {"entity": "households", "record_id": household_id}
    return form.page("subject_access/make.html", ref=known.ref, who="household", back=back)


def _sent(pack: Pack) -> Response:
    response = Response(pack.content, mimetype=pack.media)
    response.headers.set("Content-Disposition", "attachment", filename=pack.name)
    response.headers["Cache-Control"] = "no-store"
    return response
