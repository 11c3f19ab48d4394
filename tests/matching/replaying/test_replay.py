"""The file of a run: one form for any order of rows, and every tampering found by verify and by the docs' checker."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.document import render
from matching.plan import solve
from matching.problem import Problem, canonical_json
from matching.replaying import replay
from tests.matching import replays
from tests.matching.forgeries import FILE, TAMPERINGS, content, mates_of, row_of, suggested
from tests.matching.problems import child, household, problem, problems
from tests.matching.replays import exported, faults, is_confirmed, resealed, town
from tests.matching.test_plan import REPEATS, crowd

LARGE = 2**41  # more than any digest


def test_the_file_that_is_tampered_with_below_holds_before_that() -> None:
    stages = content()["proof"]["stages"]

    assert faults(FILE) == set()
    assert is_confirmed(content())
    assert len(stages) > 1
    assert any(dual for stage in stages for dual in stage["referrals"])


@given(problems() | problems(easy=True))
@settings(max_examples=60, deadline=None)
def test_every_run_holds_when_it_is_read_back(found: Problem) -> None:
    written = exported(found)

    assert faults(written) == set()
    assert is_confirmed(json.loads(written))


def test_repeats_in_any_order_of_rows_give_the_same_bytes() -> None:
    rng = random.Random(5)
    rows, homes = crowd(24, rng)
    first = exported(problem(rows, homes))

    for _ in range(REPEATS):
        assert exported(problem(rng.sample(rows, len(rows)), rng.sample(homes, len(homes)))) == first


@pytest.mark.parametrize(("tamper", "claim", "seen"), TAMPERINGS, ids=lambda one: getattr(one, "__name__", str(one)))
def test_a_forgery_is_found_though_all_its_hashes_were_made_again(tamper: Any, claim: str, seen: bool) -> None:
    forged = content()
    tamper(forged)
    written = resealed(forged)

    assert claim in faults(written)
    assert "seal" not in faults(written)
    assert is_confirmed(json.loads(written)) is not seen


@pytest.mark.parametrize("tamper", [one for one, *_ in TAMPERINGS], ids=lambda one: one.__name__)
def test_a_change_without_a_new_hash_is_found_by_both(tamper: Any) -> None:
    forged = content()
    tamper(forged)

    assert "seal" in faults(replay.in_form(forged))
    assert not is_confirmed(forged)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_dual_value_can_be_altered(data: st.DataObject) -> None:
    forged = content()
    stage = data.draw(st.sampled_from(forged["proof"]["stages"]))
    values = stage[data.draw(st.sampled_from(("referrals", "households")))]
    change = data.draw(st.integers(-(2**70), 2**70).filter(bool))

    values[data.draw(st.integers(0, len(values) - 1))] += change

    assert faults(resealed(forged)) == {"certificate"}
    assert not is_confirmed(json.loads(resealed(forged)))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_other_plan_passes_as_the_best(data: st.DataObject) -> None:
    forged, own = content(), suggested(content())
    pairs = {(row[0], row[1]) for row in forged["proof"]["pairs"]}
    places = [[one["ref"] for one in forged["inputs"][side]] for side in ("referrals", "households")]
    other = dict[str, str]()
    for row, col in data.draw(st.permutations(sorted(pairs))):
        if places[0][row] not in other and places[1][col] not in other.values():
            other |= {places[0][row]: places[1][col]}

    mates_of(forged, other)

    assert bool({"certificate", "suggestions"} & faults(resealed(forged))) is (other != own)
    assert is_confirmed(json.loads(resealed(forged))) is (other == own)


def test_weights_that_let_a_lower_aim_outweigh_a_higher_prove_nothing() -> None:
    rows = [child("R-1", urgency="urgent"), child("R-2", language="gaelic")]
    forged = json.loads(exported(problem(rows, [household(languages=("gaelic",))])))
    mates_of(forged, {"R-2": "H-1"})
    told, (stage,) = forged["result"], forged["proof"]["stages"]
    cost = row_of(forged, "R-2", "H-1")[-1] - LARGE * (1 + told["objective"]["points"])
    stage |= {"weights": [LARGE] * 5 + [1], "cost": cost, "bound": cost, "households": [-cost], "referrals": [0, 0]}
    told["certificate"]["stages"][0] |= {"cost": cost, "bound": cost}

    assert faults(resealed(forged)) == {"certificate", "solved_again"}
    assert not is_confirmed(json.loads(resealed(forged)))


def test_what_stands_beside_the_run_is_told_by_the_noted_hash_alone() -> None:
    forged = content()
    forged["run"]["started_at"] = "2026-01-01T00:00:00+00:00"
    written = resealed(forged)

    assert faults(written) == set()
    assert json.loads(written)["sha256"] != content()["sha256"]


def test_the_same_content_in_another_form_is_not_the_file() -> None:
    assert faults(json.dumps(content(), indent=2).encode()) == {"form"}


def test_a_result_that_todays_rules_do_not_give_is_not_exported() -> None:
    found = town()
    document = render(found, solve(found)).replace(b'"kept": true', b'"kept": false')

    with pytest.raises(replay.NotReplayable, match=r"first difference: result.suggestions\[\d\].kept is false"):
        replay.export({}, snapshot=canonical_json(found.canonical()), document=document, versions={})


def test_inputs_of_another_shape_are_not_exported() -> None:
    with pytest.raises(replay.NotReplayable, match="cannot be solved again by this version"):
        replay.export({}, snapshot=b'{"as_of":"2026-11-22"}', document=b"{}", versions={})


def test_the_checker_is_short_and_runs_where_nothing_of_ours_is_installed(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes(FILE)
    (tmp_path / "bad.json").write_bytes(FILE.replace(b'"kept":true', b'"kept":false'))
    bare = [sys.executable, "-I", "-S", str(replays.CHECKER)]

    said = [subprocess.run([*bare, name], cwd=tmp_path, capture_output=True) for name in ("run.json", "bad.json")]

    assert [one.returncode for one in said] == [0, 1]
    assert subprocess.run(bare, capture_output=True).stderr == b"Name one file: check_run.py FILE\n"
    assert content()["sha256"].encode() in said[0].stdout
    assert len(replays.CHECKER.read_text().splitlines()) <= 100
