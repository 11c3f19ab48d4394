"""Links: listed, proposed, agreed to, approved, ended; each page says what the other side can read."""

from uuid import UUID

from flask import Blueprint, render_template, request

from consortium import links
from matching import suggestions
from web.auth import may, viewer
from web.forms import Answer, Form, Versioned, done
from web.forms.links import EndForm, ProposalForm
from web.paging import page

pages = Blueprint("links", __name__, url_prefix="/links")
PAIR = ("referral_ref", "household_ref")
ACTS = {"agree": links.agree, "approve": links.approve}


@pages.get("/")
@may("links.read")
def index() -> Answer:
    """The links one may see, the latest first."""
    live = {"live": True, "ended": False}.get(request.args.get("state", ""))
    found = page(links.visible(viewer(), live=live))
    return render_template("links/index.html", found=found, state=request.args.get("state", ""))


@pages.get("/<uuid:link_id>")
@may("links.read")
def one(link_id: UUID) -> Answer:
    """One link: how far it has come and who has the next step."""
    reasons = suggestions.released(viewer(), link_id=link_id)
    return render_template("links/one.html", link=links.get(viewer(), link_id=link_id), side=_side, reasons=reasons)


@pages.route("/propose", methods=["GET", "POST"])
@may("links.open")
def propose() -> Answer:
    """Propose a link to both sides; a page that knows the pair names it in the address."""
    form: Form = ProposalForm(data={name: request.args.get(name) for name in PAIR})
    if link := form.carry_out(links.propose_named, viewer(), **form.facts()):
        return done(".one", "proposed", link_id=link.id)
    return form.page("links/propose.html")


@pages.post("/<uuid:link_id>/<any(agree, approve):act>")
@may("links.read")
def go_on(link_id: UUID, act: str) -> Answer:
    """Agree for one's own side, or approve the match; the verb asks for its own capability."""
    version = request.form.get("version", -1, type=int)
    ACTS[act](viewer(), link_id=link_id, version=version)
    return done(".one", act, link_id=link_id)


@pages.route("/<uuid:link_id>/end", methods=["GET", "POST"])
@may("links.end")
def end(link_id: UUID) -> Answer:
    """End a link, with the reason."""
    link: links.Link = links.get(viewer(), link_id=link_id, act="links.end")
    form: Versioned = EndForm()
    form.remember(link.version, {"State": link.status.value})
    if form.carry_out(links.end, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done(".one", "ended", link_id=link_id)
    changes = form.changes(link.version, {"State": link.status.value})
    return form.page("links/end.html", link=link, changes=changes)


def _side(link: links.Link) -> str:
    """Which side of the link the person who looks works for; empty for a coordinator or panel adviser."""
    sides = {link.authority_id: "authority", link.agency_id: "agency"}
    return sides.get(viewer().member_id or link.id, "")
