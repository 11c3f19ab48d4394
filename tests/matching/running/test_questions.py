"""A finished run answers for any pair, exactly as a plan does, and holds back what an address may not tell."""

import json

import pytest
import sqlalchemy as sa

from consortium import particulars
from consortium.access import OPERATOR, Role
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid, NotAllowed, NotFound, RuleBroken
from consortium.referrals import Referral
from consortium.trail.events import AuditEvent
from matching.plan import solve
from matching.problem import canonical_json
from matching.reasons.losses import whole_table
from matching.running import questions, starting
from matching.snapshots import problem_of
from tests import factories

pytestmark = pytest.mark.usefixtures("records")


@pytest.fixture
def coordinator(records):
    """Of EAST, where three children wait: R-1 at once, R-2 and R-3 for one household less than they are."""
    factories.pool()
    for ref, facts in (
        ("R-1", {"urgency": "urgent"}),
        ("R-2", {}),
        ("R-3", {"excluded_areas": ["KY1"], "conflicts": ["H-2"]}),
    ):
        factories.referral(referral_ref=ref, children=[factories.child(child_ref=f"{ref}-a", sex="F", **facts)])
    factories.household(household_ref="H-1")
    factories.household(household_ref="H-2", sexes=["M"])
    return factories.viewer(Role.COORDINATOR)


@pytest.fixture
def run(coordinator):
    db.session.commit()
    return starting.start(coordinator)


def of(found, **refs):
    return next(one for one in found if all(getattr(one, name) == ref for name, ref in refs.items()))


def test_a_row_and_a_column_say_what_the_whole_table_of_the_plan_says(coordinator, run):
    problem = problem_of(run.inputs)
    table = whole_table(problem, solve(problem))
    rows = [
        one for ref in ("R-1", "R-2", "R-3") for one in questions.of_one(coordinator, run_id=run.id, referral_ref=ref)
    ]
    columns = [one for ref in ("H-1", "H-2") for one in questions.of_one(coordinator, run_id=run.id, household_ref=ref)]

    assert sorted(map(repr, rows)) == sorted(map(repr, columns))
    for entry in table:
        one = of(rows, referral_ref=entry["referral_ref"], household_ref=entry["household_ref"])
        assert list(one.bars) == entry.get("bars", [])
        assert one.loss is None or {**one.loss} == {**entry["loss"], "days": one.loss["days"]}


def test_the_suggested_comes_first_then_the_possible_then_the_barred(coordinator, run):
    found = questions.of_one(coordinator, run_id=run.id, household_ref="H-1")

    assert [one.standing for one in found] == ["suggested", "possible", "possible"]
    assert found[1].moves[0].takes == "H-1"
    assert found[1].sentence.startswith(f"If H-1 took {found[1].referral_ref}, R-1 would have no suggestion")


def test_one_asks_of_a_referral_or_of_a_household_that_is_in_the_run(coordinator, run):
    for asked in ({}, {"referral_ref": "R-1", "household_ref": "H-1"}):
        with pytest.raises(Invalid, match="either a referral or a household"):
            questions.of_one(coordinator, run_id=run.id, **asked)
    for asked in ({"referral_ref": "R-9"}, {"household_ref": "H-9"}):
        with pytest.raises(NotFound):
            questions.of_one(coordinator, run_id=run.id, **asked)


def test_a_pair_is_compared_fact_by_fact_and_the_look_is_written_down(coordinator, run):
    db.session.commit()
    with transaction():
        found = questions.of_pair(coordinator, run_id=run.id, referral_ref="R-3", household_ref="H-2")

    assert found.answer.bars == ("sex_outside_approval", "known_conflict")
    told = {fact.code: (fact.asked, fact.offered) for fact in found.facts}
    assert told["known_conflict"] == ("some recorded", "is among them")
    assert told["excluded_area"][0] == "some recorded"
    assert "KY1" not in repr(found)
    looks = db.session.scalars(sa.select(AuditEvent.entity).where(AuditEvent.action == "read"))
    assert sorted(looks) == ["households", "referrals"]


