"""What a finished run answers: a referral's households, a household's referrals, one pair, and why children wait."""

from uuid import UUID

from flask import Blueprint, render_template, request

from matching.reasons.explanation import SENTENCES
from matching.running import questions, runs, since, trying
from web import answered, evidence, outcomes
from web.auth import may, viewer
from web.forms import Answer
from web.forms.trying import CAPS, TrialForm
from web.opened_runs import names, read
from web.pictures import bottleneck

pages = Blueprint("questions", __name__, url_prefix="/runs")


@pages.get("/<uuid:run_id>/referrals/<path:referral_ref>")
@may("suggestions.read")
def referral(run_id: UUID, referral_ref: str) -> Answer:
    """One referral with every household of a run."""
    return _one_side(run_id, other="household", referral_ref=referral_ref)


@pages.get("/<uuid:run_id>/households/<path:household_ref>")
@may("suggestions.read")
def household(run_id: UUID, household_ref: str) -> Answer:
    """One household with every referral of a run."""
    return _one_side(run_id, other="referral", household_ref=household_ref)


@pages.get("/<uuid:run_id>/compare")
@may("suggestions.read", audited=True)
def compare(run_id: UUID) -> Answer:
    """One pair: why it was not suggested, and both sides fact by fact."""
    run, refs = runs.get(viewer(), run_id=run_id), {name: request.args.get(name, "") for name in answered.PAIR}
    found, outcome = questions.of_pair(viewer(), run_id=run_id, **refs), read(run)
    facts = evidence.compared(outcome, **refs, is_protected=found.is_protected)
    shown = {"answer": found.answer, "smallest": found.smallest, "facts": facts, "sentences": SENTENCES}
    return render_template("runs/compare.html", run=run, outcome=outcome, names=names(), **shown)


@pages.get("/<uuid:run_id>/changes")
@may("suggestions.read", audited=True)
def changes(run_id: UUID) -> Answer:
    """What a run suggests otherwise than the run before, and why."""
    run, found = runs.get(viewer(), run_id=run_id), since.since(viewer(), run_id=run_id)
    return render_template("runs/changes.html", run=run, found=found)


@pages.route("/<uuid:run_id>/trial", methods=["GET", "POST"])
@may("policies.read")
def try_out(run_id: UUID) -> Answer:
    """Try other terms of the policy on a run; nothing is kept."""
    run = runs.get(viewer(), run_id=run_id)
    own = read(run).policy
    form = TrialForm(data={name: own[name] for name in CAPS} | own["merits"])
    tried = form.carry_out(trying.with_policy, viewer(), run_id=run_id, terms=form.terms() if form.is_sent() else {})
    return form.page("runs/trial.html", run=run, tried=tried, sentences=outcomes.SENTENCES)


@pages.get("/<uuid:run_id>/bottlenecks")
@may("suggestions.read")
def bottlenecks(run_id: UUID) -> Answer:
    """Why children stay without a suggestion: referrals that share too few households."""
    run = runs.get(viewer(), run_id=run_id)
    found = questions.shared_by_too_many(viewer(), run_id=run_id)
    drawn = [bottleneck.draw(one, name=f"shared-{place}") for place, one in enumerate(found)]
    shown = {
        "found": list(zip(found, drawn, map(answered.by_referral, found), strict=True)),
        "told": answered.shared,
        "sentences": SENTENCES,
    }
    return render_template("runs/bottlenecks.html", run=run, **shown)


def _one_side(run_id: UUID, *, other: str, **asked: str) -> Answer:
    """One referral, or household, with every one of the `other` side, and whose each of those is."""
    run, (ref,) = runs.get(viewer(), run_id=run_id), asked.values()
    found = questions.of_one(viewer(), run_id=run_id, **asked)
    outcome, known = read(run), names()
    codes = {one["ref"]: one["agency"] for one in outcome.households.values()}
    if other == "referral":
        codes = {one["ref"]: one["authority"] for one in outcome.referrals.values()}
    owners = {other_ref: known.get(code, code) for other_ref, code in codes.items()}
    lost = questions.without(viewer(), run_id=run_id, household_ref=ref) if other == "referral" else None
    shown = {"lost": lost, "told": answered.told(found, by=f"{other}_ref"), "other": other, "owners": owners}
    return render_template("runs/one_side.html", run=run, ref=ref, sentences=SENTENCES, **shown)
