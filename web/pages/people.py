"""People: who has an account, invited, given roles, closed and opened again."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium import members
from consortium.accounts import appointments, invitations, people
from consortium.members import Member
from consortium.rights import cases
from consortium.roles import Role
from web import words
from web.auth import can, may, viewer
from web.fields import key
from web.forms import Answer, done
from web.forms.accounts import InvitingForm, RolesForm
from web.paging import everything, page

pages = Blueprint("people", __name__, url_prefix="/people")
ACTS = {"close": appointments.disable, "open": appointments.restore}


@pages.get("/")
@may("people.read")
def index() -> Answer:
    """The people whose accounts one may see, and those who were invited."""
    search = request.args.get("search")
    asked = everything(invitations.awaiting(viewer())) if can("people.invite") else []
    return render_template("people/index.html", found=page(people.visible(viewer(), search=search)), asked=asked)


@pages.get("/<uuid:user_id>")
@may("people.read")
def one(user_id: UUID) -> Answer:
    """One person: for whom they work, what they do, what can be done about their account."""
    user = people.get(viewer(), user_id=user_id)
    held = cases.held(viewer(), user_id=user_id) if can("cases.hand_over") else []
    return render_template("people/one.html", user=user, held=held, roles=_in_words(user))


@pages.route("/invite", methods=["GET", "POST"])
@may("people.invite")
def invite() -> Answer:
    """Ask somebody in: first for whom they work, then what they are to do; the code is shown once."""
    form = InvitingForm(member_code=request.args.get("member_code"))
    employers = everything(members.visible(viewer()))
    form.member_code.offer({one.code: one.name for one in employers})
    chosen = next((one for one in employers if one.code == form.member_code.data), None)
    form.roles.offer(_offered(chosen) if chosen else {})
    facts = form.facts() | {"roles": _roles(form.roles.data)}
    if made := form.carry_out(invitations.invite, viewer(), **facts):
        return render_template("people/invited.html", invitation=made[0], code=made[1])
    return form.page("people/invite.html", chosen=chosen)


@pages.post("/invitations/<uuid:invitation_id>/withdraw")
@may("people.invite")
def withdraw(invitation_id: UUID) -> Answer:
    """Take an invitation back."""
    invitations.withdraw(viewer(), invitation_id=invitation_id)
    return done(".index", "withdrawn")


@pages.route("/<uuid:user_id>/roles", methods=["GET", "POST"])
@may("people.change")
def roles(user_id: UUID) -> Answer:
    """Give and take roles, in the consortia one administers."""
    user = people.get(viewer(), user_id=user_id, act="people.change")
    form = RolesForm(roles=[f"{one.consortium_id}:{one.role}" for one in user.grants])
    form.roles.offer(_offered(user.member) if user.member else {})
    form.remember(user.version, {"Roles": "; ".join(_in_words(user))})
    given = {"version": form.seen(), "roles": _roles(form.roles.data)}
    if form.carry_out(appointments.change, viewer(), user_id=user_id, **given):
        return done(".one", "roles", user_id=user_id)
    changes = form.changes(user.version, {"Roles": "; ".join(_in_words(user))})
    return form.page("people/roles.html", user=user, changes=changes)


@pages.post("/<uuid:user_id>/<any(close, open):act>")
@may("people.change")
def go_on(user_id: UUID, act: str) -> Answer:
    """Close an account at once, or open a closed one."""
    ACTS[act](viewer(), user_id=user_id, version=request.form.get("version", -1, type=int))
    return done(".one", act, user_id=user_id)


def _offered(employer: Member) -> dict[str, str]:
    offered = appointments.offered(viewer(), employer=employer)
    return {f"{home.id}:{role}": f"{words.ROLES[role]}, {home.name}" for home, role in offered}


def _roles(chosen: Any) -> list[tuple[UUID, Role]]:
    """The boxes that were ticked, once the form has seen that they were offered."""
    pairs = (text.partition(":") for text in chosen or ())
    return [(known, Role(role)) for home, _, role in pairs if (known := key(home)) and role in words.ROLES]


def _in_words(user: people.User) -> list[str]:
    homes = viewer().consortia()
    return sorted(words.ROLES[one.role] for one in user.grants if viewer().operator or one.consortium_id in homes)
