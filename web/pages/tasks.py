"""What a run is asked that takes long: the questions, how far each is, its answer, and the buttons that end one."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for

from matching.running import runs
from matching.tasks import answers, asking, records
from matching.tasks.kinds import TaskKind
from web import long_answers
from web.auth import may, viewer
from web.forms import Answer, Form, done
from web.forms.tasks import FORMS
from web.paging import page

pages = Blueprint("tasks", __name__, url_prefix="/runs")
BOTH = ["GET", "POST"]


@pages.get("/<uuid:run_id>/tasks")
@may("runs.read")
def index(run_id: UUID) -> Answer:
    """What was asked of a run, the latest first, and what may be asked."""
    run = runs.get(viewer(), run_id=run_id)
    found = page(records.visible(viewer(), run_id=run_id))
    return render_template("tasks/index.html", run=run, found=found, forms=FORMS, told=long_answers)


@pages.route("/<uuid:run_id>/ask/<any(alternatives, firmness, recruitment, weights, wider):kind>", methods=BOTH)
@may("tasks.ask")
def ask(run_id: UUID, kind: str) -> Answer:
    """Ask a run one of the questions that take long."""
    run, form = runs.get(viewer(), run_id=run_id), FORMS[TaskKind(kind)]()
    if task := form.carry_out(asking.ask, viewer(), run_id=run_id, kind=TaskKind(kind), terms=form.facts()):
        return done(".one", run_id=run_id, task_id=task.id)
    return form.page("tasks/ask.html", run=run, kind=TaskKind(kind), told=long_answers)


@pages.get("/<uuid:run_id>/tasks/<uuid:task_id>")
@may("suggestions.read")
def one(run_id: UUID, task_id: UUID) -> Answer:
    """One task: how far it is, or what it found."""
    run, found = runs.get(viewer(), run_id=run_id), answers.answered(viewer(), task_id=task_id, run_id=run_id)
    if found.task.kind is TaskKind.MATCH:
        return redirect(url_for("web.runs.one", run_id=run_id), 303)
    shown = {"told": long_answers, "state": long_answers.STATES[found.task.status]}
    return render_template(f"tasks/{found.task.kind}.html", run=run, found=found, **shown)


@pages.post("/<uuid:run_id>/tasks/<uuid:task_id>/<any(stop, cancel):wish>")
@may("tasks.ask")
def end(run_id: UUID, task_id: UUID, wish: str) -> Answer:
    """Stop a task and keep what it has found, or cancel it."""
    form, task = Form(), records.get(viewer(), task_id=task_id, run_id=run_id)
    form.carry_out(getattr(asking, wish), viewer(), task_id=task_id, run_id=run_id)
    if form.faults():
        return form.page("tasks/refused.html", run=runs.get(viewer(), run_id=run_id), task=task)
    return done(".one", run_id=run_id, task_id=task_id)
