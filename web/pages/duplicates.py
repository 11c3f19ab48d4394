"""Duplicates: records that look like one and the same, merged or told apart by a person."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium.merging import duplicates
from consortium.rights.shares import Entity
from web.auth import may, viewer
from web.forms import Answer, Form, done
from web.forms.duplicates import DuplicateForm

pages = Blueprint("duplicates", __name__, url_prefix="/duplicates")


@pages.get("/")
@may(duplicates.READ)
def index() -> Answer:
    """The records that look alike and wait for a decision."""
    return render_template("duplicates/index.html", found=duplicates.listed(viewer()))


@pages.route("/<any(referrals, households):entity>/<uuid:record_id>/<uuid:other_id>", methods=["GET", "POST"])
@may(duplicates.MERGE)
def decide(entity: Entity, record_id: UUID, other_id: UUID) -> Answer:
    """Merge two records, or record that they are two."""
    kept, lost = (duplicates.case(viewer(), entity=entity, record_id=key) for key in (record_id, other_id))
    form: Form = DuplicateForm()
    said = {"entity": entity, "reason": form["reason"].data or ""}
    if form["decision"].data == "merge":
        if form.carry_out(duplicates.merge, viewer(), kept_id=record_id, lost_id=other_id, **said):
            return done(".index", "merged")
    elif form.carry_out(duplicates.tell_apart, viewer(), first_id=record_id, second_id=other_id, **said):
        return done(".index", "different")
    return form.page("duplicates/decide.html", entity=entity, kept=kept, lost=lost)
