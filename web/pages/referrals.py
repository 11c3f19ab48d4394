"""Referrals: found, opened with their children, added, changed; a birth, twins, a loss, the end of a search."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from consortium import amending, children, disclosure, referrals
from consortium.access import MemberKind
from consortium.floor import clock
from consortium.floor.errors import NotFound
from consortium.linking import exceptions
from consortium.referrals import apart, statutory, timelines
from consortium.rights import sight
from matching.running.questions import last_about
from web import searching, spoken
from web.auth import can, may, viewer
from web.forms import Answer, Versioned, done
from web.forms.referrals import PARTS, AddChildForm, BirthForm, LossForm, TwinsForm, part, referred, shown_part, steps
from web.forms.screening import MoveForm
from web.journey import Journey
from web.paging import cut, everything

pages = Blueprint("referrals", __name__, url_prefix="/referrals")

CHILD = "/<uuid:referral_id>/children/<uuid:child_id>"
EVENTS: dict[str, tuple[type[Versioned], Callable[..., Any]]] = {
    "birth": (BirthForm, amending.record_birth),
    "twins": (TwinsForm, amending.record_twins),
    "loss": (LossForm, amending.record_loss),
}
MOVES: dict[str, Callable[..., Any]] = {
    "submit": referrals.submit,
    "withdraw": referrals.withdraw,
    "resume": referrals.resume,
    "conclude": referrals.conclude,
}


@pages.get("/")
@may("referrals.read")
def index() -> Answer:
    """The referrals one may see, the most urgent first."""
    asked: dict[str, Any] = {
        "search": request.args.get("search") or None,
        "authority_id": request.args.get("authority", type=UUID),
        "status": request.args.get("status", type=referrals.ReferralStatus),
    }
    found = searching.sought(viewer(), everything(referrals.visible(viewer(), **asked)))
    return render_template("referrals/index.html", found=cut(found), all=found, authorities=_authorities(), **asked)


@pages.get("/<uuid:referral_id>")
@may("referrals.read", audited=True)
def one(referral_id: UUID) -> Answer:
    """One referral with its children, as this person may read it."""
    referral = referrals.get(viewer(), referral_id=referral_id)
    row = disclosure.view_referral(viewer(), referral)
    sought = searching.one_sought(referral, row)
    in_run = last_about(viewer(), entity="referrals", owner=referral.authority.code, ref=referral.ref)
    shown = {"row": row, "sought": sought, "in_run": in_run}
    return render_template("referrals/one.html", referral=referral, **shown, **_about(row, referral=referral))


@pages.route("/add", methods=["GET", "POST"])
@may("referrals.refer")
def add() -> Answer:
    """Draft a referral of a child, or of siblings together, in short pages."""
    journey = Journey("referral", steps, authority_code=_authorities("code"))
    if referral := journey.carry_out(referrals.refer, viewer(), values=lambda: referred(journey) | {"draft": True}):
        return done(".one", "added", referral_id=referral.id)
    return journey.page("referrals/add.html")


@pages.route("/<uuid:referral_id>/children/add", methods=["GET", "POST"])
@may("referrals.change", audited=True)
def add_child(referral_id: UUID) -> Answer:
    """Add a brother or sister, beginning with what is sought for the others."""
    referral = referrals.get(viewer(), referral_id=referral_id, act="referrals.change")
    disclosure.expect_whole(viewer(), "referrals", referral)
    rows = disclosure.view_referral(viewer(), referral)["children"]
    form = AddChildForm(data={name: rows[0][name] for name in PARTS["search"].values()} if rows else {})
    form.remember(referral.version, {})
    known = {"referral_id": referral_id, "version": form.seen()}
    if form.carry_out(amending.change_referral, viewer(), **known, values={"children": [form.facts()]}):
        return done(".one", "child-added", referral_id=referral_id)
    return form.page("referrals/add_child.html", referral=referral, changes=form.changes(referral.version, {}))


@pages.route(CHILD + "/change/<any(child, search):name>", methods=["GET", "POST"])
@may("referrals.change", audited=True)
def change(referral_id: UUID, child_id: UUID, name: str) -> Answer:
    """Change one part of a child's record."""
    child, row = whole_child(referral_id, child_id)
    version = child.referral.version
    form, shown = part(name, row), shown_part(name, row)
    form.remember(version, shown)
    if form.carry_out(amending.change_child, viewer(), child_id=child_id, version=form.seen(), values=form.facts()):
        return done(".one", "changed", referral_id=referral_id)
    changes = form.changes(version, shown)
    return form.page("referrals/change.html", child=child, who=_who(row), name=name, changes=changes)


