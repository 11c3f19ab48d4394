"""Purchases: one act opens the placement and records what was bought, and nothing buys it a second time."""

from datetime import date

import pytest
import sqlalchemy as sa

from consortium import phases, placements
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.importing import imports
from consortium.linking import links
from consortium.linking.links import EndReason, LinkStatus
from consortium.placements import Phase, Placement
from contracts import purchases
from contracts.placement_agreements import PlacementAgreement
from contracts.purchases import Purchase
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.pool)


def test_a_purchase_reads_back_as_the_row_it_was_told_as():
    told = {"placement_ref": "P-1", "household_ref": "H-9", "order_number": "PO-7", "ended_on": date(2026, 6, 1)}

    row = purchases.as_row(factories.purchase(history=True, **told))

    assert {name: row[name] for name in told} == told


def test_a_purchase_opens_a_placement_that_points_at_both_sides():
    household, referral = factories.household(), factories.referral()

    bought = factories.purchase(household_ref=household.ref, referral_ref=referral.ref)

    assert (bought.placement.household_id, bought.placement.referral_id) == (household.id, referral.id)
    assert [phase.phase for phase in bought.placement.phases] == [Phase.FOSTERING]


@pytest.mark.parametrize("name", ["household_ref", "referral_ref"])
def test_a_reference_that_nobody_recorded_is_refused_beside_its_field(name):
    bought = factories.purchase()

    with pytest.raises(Invalid, match="is known to you under this reference") as typed:
        factories.purchase(**{name: "X-404"})
    with pytest.raises(Invalid) as changed:
        purchases.change(OPERATOR, purchase_id=bought.id, version=1, values={name: "X-404"})

    assert list(typed.value.fields) == list(changed.value.fields) == [name]


def test_a_reference_that_history_named_does_not_stand_in_the_way_of_a_change():
    bought = factories.purchase(history=True, household_ref="H-404")

    values = {"household_ref": "H-404", "order_number": "PO-1"}
    purchases.change(OPERATOR, purchase_id=bought.id, version=1, values=values)

    assert bought.order_number == "PO-1"


def test_a_new_legal_phase_is_never_a_second_purchase():
    bought = factories.purchase()
    entered = ((Phase.PROSPECTIVE_ADOPTIVE, date(2026, 9, 1)), (Phase.ADOPTED, date(2027, 2, 1)))

    for version, (phase, on) in enumerate(entered, start=1):
        phases.enter(OPERATOR, placement_id=bought.placement_id, version=version, phase=phase, on=on)

    assert db.session.scalar(sa.select(sa.func.count(Purchase.id))) == 1
    assert purchases.as_row(bought)["adoption_order_on"] == date(2027, 2, 1)


def test_phases_follow_one_another_as_the_table_of_moves_says():
    bought = factories.purchase(adoption_order_on=date(2026, 12, 1))
    again = {"placement_id": bought.placement_id, "version": 1, "phase": Phase.FOSTERING}

    with pytest.raises(RuleBroken, match="no other phase"):
        phases.enter(OPERATOR, on=date(2027, 1, 1), **again)


def test_a_placement_is_opened_once_under_its_reference():
    factories.purchase(placement_ref="P-1")

    with pytest.raises(Conflict, match="placement with this reference"), db.session.begin_nested():
        factories.purchase(placement_ref="P-1")

    assert db.session.scalar(sa.select(sa.func.count(Purchase.id))) == 1


def test_the_schema_itself_refuses_a_second_purchase_of_a_placement():
    bought = factories.purchase()
    same = {"placement_id": bought.placement_id, "authority_id": bought.authority_id, "agency_id": bought.agency_id}

    db.session.add(Purchase(**same))

    with pytest.raises(Conflict, match="purchased already"):
        db.session.flush()


def test_a_change_reaches_the_placement_and_loses_nothing():
    bought = factories.purchase(order_number="PO-7")

    ended = {"ended_on": date(2026, 9, 1), "end_reason": "kinship"}
    purchases.change(OPERATOR, purchase_id=bought.id, version=1, values=ended)

    assert purchases.as_row(bought) | ended | {"order_number": "PO-7", "version": 2} == purchases.as_row(bought)
    with pytest.raises(Conflict):
        purchases.change(OPERATOR, purchase_id=bought.id, version=1, values=ended)


def test_a_placement_that_ends_on_the_day_it_began_is_a_placement():
    bought = factories.purchase(ended_on=date(2026, 6, 1))

    assert list(db.session.scalars(placements.visible(OPERATOR, open_on=date(2026, 6, 1)))) == []
    assert bought.placement.ended_on == bought.placement.moved_in_on


@pytest.mark.parametrize("name", ["placement_id", "authority_id", "version", "placement_ref", "authority_code"])
def test_i17_a_field_that_is_not_offered_cannot_be_set(name):
    bought = factories.purchase()

    with pytest.raises(Invalid) as refused:
        purchases.change(OPERATOR, purchase_id=bought.id, version=1, values={name: "1"})

    assert list(refused.value.fields) == [name]


def test_an_agency_sees_its_placements_and_does_not_write_purchases():
    factories.member("ASPEN")
    bought, other = factories.purchase(), factories.purchase(agency="ASPEN")
    worker = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")

    assert list(db.session.scalars(purchases.visible(worker))) == [bought]
    with pytest.raises(NotFound):
        purchases.get(worker, purchase_id=other.id)
    with pytest.raises(NotAllowed):
        factories.purchase(worker)


