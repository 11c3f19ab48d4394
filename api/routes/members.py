"""The routes of members."""

from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.members import Member, MemberNew, MemberSearch, MembershipDays
from api.schemas.shapes import new_of
from consortium import members
from consortium.access import Viewer

ONE = "/members/<uuid:member_id>"
door = Door("members")


@door.lists("/members", Member, may="members.read", asks=MemberSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the members of your consortia, by code."""
    return Listing(members.visible(viewer, **query), by="code", shown=partial(_shown, viewer=viewer))


@door.reads(ONE, Member, may="members.read")
def read(viewer: Viewer, member_id: UUID) -> Values:
    """Read one member."""
    return _one(viewer, members.get(viewer, member_id=member_id))


@door.creates("/members", Member, may="members.add", takes=new_of(MemberNew))
def add(viewer: Viewer, body: Values) -> Values:
    """Bring an organisation into a consortium that you coordinate."""
    return _one(viewer, members.add(viewer, consortium_code=body.pop("consortium"), **body))


@door.changes(ONE, Member, may="members.change")
def change(viewer: Viewer, member_id: UUID, version: int, body: Values) -> Values:
    """Correct a member's name."""
    return _one(viewer, members.change(viewer, member_id=member_id, version=version, **body))


@door.replaces("/memberships/<uuid:membership_id>", Member, may="members.change", takes=MembershipDays)
def change_membership(viewer: Viewer, membership_id: UUID, version: int, body: Values) -> Values:
    """Set the days on which a member joined and left a consortium; If-Match is the membership's `version`."""
    return _one(viewer, members.change_membership(viewer, membership_id=membership_id, version=version, **body).member)


def _one(viewer: Viewer, member: members.Member) -> Values:
    return next(_shown([member], viewer=viewer))


def _shown(found: Sequence[members.Member], *, viewer: Viewer) -> Iterator[Values]:
    """Each member with its memberships in the viewer's own consortia, and in no other."""
    seen = viewer.consortia()
    for member in found:
        held = [one for one in member.memberships if viewer.operator or one.consortium_id in seen]
        yield {
            **{name: getattr(member, name) for name in ("id", "code", "name", "kind", "version", "created_at")},
            "memberships": [
                {
                    "id": one.id,
                    "consortium": one.consortium.code,
                    "joined_on": one.joined_on,
                    "left_on": one.left_on,
                    "version": one.version,
                }
                for one in held
            ],
        }