@pages.route(CHILD + "/<any(birth, twins, loss):event>", methods=["GET", "POST"])
@may("referrals.change", audited=True)
def record(referral_id: UUID, child_id: UUID, event: str) -> Answer:
    """Record a birth, twins or a loss."""
    child, row = whole_child(referral_id, child_id)
    kind, verb = EVENTS[event]
    form, shown = kind(), {"Child": _who(row)}
    form.remember(child.referral.version, shown)
    if form.carry_out(verb, viewer(), child_id=child_id, version=form.seen(), **form.facts()):
        return done(".one", event, referral_id=referral_id)
    changes = form.changes(child.referral.version, shown)
    return form.page(f"referrals/{event}.html", child=child, who=_who(row), changes=changes)


@pages.route("/<uuid:referral_id>/<any(submit, withdraw, resume, conclude):act>", methods=["GET", "POST"])
@may("referrals.change")
def move(referral_id: UUID, act: str) -> Answer:
    """Submit a referral, end its search, or begin it again."""
    referral, form = referrals.get(viewer(), referral_id=referral_id), MoveForm()
    shown = {"State": searching.TAGS[referral.status][1]}
    form.remember(referral.version, shown)
    if form.carry_out(MOVES[act], viewer(), referral_id=referral_id, version=form.seen(), **form.facts()):
        return done(".one", act, referral_id=referral_id)
    changes = form.changes(referral.version, shown)
    return form.page("referrals/move.html", referral=referral, act=act, changes=changes)


def whole_child(referral_id: UUID, child_id: UUID) -> tuple[children.Child, dict[str, Any]]:
    """A child of this referral who is still to be placed, and of whom nothing is withheld from this person."""
    child = referrals.get_child(viewer(), child_id=child_id, act="referrals.change")
    if child.referral_id != referral_id:
        raise NotFound
    disclosure.expect_whole(viewer(), "referrals", child.referral)
    if child.lost_on is not None:
        raise NotFound  # who has left the search is changed no more
    rows = disclosure.view_referral(viewer(), child.referral)["children"]
    return child, next(row for row in rows if row["id"] == child_id)


def _about(row: Mapping[str, Any], *, referral: referrals.Referral) -> dict[str, Any]:
    """What happened to the referral, for its authority and the coordinator, and what the schedule asks of a child."""
    told = can(timelines.ACT) and "lost_children" in row
    moves = timelines.of_referral(viewer(), referral_id=row["id"]) if told else []
    decided = apart.of_referral(viewer(), referral=referral) if told else []
    known = {"moves": moves, "apart": decided, "exceptions": exceptions.of_referral(viewer(), referral_id=row["id"])}
    return known | {"missing_of": statutory.missing, "items": len(statutory.ITEMS)}


def _who(row: Mapping[str, Any]) -> str:
    return spoken.child(row, on=clock.today())


def _authorities(key: str = "id") -> dict[str, str]:
    """The authorities whose referrals one may see, by id or code, with their names."""
    known = everything(sight.members_of(viewer(), "referrals.read", kind=MemberKind.AUTHORITY))
    return {str(getattr(one, key)): one.name for one in known}
