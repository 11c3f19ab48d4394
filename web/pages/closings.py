"""Closings: which periods are over and open, the preview of each, and how two people close it."""

from uuid import UUID

from flask import Blueprint, render_template, request

from consortium.floor import clock
from contracts import year_ends
from contracts.years import closings
from web import closed
from web.auth import may, viewer
from web.forms import Answer, done
from web.paging import everything

pages = Blueprint("closings", __name__, url_prefix="/closings")
ACTS = {"confirm": closings.confirm, "withdraw": closings.withdraw}


@pages.get("/")
@may("closings.read")
def index() -> Answer:
    """What is over and open, what waits for a second person, and what is closed."""
    found = everything(closings.visible(viewer()))
    over = closed.waiting(year_ends.of(viewer(), as_of=clock.today()), closings=found)
    return render_template("closings/index.html", found=found, over=over)


@pages.get("/agreements/<uuid:agreement_id>/<period_end>")
@may("closings.read")
def preview(agreement_id: UUID, period_end: str) -> Answer:
    """A period as it would be closed now."""
    found = closings.preview(viewer(), agreement_id=agreement_id, period_end=closed.ends(period_end))
    told = closed.Closed(found.document)
    return render_template("closings/preview.html", found=found, closed=told, agreement_id=agreement_id)


@pages.post("/agreements/<uuid:agreement_id>/<period_end>/proposal")
@may("years.close")
def propose(agreement_id: UUID, period_end: str) -> Answer:
    """Propose to close a period; another person confirms."""
    made = closings.propose(viewer(), agreement_id=agreement_id, period_end=closed.ends(period_end))
    return done(".one", "proposed", closing_id=made.id)


@pages.get("/<uuid:closing_id>")
@may("closings.read")
def one(closing_id: UUID) -> Answer:
    """One closing, with every entry behind its figures."""
    found = closings.get(viewer(), closing_id=closing_id)
    shown = {"closed": closed.Closed(found.document), "me": viewer().user_id}
    return render_template("closings/one.html", found=found, **shown)


@pages.post("/<uuid:closing_id>/<any(confirm, withdraw):act>")
@may("years.close")
def end(closing_id: UUID, act: str) -> Answer:
    """Confirm a closing, after which the period stands for good, or take the proposal back."""
    ended = ACTS[act](viewer(), closing_id=closing_id, version=request.form.get("version", -1, type=int))
    return done(".one", act, closing_id=ended.id)
