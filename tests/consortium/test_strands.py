"""Strands: each link, each home and the case itself are counted apart; none answers what another asks."""

from datetime import UTC, date, datetime, time

import pytest

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.course import events, recording, steps
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking import links, matches
from consortium.linking.link_steps import Outcome
from consortium.linking.links import EndReason, LinkStatus
from contracts import purchases
from tests import factories
from tests.consortium.courses import Case

FAR = {"outcome": Outcome.NOT_RECOMMENDED, "reason": "They live too far away from the family."}


@pytest.fixture
def now(monkeypatch):
    """Sets the day, on which everything is recorded that follows."""

    def is_(on: date) -> None:
        monkeypatch.setattr(clock, "today", lambda: on)
        monkeypatch.setattr(clock, "now", lambda: datetime.combine(on, time(9), UTC))

    is_(date(2026, 3, 1))
    return is_


@pytest.fixture
def case(begun, now) -> Case:
    """A case in which nothing has happened yet."""
    return begun(Case)


def agreed(case: Case, household=None, agency=None) -> links.Link:
    """A link that both sides explore."""
    sides = {"referral_id": case.referral.id, "household_id": (household or case.household).id}
    link = links.propose(case.coordinator, **sides, reason="The ages and the needs agree.")
    links.agree(case.worker, link_id=link.id, version=link.version)
    return links.agree(agency or case.agency, link_id=link.id, version=link.version)


def met(case: Case) -> links.Link:
    link = agreed(case)
    return matches.hold_meeting(OPERATOR, link_id=link.id, version=link.version, on=clock.today())


def ended(purchase, on: date) -> None:
    values = {"ended_on": on, "end_reason": "reunified_parent"}
    purchases.change(OPERATOR, purchase_id=purchase.id, version=purchase.version, values=values)


def sought_again(case: Case) -> None:
    """The search for the child goes on, if it had come to an end with its stay."""
    if case.referral.closed_on:
        said = {"version": case.referral.version, "note": "The carers asked for an end of it."}
        referrals.resume(case.manager, referral_id=case.referral.id, **said)


def test_a_recommendation_is_answered_by_the_decision_of_its_own_link_alone(case, now):
    first = agreed(case)
    factories.taken_to(first, LinkStatus.RECOMMENDED, by=case.manager)
    links.end(case.agency, link_id=first.id, version=first.version, reason=EndReason.CARERS_WITHDREW)
    now(date(2026, 3, 20))
    second = agreed(case, factories.household(household_ref="H-2"))
    factories.taken_to(second, LinkStatus.RECOMMENDED, by=case.manager)
    now(date(2026, 3, 22))

    factories.approved(second, by=case.manager)

    assert case.due("decision") == [(date(2026, 4, 3), date(2026, 3, 22), "done")]


def test_a_recommendation_whose_link_ends_undecided_asks_for_no_decision_any_more(case, now):
    link = agreed(case)
    factories.taken_to(link, LinkStatus.RECOMMENDED, by=case.manager)
    links.end(case.agency, link_id=link.id, version=link.version, reason=EndReason.CARERS_WITHDREW)

    now(date(2026, 4, 1))

    assert case.due("decision") == []


def test_a_match_not_approved_is_still_to_be_notified(case):
    link = met(case)
    no = {"outcome": Outcome.NOT_APPROVED, "reason": FAR["reason"]}

    matches.decide(case.manager, link_id=link.id, version=link.version, on=clock.today(), **no)

    assert case.due("decision_notice") == [(date(2026, 3, 8), None, "open")]


def test_the_panel_on_permanence_is_answered_by_no_decision_on_a_match(case):
    case.record("panel_recommended", date(2026, 2, 28))
    link = agreed(case)

    factories.approved(link, by=case.manager)

    assert case.due("decision") == [
        (date(2026, 3, 14), None, "open"),
        (date(2026, 3, 15), date(2026, 3, 1), "done"),
    ]


def test_a_match_panel_meets_no_aim_of_permanence_and_keeps_none_from_being_recorded_for_its_day(case):
    case.record("accommodated", date(2026, 2, 1))
    link = met(case)

    matches.recommend(OPERATOR, link_id=link.id, version=link.version, on=clock.today(), **FAR)

    assert case.due("permanence_recommendation") == [(date(2026, 8, 2), None, "open")]
    case.record("panel_recommended", clock.today())
    assert case.due("permanence_recommendation") == [(date(2026, 8, 2), date(2026, 3, 1), "done")]


