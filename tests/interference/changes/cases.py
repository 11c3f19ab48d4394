"""Referrals: a child referred, born, lost, found to be two; a search withdrawn, ended, taken up again."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select

from consortium.children import Child
from consortium.linking.links import Link, LinkStatus
from consortium.linking.pairs import EXPLORED, MATCHED
from consortium.placements import Placement
from consortium.referrals import Referral, ReferralStatus
from consortium.referrals.criteria import DEFAULTS
from tests.interference.places import EVERYBODY
from tests.interference.side import Act, Acts, Picked, Side, boxes, on

SEARCHING = Referral.status == ReferralStatus.SEARCHING
PARTS = ("child", "search")
ALL = frozenset({EVERYBODY})  # what a consortium asks of a referral is for everybody in it to read


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
    return named(side.one(cases(side, Referral.closed_on.is_not(None), Referral.id.in_(waiting))))


def draft(side: Side) -> Picked | None:
    """A referral that is to be submitted."""
    return named(side.one(cases(side, Referral.status == ReferralStatus.DRAFT)))


def submitted(side: Side) -> Picked | None:
    """A referral that waits to be screened."""
    return named(side.one(cases(side, Referral.status == ReferralStatus.SUBMITTED)))


def screened(side: Side, _: Picked) -> dict[str, Any]:
    """What a coordinator answers, and what follows."""
    answers = {one.code: side.any("met", "not_known") for one in DEFAULTS if one.under_months is None}
    follows: dict[str, str] = side.any({"outcome": "accept"}, {"outcome": "ask", "reason": "facts_missing"})
    return {**follows, "note": f"Note {side.number()}", "answers": answers}


def typed_screening(side: Side, picked: Picked) -> dict[str, Any]:
    """The same, typed."""
    said = screened(side, picked)
    return {**{f"answer-{code}": word for code, word in said.pop("answers").items()}, **said}


def asked(side: Side, _: Picked) -> dict[str, Any]:
    """The criteria of a version before, which ask the same."""
    return {"consortium": side.place.of, "criteria": [asdict(one) for one in DEFAULTS]}


def typed_asked(side: Side, _: Picked) -> dict[str, Any]:
    """The same, typed."""
    lines = [one.sentence for one in DEFAULTS if one.under_months is None]
    return {"consortium_code": side.place.of, "under_months": "24", "sentences": "\n".join(lines)}


def case_that_moves(side: Side) -> Picked | None:
    """Any referral, with what can be done about its search."""
    picked = side.any(case, case_that_ended, draft)(side)
    if picked is None:
        return None
    if picked.row.status in (ReferralStatus.DRAFT, ReferralStatus.MORE_INFORMATION):
        return named(picked.row, act=side.any("submit", "withdraw"))
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


def noted(side: Side, _: Picked) -> dict[str, Any]:
    """A note for one's own side."""
    return {"text": f"Note {side.number()}"}


def typed_note(side: Side, picked: Picked) -> dict[str, Any]:
    """The same, typed, where both sides could read it."""
    sharing = picked.row.status in (*EXPLORED, *MATCHED)
    return noted(side, picked) | ({"audience": "own"} if sharing else {})


def about_schedule(side: Side, _: Picked) -> dict[str, str]:
    """Something of what the schedule asks."""
    return {"interests": f"Interest {side.number()}"}


def case_in_address(side: Side) -> Picked | None:
    """A referral as the addresses of notes name it."""
    picked = case(side)
    return Picked({"entity": "referrals", "record_id": picked.row.id}, row=picked.row) if picked else None


def case_of_notes(side: Side) -> Picked | None:
    """The same, as the JSON door names it."""
    picked = case(side)
    return Picked({"referral_id": picked.row.id}, row=picked.row) if picked else None


def link_of_its_own(side: Side) -> Picked | None:
    """A live link between the authority and the agency of the side."""
    both = (Link.authority_id == side.authority_id, Link.agency_id == side.agency_id)
    row = side.one(sa.select(Link).where(*both, Link.status != LinkStatus.ENDED))
    return Picked({"link_id": row.id}, version=row.version, row=row) if row else None


def two_cases(side: Side) -> Picked | None:
    """Two referrals that search, of which none has a link or a placement."""
    linked, placed = (
        sa.select(Link.referral_id),
        sa.select(Placement.referral_id).where(Placement.referral_id.is_not(None)),
    )
    free = cases(side, SEARCHING, Referral.id.not_in(linked), Referral.id.not_in(placed))
    first, second = side.one(free), side.one(free)
    if first is None or first is second:
        return None
    return Picked({"entity": "referrals", "record_id": first.id, "other_id": second.id}, row=(first, second))


