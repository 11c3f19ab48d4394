"""Run charts of the improvement aims, and the PDSA cycles that stand on them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium.course import cycles, targets
from consortium.pictures import run_charts
from web import aimed
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.cycles import CycleForm, told

pages = Blueprint("run_charts", __name__, url_prefix="/run-charts")


@pages.get("/")
@may("targets.read")
def index() -> Answer:
    """One aim of all authorities that one sees, or of the one that the address names."""
    aim = request.args.get("aim") or next(iter(targets.known()))
    found = run_charts.read(viewer(), aim=aim, authority_code=request.args.get("authority"))
    mine = {one.id for one in found.cycles if cycles.may_change(viewer(), cycle=one)}
    shown = {"known": targets.known(), "told": aimed, "drawing": aimed.drawing(found), "mine": mine}
    return render_template("run_charts/index.html", found=found, **shown)


@pages.route("/cycles/add", methods=["GET", "POST"])
@may("cycles.record")
def add() -> Answer:
    """Record what is tried."""
    form = _form(data={"aim": request.args.get("aim")})
    if made := form.carry_out(cycles.record, viewer(), **form.facts()):
        return done(".index", "recorded", aim=made.aim)
    return form.page("run_charts/cycle.html", cycle=None, changes=[])


@pages.route("/cycles/<uuid:cycle_id>", methods=["GET", "POST"])
@may("cycles.record")
def change(cycle_id: UUID) -> Answer:
    """Write a cycle on."""
    cycle = cycles.get(viewer(), cycle_id=cycle_id, changing=True)
    form = CycleForm(obj=cycle)
    del form.aim, form.consortium_code
    form.remember(cycle.version, told(cycle))
    known = {"cycle_id": cycle_id, "version": form.seen()}
    if form.carry_out(cycles.change, viewer(), **known, values=form.facts()):
        return done(".index", "changed", aim=cycle.aim)
    return form.page("run_charts/cycle.html", cycle=cycle, changes=form.changes(cycle.version, told(cycle)))


def _form(**given: Any) -> CycleForm:
    """The form of a new one; who can record for one owner alone is not asked whose it is."""
    form = CycleForm(**given)
    form.aim.offer({aim.code: aim.said for aim in targets.known().values()})
    owners = cycles.owners(viewer())
    form.consortium_code.offer(owners)
    if len(owners) < 2:
        del form.consortium_code
    return form
