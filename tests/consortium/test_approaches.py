"""Approaches: who is asked, what they read, who answers, and an e-mail's link that opens one question once."""

from datetime import timedelta

import pytest
import time_machine

from consortium import disclosure, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from consortium.linking import approaches
from consortium.linking.approaches import ApproachStatus, WhyNot, Willingness
from consortium.notices.telling import Notice
from tests import factories
from tests.consortium.test_links import Pair


@pytest.fixture
def pair(begun) -> Pair:
    """Both sides of a pair that nobody has asked about yet."""
    return begun(Pair)


def ask(pair, **more):
    return approaches.ask(pair.coordinator, referral_id=pair.referral.id, household_id=pair.household.id, **more)


def respond(pair, asked, **said):
    return approaches.respond(pair.agency, approach_id=asked.id, version=asked.version, **said)


def test_the_agency_is_told_and_reads_an_anonymised_need_and_nothing_more(pair):
    asked = ask(pair)

    need = disclosure.anonymised(approaches.get(pair.agency, approach_id=asked.id).referral)

    assert set(need["children"][0]) == {"id", "child_ref", "age_band", "needs", "urgency"}
    assert need["disclosed"] == "L1"
    assert [one.user_id for one in db.session.query(Notice)] == [pair.agency.user_id]
    with pytest.raises(NotFound):
        referrals.get(pair.agency, referral_id=pair.referral.id)


@pytest.mark.parametrize("who", ["authority", "manager"])
def test_the_childs_side_is_not_told_who_is_asked(pair, who):
    asked = ask(pair)

    with pytest.raises(NotAllowed):
        approaches.get(getattr(pair, who), approach_id=asked.id)


def test_another_agency_knows_of_no_question(pair):
    asked = ask(pair)
    factories.member("ALDER")
    stranger = factories.viewer(Role.AGENCY_WORKER, at="ALDER")

    with pytest.raises(NotFound):
        approaches.get(stranger, approach_id=asked.id)


@pytest.mark.parametrize("answer", [Willingness.YES, Willingness.MAYBE])
def test_an_answer_is_recorded_once_and_opens_nothing(pair, answer):
    asked = respond(pair, ask(pair), answer=answer)

    assert (asked.status, asked.answer, asked.digest) == (ApproachStatus.ANSWERED, answer, None)
    with pytest.raises(RuleBroken, match="answered: ask anew"):
        respond(pair, asked, answer=Willingness.NO, why_not=WhyNot.AGE)
    with pytest.raises(NotFound):
        referrals.get(pair.agency, referral_id=pair.referral.id)


@pytest.mark.parametrize(("answer", "why"), [(Willingness.NO, None), (Willingness.YES, WhyNot.AGE)])
def test_a_no_has_its_reason_and_nothing_else_has(pair, answer, why):
    asked = ask(pair)

    with pytest.raises(Invalid, match="why_not"):
        respond(pair, asked, answer=answer, why_not=why)

    assert asked.status is ApproachStatus.OPEN


def test_the_text_of_the_e_mail_answers_once(pair):
    asked = ask(pair)
    text = approaches.text_of(asked)
    assert text not in (asked.digest, str(asked.id))

    approaches.respond_by_text(text=text, answer=Willingness.NO, why_not=WhyNot.TIMING)

    assert (asked.answer, asked.answered_by) == (Willingness.NO, None)
    for again in (text, "no such text", ""):
        with pytest.raises(NotFound, match="not open any more"):
            approaches.respond_by_text(text=again, answer=Willingness.YES)


def test_the_last_day_counts_and_the_day_after_the_question_lapses(pair):
    asked = ask(pair)
    text = approaches.text_of(asked)

    with time_machine.travel(asked.answer_by + timedelta(days=1)):
        with pytest.raises(NotFound):
            approaches.asked_by_text(text)
        with pytest.raises(RuleBroken, match="last day"):
            respond(pair, asked, answer=Willingness.YES)
        assert approaches.lapse(OPERATOR, on=clock.today()) == 1

    assert asked.status is ApproachStatus.LAPSED
    assert approaches.lapse(OPERATOR, on=clock.today()) == 0


def test_a_household_is_asked_about_one_referral_once_at_a_time(pair):
    asked = ask(pair)
    savepoint = db.session.begin_nested()
    with pytest.raises(Conflict, match="is being asked"):
        ask(pair)
    savepoint.rollback()

    approaches.withdraw(pair.coordinator, approach_id=asked.id, version=asked.version)

    assert ask(pair).status is ApproachStatus.OPEN


@pytest.mark.parametrize("days", [-1, approaches.LONGEST_DAYS + 1])
def test_an_answer_is_asked_for_within_four_weeks(pair, days):
    with pytest.raises(Invalid, match="within the next 28 days"):
        ask(pair, answer_by=clock.today() + timedelta(days=days))


def test_nobody_is_asked_about_a_search_that_is_over(pair):
    referrals.withdraw(pair.authority, referral_id=pair.referral.id, version=pair.referral.version)

    with pytest.raises(RuleBroken, match="has to be searching"):
        ask(pair)


def test_a_coordinator_of_another_consortium_asks_nobody(pair):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    stranger = factories.viewer(Role.COORDINATOR, of="WEST")

    with pytest.raises(NotFound):
        approaches.ask(stranger, referral_id=pair.referral.id, household_id=pair.household.id)
