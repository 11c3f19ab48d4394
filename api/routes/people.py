"""The routes of people: who has an account, who stands in for whom, whose cases go where, and one's own tokens.

Invitations, roles, recoveries, passwords and new tokens are for people at the console, and have no route here.
"""

from collections.abc import Sequence
from uuid import UUID

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.people import Deputyship, HandedOver, HandingOver, Person, PersonSearch, Token
from consortium.access import Viewer
from consortium.accounts import deputies, people, tokens
from consortium.rights import cases

door = Door("people")


@door.lists("/people", Person, may="people.read", asks=PersonSearch)
def index(viewer: Viewer, query: Values) -> Listing:
    """List the people of the organisations you may see into."""
    return Listing(
        people.visible(viewer, **query), by="name", shown=lambda found: [_person(viewer, one) for one in found]
    )


@door.reads("/people/<uuid:user_id>", Person, may="people.read")
def read(viewer: Viewer, user_id: UUID) -> Values:
    """Read one person's account."""
    return _person(viewer, people.get(viewer, user_id=user_id))


@door.reads("/account", Person, may="account.read")
def own(viewer: Viewer) -> Values:
    """Read your own account."""
    return _person(viewer, people.get(viewer, user_id=viewer.user_id or UUID(int=0)))


@door.acts("/people/<uuid:user_id>/cases/handover", HandedOver, may="cases.hand_over", takes=HandingOver)
def hand_over(viewer: Viewer, user_id: UUID, body: Values) -> Values:
    """Give all of a person's cases to a colleague."""
    return {"cases": len(cases.hand_over(viewer, from_user_id=user_id, **body))}


@door.lists("/deputyships", Deputyship, may="deputies.name")
def deputyships(viewer: Viewer, query: Values) -> Listing:
    """List who stands in for whom, today and to come."""
    return Listing(deputies.visible(viewer), by="from_on", shown=lambda found: [_deputyship(one) for one in found])


@door.creates("/deputyships", Deputyship, may="deputies.name")
def name_deputy(viewer: Viewer, body: Values) -> Values:
    """Name a deputy for some days."""
    return _deputyship(deputies.name(viewer, **body))


@door.acts("/deputyships/<uuid:deputyship_id>/end", Deputyship, may="deputies.name")
def end_deputyship(viewer: Viewer, deputyship_id: UUID) -> Values:
    """End a deputyship at once."""
    return _deputyship(deputies.end(viewer, deputyship_id=deputyship_id))


@door.lists("/tokens", Token, may="tokens.read")
def own_tokens(viewer: Viewer, query: Values) -> Listing:
    """List your own tokens, the newest first."""
    return Listing(tokens.visible(viewer), by="created_at", shown=_tokens, newest_first=True)


@door.acts("/tokens/<uuid:token_id>/revocation", Token, may="tokens.revoke")
def revoke(viewer: Viewer, token_id: UUID) -> Values:
    """End a token of your own at once."""
    return _tokens([tokens.revoke(viewer, token_id=token_id)])[0]


def _person(viewer: Viewer, user: people.User) -> Values:
    homes = viewer.consortia()
    held = [one for one in user.grants if viewer.operator or one.consortium_id in homes]
    return {
        **{name: getattr(user, name) for name in ("id", "email", "name", "sign_in_by", "version", "created_at")},
        "member_code": user.member.code if user.member else None,
        "roles": [{"consortium_id": one.consortium_id, "role": one.role} for one in held],
        "closed": user.disabled_at is not None,
    }


def _deputyship(one: people.Deputyship) -> Values:
    names = ("id", "user_id", "deputy_id", "from_on", "until_on", "ended_at", "created_at")
    return {name: getattr(one, name) for name in names}


def _tokens(found: Sequence[tokens.Token]) -> list[Values]:
    names = ("id", "name", "acts", "expires_at", "revoked_at", "created_at")
    return [{name: getattr(one, name) for name in names} for one in found]
