"""Match runs: started for a day, watched, opened from the answer to the proof, each suggestion to its reasons."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template

from consortium import carers, consortia, referrals
from consortium.floor import clock
from matching.rules import BARS
from matching.running import overruling, runs, starting, suggestions
from matching.tasks import records
from matching.terms import policies
from web import evidence, outcomes
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.links import AcceptanceForm
from web.forms.runs import RunForm
from web.opened_runs import names, read
from web.pages.policies import over
from web.paging import everything, page
from web.pictures import merits
from web.run_states import STATES, will_happen

pages = Blueprint("runs", __name__, url_prefix="/runs")


@pages.get("/")
@may("runs.read")
def index() -> Answer:
    """The runs one may see, the latest first, and what the latest found."""
    found = page(runs.visible(viewer()))
    latest = runs.latest(viewer())
    return render_template(
        "runs/index.html", found=found, states=STATES, latest=latest, outcome=latest and read(latest)
    )


@pages.route("/start", methods=["GET", "POST"])
@may("runs.start")
def start() -> Answer:
    """Say what a run will do, and do it."""
    form = RunForm(as_of=clock.today())
    form.offer({str(one.id): one.name for one in over("runs.start")}, policies.in_force(viewer()))
    if run := form.carry_out(starting.start, viewer(), **form.facts()):
        return done(".one", run_id=run.id)
    return form.page("runs/start.html", will_happen=_will_happen())


@pages.get("/<uuid:run_id>")
@may("runs.read")
def one(run_id: UUID) -> Answer:
    """One run: what it found once it is done, until then how far it is."""
    run = runs.get(viewer(), run_id=run_id)
    if run.document is None:
        task = records.of_run(viewer(), run_id=run_id)
        at = task and records.progress(task)
        return render_template("runs/watch.html", run=run, state=STATES[run.status], task=task, at=at)
    shown: dict[str, Any] = {"before": runs.before(run)}
    shown |= {"merit_bar": merits.bar, "merit_key": merits.key, "sentences": outcomes.SENTENCES, "impossible": BARS}
    return render_template("runs/one.html", run=run, outcome=read(run), names=names(), **shown)


@pages.get("/<uuid:run_id>/suggestions/<path:referral_ref>")
@may("suggestions.read", audited=True)
def suggestion(run_id: UUID, referral_ref: str) -> Answer:
    """One suggestion opened to its reasons."""
    run = runs.get(viewer(), run_id=run_id)
    outcome = read(run)
    pair = outcome.pair(referral_ref)
    refs = {"referral_ref": pair.referral_ref, "household_ref": pair.household_ref}
    facts = evidence.compared(outcome, **refs, is_protected=pair.is_protected)
    found: dict[str, Any] = {"run": run, "outcome": outcome, "pair": pair, "facts": facts}
    found["row"] = suggestions.opened(viewer(), run_id=run_id, referral_ref=referral_ref)
    found["overruled"] = overruling.in_force(viewer(), suggestion_id=found["row"].id)
    found["can_stand_again"] = overruling.can_be_taken_back(found["overruled"])
    return render_template("runs/suggestion.html", merit_bar=merits.bar, sentences=outcomes.SENTENCES, **found)


@pages.route("/<uuid:run_id>/propose/<path:referral_ref>", methods=["GET", "POST"])
@may("suggestions.accept")
def propose(run_id: UUID, referral_ref: str) -> Answer:
    """Propose a suggested pair to both sides."""
    form, known = AcceptanceForm(), suggestions.named(viewer(), run_id=run_id, referral_ref=referral_ref)
    if link := form.carry_out(overruling.accept, viewer(), suggestion_id=known.id, **form.facts()):
        return done("web.links.one", "proposed", link_id=link.id)
    return form.page("runs/propose.html", suggestion=known, run=runs.get(viewer(), run_id=run_id))


@pages.get("/<uuid:run_id>/result.json")
@may("runs.read")
def result(run_id: UUID) -> Response:
    """The exact bytes of the result, but for protected journeys."""
    run = runs.get(viewer(), run_id=run_id)
    held = {"Content-Disposition": f'attachment; filename="run-{run.number}.json"'}
    return Response(runs.result(viewer(), run_id=run_id), mimetype="application/json", headers=held)


def _will_happen() -> str:
    looked = viewer()
    waiting = everything(referrals.awaiting(looked))
    homes, over = everything(carers.visible(looked)), everything(consortia.visible(looked))
    return will_happen(referrals=len(waiting), households=len(homes), consortia=[one.name for one in over])
