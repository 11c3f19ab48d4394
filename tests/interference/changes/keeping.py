"""What B's managers do about what is kept: holds, disposals, adopted people, a person's own pack; terms and members."""

from typing import Any

import sqlalchemy as sa

from consortium.adopted import PURPOSE, AdoptedPerson
from consortium.carers import Household
from consortium.children import Child
from consortium.consortia import Consortium
from consortium.floor.db import db
from consortium.floor.sealing import unseal
from consortium.members import Member, Membership
from consortium.placements import Placement
from consortium.referrals import Referral
from consortium.retention.disposals import Disposal, DisposalStatus
from consortium.retention.holds import Hold
from tests.interference.changes.cases import case, cases, child, within_its_case
from tests.interference.changes.homes import home, homes
from tests.interference.places import EVERYBODY
from tests.interference.side import SECOND, Act, Acts, Pick, Picked, Side, boxes, on

TEXT = {"reason": "The family asked for it."}
MANAGER = {"referrals": "authority_manager", "households": "agency_manager"}


def _named(entity: str, row: Any, **more: Any) -> Picked | None:
    """A record as the pages of retention name it, and the manager whose it is."""
    if row is None:
        return None
    values = {"entity": entity, "record_id": row.id, **more}
    return Picked(values, row={"entity": entity, "record_id": str(row.id)}, who=MANAGER[entity])


def record(side: Side) -> Picked | None:
    """A household or a referral."""
    entity = side.any(*MANAGER)
    found = (home if entity == "households" else case)(side)
    return _named(entity, found and found.row)


def record_to_dispose(side: Side) -> Picked | None:
    """A household or a referral that is in use no more, and that nobody holds or disposes of already."""
    entity = side.any(*MANAGER)
    table, select = (Household, homes) if entity == "households" else (Referral, cases)
    asked = sa.select(getattr(Disposal, f"{entity[:-1]}_id")).where(Disposal.status == DisposalStatus.PROPOSED)
    held = sa.select(getattr(Hold, f"{entity[:-1]}_id")).where(Hold.lifted_at.is_(None))
    free = [table.id.not_in(found.where(found.selected_columns[0].is_not(None))) for found in (asked, held)]
    return _named(entity, side.one(select(side, table.ref.contains("-gone-"), *free)), ground="person_asked")


def in_body(pick: Pick) -> Pick:
    """The record is named in the body, and the address is that of all."""

    def picked(side: Side) -> Picked | None:
        found = pick(side)
        return Picked(row=found.row, who=found.who) if found else None

    return picked


def disposal(*acts: str) -> Pick:
    """A disposal that was proposed; a second person confirms it."""

    def picked(side: Side) -> Picked | None:
        mine = sa.or_(Disposal.authority_id == side.authority_id, Disposal.agency_id == side.agency_id)
        row = side.one(sa.select(Disposal).where(Disposal.status == DisposalStatus.PROPOSED, mine))
        if row is None:
            return None
        act = {"act": side.any(*acts)} if acts else {}
        return Picked({"disposal_id": row.id, **act}, version=row.version, who=SECOND + MANAGER[row.entity])

    return picked


def hold(side: Side) -> Picked | None:
    """A hold in force."""
    mine = sa.or_(Hold.authority_id == side.authority_id, Hold.agency_id == side.agency_id)
    row = side.one(sa.select(Hold).where(Hold.lifted_at.is_(None), mine))
    return Picked({"hold_id": row.id}, who=MANAGER[row.entity]) if row else None


def adopted_person(side: Side) -> Picked | None:
    """Somebody who was adopted."""
    row = side.one(sa.select(AdoptedPerson).where(AdoptedPerson.authority_id == side.authority_id))
    return Picked({"adopted_id": row.id})


def child_with_order(side: Side) -> Picked | None:
    """A child for whom an adoption order was made, whose new name nobody has kept apart yet."""
    people = db.session.scalars(sa.select(AdoptedPerson).where(AdoptedPerson.authority_id == side.authority_id))
    done = {unseal(one.sealed_way, purpose=PURPOSE) for one in people}
    ordered = sa.select(Placement.referral_id).where(Placement.adoption_order_on.is_not(None))
    found = child(side, Child.referral_id.in_(ordered))
    return found if found and str(found.row.id) not in done else None