def test_a_run_of_others_is_not_there_and_nobody_but_coordinators_may_ask(coordinator, run):
    factories.pool(authority=factories.GLASGOW, agency="ALDER", of="WEST")
    asked = {"run_id": run.id, "referral_ref": "R-1"}

    with pytest.raises(NotFound):
        questions.of_one(factories.viewer(Role.COORDINATOR, of="WEST"), **asked)
    with pytest.raises(NotAllowed):
        questions.of_one(factories.viewer(Role.AUTHORITY_WORKER, at=factories.EDINBURGH), **asked)
    with pytest.raises(NotAllowed):
        questions.shared_by_too_many(factories.viewer(Role.AGENCY_WORKER, at="ROWAN"), run_id=run.id)


def test_what_keeps_children_waiting_is_the_set_that_shares_too_little(coordinator, run):
    (found,) = questions.shared_by_too_many(coordinator, run_id=run.id)

    assert (found.referrals, found.households) == (("R-1", "R-2", "R-3"), ("H-1",))
    assert sorted(found.without) == ["R-2", "R-3"]
    assert [pair for pair in found.pairs if pair[2]] == [("R-1", "H-1", True)]


def protect(referral_ref):
    referral = db.session.scalars(sa.select(Referral).where(Referral.ref == referral_ref)).unique().one()
    said = {"address_non_disclosure": True}
    particulars.record_child(OPERATOR, child_id=referral.children[0].id, version=referral.version, values=said)


def test_of_a_protected_child_it_is_not_told_whether_a_household_is_possible_or_too_far(coordinator, run):
    protect("R-2")

    row = questions.of_one(coordinator, run_id=run.id, referral_ref="R-2")
    compared = questions.of_pair(coordinator, run_id=run.id, referral_ref="R-2", household_ref="H-1")

    assert [(one.household_ref, one.standing, one.bars) for one in row] == [
        ("H-2", "barred", ("sex_outside_approval",)),
        ("H-1", "untold", ()),
    ]
    assert (row[1].loss, row[1].moves, row[1].sentence, compared.is_protected) == (None, (), "", True)
    assert "too_far" not in {fact.code for fact in compared.facts}


def test_points_are_not_told_where_a_protected_child_would_be_moved(coordinator, run):
    protect("R-1")

    hidden = of(questions.of_one(coordinator, run_id=run.id, referral_ref="R-2"), household_ref="H-1")
    (shared,) = questions.shared_by_too_many(coordinator, run_id=run.id)

    assert (hidden.is_withheld, hidden.loss["points"], hidden.loss["urgent"]) == (True, None, 1)
    assert (hidden.moves, hidden.sentence, shared.alone) == ((), questions.MOVES_UNTOLD, ())


def test_a_run_that_is_no_longer_whole_gives_no_answer_that_looks_exact(coordinator, run):
    left = run.inputs
    left["households"] = [row for row in left["households"] if row["ref"] != "H-2"]
    run.snapshot = canonical_json(left)

    with pytest.raises(RuleBroken) as refused:
        questions.of_one(coordinator, run_id=run.id, referral_ref="R-1")

    assert refused.value.code == "records_erased"


def test_a_run_made_by_other_rules_gives_none_either(coordinator, run):
    kept = json.loads(run.document)
    kept["suggestions"][0]["household_ref"] = "H-2"
    run.document = json.dumps(kept).encode()

    with pytest.raises(RuleBroken) as refused:
        questions.of_one(coordinator, run_id=run.id, referral_ref="R-1")

    assert refused.value.code == "other_rules"


def test_what_a_lost_household_would_mean_is_told_with_whom_it_moves(coordinator, run):
    held = next(pair["household_ref"] for pair in run.result["suggestions"])

    lost = questions.without(coordinator, run_id=run.id, household_ref=held)

    assert lost.sentence.startswith(f"Without {held}, R-1 would")
    assert (lost.moves[0].referral_ref, lost.moves[0].leaves, lost.is_withheld) == ("R-1", held, False)
    with pytest.raises(NotFound):
        questions.without(coordinator, run_id=run.id, household_ref="H-99")


def test_what_a_lost_household_would_mean_is_not_told_of_a_protected_child(coordinator, run):
    held = {pair["referral_ref"]: pair["household_ref"] for pair in run.result["suggestions"]}
    protect("R-1")

    lost = questions.without(coordinator, run_id=run.id, household_ref=held["R-1"])

    assert (lost.moves, lost.loss["points"], lost.is_withheld) == ((), None, True)
    assert lost.sentence == questions.MOVES_UNTOLD
