"""Matches: the path of a link from the meeting to the introductions, who may take each step, and what is taken back."""

from datetime import date, timedelta

import pytest
import time_machine

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.accounts import people
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking import links, matches
from consortium.linking.link_steps import PATH, Outcome, Step
from consortium.linking.links import EndReason, LinkStatus
from consortium.rights import files
from tests import factories
from tests.consortium.test_links import WHY, Pair
from tests.factories import EDINBURGH

VERBS = {
    Step.MEETING: matches.hold_meeting,
    Step.RECOMMENDATION: matches.recommend,
    Step.DECISION: matches.decide,
    Step.NOTICE: matches.give_notice,
    Step.INTRODUCTIONS: matches.introduce,
}
REACHED = [status for status in LinkStatus if status is not LinkStatus.MOVED_IN]
TRIED = [(step, move.outcome) for step in VERBS for move in PATH[step]]
# From a state, the steps that may follow, as people reviewed them: kept apart from the table in the code.
ALLOWED = {
    "exploring": {("meeting", None), ("decision", "not_approved")},
    "meeting_held": {
        ("recommendation", "recommended"),
        ("recommendation", "not_recommended"),
        ("decision", "not_approved"),
    },
    "recommended": {("decision", "approved"), ("decision", "not_approved")},
    "approved": {("notice", None), ("introductions", None)},
    "introductions": {("notice", None)},
}
# Who may take a step: the authority's worker and manager, the agency's worker and manager, the coordinator.
MAY = {
    Step.MEETING: {"authority", "manager", "coordinator"},
    Step.RECOMMENDATION: {"coordinator"},
    Step.DECISION: {"manager"},
    Step.NOTICE: {"authority", "manager"},
    Step.INTRODUCTIONS: {"authority", "manager", "agency"},
}


@pytest.fixture
def pair(begun) -> Pair:
    """Both sides of a pair that nobody has linked yet."""
    return begun(Pair)


@pytest.fixture
def open_caps(pair) -> None:
    """Several links may be open at once."""
    factories.open_caps()


def take(viewer, link, step, outcome=None, *, on=None, **said):
    """Takes a step today, with a reason where it comes to something."""
    more = {"outcome": outcome, "reason": WHY} if outcome else {}
    known = {"link_id": link.id, "version": link.version, "on": on or clock.today()}
    return VERBS[step](viewer, **known, **{**more, **said})


@pytest.mark.asvs("2.3.1")
@pytest.mark.parametrize("status", REACHED)
@pytest.mark.parametrize(("step", "outcome"), dict.fromkeys(TRIED))
def test_a_step_is_taken_only_where_people_said_it_may(pair, status, step, outcome):
    link, who = pair.brought_to(status), pair.manager if step is Step.DECISION else OPERATOR

    if (step.value, outcome and outcome.value) in ALLOWED.get(status.value, ()):
        assert take(who, link, step, outcome) is link
    else:
        with pytest.raises(RuleBroken, match=f"The link is {status.replace('_', ' ')}; "):
            take(who, link, step, outcome)


@pytest.mark.parametrize("step", VERBS)
@pytest.mark.parametrize("who", ["authority", "manager", "agency", "coordinator"])
def test_who_may_take_each_step(pair, step, who):
    status = next(s for s in LinkStatus if any(name == step.value for name, _ in ALLOWED.get(s.value, ())))
    link = pair.brought_to(LinkStatus.RECOMMENDED if step is Step.DECISION else status)
    outcome = {Step.RECOMMENDATION: Outcome.RECOMMENDED, Step.DECISION: Outcome.APPROVED}.get(step)

    if who in MAY[step]:
        take(getattr(pair, who), link, step, outcome)
    else:
        with pytest.raises(NotAllowed):
            take(getattr(pair, who), link, step, outcome)


def test_a_panel_adviser_recommends_what_was_shown_to_them_and_decides_nothing(pair):
    link, adviser = pair.brought_to(LinkStatus.MEETING_HELD), factories.viewer(Role.PANEL_ADVISER)
    with pytest.raises(NotFound):
        take(adviser, link, Step.RECOMMENDATION, Outcome.RECOMMENDED)
    until = clock.today() + timedelta(days=7)
    files.show_to_panel(pair.coordinator, link_id=link.id, user_id=adviser.user_id, until=until, reason=WHY)

    take(adviser, link, Step.RECOMMENDATION, Outcome.RECOMMENDED)

    assert link.status is LinkStatus.RECOMMENDED
    with pytest.raises(NotAllowed):
        take(adviser, link, Step.DECISION, Outcome.APPROVED)