def in_body_of_child(side: Side) -> Picked | None:
    """The same child, named in the body."""
    found = child_with_order(side)
    return found and Picked(row={"child_id": str(found.row.id)})


def consortium(side: Side) -> Picked | None:
    """The consortium."""
    row = side.one(sa.select(Consortium).where(Consortium.code == side.place.of))
    return Picked({"consortium_id": row.id}, version=row.version)


def member(side: Side) -> Picked | None:
    """B's authority or its agency, as a member."""
    row = side.one(sa.select(Member).where(Member.id.in_((side.authority_id, side.agency_id))))
    return Picked({"member_id": row.id}, version=row.version)


def membership(side: Side) -> Picked | None:
    """The time for which one of them has belonged."""
    row = side.one(sa.select(Membership).where(Membership.member_id.in_((side.authority_id, side.agency_id))))
    return Picked({"membership_id": row.id}, version=row.version, row=row)


def membership_of_member(side: Side) -> Picked | None:
    """The same, as a page names it."""
    found = membership(side)
    return found and Picked({**found.values, "member_id": found.row.member_id})


def new_member(side: Side, _: Picked) -> dict[str, str]:
    """An agency that nobody knew."""
    return {"code": f"N{side.number()}", "name": f"Agency {side.number()}", "kind": "agency"}


NEW_NAME = {"given_names": "Rona", "family_name": "Galbraith"}
ALL = frozenset({EVERYBODY})  # the members and the terms of a consortium are everybody's in it
ACTS: Acts = {
    "adopted.separate": Act("authority_manager", in_body_of_child, lambda side, picked: {**picked.row, **NEW_NAME}),
    "adopted.trace": Act("authority_manager", adopted_person, lambda side, _: TEXT),
    "members.add": Act("coordinator", sends=lambda side, _: {
        **new_member(side, _), "consortium": side.place.of
    }, told=ALL),
    "members.change": Act("coordinator", member, lambda side, _: {"name": f"Name {side.number()}"}, told=ALL),
    "members.change_membership": Act("coordinator", membership, lambda side, _: {
        "joined_on": str(on(-side.number(400, 900))), "left_on": None
    }, told=ALL),
    "retention.propose": Act("authority_manager", in_body(record_to_dispose), lambda side, picked: {
        **picked.row, "ground": "person_asked", **TEXT
    }),
    "retention.confirm": Act("authority_manager", disposal()),
    "retention.decline": Act("authority_manager", disposal()),
    "retention.place_hold": Act("authority_manager", in_body(record), lambda side, picked: {**picked.row, **TEXT}),
    "retention.lift_hold": Act("authority_manager", hold),
    "retention.set_terms": Act("coordinator", consortium, lambda side, _: {
        "never_placed_months": side.number(1, 240)
    }, told=ALL),
    "subject_access.child": Act("authority_manager", child),
    "subject_access.print_child": Act("authority_manager", child),
    "subject_access.household": Act("agency_manager", home),
    "subject_access.print_household": Act("agency_manager", home),
    "web.adopted.separate": Act("authority_manager", child_with_order, lambda side, _: NEW_NAME),
    "web.adopted.trace": Act("authority_manager", adopted_person, lambda side, _: TEXT),
    "web.members.add": Act("coordinator", sends=lambda side, _: {
        **new_member(side, _), "consortium_code": side.place.of
    }, told=ALL),
    "web.members.change": Act("coordinator", member, lambda side, _: {"name": f"Name {side.number()}"}, told=ALL),
    "web.members.membership": Act("coordinator", membership_of_member, lambda side, _: boxes(
        "joined_on", -side.number(400, 900)
    ), told=ALL),
    "web.retention.hold": Act("authority_manager", record, lambda side, _: TEXT),
    "web.retention.propose": Act("authority_manager", record_to_dispose, lambda side, _: TEXT),
    "web.retention.end": Act("authority_manager", disposal("confirm", "decline")),
    "web.retention.lift": Act("authority_manager", hold),
    "web.retention_terms.change": Act("coordinator", consortium, lambda side, _: {
        "never_placed_months": str(side.number(1, 240))
    }, told=ALL),
    "web.subject_access.child": Act("authority_manager", within_its_case(child), lambda side, _: {"form": "json"}),
    "web.subject_access.household": Act("agency_manager", home, lambda side, _: {"form": "json"}),
}  # fmt: skip
