"""Of a scenario nothing is told that hangs on a protected journey, is out of sight by now, or was erased."""

from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa

from consortium.access import OPERATOR
from consortium.carers import Household
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.errors import Invalid, RuleBroken
from consortium.members import Membership
from consortium.retention.disposals import Ground, confirm, propose
from matching.problem import canonical_json
from matching.running.runs import MatchRun
from matching.scenarios import making, telling
from matching.scenarios.scenarios import Scenario
from tests.matching.running.test_questions import protect
from tests.matching.scenarios.supposed import LOST, WIDER, coordinator, run, suppose, told
from tests.retention.filed import managers

__all__ = ["coordinator", "run"]
pytestmark = pytest.mark.usefixtures("records")


def test_weights_are_not_turned_where_an_address_may_not_be_disclosed(coordinator, run):
    protect("R-1")

    with pytest.raises(RuleBroken, match="weights could be turned"):
        suppose(coordinator, run, [{"change": "terms_changed", "terms": {"travel": 40}}])


def test_whoever_is_protected_and_whom_the_run_gives_them_stay_as_they_are(coordinator, run):
    protect("R-1")

    with pytest.raises(Invalid, match="H-1 stays as the run has it"):
        suppose(coordinator, run, LOST)
    with pytest.raises(Invalid, match="R-1 stays as the run has it"):
        suppose(coordinator, run, [{"change": "referral_withdrawn", "referral_ref": "R-1"}])


def test_nothing_that_is_told_hangs_on_a_protected_journey(coordinator, run):
    protect("R-1")
    near = told(coordinator, run, suppose(coordinator, run)).beside
    with transaction():
        content = run.inputs
        content["referrals"][0]["children"][0]["contact_postcode"] = "EH1 1AA"
        content["places"]["EH1 1AA"] = [325000, 673000, "S12000036"]
        row = db.session.get_one(MatchRun, run.id)
        row.snapshot = canonical_json(content)
        row.inputs_sha256 = sha256(row.snapshot).hexdigest()

    far = told(coordinator, run, suppose(coordinator, run, name="Again")).beside

    assert near == far
    assert "R-1" not in str(near["others"]) + str(near["without"])


def test_one_made_before_an_address_was_protected_is_read_no_more(coordinator, run):
    scenario = suppose(coordinator, run)
    protect("R-1")

    with pytest.raises(RuleBroken, match="Delete it, and suppose it again"):
        told(coordinator, run, scenario)
    assert told(OPERATOR, run, scenario).changes == WIDER


def test_what_is_supposed_of_a_record_out_of_sight_by_now_is_not_told(coordinator, run):
    scenario = suppose(coordinator, run)
    for one in db.session.scalars(sa.select(Membership)):
        if one.member.code == "ROWAN":
            one.left_on = clock.today() - timedelta(days=1)
    db.session.commit()

    found = told(coordinator, run, scenario)

    assert (found.changes, found.beside["supposed"]) == ([], [telling.UNSEEN])
    assert "24 months" not in str(found.beside)
    with pytest.raises(Invalid, match="H-2 is within your sight no more"):
        suppose(coordinator, run, WIDER, "Again")


def test_a_run_that_forgot_a_record_forgets_its_scenarios(coordinator, run):
    suppose(coordinator, run)
    home = next(one for one in db.session.scalars(sa.select(Household)) if one.ref == "H-1")
    home.withdrawn_on = clock.today()
    first, second = managers("households")
    db.session.commit()
    with transaction():
        said = {
            "entity": "households",
            "record_id": home.id,
            "ground": Ground.PERSON_ASKED,
            "reason": "They asked for it.",
        }
        disposal = propose(first, **said)
    with transaction():
        confirm(second, disposal_id=disposal.id, version=disposal.version)

    assert db.session.scalars(sa.select(Scenario)).all() == []
    with pytest.raises(RuleBroken, match="have been erased"):
        suppose(coordinator, run)


def test_what_was_protected_while_it_was_solved_is_not_kept(coordinator, run, monkeypatch):
    solved = making._solved

    def slowly(asked, go_on):
        result = solved(asked, go_on)
        protect("R-1")
        return result

    monkeypatch.setattr(making, "_solved", slowly)
    with pytest.raises(RuleBroken, match="changed meanwhile"):
        suppose(coordinator, run)
