"""What a transfer carries over and what it leaves: clock, contact plan, former record, and what nobody is told."""

import json
from datetime import timedelta

from consortium import transfers
from consortium.access import Role
from consortium.course import recording, steps
from consortium.documents import papers
from consortium.documents.papers import Paper
from consortium.linking import transferring
from consortium.linking.links import LinkStatus
from consortium.planning import cases, contact
from consortium.retention import disposals
from consortium.retention.disposals import Ground
from consortium.subject_access import packs
from consortium.subject_access.packs import Form
from tests import factories
from tests.consortium.test_links import WHY
from tests.contracts.given_up import TODAY
from tests.contracts.stayed import MOVED_IN


def test_what_the_former_agency_told_goes_on_counting_for_both(given_up):
    visited = MOVED_IN + timedelta(days=60)
    recording.record(given_up.agency, referral_id=given_up.referral.id, event="child_visited", on=visited)
    given_up.transferred()

    for side in (given_up.authority, given_up.receiver):
        found = steps.steps_of(side, referral_id=given_up.referral.id).steps
        assert visited in {one.step.done_on for one in found if one.step.step == "child_visit"}


def plans_read(given_up, viewer) -> int:
    known = {"referral_id": given_up.referral.id}
    case = cases.get(viewer, **known)
    return sum(contact.is_for(case, plan=one) for one in contact.versions(**known))


def test_the_contact_plan_passes_over_and_comes_back_with_the_child(given_up):
    plan = {"purpose": WHY, "sessions_per_week": 3, "from_on": MOVED_IN, "review_on": TODAY}
    contact.set_(given_up.authority, referral_id=given_up.referral.id, follows=0, values=plan)
    given_up.transferred()
    assert plans_read(given_up, given_up.receiver) == 1

    given_up.take_transfer_back()

    assert plans_read(given_up, given_up.agency) == 1


def test_a_correction_of_the_purchase_leaves_an_agreed_transfer_alone(given_up):
    given_up.agreed()

    given_up.bought_is(match_approved_on=MOVED_IN - timedelta(days=3))

    assert given_up.to.status is LinkStatus.EXPLORING
    assert given_up.carry_out().status is LinkStatus.MOVED_IN


def test_nobody_is_placed_with_the_same_carers_by_their_former_record(moved):
    assert moved.household.withdrawn_on == TODAY

    moved.take_transfer_back()

    assert moved.household.withdrawn_on is None


def test_before_it_agrees_the_receiver_is_not_told_where_the_child_lives(given_up):
    given_up.proposed()

    assert transferring.told(given_up.receiver, link=given_up.to) == {"transferred_on": None}
    assert transferring.told(given_up.authority, link=given_up.to)["from_agency"] == "ROWAN by name"


def test_an_erased_household_leaves_no_reference_behind(moved):
    called = moved.household.ref
    manager, second = (factories.viewer(Role.AGENCY_MANAGER, at="ROWAN") for _ in range(2))
    asked = {"entity": "households", "record_id": moved.household.id, "reason": WHY}
    disposal = disposals.propose(manager, **asked, ground=Ground.PERSON_ASKED)
    disposals.confirm(second, disposal_id=disposal.id, version=disposal.version)

    assert transfers.began_with(moved.stay.id)[moved.stay.id] == moved.household.ref != called


def test_the_chronology_names_each_agency_for_the_days_that_were_its_own(moved):
    section = papers.read(moved.authority, referral_id=moved.referral.id, paper=Paper.CHRONOLOGY).sections[0]
    told = {row[1]: row[2] for row in section.rows}

    assert told["The placement went on with another agency."].endswith("; LARCH by name")
    assert [by for by in told.values() if by.endswith("; ROWAN by name")]


def test_the_packs_say_which_agency_had_the_placement_and_until_when(moved):
    agency = factories.viewer(Role.AGENCY_MANAGER, at="ROWAN")
    made = (
        packs.of_child(moved.manager, child_id=moved.child.id, form=Form.JSON),
        packs.of_household(agency, household_id=moved.household.id, form=Form.JSON),
    )
    child, home = (json.loads(one.content)["recorded"] for one in made)

    assert child["placements"][0]["before"] == [{"agency": "ROWAN by name", "until": str(TODAY)}]
    assert home["placements_given_up"] == [{"went_on_with_another_agency_on": str(TODAY)}]
