"""Duplicates: found by what is alike, merged or told apart by a person, with nothing lost."""

from datetime import date

import pytest

from consortium import carers, notes, referrals
from consortium.access import OPERATOR, Role
from consortium.floor.errors import Conflict, Invalid, NotFound, RuleBroken
from consortium.linking import links
from consortium.merging import duplicates
from consortium.merging.likeness import Why, plain
from consortium.referrals import ReferralStatus
from matching.terms import pins
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
WHY = "The same child was referred twice."


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.open_pool)


@pytest.fixture
def worker():
    return factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)


@pytest.fixture
def two():
    return factories.referral(referral_ref="R-7"), factories.referral(referral_ref="R 007")


def merge(kept, lost, viewer=OPERATOR, reason=WHY, entity="referrals"):
    return duplicates.merge(viewer, entity=entity, kept_id=kept.id, lost_id=lost.id, reason=reason)


def why(viewer=OPERATOR, entity="referrals"):
    return [(one.first.ref, one.second.ref, one.why) for one in duplicates.listed(viewer)[entity]]


def linked(referral, home):
    return links.propose(OPERATOR, referral_id=referral.id, household_id=home.id, reason="They live near by.")


def test_references_are_alike_however_they_are_written():
    assert plain("R-007") == plain("r 7") == plain("R/07") != plain("R-70")


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ({"date_of_birth": date(2026, 5, 6), "sex": "F"}, True),
        ({"date_of_birth": date(2026, 5, 7), "sex": "F"}, False),
        ({"date_of_birth": date(2026, 5, 4), "sex": "M"}, False),
        ({"date_of_birth": date(2026, 5, 4), "sex": None}, True),
    ],
)
def test_children_born_within_two_days_and_not_of_another_sex_look_alike(second, found):
    factories.referral(OPERATOR, factories.child(sex="F"), referral_ref="R-1")
    factories.referral(OPERATOR, factories.child(**second), referral_ref="R-2")

    assert why() == ([("R-1", "R-2", (Why.SAME_BIRTH,))] if found else [])


def test_households_of_one_postcode_and_the_same_approvals_look_alike():
    for ref in ("H-1", "H-2"):
        factories.household(household_ref=ref)

    assert why(entity="households") == [("H-1", "H-2", (Why.SAME_HOME_AND_APPROVALS,))]


def test_what_another_authority_refers_is_compared_with_nothing(two, worker):
    factories.member(factories.FIFE)
    other = factories.referral(authority_code=factories.FIFE, referral_ref="R-7")

    assert [pair[:2] for pair in why(worker)] == [("R-7", "R 007")]
    assert all(other.id not in (one.first.id, one.second.id) for one in duplicates.listed(OPERATOR)["referrals"])
    with pytest.raises(NotFound):
        merge(two[0], other, viewer=worker)


def test_a_merge_moves_links_notes_and_placements_and_closes_the_other(two, worker):
    kept, lost = two
    link, note = linked(lost, factories.household()), notes.write(worker, case=lost, text="Her aunt was asked.")

    merge(kept, lost, viewer=worker)

    assert (link.referral_id, note.referral_id, link.status) == (kept.id, kept.id, "proposed")
    assert (lost.status, lost.children[0].lost_on) == (ReferralStatus.WITHDRAWN, None)
    assert why(worker) == []
    agency = factories.viewer(Role.AGENCY_WORKER, at="ROWAN")
    assert referrals.get(agency, referral_id=kept.id) is kept
    with pytest.raises(NotFound):
        referrals.get(agency, referral_id=lost.id)


def test_a_decision_on_a_pair_holds_for_the_record_that_is_kept(two):
    kept, lost = two
    pair = {"referral_ref": lost.ref, "household_ref": factories.household().ref}
    pin = pins.decide(OPERATOR, values=pair | {"decision": "forbid", "reason": "They are related."})

    merge(kept, lost)

    assert pin.referral_id == kept.id


def test_a_placement_goes_with_the_child_and_ends_the_search(two):
    kept, lost = two
    bought = factories.purchase(referral_ref=lost.ref)

    merge(kept, lost)

    assert (bought.placement.referral_id, bought.placement.referral_ref) == (kept.id, "R-7")
    assert kept.status is ReferralStatus.CONCLUDED


def test_of_two_links_with_one_household_the_later_records_ends(two):
    home = factories.household()
    kept, lost = (linked(one, home) for one in two)

    merge(*two)

    assert (kept.status, lost.status, lost.end_reason) == ("proposed", "ended", "mistake")


def test_two_records_with_a_placement_each_are_not_merged(two):
    for one in two:
        factories.purchase(referral_ref=one.ref)

    with pytest.raises(RuleBroken, match="end one of them first"):
        merge(*two)

    assert all(one.status is ReferralStatus.CONCLUDED for one in two)


def test_what_was_merged_is_neither_opened_nor_merged_again(two):
    kept, lost = two
    merge(kept, lost)

    with pytest.raises(RuleBroken, match="merged into another"):
        referrals.resume(OPERATOR, referral_id=lost.id, version=lost.version, note="Again.")
    with pytest.raises((RuleBroken, Conflict)):
        merge(kept, lost)


def test_a_merged_household_is_not_brought_back():
    kept, lost = (factories.household(household_ref=ref) for ref in ("H-1", "H-2"))
    merge(kept, lost, entity="households")

    assert lost.withdrawn_on is not None
    with pytest.raises(RuleBroken, match="merged into another"):
        carers.restore(OPERATOR, household_id=lost.id, version=lost.version)


def test_records_that_are_two_are_listed_no_more(two, worker):
    pair = {"first_id": two[0].id, "second_id": two[1].id}
    duplicates.tell_apart(worker, entity="referrals", **pair, reason="They are cousins, born the same day.")

    assert why(worker) == []
    assert {one.status for one in two} == {ReferralStatus.SEARCHING}


def test_a_merge_says_why(two):
    with pytest.raises(Invalid, match="Say why"):
        merge(*two, reason="Same.")
