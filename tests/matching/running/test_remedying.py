"""What would help a child whom a run left waiting is told to coordinators, of nobody whose address is protected."""

import pytest
import sqlalchemy as sa

from consortium.access import OPERATOR, Role
from consortium.carers import Household
from consortium.floor.db import db, transaction, writing
from consortium.floor.errors import NotAllowed, NotFound, RuleBroken, Unavailable
from consortium.linking import links
from consortium.trail.events import AuditEvent
from consortium.trail.reading import Unwritable
from matching.helping.concessions import MAY_CHANGE
from matching.problem import canonical_json
from matching.rules import BARS
from matching.running import bounds, questions, remedying, runs, starting
from matching.running.opening import opened
from tests import factories
from tests.matching.running.test_questions import protect

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture
def coordinator(records):
    """Of EAST, where R-2 waits: H-1 takes R-1 who is urgent, and the others are approved for younger children."""
    factories.pool()
    for ref, urgency in (("R-1", "urgent"), ("R-2", "soon")):
        factories.referral(referral_ref=ref, children=[factories.child(child_ref=f"{ref}-a", urgency=urgency)])
    factories.household(household_ref="H-1")
    factories.household(household_ref="H-2", max_age_months=3)
    factories.household(household_ref="H-3", max_age_months=2, no_needs=["epilepsy"])
    return factories.viewer(Role.COORDINATOR)


@pytest.fixture
def run(coordinator):
    db.session.commit()
    return starting.start(coordinator, as_of=factories.date(2026, 11, 22))


def asked(viewer, run, ref="R-2"):
    db.session.commit()
    with transaction():
        return remedying.of_referral(viewer, run_id=run.id, referral_ref=ref)


def looks():
    return sorted(db.session.scalars(sa.select(AuditEvent.entity).where(AuditEvent.action == "read")))


def test_the_smallest_changes_come_first_with_what_the_plan_would_be(coordinator, run):
    found = asked(coordinator, run)

    changed = [[(one.code, one.ref, one.before, one.after) for one in each.changes] for each in found.found]
    assert changed[0] == [("max_age_months", "H-2", "3", "6")]
    assert changed[1] == [("max_age_months", "H-3", "2", "6")]
    assert found.found[0].gained == {"urgent": 0, "soon": 1, "routine": 0}
    assert (found.is_cut, found.is_withheld, found.found[0].without) == (False, False, ())
    assert found.found[0].sentence.startswith("If H-2 (ROWAN) were approved up to 6 months instead of 3, R-2 would be")


def test_a_look_at_what_would_help_is_one_at_the_child_and_at_each_household_that_would_change(coordinator, run):
    found = asked(coordinator, run)

    assert looks() == ["households"] * len({one.changes[0].ref for one in found.found}) + ["referrals"]


def test_nothing_is_told_that_cannot_be_written_down(coordinator, run):
    db.session.commit()
    begun = writing.set(False)

    with pytest.raises(Unwritable):
        remedying.of_referral(coordinator, run_id=run.id, referral_ref="R-2")

    writing.reset(begun)


def test_no_lock_is_held_while_a_run_is_solved(coordinator, run):
    db.session.commit()
    with transaction():
        found = opened(coordinator, run_id=run.id)
        assert not db.session().in_transaction()
        problem, plan = found.of_the_rest(*found.solved())

        assert len(plan.suggestions) == 1
        assert not db.session().in_transaction()
    assert problem.referrals[0].ref == "R-1"


def test_who_has_a_suggestion_is_not_asked_about_and_nobody_unknown_is(coordinator, run):
    with pytest.raises(RuleBroken, match="The run suggests R-1 with H-1"):
        asked(coordinator, run, "R-1")
    with pytest.raises(NotFound):
        asked(coordinator, run, "R-9")

    assert looks() == []


def test_nobody_but_coordinators_of_the_run_may_ask(coordinator, run):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")

    with pytest.raises(NotFound):
        asked(factories.viewer(Role.COORDINATOR, of="WEST"), run)
    for role, at in ((Role.AUTHORITY_WORKER, factories.EDINBURGH), (Role.AGENCY_WORKER, "ROWAN")):
        with pytest.raises(NotAllowed):
            asked(factories.viewer(role, at=at), run)