@pytest.mark.parametrize("day", [date(2026, 1, 1), clock.today() + timedelta(days=1)])
def test_a_step_is_not_before_its_cause_nor_to_come(pair, day):
    link = pair.brought_to(LinkStatus.EXPLORING)

    with pytest.raises(Invalid, match="before both sides agreed|has come"):
        take(pair.authority, link, Step.MEETING, on=day)

    assert (link.status, link.version) == (LinkStatus.EXPLORING, link.version)


def test_a_decision_is_not_before_the_recommendation(pair):
    link = pair.brought_to(LinkStatus.MEETING_HELD)
    with time_machine.travel(clock.now() + timedelta(days=3)):
        take(OPERATOR, link, Step.RECOMMENDATION, Outcome.RECOMMENDED)

        with pytest.raises(Invalid, match="before the recommendation"):
            take(pair.manager, link, Step.DECISION, Outcome.APPROVED, on=clock.today() - timedelta(days=1))


@pytest.mark.parametrize("did", ["recommended", "advised"])
def test_a_manager_who_recommended_or_advised_the_panel_does_not_decide(pair, did):
    link, both = pair.brought_to(LinkStatus.MEETING_HELD), factories.person(Role.AUTHORITY_MANAGER, at=EDINBURGH)
    people.grant(OPERATOR, user_id=both.id, version=1, consortium_code="EAST", role=Role.PANEL_ADVISER)
    viewer, until = people.viewer_of(both), clock.today() + timedelta(days=7)
    files.show_to_panel(pair.coordinator, link_id=link.id, user_id=both.id, until=until, reason=WHY)

    take(viewer if did == "recommended" else pair.coordinator, link, Step.RECOMMENDATION, Outcome.RECOMMENDED)

    with pytest.raises(NotAllowed, match="does not decide"):
        take(viewer, link, Step.DECISION, Outcome.APPROVED)


def test_an_approval_against_the_panel_says_why(pair):
    link = pair.brought_to(LinkStatus.MEETING_HELD)
    take(pair.coordinator, link, Step.RECOMMENDATION, Outcome.NOT_RECOMMENDED)

    with pytest.raises(Invalid, match="Say why"):
        take(pair.manager, link, Step.DECISION, Outcome.APPROVED, reason="")

    assert take(pair.manager, link, Step.DECISION, Outcome.APPROVED).status is LinkStatus.APPROVED


def test_a_no_ends_the_link_and_both_may_be_told_in_writing(pair):
    link = pair.brought_to(LinkStatus.RECOMMENDED)

    take(pair.manager, link, Step.DECISION, Outcome.NOT_APPROVED)

    assert (link.status, link.end_reason) == (LinkStatus.ENDED, EndReason.NOT_APPROVED)
    take(pair.authority, link, Step.NOTICE)
    with pytest.raises(RuleBroken, match="nothing more may follow"):
        take(pair.authority, link, Step.NOTICE)


def newborn(pair, *, days: int):
    """A link under exploration for a child who was born so many days ago."""
    born = clock.today() - timedelta(days=days)
    pair.referral = factories.referral(OPERATOR, factories.child(date_of_birth=born))
    return pair.brought_to(LinkStatus.EXPLORING)


def test_a_newborn_may_be_approved_before_the_panel_which_then_follows(pair):
    link = newborn(pair, days=42)
    with pytest.raises(Invalid, match="Say why"):
        take(pair.manager, link, Step.DECISION, Outcome.APPROVED_BEFORE_PANEL, reason="")

    take(pair.manager, link, Step.DECISION, Outcome.APPROVED_BEFORE_PANEL)
    take(pair.coordinator, link, Step.RECOMMENDATION, Outcome.RECOMMENDED)

    assert link.status is LinkStatus.APPROVED
    with pytest.raises(RuleBroken):
        take(pair.coordinator, link, Step.RECOMMENDATION, Outcome.RECOMMENDED)


def test_nobody_older_is_approved_before_the_panel(pair):
    with pytest.raises(RuleBroken, match="what may follow: meeting, decision"):
        take(pair.manager, newborn(pair, days=43), Step.DECISION, Outcome.APPROVED_BEFORE_PANEL)