def test_an_authority_buys_for_itself_alone():
    factories.member(factories.FIFE)
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    assert factories.purchase(worker).authority_id == worker.member_id
    with pytest.raises(NotAllowed, match="may not record purchases"):
        factories.purchase(worker, authority_code=factories.FIFE)


def test_a_referral_is_placed_once_and_again_only_after_its_placement_has_ended():
    home, referral = factories.household(approved_children=3), factories.referral()
    sides = {"household_ref": home.ref, "referral_ref": referral.ref}
    first = factories.purchase(**sides)

    with pytest.raises(RuleBroken, match="is placed already"):
        factories.purchase(**sides)
    purchases.change(OPERATOR, purchase_id=first.id, version=1, values={"ended_on": date(2026, 6, 9)})

    assert factories.purchase(**sides, moved_in_on=date(2026, 7, 1)).placement.referral_id == referral.id


def test_siblings_may_be_placed_apart_each_once():
    referral = factories.referral(OPERATOR, factories.child(), factories.child())

    for _ in range(2):
        factories.purchase(referral_ref=referral.ref)

    with pytest.raises(RuleBroken, match="is placed already"):
        factories.purchase(referral_ref=referral.ref)


def test_i15_a_household_that_was_not_shown_answers_as_one_that_does_not_exist():
    factories.household(household_ref="H-1")
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
    bought = factories.purchase(worker)
    asked = [{"household_ref": ref, "children": count} for ref in ("H-1", "H-404") for count in (1, 9)]

    refusals = []
    for values in asked:
        with pytest.raises(Invalid) as recorded:
            factories.purchase(worker, **values)
        with pytest.raises(Invalid) as changed:
            purchases.change(worker, purchase_id=bought.id, version=1, values=values)
        refusals += [recorded.value.fields, changed.value.fields]

    alike = "No household of this agency is known to you under this reference. Check it, or leave it empty."
    assert refusals == [{"household_ref": [alike]}] * 8


def test_a_household_that_a_live_link_shows_takes_the_child_until_the_link_ends():
    home, referral = factories.household(household_ref="H-1"), factories.referral()
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
    link = links.propose(OPERATOR, referral_id=referral.id, household_id=home.id, reason="The ages agree.")

    assert factories.purchase(worker, household_ref="H-1").placement.household_id == home.id
    with pytest.raises(RuleBroken, match="has no place for this stay"):  # how many live there is read from L2 on
        factories.purchase(worker, household_ref="H-1", children=9)
    links.end(worker, link_id=link.id, version=link.version, reason=EndReason.PLAN_CHANGED)
    with pytest.raises(Invalid, match="known to you"):
        factories.purchase(worker, household_ref="H-1")


def test_nobody_is_told_how_many_places_a_household_has_that_is_no_longer_shown():
    factories.household(household_ref="H-1")
    bought = factories.purchase(household_ref="H-1")
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    with pytest.raises(RuleBroken, match="has no place for this stay: ask its agency") as refused:
        purchases.change(worker, purchase_id=bought.id, version=1, values={"children": 9})

    assert not {"2", "H-1"} & set(refused.value.sentence.split())


@pytest.mark.parametrize("ended", ["", "2026-02-01"])
def test_an_authority_brings_in_no_history_with_a_household_that_it_was_not_shown(ended):
    factories.household(household_ref="H-1")
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)
    sheet = "placement_ref,authority_code,agency,household_ref,children,moved_in_on,ended_on\n"
    rows = "".join(f"P-{ref},S12000036,ROWAN,{ref},9,2026-01-01,{ended}\n" for ref in ("H-1", "H-404"))

    taken = imports.take(worker, kind="purchases", content=(sheet + rows).encode(), filename="p.csv")

    said = [[fault["sentence"] for fault in row["faults"]] for row in taken.returned_rows]
    assert taken.created == 0
    assert said[0] == said[1]
    assert "is known to you" in said[0][0]


def test_a_coordinator_brings_in_history_with_households_that_were_never_recorded():
    coordinator = factories.viewer(Role.COORDINATOR)
    past = {"household_ref": "H-404", "referral_ref": "R-404", "ended_on": date(2026, 7, 1)}

    assert factories.purchase(coordinator, history=True, **past).placement.household_ref == "H-404"


SHEET = "placement_ref,authority_code,agency,household_ref,referral_ref,children,moved_in_on\n"


def imported(on: str):
    row = f"P-1,S12000036,ROWAN,H-1,R-1,1,{on}\n"
    return imports.take(OPERATOR, kind="purchases", content=(SHEET + row).encode(), filename="p.csv")


def test_an_imported_stay_by_an_approved_match_moves_its_link_on_and_makes_its_order():
    pair = factories.referral(referral_ref="R-1"), factories.household(household_ref="H-1")
    manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    link = factories.approved(factories.linked(*pair), by=manager)

    taken = imported(str(clock.today()))

    assert (taken.created, taken.returned_rows) == (1, [])
    assert link.status is LinkStatus.MOVED_IN
    stay = db.session.scalars(sa.select(Placement)).one()
    assert db.session.scalars(sa.select(PlacementAgreement.placement_id)).all() == [stay.id]


def test_an_imported_stay_from_before_the_match_is_history_and_moves_nothing_on():
    pair = factories.referral(referral_ref="R-1"), factories.household(household_ref="H-1", approved_children=3)
    manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
    link = factories.approved(factories.linked(*pair), by=manager)

    taken = imported("2026-01-05")

    assert (taken.created, taken.returned_rows, link.status) == (1, [], LinkStatus.APPROVED)
    assert db.session.scalars(sa.select(PlacementAgreement)).all() == []
