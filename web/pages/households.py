"""Households: found by agency and state, opened, registered in four short pages, changed, held."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium import amending, carers, disclosure
from consortium.access import MemberKind
from consortium.rights import sight
from matching.running.questions import last_about
from web import availability
from web.auth import may, viewer
from web.forms import Answer, Versioned, done
from web.forms.households import PARTS, HoldForm, LeaveForm, part, shown_part, steps
from web.journey import Journey
from web.paging import cut, everything

pages = Blueprint("households", __name__, url_prefix="/households")


@pages.get("/")
@may("households.read")
def index() -> Answer:
    """The households one may see, the most urgent first."""
    asked: dict[str, Any] = {
        "search": request.args.get("search") or None,
        "agency_id": request.args.get("agency", type=UUID),
    }
    seen = availability.seen(viewer(), everything(carers.visible(viewer(), **asked)))
    state = request.args.get("state")
    found = cut([one for one in seen if state in (None, "", one.state.code)])
    return render_template("households/index.html", found=found, seen=seen, state=state, agencies=_agencies(), **asked)


@pages.get("/<uuid:household_id>")
@may("households.read", audited=True)
def one(household_id: UUID) -> Answer:
    """One household as this person may read it: approvals, when it is free, its answers to needs."""
    household = carers.get(viewer(), household_id=household_id)
    seen = availability.one_seen(household, disclosure.view_household(viewer(), household))
    in_run = last_about(viewer(), entity="households", owner=household.agency.code, ref=household.ref)
    return render_template("households/one.html", seen=seen, household=household, in_run=in_run)


@pages.route("/register", methods=["GET", "POST"])
@may("households.register")
def register() -> Answer:
    """Register a household in four short pages."""
    journey = Journey("household", steps, agency=_agencies("code"))
    if household := journey.carry_out(carers.register, viewer(), values=journey.facts):
        return done(".one", "registered", household_id=household.id)
    return journey.page("households/register.html")


@pages.route("/<uuid:household_id>/change/<any(" + ", ".join(PARTS) + "):name>", methods=["GET", "POST"])
@may("households.change", audited=True)
def change(household_id: UUID, name: str) -> Answer:
    """Change one part of a household."""
    household, row = _whole(household_id)
    form, shown = part(name, row), shown_part(name, row)
    form.remember(household.version, shown)
    known = {"household_id": household_id, "version": form.seen()}
    if form.carry_out(amending.change_household, viewer(), **known, values=form.facts()):
        return done(".one", "changed", household_id=household_id)
    changes = form.changes(household.version, shown)
    return form.page("households/change.html", household=household, name=name, changes=changes)


@pages.route("/<uuid:household_id>/hold", methods=["GET", "POST"])
@may("households.change", audited=True)
def hold(household_id: UUID) -> Answer:
    """Place a household on hold until a day, with the reason."""
    household, row = _whole(household_id)
    form, shown = HoldForm(data=row), shown_part("hold", row)
    form.remember(household.version, shown)
    known = {"household_id": household_id, "version": form.seen()}
    if form.carry_out(amending.change_household, viewer(), **known, values=form.facts()):
        return done(".one", "held", household_id=household_id)
    return form.page("households/hold.html", household=household, changes=form.changes(household.version, shown))


@pages.post("/<uuid:household_id>/free")
@may("households.change")
def free(household_id: UUID) -> Answer:
    """End a hold."""
    version = request.form.get("version", -1, type=int)
    amending.change_household(
        viewer(), household_id=household_id, version=version, values={"hold_until": None, "hold_reason": None}
    )
    return done(".one", "freed", household_id=household_id)


@pages.route("/<uuid:household_id>/<any(withdraw, restore):act>", methods=["GET", "POST"])
@may("households.change")
def leave(household_id: UUID, act: str) -> Answer:
    """Take a household out of matching, or bring it back."""
    household = carers.get(viewer(), household_id=household_id, act="households.change")
    form, verb = (LeaveForm(), carers.withdraw) if act == "withdraw" else (Versioned(), carers.restore)
    form.remember(household.version, {})
    if form.carry_out(verb, viewer(), household_id=household_id, version=form.seen(), **form.facts()):
        return done(".one", act, household_id=household_id)
    form.changes(household.version, {})
    return form.page("households/leave.html", household=household, act=act)


def _whole(household_id: UUID) -> tuple[carers.Household, dict[str, Any]]:
    """A household of which nothing is withheld from this person: a form shows what it changes."""
    household = carers.get(viewer(), household_id=household_id, act="households.change")
    disclosure.expect_whole(viewer(), "households", household)
    return household, disclosure.view_household(viewer(), household)


def _agencies(key: str = "id") -> dict[str, str]:
    """The agencies whose households one may see, by id or code, with their names."""
    known = everything(sight.members_of(viewer(), "households.read", kind=MemberKind.AGENCY))
    return {str(getattr(one, key)): one.name for one in known}
