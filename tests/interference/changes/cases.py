"""Referrals: a child referred, born, lost, found to be two; a search withdrawn, ended, taken up again."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select

from consortium.children import Child
from consortium.links import Link, LinkStatus
from consortium.referrals import Referral, ReferralStatus
from tests.interference.side import Act, Acts, Picked, Side, boxes, on

SEARCHING = Referral.status == ReferralStatus.SEARCHING
PARTS = ("child", "search")


def cases(side: Side, *conditions: Any) -> Select[Referral]:
    """The referrals of the side's authority that still are."""
    own = Referral.authority_id == side.authority_id
    return sa.select(Referral).where(own, Referral.erased_on.is_(None), *conditions)


def named(row: Referral | None, **more: Any) -> Picked | None:
    """A referral as addresses name it."""
    return Picked({"referral_id": row.id, **more}, version=row.version, row=row) if row else None


def case(side: Side) -> Picked | None:
    """A referral that searches."""
    return named(side.one(cases(side, SEARCHING)))


def case_that_ended(side: Side) -> Picked | None:
    """A referral whose search has ended, of somebody who could still be placed."""
    waiting = sa.select(Child.referral_id).where(Child.lost_on.is_(None))
    return named(side.one(cases(side, ~SEARCHING, Referral.id.in_(waiting))))


def case_that_moves(side: Side) -> Picked | None:
    """Any referral, with what can be done about its search."""
    picked = side.any(case, case_that_ended)(side)
    if picked is None:
        return None
    act = side.any("withdraw", "conclude") if picked.row.status is ReferralStatus.SEARCHING else "resume"
    return named(picked.row, act=act)


def child(side: Side, *conditions: Any) -> Picked | None:
    """A child who is to be placed."""
    found = sa.select(Child).where(Child.authority_id == side.authority_id, Child.lost_on.is_(None), *conditions)
    row = side.one(found)
    return Picked({"child_id": row.id}, version=row.referral.version, row=row) if row else None


def child_not_born(side: Side) -> Picked | None:
    """A child who is expected."""
    return child(side, Child.date_of_birth.is_(None))


def within_its_case(pick: Callable[[Side], Picked | None], *parts: str) -> Callable[[Side], Picked | None]:
    """The same child, in an address that names its referral too, and a part of its record."""

    def picked(side: Side) -> Picked | None:
        found = pick(side)
        if found is None:
            return None
        part = {"name": side.any(*parts)} if parts else {}
        return Picked({**found.values, "referral_id": found.row.referral_id, **part}, row=found.row)

    return picked


def child_and_event(side: Side) -> Picked | None:
    """A child and what happens to them; who is expected is born, as one or as two."""
    event = side.any("birth", "twins", "loss")
    found = within_its_case(child if event == "loss" else child_not_born)(side)
    return Picked({**found.values, "event": event}) if found else None


def child_whose_address_is_theirs_alone(side: Side) -> Picked | None:
    """A child without a link to another organisation's household: a protected address is hidden from all its links."""
    beyond = sa.select(Link.referral_id).where(Link.agency_id != side.agency_id, Link.status != LinkStatus.ENDED)
    return child(side, Child.referral_id.not_in(beyond))


def new_child(side: Side) -> dict[str, Any]:
    """A child whom nobody knew, born or expected."""
    born = {"date_of_birth": str(on(-side.number(10, 400)))}
    expected = {"expected_date_of_delivery": str(on(side.number(5, 90)))}
    known = {"urgency": side.any("urgent", "soon"), "contact_postcode": side.any("EH6 7AA", "KY11 1AA")}
    return side.any(born, expected) | known | {"conflicts": [f"H-{side.number(0, 3)}"]}


def new(side: Side, _: Picked) -> dict[str, Any]:
    """A referral of one or two children."""
    children = [new_child(side) for _ in range(side.number(1, 2))]
    return {"authority_code": side.place.authority, "referral_ref": f"R-{side.number()}", "children": children}


def pages_of_new(side: Side, _: Picked) -> list[dict[str, str]]:
    """The same in three pages."""
    first = {"go": "on", "authority_code": side.place.authority, "referral_ref": f"R-{side.number()}"}
    first |= {"how_many": "1", "urgency": side.any("urgent", "soon")}
    return [first, {"go": "on", "contact_postcode": "EH6 7AA"}, {"go": "on", **boxes("date_of_birth", -40)}]


def part_of(side: Side, picked: Picked) -> dict[str, str]:
    """Something else about one part of a child's record."""
    searched = {"max_travel_minutes": str(side.number(20, 90)), "conflicts": f"H-{side.number(0, 3)}"}
    return {"child": {"sex": side.any("F", "M")}, "search": searched}[picked.values["name"]]


def about_child(side: Side, _: Picked) -> dict[str, Any]:
    """Who the child is; now and then the address may not be disclosed."""
    return {"nursery": f"Nursery {side.number()}", "address_non_disclosure": side.any(True, False)}


def typed_about_child(side: Side, _: Picked) -> dict[str, Any]:
    """The same, typed."""
    return {"nursery": f"Nursery {side.number()}", **side.any({}, {"address_non_disclosure": "yes"})}


def event_of(side: Side, picked: Picked) -> dict[str, str]:
    """When it happened."""
    return boxes("on" if picked.values["event"] == "loss" else "born_on", -side.number(1, 3))


def new_typed(side: Side, _: Picked) -> dict[str, str]:
    """A brother or sister."""
    return {"child_ref": f"C-{side.number()}", "urgency": "soon", **boxes("date_of_birth", -side.number(10, 400))}


ACTS: Acts = {
    "referrals.refer": Act("authority_worker", sends=new),
    "referrals.change": Act("authority_worker", case, lambda side, picked: {"children": [new_child(side)]}),
    "referrals.change_child": Act(
        "authority_worker", child, lambda side, picked: {"urgency": side.any("soon", "urgent")}
    ),
    "referrals.birth": Act("authority_worker", child_not_born, lambda side, picked: {"born_on": str(on(-1))}),
    "referrals.twins": Act("authority_worker", child_not_born, lambda side, picked: {"born_on": str(on(-1))}),
    "referrals.loss": Act("authority_manager", child, lambda side, picked: {}),
    "referrals.withdraw": Act("authority_worker", case),
    "referrals.resume": Act("authority_worker", case_that_ended),
    "referrals.conclude": Act("authority_worker", case),
    "links.record_child": Act("authority_worker", child_whose_address_is_theirs_alone, about_child),
    "web.referrals.add": Act("authority_worker", sends=pages_of_new),
    "web.referrals.add_child": Act("authority_worker", case, new_typed),
    "web.referrals.change": Act("authority_worker", within_its_case(child, *PARTS), part_of),
    "web.referrals.record": Act("authority_worker", child_and_event, event_of),
    "web.referrals.move": Act("authority_manager", case_that_moves),
    "web.files.child": Act("authority_worker", within_its_case(child_whose_address_is_theirs_alone), typed_about_child),
}
