"""A served run as a file: it replays what was kept, tells the trail, and is refused where nothing can be replayed."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from commands import main
from consortium import carers
from consortium.access import OPERATOR, Role
from consortium.consortia import Consortium
from consortium.floor.db import db, transaction
from consortium.floor.errors import NotAllowed, NotFound, RuleBroken
from consortium.importing import imports
from consortium.retention import erasure
from consortium.trail.events import AuditEvent
from matching.running import exports, starting
from matching.running.runs import MatchRun, RunStatus
from matching.terms import pins
from tests import factories
from tests.matching.replays import faults, is_confirmed

pytestmark = pytest.mark.usefixtures("records")
DAY = date(2026, 11, 22)
KINDS = ("members", "households", "children", "travel", "pins", "commitments", "purchases")


@pytest.fixture
def pair(records):
    """A household and a referral that suit each other, in one consortium, kept."""
    with transaction():
        factories.pool()
        return factories.household(household_ref="H-1"), factories.referral(referral_ref="R-1")


def start(viewer=OPERATOR):
    db.session.commit()
    return starting.start(viewer, as_of=DAY)


def test_a_served_run_of_a_whole_sample_is_replayed_from_its_file(tmp_path, records):
    assert main.main(["sample", "--size", "demo", "--seed", "3", "--to", str(tmp_path)]) == 0
    for path in [tmp_path / f"{kind}.csv" for kind in KINDS]:
        imports.take(OPERATOR, kind=path.stem, content=path.read_bytes(), filename=path.name, strict=True)
    run = start()

    written = exports.export(OPERATOR, number=run.number)

    assert faults(written) == set()
    assert is_confirmed(json.loads(written))
    assert (json.loads(written)["result"], json.loads(written)["inputs"]) == (run.result, run.inputs)


def test_a_file_says_which_run_it_is_and_what_solved_and_exported_it(pair):
    run = start()

    said = json.loads(exports.export(OPERATOR, number=1))

    assert said["run"] == {
        "number": 1,
        "consortia": ["EAST"],
        "as_of": "2026-11-22",
        "started_at": run.created_at.isoformat(),
        "finished_at": run.finished_at.isoformat(),
        "is_preview": False,
        "inputs_sha256": run.inputs_sha256,
    }
    assert said["versions"]["solved_with"] == said["versions"]["exported_with"] == run.solved_with
    assert set(run.solved_with) == {"concurrency-consortium", "numpy", "ortools", "python"}


def test_a_run_from_before_versions_were_kept_says_that_it_kept_none(pair):
    with transaction():
        db.session.get_one(MatchRun, start().id).solved_with = None

    assert json.loads(exports.export(OPERATOR, number=1))["versions"]["solved_with"] is None


def test_a_run_gives_the_same_file_whatever_became_of_the_records(pair):
    household, _ = pair
    start()
    before = exports.export(OPERATOR, number=1)

    with transaction():
        carers.change(OPERATOR, household_id=household.id, version=1, values={"max_age_months": 0})
    start()

    assert exports.export(OPERATOR, number=1) == before


def test_the_trail_of_each_consortium_of_the_run_tells_of_the_file(pair):
    factories.consortium("WEST")
    run = start()

    exports.export(OPERATOR, number=1)

    told = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "packed")).all()
    assert {one.entity_id for one in told} == {run.id}
    assert {one.owner_id for one in told} == set(db.session.scalars(sa.select(Consortium.id)))


def test_a_number_that_several_consortia_use_is_refused_until_one_is_named(pair):
    factories.pool(agency="ALDER", authority=factories.FIFE, of="WEST")
    mine, theirs = (start(factories.viewer(Role.COORDINATOR, of=code)) for code in ("EAST", "WEST"))

    with pytest.raises(RuleBroken, match=r"Several consortia have a run 1: EAST, WEST\. Name the consortium"):
        exports.export(OPERATOR, number=1)

    named = [json.loads(exports.export(OPERATOR, number=1, consortium_code=code)) for code in ("EAST", "WEST")]
    assert [one["inputs"] for one in named] == [mine.inputs, theirs.inputs]


def test_a_number_that_nobody_uses_and_a_consortium_that_is_none_are_not_found(pair):
    start()

    with pytest.raises(NotFound, match=r"There is no run 2\."):
        exports.export(OPERATOR, number=2)
    with pytest.raises(NotFound, match=r"There is no run 2 of EAST\."):
        exports.export(OPERATOR, number=2, consortium_code="EAST")
    with pytest.raises(NotFound):
        exports.export(OPERATOR, number=1, consortium_code="NORTH")


def test_a_run_whose_records_were_erased_is_replayed_no_more(pair):
    _, referral = pair
    start()
    with transaction():
        erasure.erase(referral)

    with pytest.raises(RuleBroken, match="Records of run 1 have been erased since"):
        exports.export(OPERATOR, number=1)


def test_a_run_that_failed_or_still_runs_has_nothing_to_replay(pair):
    household, _ = pair
    with transaction():
        carers.change(OPERATOR, household_id=household.id, version=1, values={"max_age_months": 0})
        said = {"referral_ref": "R-1", "household_ref": "H-1", "decision": "pin", "reason": "They know each other."}
        pins.decide(OPERATOR, values=said)
    run = start()

    with pytest.raises(RuleBroken, match="Run 1 is failed: only a run that is done has a result"):
        exports.export(OPERATOR, number=1)
    with transaction():
        run.status = RunStatus.RUNNING
    with pytest.raises(RuleBroken, match="Run 1 is running"):
        exports.export(OPERATOR, number=1)


def test_a_result_that_was_changed_where_it_is_kept_is_not_exported(pair):
    run = start()
    with transaction():
        run.document = run.document.replace(b'"kept": false', b'"kept": true')

    with pytest.raises(RuleBroken, match="Run 1 cannot be replayed. What it looked at gives another result today"):
        exports.export(OPERATOR, number=1)


def test_only_whoever_runs_the_server_writes_the_file(pair):
    start()

    with pytest.raises(NotAllowed):
        exports.export(factories.viewer(Role.COORDINATOR), number=1)
