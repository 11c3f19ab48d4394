"""A scenario is kept beside a run, read by its coordinators, deleted by them, and never becomes real."""

import pytest
import sqlalchemy as sa

from consortium.access import Role
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db, transaction, writing
from consortium.floor.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken, Unavailable
from consortium.trail.events import AuditEvent
from consortium.trail.reading import Unwritable
from matching.running import bounds, previews, starting
from matching.running.runs import MatchRun
from matching.scenarios import making, scenarios, telling
from matching.scenarios.scenarios import Scenario
from tests import factories
from tests.matching.scenarios.supposed import LOST, WIDER, coordinator, looks, run, suppose, told

__all__ = ["coordinator", "run"]
pytestmark = pytest.mark.usefixtures("records")


def test_what_would_follow_is_kept_by_name_and_read_again(coordinator, run):
    found = told(coordinator, run, suppose(coordinator, run))

    assert (found.scenario.name, found.changes, found.is_withheld) == ("Older children", WIDER, False)
    assert found.beside["sentence"] == "2 of 2 children would have a suggestion; in the run it is 1 of 2 children."
    standings = {one["referral_ref"]: one["standing"] for one in found.beside["others"]}
    assert standings["R-2"] == "gains"
    assert "loses" not in standings.values()


def test_a_scenario_is_what_a_run_on_the_same_facts_finds(coordinator, run):
    scenario = suppose(coordinator, run, WIDER + LOST, "Both")
    home = next(one for one in db.session.scalars(sa.select(Household)) if one.ref == "H-2")
    home.max_age_months = 24
    gone = next(one for one in db.session.scalars(sa.select(Household)) if one.ref == "H-1")
    gone.withdrawn_on = run.as_of
    db.session.commit()
    real = starting.start(coordinator, as_of=run.as_of).result

    beside = told(coordinator, run, scenario).beside
    assert beside["placed_now"] == {name: real["objective"][name] for name in ("urgent", "soon", "routine")}
    now = {one["referral_ref"]: one["now"] for one in beside["others"]}
    assert {one["referral_ref"]: one["household_ref"] for one in real["suggestions"]} == {
        ref: home for ref, home in now.items() if home
    }


def test_reading_one_is_a_look_at_the_records_it_supposes_something_of(coordinator, run):
    scenario = suppose(coordinator, run)
    told(coordinator, run, scenario)

    assert looks() == ["households", "households"]
    begun = writing.set(False)
    with pytest.raises(Unwritable):
        telling.told(coordinator, run_id=run.id, scenario_id=scenario.id)
    writing.reset(begun)


def test_what_is_said_before_it_is_solved_is_a_look_even_where_it_is_refused(coordinator, run):
    same = [WIDER[0] | {"value": 3}]
    db.session.commit()

    with transaction(), pytest.raises(Invalid) as refused:
        making.said(coordinator, run_id=run.id, changes=same)

    assert refused.value.fields == {"changes": ["Change 1: H-2 has this already: max_age_months is 3."]}
    assert looks() == ["households"]


