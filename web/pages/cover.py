"""Cover: who stands in for whom, who takes over whose cases, and how somebody gets back into their account."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from consortium.accounts import deputies, people, recoveries
from consortium.rights import cases
from web.auth import may, viewer
from web.fields import key
from web.forms import Answer, done
from web.forms.accounts import DeputyForm, HandingForm, RecoveryForm
from web.paging import everything

pages = Blueprint("cover", __name__, url_prefix="/people")


@pages.get("/cover")
@may("deputies.name")
def index() -> Answer:
    """Deputies on these days and to come, and recoveries that wait for a second person."""
    named, asked = everything(deputies.visible(viewer())), everything(recoveries.awaiting(viewer()))
    return render_template("people/cover.html", named=named, asked=asked)


@pages.route("/<uuid:user_id>/deputy", methods=["GET", "POST"])
@may("deputies.name")
def name(user_id: UUID) -> Answer:
    """Name a colleague who does somebody's work for some days."""
    user, form = people.get(viewer(), user_id=user_id, act="deputies.name"), DeputyForm()
    form.deputy_id.offer(_colleagues(user))
    if form.carry_out(deputies.name, viewer(), user_id=user_id, **_picked(form, "deputy_id")):
        return done(".index", "named")
    return form.page("people/deputy.html", user=user)


@pages.post("/deputies/<uuid:deputyship_id>/end")
@may("deputies.name")
def end(deputyship_id: UUID) -> Answer:
    """End a deputyship at once."""
    deputies.end(viewer(), deputyship_id=deputyship_id)
    return done(".index", "ended")


@pages.route("/<uuid:user_id>/cases", methods=["GET", "POST"])
@may("cases.hand_over")
def hand_over(user_id: UUID) -> Answer:
    """Give all of somebody's cases to a colleague."""
    user, form = people.get(viewer(), user_id=user_id, act=cases.ACT), HandingForm()
    form.to_user_id.offer(_colleagues(user))
    if form.carry_out(cases.hand_over, viewer(), from_user_id=user_id, **_picked(form, "to_user_id")):
        return done("web.people.one", "handed", user_id=user_id)
    return form.page("people/hand_over.html", user=user, held=cases.held(viewer(), user_id=user_id))


@pages.route("/<uuid:user_id>/recover", methods=["GET", "POST"])
@may("people.recover")
def ask(user_id: UUID) -> Answer:
    """Ask for the recovery of somebody's account; the first of its two codes is shown once."""
    user, form = people.get(viewer(), user_id=user_id, act="people.recover"), RecoveryForm()
    if made := form.carry_out(recoveries.ask, viewer(), user_id=user_id, **form.facts()):
        return render_template("people/code.html", recovery=made[0], code=made[1], which="first")
    return form.page("people/recovery.html", user=user)


@pages.post("/recoveries/<uuid:recovery_id>/confirm")
@may("people.recover")
def confirm(recovery_id: UUID) -> Answer:
    """Confirm a recovery as the second person; the second of its two codes is shown once."""
    recovery, code = recoveries.confirm(viewer(), recovery_id=recovery_id)
    return render_template("people/code.html", recovery=recovery, code=code, which="second")


@pages.post("/recoveries/<uuid:recovery_id>/refuse")
@may("people.recover")
def refuse(recovery_id: UUID) -> Answer:
    """End a recovery that should not be."""
    recoveries.refuse(viewer(), recovery_id=recovery_id)
    return done(".index", "refused")


def _colleagues(user: people.User) -> dict[str, str]:
    """Everybody else of the same employer whose account is open."""
    known = everything(people.visible(viewer()))
    return {
        str(one.id): one.name
        for one in known
        if one.member_id == user.member_id and one.id != user.id and not one.disabled_at
    }


def _picked(form: Any, name: str) -> dict[str, Any]:
    """The answers, the picked person as an id."""
    facts: dict[str, Any] = form.facts()
    return facts | {name: key(facts[name])}
