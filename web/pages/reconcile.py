"""Reconcile: the invoice lines that do not agree, by queue and age, and one at a time with its evidence."""

from uuid import UUID

from flask import Blueprint, render_template, request

from contracts.invoicing import ageing, exceptions, grounds, resolutions, telling, turns
from contracts.invoicing.exceptions import LineException, Status
from contracts.invoicing.queues import QUEUES
from contracts.reconciling.codes import Code
from web import reconciled
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.reconcile import DecisionForm
from web.paging import page

_WORDS = {"days": reconciled.days}
pages = Blueprint("reconcile", __name__, url_prefix="/reconcile")


@pages.get("/")
@may("invoices.read")
def index() -> Answer:
    """What does not agree: how much, how old, in which queue; of one queue where asked."""
    chosen = request.args.get("code", type=Code)
    status = request.args.get("status", type=Status) or Status.OPEN
    found = page(exceptions.visible(viewer(), code=chosen, status=status))
    by_code, whole = ageing.of(viewer())
    told = telling.of(viewer(), found=found.items)
    shown = {"by_code": by_code, "whole": whole, "queues": QUEUES, "bands": ageing.BANDS}
    return render_template("reconcile/index.html", found=found, told=told, chosen=chosen, status=status, **shown)


@pages.route("/<uuid:exception_id>", methods=["GET", "POST"])
@may("invoices.read")
def one(exception_id: UUID) -> Answer:
    """One line with what it is held against, and what may be decided on it."""
    standing = exceptions.get(viewer(), exception_id=exception_id)
    told = telling.of(viewer(), found=[standing])[exception_id]
    form, place = DecisionForm(), turns.around(viewer(), exception_id=exception_id)
    form.outcome.offer(reconciled.offered(told, resolutions.open_outcomes(viewer(), standing=standing)))
    form.remember(standing.version, _facts(standing))
    if form.carry_out(_decide, exception_id, version=form.seen(), **form.facts()):
        return done(".one", "decided", exception_id=place.next_id) if place.next_id else done(".index", "decided")
    shown = reconciled.Shown(told, grounds.of(viewer(), told=told))
    decided = resolutions.of([exception_id]).get(exception_id, [])
    changes = form.changes(standing.version, _facts(standing))
    return form.page("reconcile/one.html", shown=shown, place=place, decided=decided, changes=changes, **_WORDS)


def _decide(exception_id: UUID, *, version: int, outcome: str, reason: str) -> LineException:
    said = {"outcome": outcome, "reason": reason}
    return resolutions.decide(viewer(), exception_id=exception_id, version=version, **said)


def _facts(standing: LineException) -> dict[str, str]:
    """What somebody else may change meanwhile, in words."""
    return {"State": standing.status.value, "What is wrong": standing.because}
