"""A finished run is said in people's words, from its own frozen bytes."""

from datetime import date

import pytest

from tests.web.runs_in_hand import child, household, outcome
from web.outcomes import Outcome


def erased(found: Outcome, *, entity: str, ref: str) -> Outcome:
    """The run as it is kept once a record is erased: without its lines, with the totals of before."""
    lines = {
        key: [one for one in found.document[key] if one.get(f"{entity[:-1]}_ref") != ref]
        for key in ("suggestions", "unmatched")
    }
    looked_at = [one for one in found.snapshot[entity] if one["ref"] != ref]
    return Outcome({**found.document, **lines}, {**found.snapshot, entity: looked_at})


def test_suggestions_stand_most_urgent_first():
    children = [child("R-1", urgency="routine"), child("R-2", urgency="urgent")]
    found = outcome(children=children, households=[household("H-1"), household("H-2")])

    assert [(pair.referral_ref, pair.urgency) for pair in found.suggestions] == [("R-2", "urgent"), ("R-1", "routine")]


def test_the_merits_of_a_suggestion_sum_to_its_points():
    found = outcome(children=[child("R-1")], households=[household("H-1")])
    pair = found.suggestions[0]

    assert sum(pair.merits.values()) == pair.points
    assert pair.merits["language"] == 10


def test_a_child_without_a_suggestion_is_told_why_most_frequent_reason_first():
    households = [
        household("H-1", postcode="TD1 1AA"),
        household("H-2", postcode="TD1 1AA"),
        household("H-3", max_age_months=1),
    ]
    found = outcome(children=[child("R-1", max_travel_minutes=30)], households=households)

    assert found.waiting[0].reasons == ((2, "are too far from the contact place"), (1, "is approved for another age"))


def test_a_household_taken_for_another_is_told_as_taken():
    children = [child("R-1", urgency="urgent"), child("R-2")]
    found = outcome(children=children, households=[household("H-1")])

    assert found.waiting[0].reasons == ((1, "is suggested for another referral in this plan"),)


def test_the_lede_counts_children_and_not_referrals():
    group = [child("R-1"), child("R-1", child_ref="R-1-2", sex="M"), child("R-2")]
    found = outcome(children=group, households=[household("H-1", approved_children=2)])

    assert found.lede() == "Two of 3 children have a suggestion; one has none."
    assert found.counted()["soon"] == (2, 3)


@pytest.mark.parametrize(("entity", "ref"), [("referrals", "R-1"), ("households", "H-1")])
def test_a_run_counts_what_is_left_of_it_and_says_that_records_were_erased(entity, ref):
    found = outcome(children=[child("R-1"), child("R-2")], households=[household("H-1"), household("H-2")])

    left = erased(found, entity=entity, ref=ref)

    assert (found.has_lost, left.has_lost, left.counted()["soon"]) == (False, True, (1, 1))
    assert left.lede().startswith("The one child has a suggestion. Records of this run have been erased since:")


def test_a_run_of_which_nothing_is_left_says_so_without_a_number():
    found = outcome(children=[child("R-1")], households=[household("H-1")])

    assert erased(found, entity="referrals", ref="R-1").lede().startswith("Nothing is left of what this run found.")


def test_a_run_without_children_says_so():
    found = outcome(children=[], households=[household("H-1")])

    assert found.lede() == "Nobody was waiting on this day, so there is nothing to suggest."


def test_the_proof_is_said_without_a_symbol():
    found = outcome(children=[child("R-1")], households=[household("H-1")])

    assert list(found.proof()) == [
        "No other plan is better by the policy below: proven, and the proof checked, when the run was made."
    ]


def test_urgency_that_costs_a_placement_is_admitted():
    group = [child("R-1"), child("R-1", child_ref="R-1-2"), child("R-2", urgency="urgent")]
    found = outcome(children=group, households=[household("H-1", approved_children=2)])

    assert "Serving the most urgent first cost 1 placement that another order would have made." in found.proof()


def test_a_pinned_pair_is_named_as_fixed():
    pin = {
        "referral_ref": "R-1",
        "household_ref": "H-1",
        "decision": "pin",
        "override": None,
        "reason": "Sister is there",
    }
    found = outcome(children=[child("R-1")], households=[household("H-1")], pins=[pin])

    assert "1 pair stood fixed by a coordinator before the rest was chosen." in found.proof()


def test_children_are_described_as_on_the_day_of_the_run():
    unborn = child("R-1", sex=None, date_of_birth=None, expected_date_of_delivery=date(2027, 1, 12))
    found = outcome(children=[unborn], households=[household("H-1")])

    assert found.suggestions[0].who == "Child expected on 12 January 2027"
