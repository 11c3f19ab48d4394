"""Targets: what each authority aims at, and how it stands; its manager sets another version."""

from flask import Blueprint, render_template

from consortium.course import targets
from web.auth import may, viewer
from web.forms import Answer, Form, done
from web.forms.course import TargetForm
from web.paging import page

pages = Blueprint("targets", __name__, url_prefix="/targets")


@pages.get("/")
@may("targets.read")
def index() -> Answer:
    """The aims that the clock knows, and every version that an authority has set."""
    return render_template("targets/index.html", found=page(targets.visible(viewer())), known=targets.known())


@pages.route("/set", methods=["GET", "POST"])
@may("targets.set")
def set_() -> Answer:
    """Set how one's own authority aims at something from a day on."""
    form: Form = TargetForm()
    form.code.offer({aim.code: aim.said for aim in targets.known().values()})
    if form.carry_out(targets.set_, viewer(), **form.facts()):
        return done(".index", "set")
    return form.page("targets/set.html")
