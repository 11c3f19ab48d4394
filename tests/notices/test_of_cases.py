"""What people are told of a case: how it is screened, decisions on its plans, its agreements, a late decline."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.linking import links
from consortium.linking.links import EndReason, LinkStatus
from consortium.notices import inbox
from consortium.notices.telling import Notice
from consortium.planning import contact, family
from consortium.referrals import criteria, screenings
from consortium.schedule import agreements, ledger
from tests import factories
from tests.planning.planned import Planned, on

ANSWERS = {one.code: "met" for one in criteria.DEFAULTS if one.under_months is None}


@pytest.fixture
def case(begun) -> Planned:
    """A pair, and nobody told of anything yet."""
    made = begun(Planned)
    db.session.execute(sa.delete(Notice))
    return made


def codes(viewer, start: str) -> list[str]:
    """What somebody was told of this kind, the first first."""
    mine = inbox.visible(viewer).where(Notice.code.startswith(start)).order_by(None)
    return [one.code for one in db.session.scalars(mine.order_by(Notice.created_at))]


def sentences(viewer, start: str) -> set[str]:
    """The same in words, as they may be read now."""
    found = db.session.scalars(inbox.visible(viewer).where(Notice.code.startswith(start))).all()
    return {one.sentence for one in inbox.shown(viewer, found=found)}


@pytest.mark.parametrize(
    ("outcome", "told", "said"),
    [
        ("accept", "referral.accepted", {}),
        ("decline", "referral.declined", {"reason": "criteria_not_met", "note": "She is three years old."}),
        ("ask", "referral.more_asked", {"reason": "facts_missing", "note": "When was she born?"}),
    ],
)
def test_a_submission_is_told_of_to_who_screens_and_its_outcome_to_who_submitted(case, outcome, told, said):
    draft = factories.referral(case.authority, factories.child(child_ref="C-9"), referral_ref="R-9", draft=True)
    referrals.submit(case.authority, referral_id=draft.id, version=draft.version)
    other = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    known = {"referral_id": draft.id, "version": draft.version, "outcome": outcome, "answers": ANSWERS}
    screenings.screen(case.coordinator, **known, **said)

    assert codes(case.coordinator, "referral.") == ["referral.submitted"]
    assert codes(case.authority, "referral.") == [told]
    assert codes(case.agency, "referral.") == codes(other, "referral.") == []


@pytest.mark.parametrize(("status", "told"), [(LinkStatus.PROPOSED, []), (LinkStatus.EXPLORING, ["plan.ruled_out"])])
def test_an_agency_is_told_of_a_decision_on_a_plan_once_its_link_shows_the_plans(case, status, told):
    case.brought_to(status)

    case.rule_out()

    assert codes(case.agency, "plan.") == told
    assert codes(case.authority, "plan.") == codes(case.coordinator, "plan.") == ["plan.ruled_out"]


def test_a_notice_of_a_decision_says_which_case_and_nothing_of_it(case):
    case.brought_to(LinkStatus.EXPLORING)
    case.rule_out(reason="Her mother asked us to say so.")

    assert sentences(case.agency, "plan.") == {f"{case.referral.ref}: a plan is ruled out. The other one goes on."}


def test_each_side_is_told_of_a_contact_agreement_and_of_who_agrees_to_it(case):
    case.brought_to(LinkStatus.APPROVED)

    plan = case.contact()
    contact.agree(case.agency, contact_plan_id=plan.id)

    assert codes(case.agency, "contact.") == ["contact.set"]
    assert codes(case.authority, "contact.") == ["contact.agreed"]


def test_before_the_match_no_agency_is_told_of_agreements(case):
    case.brought_to(LinkStatus.EXPLORING)

    case.contact()
    case.agreed_with_family()

    assert codes(case.agency, "contact.") == codes(case.agency, "family.") == []


def test_reviews_and_the_day_of_the_decision_are_told_of_once_each(case):
    case.contact(review_on=on(28))
    case.agreed_with_family(review_days=[on(20)], decide_by_on=on(60))
    morning(20, 21, 22, 28, 53, 54, 60)

    told = ["family.review_due", "contact.review_due", "family.decide_due"]
    assert [code for code in codes(case.authority, "") if code.endswith("_due")] == told


def morning(*days: int) -> None:
    """The job of so many days from today."""
    db.session.commit()
    for day in map(on, days):
        with time_machine.travel(datetime.combine(day, time(12), tzinfo=UTC), tick=False):
            ledger.once(agreements.JOB, period=clock.today())


def test_what_ended_or_was_withdrawn_is_reviewed_no_more(case):
    case.contact(review_on=on(10))
    one = case.agreed_with_family(started_on=on(-7), review_days=[on(10)])
    family.change(case.authority, family_agreement_id=one.id, version=one.version, values={"ended_on": clock.today()})
    referrals.withdraw(OPERATOR, referral_id=case.referral.id, version=case.referral.version)
    morning(9)

    assert [code for code in codes(case.authority, "") if code.endswith("_due")] == []


def test_a_late_decline_is_told_of_to_everybody_who_had_been_told_of_the_link(case):
    case.referral.held_by = case.authority.user_id
    link = case.brought_to(LinkStatus.RECOMMENDED)
    decider = codes(case.manager, "link.")
    with time_machine.travel(clock.now() + timedelta(days=3)):
        end = {"reason": EndReason.DECLINED_BY_AGENCY, "note": "One of them fell ill."}
        links.end(case.agency, link_id=link.id, version=link.version, **end)

    assert (decider, codes(case.manager, "link.")) == (["link.recommended"], ["link.recommended", "link.ended"])
    assert {codes(who, "link.")[-1] for who in (case.authority, case.coordinator)} == {"link.ended"}