def test_an_approval_releases_the_other_candidates_and_takes_the_place(pair, open_caps):
    link, rival = pair.brought_to(LinkStatus.RECOMMENDED), factories.household()
    keys = {"referral_id": pair.referral.id, "household_id": rival.id}
    second = links.propose(pair.coordinator, **keys, reason=WHY)

    take(pair.manager, link, Step.DECISION, Outcome.APPROVED)

    assert (second.status, second.end_reason) == (LinkStatus.ENDED, EndReason.ANOTHER_MATCH)


def test_edge_case_7_a_household_with_one_place_offered_to_two_authorities_is_matched_once(pair, open_caps):
    pair.household = factories.household(approved_children=1)
    pair.referral = factories.referral()
    first = pair.brought_to(LinkStatus.RECOMMENDED)
    pair.referral = factories.referral()
    second = pair.brought_to(LinkStatus.RECOMMENDED)

    take(pair.manager, first, Step.DECISION, Outcome.APPROVED)

    assert (second.status, second.end_reason) == (LinkStatus.ENDED, EndReason.ANOTHER_MATCH)


def test_a_second_child_is_matched_while_the_household_has_a_place_and_no_third(pair, open_caps):
    for status in (LinkStatus.APPROVED, LinkStatus.APPROVED):
        assert pair.brought_to(status).status is status
        pair.referral = factories.referral()

    with pytest.raises(RuleBroken, match="no places free|no place"):
        pair.brought_to(LinkStatus.APPROVED)


def test_siblings_need_a_place_each(pair):
    pair.household = factories.household(approved_children=1)
    pair.referral = factories.referral(OPERATOR, factories.child(), factories.child())

    with pytest.raises(RuleBroken, match="1 place free"):
        pair.brought_to(LinkStatus.APPROVED)


def test_a_household_without_both_approvals_is_not_matched(pair):
    pair.household = factories.household(approved_adoption_on=None)

    with pytest.raises(RuleBroken, match="both approvals"):
        pair.brought_to(LinkStatus.APPROVED)


def test_the_last_step_is_taken_back_with_what_it_opened(pair):
    link = pair.brought_to(LinkStatus.APPROVED)
    with pytest.raises(NotAllowed):
        matches.take_back(pair.authority, link_id=link.id, version=link.version, reason=WHY)

    matches.take_back(pair.manager, link_id=link.id, version=link.version, reason=WHY)

    assert (link.status, link.approved_at) == (LinkStatus.RECOMMENDED, None)
    assert "address" not in pair.household_for(pair.authority)
    assert "ethnicity" in pair.household_for(pair.authority)
    take(pair.manager, link, Step.DECISION, Outcome.APPROVED)
    assert [one["step"] for one in matches.steps_told(pair.agency, link=link)][-3:] == [
        "decision",
        "reversal",
        "decision",
    ]


def test_nothing_is_taken_back_that_was_not_done_nor_without_a_reason(pair):
    link = pair.brought_to(LinkStatus.EXPLORING)
    with pytest.raises(RuleBroken, match="No step"):
        matches.take_back(pair.authority, link_id=link.id, version=link.version, reason=WHY)
    take(pair.authority, link, Step.MEETING)

    with pytest.raises(Invalid, match="Say why"):
        matches.take_back(pair.authority, link_id=link.id, version=link.version, reason="Oops")

    assert link.status is LinkStatus.MEETING_HELD


def test_what_the_decision_maker_said_is_the_authoritys_own(pair):
    link = pair.brought_to(LinkStatus.MEETING_HELD)
    take(pair.coordinator, link, Step.RECOMMENDATION, Outcome.NOT_RECOMMENDED)
    take(pair.manager, link, Step.DECISION, Outcome.APPROVED)

    told = {who: matches.steps_told(getattr(pair, who), link=link) for who in ("authority", "agency", "coordinator")}

    assert {who: [one["step"] for one in steps if "reason" in one] for who, steps in told.items()} == {
        "authority": ["meeting", "recommendation", "decision"],
        "agency": [],
        "coordinator": ["recommendation"],
    }


def test_a_stale_step_is_refused(pair):
    link = pair.brought_to(LinkStatus.EXPLORING)

    with pytest.raises(Conflict):
        matches.hold_meeting(pair.authority, link_id=link.id, version=link.version - 1, on=clock.today())


def test_a_search_that_was_withdrawn_is_matched_with_nobody(pair):
    link = pair.brought_to(LinkStatus.RECOMMENDED)
    db.session.refresh(pair.referral)
    referrals.withdraw(pair.authority, referral_id=pair.referral.id, version=pair.referral.version)

    with pytest.raises(RuleBroken, match="The link is ended"):
        take(pair.manager, link, Step.DECISION, Outcome.APPROVED)
