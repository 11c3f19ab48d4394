"""Links: listed, proposed, agreed to, approved, ended; each page says what the other side can read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium.linking import links, matches, transferring
from consortium.linking.link_steps import Step
from contracts import moves, stays
from matching.running import linked, overruling, suggestions
from web import released
from web.auth import may, viewer
from web.forms import Answer, Form, done
from web.forms.links import EndForm, ProposalForm, ReversalForm, StepForm
from web.paging import page

pages = Blueprint("links", __name__, url_prefix="/links")
BOTH = ["GET", "POST"]
PAIR = ("referral_ref", "household_ref")
STEPS: dict[str, Callable[..., links.Link]] = {
    "meeting": matches.hold_meeting,
    "recommendation": matches.recommend,
    "decision": matches.decide,
    "notice": matches.give_notice,
    "introductions": matches.introduce,
}


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
    person, link = viewer(), links.get(viewer(), link_id=link_id)
    known: dict[str, Any] = {
        "reasons": suggestions.released(person, link_id=link_id),
        "steps": matches.steps_told(person, link=link),
    }
    known["moved"] = moves.told(person, link=link)
    known["stay"] = stays.told(person, link=link)
    known["transfer"] = transferring.told(person, link=link)
    known["follow"] = matches.may_follow(person, link=link)
    return render_template("links/one.html", link=link, side=_side, **known)


@pages.get("/<uuid:link_id>/compare")
@may("links.read", audited=True)
def compare(link_id: UUID) -> Answer:
    """Both sides fact by fact, as far as the link's stage opens both."""
    facts = released.in_words(linked.compared(viewer(), link_id=link_id))
    return render_template("links/compare.html", link=links.get(viewer(), link_id=link_id), facts=facts)


@pages.route("/propose", methods=BOTH)
@may("links.open")
def propose() -> Answer:
    """Propose a link to both sides; a page that knows the pair names it in the address."""
    form: Form = ProposalForm(data={name: request.args.get(name) for name in PAIR})
    if link := form.carry_out(overruling.propose, viewer(), **form.facts()):
        return done(".one", "proposed", link_id=link.id)
    return form.page("links/propose.html")


@pages.post("/<uuid:link_id>/agree")
@may("links.agree")
def agree(link_id: UUID) -> Answer:
    """Agree, for one's own side, to explore the link."""
    links.agree(viewer(), link_id=link_id, version=request.form.get("version", -1, type=int))
    return done(".one", "agree", link_id=link_id)


@pages.route("/<uuid:link_id>/<any(meeting, recommendation, decision, notice, introductions):step>", methods=BOTH)
@may("links.read")
def take(link_id: UUID, step: str) -> Answer:
    """Record a step of the link; its verb asks for its own capability."""
    link, form = matches.to_take(viewer(), link_id=link_id, step=Step(step)), StepForm()
    outcomes = matches.outcomes(link, step=Step(step))
    form.ask([one.value for one in outcomes])
    form.remember(link.version, _state(link))
    if form.carry_out(STEPS[step], viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done(".one", step, link_id=link_id)
    return form.page("links/step.html", link=link, step=step, changes=form.changes(link.version, _state(link)))


@pages.route("/<uuid:link_id>/take-back", methods=BOTH)
@may("links.read")
def take_back(link_id: UUID) -> Answer:
    """Take back the last step, recorded by mistake; its verb asks for the capability of that step."""
    form, (link, last) = ReversalForm(), matches.to_take_back(viewer(), link_id=link_id)
    form.remember(link.version, _state(link))
    if form.carry_out(matches.take_back, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done(".one", "back", link_id=link_id)
    changes = form.changes(link.version, _state(link))
    return form.page("links/take_back.html", link=link, last=last, changes=changes)


@pages.route("/<uuid:link_id>/end", methods=BOTH)
@may("links.end")
def end(link_id: UUID) -> Answer:
    """End a link, with the reason."""
    link: links.Link = links.get(viewer(), link_id=link_id, act="links.end")
    form = EndForm()
    form.ask(links.reasons_to_end(viewer(), link=link))
    form.remember(link.version, _state(link))
    if form.carry_out(links.end, viewer(), link_id=link_id, version=form.seen(), **form.facts()):
        return done(".one", "ended", link_id=link_id)
    changes = form.changes(link.version, _state(link))
    return form.page("links/end.html", link=link, changes=changes)


def _state(link: links.Link) -> dict[str, Any]:
    return {"State": link.status.value}


def _side(link: links.Link) -> str:
    """Which side of the link the person who looks works for; empty for a coordinator or panel adviser."""
    sides = {link.authority_id: "authority", link.agency_id: "agency"}
    return sides.get(viewer().member_id or link.id, "")
