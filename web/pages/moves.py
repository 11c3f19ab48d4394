"""Move-ins: each side reports the day; the first report places the child, the second confirms or disputes it."""

from uuid import UUID

from flask import Blueprint

from consortium.linking import links
from contracts import moves
from web.auth import may, viewer
from web.forms import Answer, done
from web.forms.links import MoveInForm, ReversalForm

pages = Blueprint("moves", __name__, url_prefix="/links/<uuid:link_id>/move-in")
BOTH = ["GET", "POST"]


@pages.route("/", methods=BOTH)
@may(moves.ACT)
def report(link_id: UUID) -> Answer:
    """Report the day of the move-in for one's own side."""
    link, form = links.get(viewer(), link_id=link_id, act=moves.ACT), MoveInForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(moves.report, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "moved", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("moves/report.html", link=link, said=moves.told(viewer(), link=link), changes=changes)


@pages.route("/take-back", methods=BOTH)
@may("purchases.change")
def take_back(link_id: UUID) -> Answer:
    """Record that the child never moved in."""
    link, form = links.get(viewer(), link_id=link_id, act=moves.ACT), ReversalForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(moves.take_back, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done("web.links.one", "back", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("moves/take_back.html", link=link, changes=changes)