def test_of_a_protected_child_it_is_not_told_what_would_help(coordinator, run):
    protect("R-2")

    found = asked(coordinator, run)

    assert (found.found, found.tried, found.is_withheld, found.sentence) == ((), 0, True, remedying.UNTOLD)


def test_a_protected_child_keeps_whom_the_run_gave_it_in_every_answer(coordinator, run):
    factories.household(household_ref="H-0", max_travel_minutes=0, agency="ROWAN")
    db.session.commit()
    again = starting.start(coordinator, as_of=run.as_of)
    assert "H-0" in repr(asked(coordinator, again))
    protect("R-1")

    found = asked(coordinator, again)

    assert found.is_withheld
    assert found.found
    assert not [one for one in found.found if "R-1" in repr(one) or "H-1" in repr(one)]


def test_a_run_that_is_no_longer_whole_or_has_no_result_says_so(coordinator, run):
    left = run.inputs
    left["households"] = left["households"][1:]
    run.snapshot = canonical_json(left)
    with pytest.raises(RuleBroken) as refused:
        asked(coordinator, run)
    assert refused.value.code == "records_erased"

    run = db.session.get_one(runs.MatchRun, run.id)
    run.status, run.document, run.error = runs.RunStatus.FAILED, None, "It broke off."
    with pytest.raises(RuleBroken) as refused:
        asked(coordinator, run)
    assert refused.value.code == "no_result"


def test_one_question_is_worked_on_at_a_time(coordinator, run, monkeypatch):
    monkeypatch.setattr(bounds, "PATIENCE", 0.01)

    with bounds.working(), pytest.raises(Unavailable, match="Ask again in a few seconds"):
        asked(coordinator, run)

    assert asked(coordinator, run).found


def test_a_search_that_has_no_more_time_says_that_it_was_cut(coordinator, run, monkeypatch):
    monkeypatch.setattr(bounds, "SECONDS", 0)

    found = asked(coordinator, run)

    assert (found.found, found.is_cut) == ((), True)
    assert "of the 0 most hopeful that were tried" in found.sentence


def test_a_run_too_large_for_a_request_names_the_command_that_has_the_time(coordinator, run, monkeypatch):
    monkeypatch.setattr(bounds, "LARGEST", 5)

    with pytest.raises(RuleBroken, match=r"6 pairs.*`consortium match --explain R-2`") as refused:
        asked(coordinator, run)

    assert refused.value.code == "too_large"


def test_a_barred_pair_is_compared_with_the_smallest_change(coordinator, run):
    db.session.commit()
    pair = {"run_id": run.id, "referral_ref": "R-2"}
    with transaction():
        barred, possible = (questions.of_pair(coordinator, **pair, household_ref=home) for home in ("H-2", "H-1"))

    assert barred.smallest.would_do
    assert barred.smallest.sentence == (
        "The smallest change: R-2 with H-2 would be possible if H-2 (ROWAN) were approved up to 6 months instead of 3."
    )
    assert possible.smallest is None


def test_of_a_protected_pair_no_smallest_change_is_told(coordinator, run):
    protect("R-2")
    db.session.commit()
    with transaction():
        found = questions.of_pair(coordinator, run_id=run.id, referral_ref="R-2", household_ref="H-2")

    assert (found.answer.standing, found.answer.bars) == ("barred", ("age_outside_approval",))
    assert found.smallest is None


def test_only_what_either_side_may_read_at_some_stage_is_asked_to_change():
    reads = {bar.code: bar.reads for bar in BARS}

    assert all(None not in reads[term.bar] for term in MAY_CHANGE if term.bar)


def test_no_change_is_asked_of_a_household_near_a_protected_child(coordinator, run):
    assert "H-2" in repr(asked(coordinator, run))
    near = factories.referral(referral_ref="R-7", children=[factories.child(date_of_birth=factories.date(2026, 10, 1))])
    (home,) = [one for one in db.session.scalars(sa.select(Household)) if one.ref == "H-2"]
    links.propose(OPERATOR, referral_id=near.id, household_id=home.id, reason="The ages and the needs agree.")
    protect("R-7")

    found = asked(coordinator, run)

    assert found.is_withheld
    assert found.found
    assert "H-2" not in repr(found)