def test_the_review_of_other_carers_of_the_same_agency_closes_none_of_these(case, now):
    approved = dict.fromkeys(("approved_fostering_on", "approved_adoption_on"), date(2026, 1, 10))
    factories.household(household_ref="H-2", **approved)
    sides = {"referral_ref": "R-1", "moved_in_on": date(2026, 2, 1)}
    first = factories.purchase(household_ref="H-1", **sides)
    case.record("carers_reviewed", date(2026, 3, 1), case.agency)
    now(date(2026, 6, 20))
    ended(first, date(2026, 6, 10))
    sought_again(case)

    factories.purchase(household_ref="H-2", **sides | {"moved_in_on": date(2026, 6, 12)})

    assert case.due("carers_review", case.coordinator) == [(date(2027, 1, 10), None, "open")]


def test_the_next_agency_reads_nothing_of_the_former_one_and_its_carers_review_stays_due(case, now):
    case.link(approved=True)
    stay = factories.purchase(household_ref="H-1", referral_ref="R-1", moved_in_on=date(2026, 3, 1))
    for event in ("carers_reviewed", "child_visited"):
        case.record(event, date(2026, 3, 1), case.agency)
    now(date(2026, 3, 2))
    case.record("child_visited", date(2026, 3, 2))
    birch = after(case, stay, now)

    assert case.due("carers_review", birch) == [(date(2027, 1, 10), None, "open")]
    assert list(db.session.scalars(events.visible(birch, referral_id=case.referral.id))) == []
    assert {one.event for one in case.clock(birch).happened} == {"carers_approved"}
    row = case.record("child_visited", clock.today())
    assert list(db.session.scalars(events.visible(birch, referral_id=case.referral.id))) == [row]


def after(case: Case, stay, now):
    """Another agency's worker, whose match is approved after the first stay ended."""
    now(date(2026, 6, 20))
    ended(stay, date(2026, 6, 10))
    sought_again(case)
    factories.member("BIRCH")
    birch = factories.viewer(Role.AGENCY_WORKER, at="BIRCH")
    approved = dict.fromkeys(("approved_fostering_on", "approved_adoption_on"), date(2026, 1, 10))
    household = factories.household(agency="BIRCH", household_ref="H-2", **approved)
    factories.approved(agreed(case, household, birch), by=case.manager)
    return birch


@pytest.fixture
def apart(records, now):
    """Two siblings, placed one after the other in two homes."""
    now(date(2026, 10, 1))
    factories.pool()
    both = [factories.child(child_ref=f"C-{at}") for at in (1, 2)]
    referral = factories.referral(OPERATOR, *both, referral_ref="R-1")
    for at in (1, 2):
        factories.household(household_ref=f"H-{at}")
    return referral, factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)


def reviews(referral, worker) -> list[tuple[date, date | None]]:
    found = steps.steps_of(worker, referral_id=referral.id).steps
    return [(one.step.due_on, one.step.done_on) for one in found if one.step.step == "lac_review"]


def test_each_home_of_siblings_apart_has_its_own_steps(apart, now):
    referral, worker = apart
    factories.purchase(household_ref="H-1", referral_ref="R-1", moved_in_on=date(2026, 10, 1))
    recording.record(worker, referral_id=referral.id, event="lac_review_held", on=date(2026, 10, 1))
    now(date(2026, 11, 10))
    factories.purchase(household_ref="H-2", referral_ref="R-1", moved_in_on=date(2026, 11, 10))

    assert reviews(referral, worker) == [
        (date(2026, 11, 12), date(2026, 10, 1)),
        (date(2027, 1, 1), None),
        (date(2026, 12, 22), None),
    ]


def test_a_case_goes_on_while_one_of_its_children_is_still_placed(apart, now):
    referral, worker = apart
    factories.purchase(household_ref="H-1", referral_ref="R-1", moved_in_on=date(2026, 10, 1))
    now(date(2026, 11, 25))
    second = factories.purchase(household_ref="H-2", referral_ref="R-1", moved_in_on=date(2026, 11, 10))

    ended(second, date(2026, 11, 24))

    assert steps.steps_of(worker, referral_id=referral.id).ended_on is None
    assert reviews(referral, worker) == [(date(2026, 11, 12), None)]
