"""Retention terms: for how long each consortium keeps a referral that was never placed."""

from uuid import UUID

from flask import Blueprint, render_template

from consortium.retention import terms
from web.auth import may, viewer
from web.forms import Answer, Versioned, done
from web.forms.retention import MonthsForm
from web.paging import everything

pages = Blueprint("retention_terms", __name__, url_prefix="/retention-terms")


@pages.get("/")
@may("retention.set_terms")
def index() -> Answer:
    """The months of each consortium one has a role in."""
    return render_template("retention/terms.html", found=everything(terms.visible(viewer())))


@pages.route("/<uuid:consortium_id>", methods=["GET", "POST"])
@may("retention.set_terms")
def change(consortium_id: UUID) -> Answer:
    """Set the months."""
    known = terms.get(viewer(), consortium_id=consortium_id)
    form: Versioned = MonthsForm(data={"never_placed_months": known.never_placed_months})
    shown = {"Months": str(known.never_placed_months)}
    form.remember(known.version, shown)
    said = {"consortium_id": consortium_id, "version": form.seen(), **form.facts()}
    if form.carry_out(terms.set_months, viewer(), **said):
        return done(".index", "changed")
    changes = form.changes(known.version, shown)
    return form.page("retention/change_terms.html", consortium=known, changes=changes)
