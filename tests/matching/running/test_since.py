"""What a run suggests otherwise than the one before it is asked of whole runs over the same consortia alone."""

import pytest
import sqlalchemy as sa

from consortium import particulars
from consortium.access import OPERATOR, Role
from consortium.floor.db import db, transaction
from consortium.floor.errors import NotAllowed, NotFound, RuleBroken
from consortium.members import Membership
from consortium.referrals import Referral
from consortium.trail.events import AuditEvent
from matching.problem import canonical_json
from matching.replaying import again
from matching.running import previews, runs, starting
from matching.running.runs import MatchRun
from matching.running.since import since
from matching.running.trying import with_policy
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture
def coordinator(records):
    factories.pool()
    factories.referral(referral_ref="R-1")
    factories.household(household_ref="H-1")
    return factories.viewer(Role.COORDINATOR)


def start(viewer):
    db.session.commit()
    return starting.start(viewer)


def test_the_run_before_is_the_last_that_a_person_started_over_the_same_consortia(coordinator):
    first = start(coordinator)
    previews.keep(coordinator, day=first.as_of, prepared=previews.prepare(first.as_of))
    factories.referral(referral_ref="R-2")
    factories.household(household_ref="H-2")
    second = start(coordinator)

    found = since(coordinator, run_id=second.id)

    assert found.before.id == first.id
    (one,) = found.differences
    assert one.causes == ("H-2 is new in the run", "R-2 is new in the run")
    assert one.sentence.startswith("R-2 has H-2, before it had no suggestion. Why, each of these alone: H-2 is new")


def test_a_first_run_has_none_before_it_and_one_of_others_is_not_there(coordinator):
    run = start(coordinator)
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")

    with pytest.raises(NotFound):
        since(coordinator, run_id=run.id)
    with pytest.raises(NotFound):
        since(factories.viewer(Role.COORDINATOR, of="WEST"), run_id=run.id)
    with pytest.raises(NotAllowed):
        since(factories.viewer(Role.AGENCY_WORKER, at="ROWAN"), run_id=run.id)


def test_where_the_run_before_is_no_longer_whole_nothing_is_made_up(coordinator):
    first, second = start(coordinator), start(coordinator)
    left = first.inputs | {"households": []}
    db.session.get_one(MatchRun, first.id).snapshot = canonical_json(left)

    with pytest.raises(RuleBroken, match="Records of run 1 have been erased"):
        since(coordinator, run_id=second.id)


@pytest.fixture
def nearer(coordinator):
    """The second run, before which R-1 may travel no longer."""
    start(coordinator)
    db.session.scalars(sa.select(Referral)).unique().one().children[0].max_travel_minutes = 0
    run_id = start(coordinator).id
    db.session.commit()
    return run_id


def test_a_change_in_a_child_says_the_child_and_what_it_was_and_is_a_look_at_it(coordinator, nearer):
    with transaction():
        (one,) = since(coordinator, run_id=nearer).differences

    assert one.sentence.endswith("longest journey, in minutes: 0, before: 60.")
    looks = db.session.scalars(sa.select(AuditEvent.entity).where(AuditEvent.action == "read"))
    assert list(looks) == ["referrals"]


def test_what_changed_in_a_record_is_not_told_once_it_is_out_of_sight(coordinator, nearer):
    with transaction():
        for stay in db.session.scalars(sa.select(Membership)):
            stay.left_on = runs.get(coordinator, run_id=nearer).as_of

    with transaction():
        (one,) = since(coordinator, run_id=nearer).differences

    assert one.causes == ("R-1: something changed that is out of your sight by now",)
    assert "60" not in one.sentence


def test_nothing_is_locked_while_a_run_is_solved_again(coordinator, nearer, monkeypatch):
    held = []

    def spy(problem, suggested, solve=again.solved_again):
        held.append(db.session().in_transaction())
        return solve(problem, suggested)

    monkeypatch.setattr(again, "solved_again", spy)
    with transaction():
        since(coordinator, run_id=nearer)

    assert held == [False, False]


def test_why_is_not_told_of_a_run_with_a_protected_address_and_no_terms_are_tried_on_it(coordinator):
    start(coordinator)
    factories.household(household_ref="H-2")
    factories.referral(referral_ref="R-2")
    later = start(coordinator)
    waits = db.session.scalars(sa.select(Referral).where(Referral.ref == "R-1")).unique().one()
    said = {"address_non_disclosure": True}
    particulars.record_child(OPERATOR, child_id=waits.children[0].id, version=waits.version, values=said)

    found = since(coordinator, run_id=later.id)

    assert found.is_withheld
    assert [(one.causes, one.together) for one in found.differences] == [((), ())]
    assert since(OPERATOR, run_id=later.id).differences[0].causes
    with pytest.raises(RuleBroken, match="weights could be turned"):
        with_policy(coordinator, run_id=later.id, terms={})
