"""Match runs: the same bytes as the command gives on the same files, frozen with what was looked at."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from commands import main
from consortium import carers, referrals
from consortium.access import OPERATOR, Role
from consortium.floor import clock
from consortium.floor.db import db, transaction
from consortium.floor.errors import NotFound, RuleBroken
from consortium.importing import imports
from matching.running import runs, starting, suggestions
from matching.running.runs import RunStatus
from matching.running.suggestions import Suggestion
from matching.terms import pins, policies
from tests import databases, factories

pytestmark = pytest.mark.usefixtures("records")
DAY = date(2026, 11, 22)
KINDS = ("members", "households", "children", "travel", "pins", "commitments", "purchases")


@pytest.fixture
def pair(records):
    """A household and a referral that suit each other, in one consortium, kept."""
    factories.pool()
    made = factories.household(household_ref="H-1"), factories.referral(referral_ref="R-1")
    db.session.commit()
    return made


def start(viewer=OPERATOR, **options):
    """A run over everything there is, unless told otherwise."""
    db.session.commit()
    return starting.start(viewer, **{"as_of": DAY} | options)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_importing_the_files_and_running_gives_the_bytes_that_the_command_gives(tmp_path, records, seed):
    assert main.main(["sample", "--size", "demo", "--seed", seed, "--to", str(tmp_path)]) == 0
    files = {kind: tmp_path / f"{kind}.csv" for kind in KINDS}
    told = [str(files["children"]), str(files["households"]), "--as-of", DAY.isoformat()]
    told += [word for name in ("members", "travel", "pins") for word in (f"--{name}", str(files[name]))]
    command = [sys.executable, "-m", "commands.main", "match", *told, "--out", str(tmp_path / "out.json")]
    subprocess.run(command, check=True, capture_output=True)

    for kind, path in files.items():
        imports.take(OPERATOR, kind=kind, content=path.read_bytes(), filename=path.name, strict=True)

    assert start().document == (tmp_path / "out.json").read_bytes()


def test_a_run_keeps_its_inputs_its_policy_and_its_suggestions(pair):
    run = start()

    (suggested,) = db.session.scalars(suggestions.visible(OPERATOR, run_id=run.id))
    assert (run.status, run.number, run.policy_version) == (RunStatus.DONE, 1, "default")
    assert run.result["inputs_sha256"] == run.inputs_sha256
    assert [one["ref"] for one in run.inputs["households"]] == ["H-1"]
    assert (suggested.referral_ref, suggested.household_ref, suggested.kept) == ("R-1", "H-1", False)


def test_what_the_run_before_suggested_is_kept_in_the_next(pair):
    first, second = start(), start()

    kept = {run.number: [pair["kept"] for pair in run.result["suggestions"]] for run in (first, second)}

    assert kept == {1: [False], 2: [True]}
    assert second.result["suggestions"][0]["merits"]["kept"] == 3


def test_a_run_is_frozen_whatever_happens_to_the_records(pair):
    household, _ = pair
    run = start()
    before = run.document, run.snapshot

    carers.change(OPERATOR, household_id=household.id, version=1, values={"max_age_months": 0})
    start()

    again = runs.get(OPERATOR, run_id=run.id)
    assert (again.document, again.snapshot) == before


@pytest.mark.parametrize("leaves", ["withdrawn household", "withdrawn referral", "lost child", "placed child"])
def test_who_no_longer_seeks_takes_no_part(pair, leaves):
    household, referral = pair
    if leaves == "withdrawn household":
        carers.withdraw(OPERATOR, household_id=household.id, version=1, on=DAY)
    elif leaves == "withdrawn referral":
        referrals.withdraw(OPERATOR, referral_id=referral.id, version=1)
    elif leaves == "lost child":
        referrals.record_loss(OPERATOR, child_id=referral.children[0].id, version=1)
    else:
        factories.purchase(referral_ref="R-1")

    assert start().result["suggestions"] == []


def test_an_open_placement_takes_up_a_place(pair):
    factories.purchase(household_ref="H-1", children=2, moved_in_on=DAY)

    assert start().result["unmatched"][0]["reasons"][0] == {"bar": "no_place", "households": 1}


def test_a_place_that_is_bought_for_next_week_is_not_offered_again(pair):
    factories.purchase(household_ref="H-1", children=2, moved_in_on=DAY + timedelta(days=7))

    assert start().result["unmatched"][0]["reasons"][0] == {"bar": "no_place", "households": 1}


def test_two_agencies_may_use_the_same_reference(pair):
    factories.member("ASPEN")
    factories.household(household_ref="H-1", agency="ASPEN", no_needs=["prematurity"])
    factories.referral(OPERATOR, factories.child(conflicts=["H-1"]), referral_ref="R-2")

    run = start()

    assert {one["ref"] for one in run.inputs["households"]} == {"ROWAN/H-1", "ASPEN/H-1"}
    assert run.result["unmatched"][0] == {
        "referral_ref": "R-2",
        "reasons": [{"bar": "known_conflict", "households": 2}],
    }


def test_a_forbidden_pair_is_not_suggested(pair):
    said = {"referral_ref": "R-1", "household_ref": "H-1", "decision": "forbid", "reason": "They are neighbours."}
    pin = pins.decide(OPERATOR, values=said)

    forbidden = start()
    pins.lift(OPERATOR, pin_id=pin.id, version=1)
    lifted = start()

    assert [len(run.result["suggestions"]) for run in (forbidden, lifted)] == [0, 1]


def decide(of, decision):
    """What the coordinator of a consortium that both sides belong to says of the pair."""
    factories.pool(of=of)
    said = {"referral_ref": "R-1", "household_ref": "H-1", "decision": decision, "reason": f"{of} knows why."}
    viewer = factories.viewer(Role.COORDINATOR, of=of)
    pins.decide(viewer, values=said)
    return viewer


def test_a_pair_that_another_consortium_forbade_is_not_suggested_and_its_reason_stays_there(pair):
    decide("WEST", "forbid")

    run = start(factories.viewer(Role.COORDINATOR, of="EAST"))

    assert run.result["unmatched"][0]["reasons"] == [{"bar": "forbidden", "households": 1}]
    assert b"WEST knows why" not in run.snapshot


def test_a_pin_gives_way_to_what_another_consortium_forbade(pair):
    decide("WEST", "forbid")
    pinning = decide("NORTH", "pin")

    with pytest.raises(RuleBroken, match="another consortium has forbidden this pair: lift the pin"):
        start(pinning)


@pytest.mark.parametrize(("decision", "suggested"), [("pin", 1), ("forbid", 0)])
def test_two_consortia_may_decide_alike_on_a_pair(pair, decision, suggested):
    viewers = [decide(of, decision) for of in ("WEST", "NORTH")]

    found = [start(viewer) for viewer in (*viewers, OPERATOR)]

    assert [len(run.result["suggestions"]) for run in found] == [suggested] * 3
    assert [len(db.session.scalars(pins.visible(viewer)).all()) for viewer in viewers] == [1, 1]


def test_a_pin_that_cannot_stand_fails_the_run_with_its_sentence(pair):
    household, _ = pair
    carers.change(OPERATOR, household_id=household.id, version=1, values={"max_age_months": 0})
    said = {"referral_ref": "R-1", "household_ref": "H-1", "decision": "pin", "reason": "They know each other."}
    pins.decide(OPERATOR, values=said)

    run = start()

    assert (run.status, run.document) == (RunStatus.FAILED, None)
    assert "R-1 cannot be pinned to H-1" in run.error
    with pytest.raises(RuleBroken, match="has no result"):
        runs.result(OPERATOR, run_id=run.id)


def test_the_policy_that_a_consortium_signed_governs_its_runs(pair):
    policies.sign(OPERATOR, consortium_code="EAST", toml='version = "2026-1"\n[merits]\nwillingness = 90\n')

    run = start()

    assert (run.policy_version, run.result["policy"]["merits"]["willingness"]) == ("2026-1", 90)


def test_consortia_with_different_policies_name_the_one_to_go_by(pair):
    factories.consortium("WEST")
    signed = policies.sign(OPERATOR, consortium_code="EAST", toml='version = "ours"')
    policies.sign(OPERATOR, consortium_code="WEST", toml='version = "theirs"')

    with pytest.raises(RuleBroken, match="different policies"):
        start()
    assert start(policy_id=signed.id).policy_version == "ours"


def test_a_coordinator_runs_the_own_consortium_and_no_other(pair):
    stranger = factories.member("ALDER", of="WEST").memberships[0].consortium_id
    factories.household(agency="ALDER", household_ref="H-2")
    coordinator = factories.viewer(Role.COORDINATOR)

    run = start(coordinator)

    assert [one["ref"] for one in run.inputs["households"]] == ["H-1"]
    with pytest.raises(NotFound):
        start(coordinator, consortium_ids=[stranger])


def test_a_run_over_two_consortia_is_seen_by_who_coordinates_both(pair):
    factories.consortium("WEST")
    run = start()
    coordinator = factories.viewer(Role.COORDINATOR)

    with pytest.raises(NotFound):
        runs.get(coordinator, run_id=run.id)
    assert list(db.session.scalars(suggestions.visible(coordinator))) == []
    assert db.session.scalar(sa.select(sa.func.count(Suggestion.id))) == 1


def test_a_member_that_left_takes_its_records_with_it(pair):
    left = {"joined_on": date(2025, 4, 1), "left_on": date(2026, 4, 1)}
    for code, of in (("ASPEN", "WEST"), ("LARCH", "EAST")):
        factories.member(code, of="EAST", **left)
        if of == "WEST":
            factories.member(code, of=of, joined_on=date(2026, 4, 1))
        factories.household(agency=code, household_ref=f"H-{code}")

    own, all_of_them = start(factories.viewer(Role.COORDINATOR), as_of=date(2026, 3, 1)), start()

    assert {one["ref"] for one in own.inputs["households"]} == {"H-1"}
    assert {one["ref"] for one in all_of_them.inputs["households"]} == {"H-1", "H-ASPEN"}


def test_a_member_that_leaves_before_the_day_of_the_run_takes_no_part(pair):
    ahead = clock.today() + timedelta(days=30)
    factories.member("LARCH", left_on=ahead)
    factories.member("ASPEN", joined_on=ahead)
    for agency in ("LARCH", "ASPEN"):
        factories.household(agency=agency, household_ref=f"H-{agency}")

    found = [{one["ref"] for one in start(as_of=day).inputs["households"]} for day in (clock.today(), ahead)]

    assert found == [{"H-1", "H-LARCH", "H-ASPEN"}, {"H-1", "H-ASPEN"}]


def test_a_run_that_was_interrupted_is_given_up_when_the_next_one_starts(pair):
    lost = start()
    lost.status, lost.document, lost.error = RunStatus.RUNNING, None, ""
    lost.created_at -= 2 * starting.LONGEST_SOLVE

    start()

    db.session.refresh(lost)
    assert (lost.status, lost.error) == (RunStatus.FAILED, "The run was interrupted. Start another.")


def test_a_run_that_breaks_off_has_failed_and_says_so(pair):
    def break_off(*_row):
        raise OSError("The disk is gone.")

    sa.event.listen(Suggestion, "before_insert", break_off)
    try:
        with pytest.raises(OSError, match="disk is gone"):
            start()
    finally:
        sa.event.remove(Suggestion, "before_insert", break_off)

    (run,) = db.session.scalars(runs.visible(OPERATOR))
    assert (run.status, run.document, run.error) == (RunStatus.FAILED, None, starting.BROKEN_OFF)


def test_runs_and_policies_that_come_at_once_are_numbered_one_after_the_other(pair, records):
    def sign():
        with transaction():
            return policies.sign(OPERATOR, consortium_code="EAST", toml='version = "ours"').number

    started = databases.at_once(records, lambda: starting.start(OPERATOR, as_of=DAY).number)
    signed = databases.at_once(records, sign)

    assert (sorted(started), sorted(signed)) == ([1, 2, 3, 4], [1, 2, 3, 4])
