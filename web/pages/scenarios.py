"""Scenarios: what is supposed of a run, listed, supposed, held beside it, and deleted. No page of them acts."""

from uuid import UUID

from flask import Blueprint, render_template

from matching.running import runs
from matching.scenarios import scenarios, telling
from matching.supposing.telling import counted
from web.auth import may, viewer
from web.bench import Bench, like
from web.forms import Answer, Form, done
from web.opened_runs import names, naming
from web.paging import everything

TAGS = {
    "gains": ("good", "Gains one"),
    "loses": ("bad", "Loses it"),
    "moves": ("accent", "Another"),
    "new": ("accent", "Supposed"),
    "gone": ("", "Gone", "none"),
}


def signed(more: int) -> str:
    """So many more or fewer."""
    return f"+{more}" if more > 0 else f"−{-more}" if more < 0 else "0"


WORDS = {"tags": TAGS, "signed": signed, "counted": counted}
pages = Blueprint("scenarios", __name__, url_prefix="/runs/<uuid:run_id>/scenarios")


@pages.get("/")
@may("scenarios.read")
def index(run_id: UUID) -> Answer:
    """What was supposed of a run, the latest first."""
    found = everything(scenarios.visible(viewer(), run_id=run_id))
    return render_template("scenarios/index.html", run=runs.get(viewer(), run_id=run_id), found=found)


@pages.route("/suppose", methods=["GET", "POST"])
@may("scenarios.make", audited=True)
def suppose(run_id: UUID) -> Answer:
    """Suppose changes one after the other, see them in words, and solve the run with them."""
    bench = Bench(runs.get(viewer(), run_id=run_id))
    bench.start_like(like())
    if kept := bench.carry_out():
        return done(".one", "supposed", run_id=run_id, scenario_id=kept.id)
    return bench.page("scenarios/suppose.html")


@pages.get("/<uuid:scenario_id>")
@may("scenarios.read", audited=True)
def one(run_id: UUID, scenario_id: UUID) -> Answer:
    """One scenario beside its run."""
    found = telling.told(viewer(), run_id=run_id, scenario_id=scenario_id)
    return render_template(
        "scenarios/one.html", run=found.run, found=found, beside=found.beside, named=naming(names()), **WORDS
    )


@pages.route("/<uuid:scenario_id>/delete", methods=["GET", "POST"])
@may("scenarios.delete")
def delete(run_id: UUID, scenario_id: UUID) -> Answer:
    """Delete a scenario, once that is confirmed."""
    form, known = Form(), {"run_id": run_id, "scenario_id": scenario_id}
    if form.carry_out(scenarios.delete, viewer(), **known):
        return done(".index", "deleted", run_id=run_id)
    shown = {"scenario": scenarios.get(viewer(), **known), "run": runs.get(viewer(), run_id=run_id)}
    return form.page("scenarios/delete.html", **shown)
