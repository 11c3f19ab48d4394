"""Accounts of B's people, as those who keep them change them: invited, given roles, closed, covered for, recovered."""

from typing import Any

import sqlalchemy as sa

from consortium.accounts.invitations import Invitation
from consortium.accounts.people import Deputyship, User
from consortium.accounts.recoveries import Recovery
from consortium.carers import Household
from consortium.roles import Role
from tests.interference.side import SECOND, Act, Acts, Pick, Picked, Side, boxes, on

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR.value})  # keep the accounts of the whole consortium
TEXT = {"reason": "The telephone was stolen."}
COLLEAGUES = ("agency_worker", "finance_officer@agency")
MANAGER = "agency_manager"


def _person(user: User, **more: Any) -> Picked:
    return Picked({"user_id": user.id, **more}, version=user.version, row=user)


def holder(side: Side) -> Picked | None:
    """Whoever of B's agency holds households; what is sent says who takes them over."""
    people = [side.person(who) for who in COLLEAGUES]
    for giver, taker in (people, people[::-1]):
        if side.one(sa.select(Household).where(Household.held_by == giver.id)) is not None:
            return Picked({"user_id": giver.id}, row={"to_user_id": str(taker.id)})
    return None


def absent(side: Side) -> Picked:
    """B's agency worker, who will be away."""
    return _person(side.person("agency_worker"))


def stands_in(side: Side, _: Picked) -> dict[str, str]:
    """Who stands in meanwhile, and on which days."""
    first = side.number(1, 40)
    return {"deputy_id": str(side.person(COLLEAGUES[1]).id), "from_on": str(on(first)), "until_on": str(on(first + 3))}


def typed_stands_in(side: Side, picked: Picked) -> dict[str, str]:
    """The same, typed."""
    first = side.number(1, 40)
    return {
        "deputy_id": stands_in(side, picked)["deputy_id"],
        **boxes("from_on", first),
        **boxes("until_on", first + 3),
    }


def deputyship(side: Side) -> Picked | None:
    """Some days on which a colleague stands in."""
    row = side.one(sa.select(Deputyship).where(Deputyship.member_id == side.agency_id, Deputyship.ended_at.is_(None)))
    return Picked({"deputyship_id": row.id}) if row else None


def somebody_locked_out(side: Side) -> Picked | None:
    """Somebody of B's agency whose account is not being recovered."""
    under_way = sa.select(Recovery.user_id).where(Recovery.ended_at.is_(None))
    others = (User.member_id == side.agency_id, User.id != side.person(MANAGER).id, User.id.not_in(under_way))
    row = side.one(sa.select(User).where(*others, User.disabled_at.is_(None)))
    return _person(row) if row else None


def recovery(*conditions: Any) -> Pick:
    """A recovery under way; whoever did not ask for it, and is not let in by it, goes on with it."""

    def picked(side: Side) -> Picked | None:
        own = (Recovery.member_id == side.agency_id, Recovery.ended_at.is_(None))
        row = side.one(sa.select(Recovery).where(*own, *conditions))
        if row is None:
            return None
        named = {who: side.person(who).id for who in (MANAGER, SECOND + MANAGER)}
        who = next((name for name, key in named.items() if key not in (row.asked_by, row.user_id)), "")
        return Picked({"recovery_id": row.id}, who=who) if who else None

    return picked


def invitation(side: Side) -> Picked | None:
    """An invitation to B that is open."""
    row = side.one(sa.select(Invitation).where(Invitation.member_id == side.agency_id, Invitation.ended_at.is_(None)))
    return Picked({"invitation_id": row.id}) if row else None


def invited(side: Side, _: Picked) -> dict[str, str]:
    """Who is asked in."""
    home = side.ground.records[side.place].shared["consortium_id"]
    known = {"email": f"new-{side.number()}@example.org", "name": "Una Kerr", "member_code": side.place.agency}
    return known | {"roles": f"{home}:agency_worker", "sign_in_by": "password"}


def appointed(side: Side) -> Picked:
    """Somebody of B's agency whose work changes."""
    return _person(side.person("coordinator@agency"))


def other_roles(side: Side, _: Picked) -> dict[str, str]:
    """What they do from now on."""
    home = side.ground.records[side.place].shared["consortium_id"]
    return {"roles": f"{home}:{side.any('agency_manager', 'agency_worker', 'finance_officer', 'coordinator')}"}


def who_comes_or_goes(side: Side) -> Picked:
    """The same person, whose account is closed, or opened again."""
    user = side.person("coordinator@agency")
    return _person(user, act="open" if user.disabled_at else "close")


ACTS: Acts = {
    "people.hand_over": Act(MANAGER, holder, lambda side, picked: picked.row),
    "people.name_deputy": Act(
        MANAGER,
        lambda side: Picked(row=absent(side).row),
        lambda side, picked: {"user_id": str(picked.row.id), **stands_in(side, picked)},
        told=ADMINISTRATORS,
    ),
    "people.end_deputyship": Act(MANAGER, deputyship, told=ADMINISTRATORS),
    "web.cover.hand_over": Act(MANAGER, holder, lambda side, picked: picked.row),
    "web.cover.name": Act(MANAGER, absent, typed_stands_in, told=ADMINISTRATORS),
    "web.cover.end": Act(MANAGER, deputyship, told=ADMINISTRATORS),
    "web.cover.ask": Act(MANAGER, somebody_locked_out, lambda side, picked: TEXT, told=ADMINISTRATORS),
    "web.cover.confirm": Act(MANAGER, recovery(Recovery.confirmed_by.is_(None)), told=ADMINISTRATORS),
    "web.cover.refuse": Act(MANAGER, recovery(), told=ADMINISTRATORS),
    "web.people.invite": Act("administrator", sends=invited, told=ADMINISTRATORS),
    "web.people.withdraw": Act("administrator", invitation, told=ADMINISTRATORS),
    "web.people.roles": Act("administrator", appointed, other_roles, told=ADMINISTRATORS),
    "web.people.go_on": Act("administrator", who_comes_or_goes, told=ADMINISTRATORS),
}