def two_in_a_body(side: Side) -> Picked | None:
    """The same, where the address names none."""
    found = two_cases(side)
    return Picked({}, row=found.row) if found else None


def merged(side: Side, picked: Picked) -> dict[str, Any]:
    """That they are one, and why."""
    known = {"kept_id": str(picked.row[0].id), "lost_id": str(picked.row[1].id)}
    return {"entity": "referrals", **known, "reason": f"The same child, {side.number()}."}


def differing(side: Side, picked: Picked) -> dict[str, Any]:
    """That they are two, and why."""
    known = {"first_id": str(picked.row[0].id), "second_id": str(picked.row[1].id)}
    return {"entity": "referrals", **known, "reason": f"Two children, {side.number()}."}


def typed_decision(side: Side, _: Picked) -> dict[str, Any]:
    """Either, typed."""
    return {"decision": side.any("merge", "different"), "reason": f"A good reason, {side.number()}."}


def siblings(side: Side) -> Picked | None:
    """Brothers and sisters who search together without a match."""
    several = sa.select(Child.referral_id).where(Child.lost_on.is_(None)).group_by(Child.referral_id)
    several = several.having(sa.func.count() > 1)
    matched = sa.select(Link.referral_id).where(Link.status.in_(MATCHED))
    return named(side.one(cases(side, SEARCHING, Referral.id.in_(several), Referral.id.not_in(matched))))


def parted(side: Side, picked: Picked) -> dict[str, Any]:
    """The first of them goes on alone."""
    return {"child_ids": [str(picked.row.children[0].id)], "reason": f"They were both heard, {side.number()}."}


ACTS: Acts = {
    "duplicates.merge": Act("authority_worker", two_in_a_body, merged),
    "duplicates.difference": Act("authority_worker", two_in_a_body, differing),
    "web.duplicates.decide": Act("authority_worker", two_cases, typed_decision),
    "referrals.place_apart": Act("authority_manager", siblings, parted),
    "web.siblings.place_apart": Act("authority_manager", siblings, parted),
    "notes.on_referral": Act("authority_worker", case_of_notes, noted),
    "notes.on_link": Act("authority_worker", link_of_its_own, noted),
    "web.notes.of_case": Act("authority_worker", case_in_address, noted),
    "web.notes.of_link": Act("authority_worker", link_of_its_own, typed_note),
    "web.statutory.child": Act(
        "authority_worker", within_its_case(child_whose_address_is_theirs_alone), about_schedule
    ),
    "referrals.refer": Act("authority_worker", sends=new),
    "referrals.change": Act("authority_worker", case, lambda side, picked: {"children": [new_child(side)]}),
    "referrals.change_child": Act(
        "authority_worker", child, lambda side, picked: {"urgency": side.any("soon", "urgent")}
    ),
    "referrals.birth": Act("authority_worker", child_not_born, lambda side, picked: {"born_on": str(on(-1))}),
    "referrals.twins": Act("authority_worker", child_not_born, lambda side, picked: {"born_on": str(on(-1))}),
    "referrals.loss": Act("authority_manager", child, lambda side, picked: {}),
    "referrals.withdraw": Act("authority_worker", case),
    "referrals.resume": Act("authority_worker", case_that_ended, lambda side, picked: {"note": "They ask again."}),
    "referrals.submit": Act("authority_worker", draft),
    "referrals.screen": Act("coordinator", submitted, screened),
    "criteria.set_": Act("coordinator", sends=asked, told=ALL),
    "web.screening.screen": Act("coordinator", submitted, typed_screening),
    "web.screening.set_": Act("coordinator", sends=typed_asked, told=ALL),
    "referrals.conclude": Act("authority_worker", case),
    "links.record_child": Act("authority_worker", child_whose_address_is_theirs_alone, about_child),
    "web.referrals.add": Act("authority_worker", sends=pages_of_new),
    "web.referrals.add_child": Act("authority_worker", case, new_typed),
    "web.referrals.change": Act("authority_worker", within_its_case(child, *PARTS), part_of),
    "web.referrals.record": Act("authority_worker", child_and_event, event_of),
    "web.referrals.move": Act("authority_manager", case_that_moves, lambda side, picked: {"note": "They ask again."}),
    "web.files.child": Act("authority_worker", within_its_case(child_whose_address_is_theirs_alone), typed_about_child),
}
