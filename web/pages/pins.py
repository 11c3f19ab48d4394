"""Decisions on pairs: read, taken with a reason, changed, and lifted."""

from uuid import UUID

from flask import Blueprint, render_template, request

from matching.terms import pins
from web.auth import may, viewer
from web.forms import Answer, Versioned, done
from web.forms.pins import ChangeForm, DecisionForm, answers, shown_decision
from web.paging import page

pages = Blueprint("pins", __name__, url_prefix="/pins")
PAIR = ("referral_ref", "household_ref")


@pages.get("/")
@may("pins.read")
def index() -> Answer:
    """The decisions in force, the latest first."""
    return render_template("pins/index.html", found=page(pins.visible(viewer())))


@pages.route("/decide", methods=["GET", "POST"])
@may("pins.change")
def decide() -> Answer:
    """Pin or forbid a pair; a page that knows the pair names it in the address."""
    form = DecisionForm(data={name: request.args.get(name) for name in PAIR})
    if form.carry_out(pins.decide, viewer(), values=form.facts()):
        return done(".index", "decided")
    return form.page("pins/decide.html")


@pages.route("/<uuid:pin_id>/change", methods=["GET", "POST"])
@may("pins.change")
def change(pin_id: UUID) -> Answer:
    """Decide otherwise on the same pair, or for another reason."""
    pin = pins.get(viewer(), pin_id=pin_id)
    form, shown = ChangeForm(data=answers(pin)), shown_decision(pin)
    form.remember(pin.version, shown)
    pair = {"referral_ref": pin.referral.ref, "household_ref": pin.household.ref}
    if form.carry_out(pins.decide, viewer(), values=form.facts() | pair, version=form.seen()):
        return done(".index", "changed")
    return form.page("pins/change.html", pin=pin, changes=form.changes(pin.version, shown))


@pages.route("/<uuid:pin_id>/lift", methods=["GET", "POST"])
@may("pins.change")
def lift(pin_id: UUID) -> Answer:
    """Take a decision back."""
    pin, form = pins.get(viewer(), pin_id=pin_id), Versioned()
    shown = shown_decision(pin)
    form.remember(pin.version, shown)
    if form.carry_out(pins.lift, viewer(), pin_id=pin_id, version=form.seen()):
        return done(".index", "lifted")
    return form.page("pins/lift.html", pin=pin, changes=form.changes(pin.version, shown))
