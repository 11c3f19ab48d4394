"""What would help a run: the changes that would bring a child a suggestion, and the questions to ask first."""

from uuid import UUID

from flask import Blueprint, render_template, request

from matching.running import missing_facts, remedying, runs
from web import helped
from web.auth import may, viewer
from web.forms import Answer
from web.opened_runs import names

pages = Blueprint("remedies", __name__, url_prefix="/runs")


@pages.get("/<uuid:run_id>/remedies/<path:referral_ref>")
@may("suggestions.read", audited=True)
def of_referral(run_id: UUID, referral_ref: str) -> Answer:
    """What would bring a referral that a run left without a suggestion one."""
    run = runs.get(viewer(), run_id=run_id)
    found = remedying.of_referral(viewer(), run_id=run_id, referral_ref=referral_ref)
    return render_template("runs/remedies.html", run=run, found=found, told=helped.helped)


@pages.get("/<uuid:run_id>/questions")
@may("suggestions.read", audited=True)
def unanswered(run_id: UUID) -> Answer:
    """The questions to ask first: of every agency and authority, or of the one that the address names."""
    run, asked = runs.get(viewer(), run_id=run_id), request.args.get("asked") or None
    found = missing_facts.of_run(viewer(), run_id=run_id, asked=asked)
    return render_template("runs/unanswered.html", run=run, found=found, asked=asked, told=helped.asked, names=names())
