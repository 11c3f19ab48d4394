"""Suggestions that people do not follow: set aside with a reason, and taken up again."""

from uuid import UUID

from flask import Blueprint

from matching.running import overruling, runs, suggestions
from web.auth import may, viewer
from web.forms import Answer, Form, done
from web.forms.links import OverrulingForm

pages = Blueprint("overruling", __name__, url_prefix="/runs")
BOTH = ["GET", "POST"]


@pages.route("/<uuid:run_id>/set-aside/<path:referral_ref>", methods=BOTH)
@may("suggestions.overrule")
def set_aside(run_id: UUID, referral_ref: str) -> Answer:
    """Set a suggestion aside, with a reason."""
    form, known = OverrulingForm(), suggestions.named(viewer(), run_id=run_id, referral_ref=referral_ref)
    if form.carry_out(overruling.set_aside, viewer(), suggestion_id=known.id, **form.facts()):
        return done("web.runs.suggestion", "set-aside", run_id=run_id, referral_ref=referral_ref)
    return form.page("runs/set_aside.html", suggestion=known, run=runs.get(viewer(), run_id=run_id))


@pages.route("/<uuid:run_id>/take-up/<path:referral_ref>", methods=BOTH)
@may("suggestions.overrule")
def take_back(run_id: UUID, referral_ref: str) -> Answer:
    """Let a suggestion that was set aside stand again."""
    form, known = Form(), suggestions.named(viewer(), run_id=run_id, referral_ref=referral_ref)
    shown = {"run": runs.get(viewer(), run_id=run_id), "found": overruling.in_force(viewer(), suggestion_id=known.id)}
    if form.carry_out(overruling.take_back, viewer(), suggestion_id=known.id):
        return done("web.runs.suggestion", "taken-back", run_id=run_id, referral_ref=referral_ref)
    return form.page("runs/take_up.html", suggestion=known, **shown)
