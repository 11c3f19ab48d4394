"""Approaches: whether a household is willing, asked by a coordinator, answered here or from an e-mail."""

from uuid import UUID

from flask import Blueprint, render_template, request

from consortium import disclosure
from consortium.linking import approaches
from web.auth import ANYBODY, may, viewer
from web.forms import Answer, done
from web.forms.approaches import AskingForm, OpenResponseForm, ResponseForm
from web.paging import page

pages = Blueprint("approaches", __name__)
PAIR = ("referral_ref", "household_ref")
BOTH = ["GET", "POST"]


@pages.get("/approaches/")
@may("approaches.read")
def index() -> Answer:
    """What agencies were asked of their households, the latest first."""
    return render_template("approaches/index.html", found=page(approaches.visible(viewer())))


@pages.route("/approaches/ask", methods=BOTH)
@may("approaches.ask")
def ask() -> Answer:
    """Ask the agency of a household; a page that knows the pair names it in the address."""
    form = AskingForm(data={name: request.args.get(name) for name in PAIR})
    if asked := form.carry_out(approaches.ask_named, viewer(), **form.facts()):
        return done(".one", "asked", approach_id=asked.id)
    return form.page("approaches/ask.html")


@pages.route("/approaches/<uuid:approach_id>", methods=BOTH)
@may("approaches.read")
def one(approach_id: UUID) -> Answer:
    """One question with its anonymised need, and the answer, which the agency gives here."""
    asked, form = approaches.get(viewer(), approach_id=approach_id), ResponseForm()
    form.remember(asked.version, {"State": asked.status.value})
    known = {"approach_id": approach_id, "version": form.seen()}
    if form.carry_out(approaches.respond, viewer(), **known, **form.facts()):
        return done(".one", "answered", approach_id=approach_id)
    changes = form.changes(asked.version, {"State": asked.status.value})
    return form.page("approaches/one.html", asked=asked, need=_need(asked), changes=changes)


@pages.post("/approaches/<uuid:approach_id>/withdraw")
@may("approaches.ask")
def withdraw(approach_id: UUID) -> Answer:
    """Ask no longer."""
    approaches.withdraw(viewer(), approach_id=approach_id, version=request.form.get("version", -1, type=int))
    return done(".one", "withdrawn", approach_id=approach_id)


@pages.route("/willing/<text>", methods=BOTH)
@may(ANYBODY)
def answer(text: str) -> Answer:
    """The one question of an e-mail, answered once without a sign-in; looking at it answers nothing."""
    asked, form = approaches.asked_by_text(text), OpenResponseForm()
    if form.carry_out(approaches.respond_by_text, text=text, **form.facts()):
        return done(".thank", "answered")
    return form.page("approaches/answer.html", asked=asked, need=_need(asked))


@pages.get("/willing/")
@may(ANYBODY)
def thank() -> Answer:
    """Where whoever has answered from an e-mail ends."""
    return render_template("approaches/thanks.html")


def _need(asked: approaches.Approach) -> disclosure.Row:
    return disclosure.anonymised(asked.referral)
