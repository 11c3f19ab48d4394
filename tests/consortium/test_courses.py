"""Courses: a referral moves as the one table says, all else is refused with what would be allowed, and each is kept."""

import pytest
import sqlalchemy as sa

from consortium import referrals
from consortium.access import OPERATOR, Role
from consortium.floor.db import db
from consortium.floor.errors import Invalid, NotAllowed, RuleBroken
from consortium.linking import links
from consortium.referrals import ReferralStatus, courses, screenings, timelines
from consortium.referrals.courses import BEFORE_SEARCH, DERIVED, MOVES, Need, ReferralMove, ScreeningReason
from consortium.rights.capabilities import CAPABILITIES
from tests import factories

pytestmark = pytest.mark.usefixtures("records")
WHY = {"reason": ScreeningReason.FACTS_MISSING, "note": "Tell us who was asked."}
REACHED = {
    "draft": [], "submitted": ["submit"], "more_information": ["submit", "ask"], "declined": ["submit", "decline"],
    "searching": ["submit", "accept"], "concluded": ["submit", "accept", "conclude"],
    "withdrawn": ["submit", "accept", "withdraw"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def pool(begun):
    begun(factories.pool)


def answers(code="met"):
    return {one.code: code for one in screenings.criteria.DEFAULTS if one.under_months is None}


def act(referral, name, viewer=OPERATOR, **said):
    """One act of the table, by its verb."""
    known = {"referral_id": referral.id, "version": referral.version}
    if name in tuple(screenings.Outcome):
        return screenings.screen(viewer, **known, outcome=name, answers=answers(), **(WHY if name != "accept" else {}))
    if name in ("resume", "redraft"):
        return referrals.resume(viewer, **known, note="They ask again.")
    return getattr(referrals, name)(viewer, **known, **said)


def drafted(*acts, viewer=OPERATOR):
    referral = factories.referral(viewer, draft=True)
    for name in acts:
        act(referral, name, viewer)
    return referral


@pytest.mark.parametrize("status", REACHED)
@pytest.mark.parametrize("name", MOVES)
def test_a_referral_moves_as_the_table_says_and_not_otherwise(status, name):
    referral = drafted(*REACHED[status])
    may = name in set(courses.allowed(referral)) or (name == "resume" and "redraft" in courses.allowed(referral))
    may |= name == "redraft" and "resume" in courses.allowed(referral)

    if may:
        assert act(referral, name).status in {MOVES[name].target, ReferralStatus.DRAFT, ReferralStatus.SEARCHING}
        return
    with pytest.raises(RuleBroken, match="what can be done with it"):
        act(referral, name)
    assert referral.status == status


def test_each_move_names_a_capability_of_the_table_and_no_derived_status():
    assert {move.capability for move in MOVES.values()} <= CAPABILITIES.keys()
    assert not {status for move in MOVES.values() for status in (*move.origins, move.target)} & set(DERIVED)


@pytest.mark.parametrize("name", [name for name, move in MOVES.items() if move.capability == "referrals.screen"])
@pytest.mark.parametrize("role", [Role.AUTHORITY_WORKER, Role.AUTHORITY_MANAGER])
def test_the_authority_does_not_screen_its_own_referral(name, role):
    referral = drafted("submit")

    with pytest.raises(NotAllowed):
        act(referral, name, factories.viewer(role, at=factories.EDINBURGH))


def test_whoever_submitted_does_not_screen():
    coordinator, another = factories.viewer(Role.COORDINATOR), factories.viewer(Role.COORDINATOR)
    referral = drafted("submit", viewer=coordinator)

    with pytest.raises(RuleBroken, match="another coordinator"):
        act(referral, "accept", coordinator)

    assert act(referral, "accept", another).status is ReferralStatus.SEARCHING


@pytest.mark.parametrize(("left_out", "name"), [("reason", "reason"), ("note", "note")])
def test_a_decline_says_its_coded_reason_and_why(left_out, name):
    referral = drafted("submit")
    said = {**WHY, left_out: None if left_out == "reason" else " "}

    with pytest.raises(Invalid) as refused:
        screenings.screen(OPERATOR, referral_id=referral.id, version=2, outcome="decline", answers=answers(), **said)

    assert list(refused.value.fields) == [name]
    assert referral.status is ReferralStatus.SUBMITTED


@pytest.mark.parametrize("status", BEFORE_SEARCH)
def test_no_link_is_opened_before_a_referral_searches(status):
    referral, household = drafted(*REACHED[status]), factories.household()

    with pytest.raises(RuleBroken, match="has to be searching"):
        links.propose(OPERATOR, referral_id=referral.id, household_id=household.id, reason="They live near by.")


def test_a_withdrawn_draft_is_opened_again_as_a_draft_with_a_note():
    referral = drafted("withdraw")

    with pytest.raises(Invalid, match="Say why"):
        referrals.resume(OPERATOR, referral_id=referral.id, version=referral.version, note=" ")
    act(referral, "resume")

    assert (referral.status, referral.closed_on, referral.accepted_on) == (ReferralStatus.DRAFT, None, None)


def test_a_recorded_referral_searches_at_once():
    assert factories.referral().status is ReferralStatus.SEARCHING


@pytest.mark.parametrize("statement", ["UPDATE referral_moves SET to_status = 'placed'", "DELETE FROM referral_moves"])
def test_what_happened_is_not_rewritten(statement):
    drafted("submit")

    with pytest.raises((RuleBroken, sa.exc.DatabaseError)):
        db.session.connection().exec_driver_sql(statement)


def test_the_timeline_tells_each_move_the_latest_first_with_the_answers():
    referral = drafted("submit", "ask", "submit", "accept")
    worker = factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH)

    told = timelines.of_referral(worker, referral_id=referral.id)

    assert [row["to_status"] for row in told] == ["searching", "submitted", "more_information", "submitted", "draft"]
    assert (told[2]["reason"], told[2]["note"]) == (WHY["reason"], WHY["note"])
    assert {one["answer"] for one in told[0]["answers"]} == {"met"}
    assert len(list(db.session.scalars(sa.select(ReferralMove)))) == 5


def test_every_need_of_a_move_is_held_somewhere():
    assert {need for move in MOVES.values() for need in move.needs} == set(Need)
