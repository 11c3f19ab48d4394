"""Year ends: how each period that is over ended, in the order of attribution."""

from flask import Blueprint, render_template

from consortium.floor import clock
from contracts import year_ends
from web import ending
from web.auth import may, viewer
from web.forms import Answer
from web.pages.positions import day

pages = Blueprint("year_ends", __name__, url_prefix="/year-ends")


@pages.get("/")
@may("positions.read")
def index() -> Answer:
    """Each commitment of each period that is over by the day."""
    told = year_ends.told(viewer(), as_of=day())
    shown = {"periods": ending.periods(told.ended), "to_look_at": told.to_look_at}
    return render_template("year_ends/index.html", as_of=day(), is_to_come=day() > clock.today(), **shown)