def test_a_change_is_said_in_words_and_nothing_is_kept(coordinator, run):
    db.session.commit()
    with transaction():
        said = making.said(coordinator, run_id=run.id, changes=WIDER)

    assert said == ("H-2 (ROWAN) were approved up to 24 months instead of 3",)
    assert db.session.scalars(sa.select(Scenario)).all() == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ([], "Suppose at least one change."),
        ([{"change": "x"}], "Change 1: “change” is one of"),
        ([{"change": "household_lost", "household_ref": "H-9"}], "H-9 is not among the households of this run."),
        (WIDER + [{"change": "household_lost", "household_ref": "H-2"}], "Change 1 is of H-2 too"),
        ([{"change": "member_leaves", "member": "ALDER"}], "ALDER is neither an agency nor an authority"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(coordinator, run, changes, why):
    with pytest.raises(Invalid, match=why):
        suppose(coordinator, run, changes)

    assert db.session.scalars(sa.select(Scenario)).all() == []


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
def test_a_name_is_one_line(coordinator, run, name):
    with pytest.raises(Invalid, match="Give it a name of one line"):
        suppose(coordinator, run, name=name)


def test_a_name_stands_once_in_a_run(coordinator, run):
    suppose(coordinator, run)

    with pytest.raises(Conflict):
        suppose(coordinator, run, LOST)
    assert suppose(coordinator, run, LOST, "Without H-1").name == "Without H-1"


def test_a_run_keeps_so_many_and_no_more(coordinator, run, monkeypatch):
    monkeypatch.setattr(making, "MOST", 1)
    suppose(coordinator, run)

    with pytest.raises(RuleBroken, match="A run keeps 1 scenarios at the most"):
        suppose(coordinator, run, LOST, "Without H-1")


def test_twins_of_an_authority_and_a_household_of_an_agency_may_be_supposed(coordinator, run):
    twins = {"change": "referral_added", "referral_ref": "WHAT-IF-1", "authority": factories.EDINBURGH}
    home = {"change": "household_added", "household_ref": "WHAT-IF-2", "agency": "ROWAN", "postcode": "EH12 5AA"}

    beside = told(
        coordinator, run, suppose(coordinator, run, [twins | {"ages_months": [2, 2]}, home | {"approved_children": 2}])
    ).beside

    placed = {one["referral_ref"]: one["now"] for one in beside["others"]}
    assert placed["WHAT-IF-1"]
    assert "WHAT-IF-2" in placed.values()
    assert looks() == []


def test_a_run_of_others_is_not_there_and_who_coordinates_nothing_may_not(coordinator, run):
    scenario = suppose(coordinator, run)
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    west, worker = factories.viewer(Role.COORDINATOR, of="WEST"), factories.viewer(Role.AGENCY_WORKER, at="ROWAN")

    for viewer, refusal in ((west, NotFound), (worker, NotAllowed)):
        with pytest.raises(refusal):
            suppose(viewer, run, LOST, "Theirs")
        with pytest.raises(refusal):
            told(viewer, run, scenario)
        with pytest.raises(refusal):
            scenarios.delete(viewer, run_id=run.id, scenario_id=scenario.id)


def test_a_scenario_is_of_its_own_run_alone(coordinator, run):
    scenario = suppose(coordinator, run)
    other = starting.start(coordinator, as_of=run.as_of)

    with pytest.raises(NotFound):
        told(coordinator, other, scenario)
    assert db.session.scalars(scenarios.visible(coordinator, run_id=other.id)).all() == []


def test_one_that_is_deleted_is_gone_and_the_trail_keeps_that_it_was_there(coordinator, run):
    scenario = suppose(coordinator, run)
    key = scenario.id
    with transaction():
        scenarios.delete(coordinator, run_id=run.id, scenario_id=key)

    assert db.session.scalars(scenarios.visible(coordinator, run_id=run.id)).all() == []
    events = sa.select(AuditEvent.action).where(AuditEvent.entity == "scenarios", AuditEvent.entity_id == key)
    assert sorted(db.session.scalars(events)) == ["created", "removed"]


def test_the_database_itself_refuses_to_rewrite_one(coordinator, run):
    scenario = suppose(coordinator, run)
    db.session.commit()
    scenario.name = "Another"

    with pytest.raises((sa.exc.DBAPIError, RuleBroken)):
        db.session.commit()
    db.session.rollback()


def test_of_a_preview_nothing_is_supposed_for_it_goes_again(coordinator):
    db.session.commit()
    with transaction():
        previews.keep(coordinator, day=clock.today(), prepared=previews.prepare(clock.today()))
    preview = db.session.scalars(sa.select(MatchRun)).one()

    with pytest.raises(RuleBroken, match="This is a preview of the night"):
        suppose(coordinator, preview)


def test_a_run_too_large_to_wait_for_names_the_command(coordinator, run, monkeypatch):
    monkeypatch.setattr(bounds, "LARGEST", 1)

    with pytest.raises(RuleBroken, match="consortium match --what-if F.json"):
        suppose(coordinator, run)


def test_one_question_is_worked_on_at_a_time(coordinator, run, monkeypatch):
    monkeypatch.setattr(bounds, "PATIENCE", 0.01)

    with bounds.working(), pytest.raises(Unavailable):
        suppose(coordinator, run)
