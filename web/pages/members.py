"""Members: the organisations of the consortium, their names and the days they joined and left."""

from uuid import UUID

from flask import Blueprint, render_template, request

from consortium import consortia, members, placements
from consortium.access import MemberKind
from consortium.floor import clock
from consortium.floor.errors import NotFound
from consortium.linking import transferring
from web.auth import can, may, viewer
from web.forms import Answer, done
from web.forms.members import MemberForm, MembershipForm, NameForm
from web.paging import everything, page
from web.shown import day

pages = Blueprint("members", __name__, url_prefix="/members")


@pages.get("/")
@may("members.read")
def index() -> Answer:
    """All members, by name, or those of one kind."""
    kind = request.args.get("kind", type=MemberKind)
    search = request.args.get("search") or None
    found = page(members.visible(viewer(), kind=kind, search=search))
    return render_template("members/index.html", found=found, kind=kind, search=search)


@pages.get("/<uuid:member_id>")
@may("members.read")
def one(member_id: UUID) -> Answer:
    """One member and its memberships."""
    member = members.get(viewer(), member_id=member_id)
    placed = _placed(member_id) if can(transferring.PROPOSE) else []
    return render_template("members/one.html", member=member, placed=placed)


@pages.route("/add", methods=["GET", "POST"])
@may("members.add")
def add() -> Answer:
    """Bring an organisation into a consortium."""
    form = MemberForm()
    form.consortium_code.offer({one.code: one.name for one in everything(consortia.visible(viewer()))})
    if member := form.carry_out(members.add, viewer(), **form.facts()):
        return done(".one", "added", member_id=member.id)
    return form.page("members/add.html")


@pages.route("/<uuid:member_id>/name", methods=["GET", "POST"])
@may("members.change")
def change(member_id: UUID) -> Answer:
    """Correct a member's name."""
    member = members.get(viewer(), member_id=member_id)
    form, shown = NameForm(obj=member), {"Name": member.name}
    form.remember(member.version, shown)
    if form.carry_out(members.change, viewer(), member_id=member_id, version=form.seen(), **form.facts()):
        return done(".one", "changed", member_id=member_id)
    return form.page("members/change.html", member=member, changes=form.changes(member.version, shown))


@pages.route("/<uuid:member_id>/stays/<uuid:membership_id>", methods=["GET", "POST"])
@may("members.change")
def membership(member_id: UUID, membership_id: UUID) -> Answer:
    """Set the days on which a member joined and left one consortium."""
    member = members.get(viewer(), member_id=member_id)
    stay = _stay(member, membership_id)
    form, shown = MembershipForm(obj=stay), {"Joined on": day(stay.joined_on), "Left on": day(stay.left_on)}
    form.remember(stay.version, shown)
    known = {"membership_id": membership_id, "version": form.seen()}
    if form.carry_out(members.change_membership, viewer(), **known, **form.facts()):
        return done(".one", "dates", member_id=member_id)
    return form.page("members/membership.html", stay=stay, changes=form.changes(stay.version, shown))


def _placed(agency_id: UUID) -> list[placements.Placement]:
    """The open placements of an agency, each of which goes on with another if it gives up."""
    return everything(placements.visible(viewer(), open_on=clock.today(), agency_id=agency_id))


def _stay(member: members.Member, membership_id: UUID) -> members.Membership:
    for stay in member.memberships:
        if stay.id == membership_id and stay.consortium_id in viewer().roles:
            return stay
    raise NotFound
