"""Apart: brothers and sisters go on in two referrals by a person's decision, and near each other is watched."""

import pytest

from consortium import particulars, referrals
from consortium.access import OPERATOR, Role
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.linking import links
from consortium.referrals import ReferralStatus, apart, standings
from matching.terms import travel
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
WHY = "The older two were hurt by each other; both were heard."


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.open_pool)


@pytest.fixture
def siblings():
    children = (factories.child(child_ref=ref) for ref in ("C1", "C2", "C3"))
    return factories.referral(OPERATOR, *children, referral_ref="R-1")


def split(referral, *refs, viewer=OPERATOR, reason=WHY):
    chosen = [child.id for child in referral.children if child.ref in refs]
    known = {"referral_id": referral.id, "version": referral.version, "ref": "R-2"}
    return apart.place_apart(viewer, **known, child_ids=chosen, reason=reason)


def linked(referral, postcode, *, approved=False):
    home = factories.household(postcode=postcode, approved_children=3)
    link = links.propose(OPERATOR, referral_id=referral.id, household_id=home.id, reason="They live near by.")
    if approved:
        for role, at in ((Role.AUTHORITY_WORKER, factories.EDINBURGH), (Role.AGENCY_WORKER, "ROWAN")):
            links.agree(factories.viewer(role, at=at), link_id=link.id, version=link.version)
        manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)
        factories.approved(link, by=manager)
    return link


def near(referral):
    (told,) = apart.of_referral(OPERATOR, referral=referral)
    return told.near


def test_two_groups_search_separately_from_the_decision_on(siblings):
    other = split(siblings, "C2", "C3")

    assert [child.ref for child in siblings.current_children] == ["C1"]
    assert [child.ref for child in other.current_children] == ["C2", "C3"]
    assert {siblings.status, other.status} == {ReferralStatus.SEARCHING}
    (told,) = apart.of_referral(OPERATOR, referral=other)
    assert (told.other_ref, told.decision.reason) == ("R-1", WHY)


def test_a_manager_of_the_authority_decides_and_nobody_else(siblings):
    for role, at in ((Role.COORDINATOR, None), (Role.AUTHORITY_WORKER, factories.EDINBURGH)):
        with pytest.raises(NotAllowed):
            split(siblings, "C1", viewer=factories.viewer(role, at=at))
    manager = factories.viewer(Role.AUTHORITY_MANAGER, at=factories.EDINBURGH)

    split(siblings, "C1", viewer=manager)

    assert apart.of_referral(OPERATOR, referral=siblings)[0].decision.decided_by == manager.user_id


@pytest.mark.parametrize(
    ("refs", "reason", "field"),
    [((), WHY, "child_ids"), (("C1", "C2", "C3"), WHY, "child_ids"), (("C1",), "Because.", "reason")],
)
def test_some_stay_and_some_go_and_a_reason_is_said(siblings, refs, reason, field):
    with pytest.raises(Invalid) as refused:
        split(siblings, *refs, reason=reason)

    assert list(refused.value.fields) == [field]
    assert len(siblings.current_children) == 3


def test_nobody_is_parted_from_an_approved_match(siblings):
    linked(siblings, "EH12 5AA", approved=True)

    with pytest.raises(RuleBroken, match="end it first"):
        split(siblings, "C1")


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("EH12 5AA", "in the same postcode district"),
        ("EH6 7AA", "25 minutes apart"),
        ("KY1 1XW", "nobody has told the way"),
    ],
)
def test_near_each_other_is_told_once_both_are_linked(siblings, second, says):
    other = split(siblings, "C2", "C3")
    consortium = factories.consortium().id
    for way in (("EH12", "EH6", 20), ("EH6", "EH12", 25)):
        ways = [dict(zip(("from_district", "to_district", "minutes"), way, strict=True))]
        travel.tell(OPERATOR, consortium_id=consortium, ways=ways)
    before = near(siblings)

    for referral, postcode in ((siblings, "EH12 5AA"), (other, second)):
        linked(referral, postcode)

    assert "once both are linked or placed" in before
    assert says in near(siblings)
    assert near(siblings) == near(other)


def test_nearness_tells_nothing_where_an_address_may_not_be_disclosed(siblings):
    other = split(siblings, "C2", "C3")
    child = siblings.current_children[0]
    flag = {"address_non_disclosure": True}
    particulars.record_child(OPERATOR, child_id=child.id, version=siblings.version, values=flag)

    linked(siblings, "EH12 5AA"), linked(other, "EH12 5AA")

    assert "may not be disclosed" in near(other)


def test_case_8_one_group_is_withdrawn_after_the_match_and_the_other_goes_on(siblings):
    other = split(siblings, "C2", "C3")
    first, second = linked(siblings, "EH12 5AA", approved=True), linked(other, "EH6 7AA", approved=True)

    referrals.withdraw(OPERATOR, referral_id=other.id, version=other.version, note="They go home.")

    stands = standings.shown(OPERATOR, found=[siblings, other])
    assert (first.status, second.status) == ("approved", "ended")
    assert (stands[siblings.id], stands[other.id]) == (ReferralStatus.MATCHED, ReferralStatus.WITHDRAWN)
