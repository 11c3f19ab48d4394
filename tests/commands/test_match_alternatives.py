"""`consortium match` asked what else could be: other plans and households, firm and open pairs, ranges of weights."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.test_match import files, match, result

__all__ = ["files"]

ASKED = ("--alternatives", "2", "--within", "30", "--weights", "language")


def test_other_plans_and_each_referrals_other_households_are_told(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(files, "--alternatives", "2") == 0

    plans, homes = capsys.readouterr().out.split("\n\n")
    assert plans.splitlines()[1:] == [
        "  1. If H-2 instead of H-1 took R-1, R-2 would move to H-1 and the plan would lose 28 points.",
        "  There are no more: no other pair is possible.",
    ]
    assert homes.splitlines()[1:] == [
        "  R-1, now H-1: H-2 (lose 28 points)",
        "  R-2, now H-2: H-1 (lose 28 points)",
        "  R-3, no suggestion: no other is free and possible",
    ]


def test_a_referral_that_is_explained_has_its_best_households_alone(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (files / "households.csv").open("a") as file:
        file.write("H-4,OCHIL,EH3 9AA,2026-01-01,2026-02-01,24,1,\n")

    document = result(files, "--explain", "R-1", "--alternatives", "1")

    said = capsys.readouterr().out
    assert "  possible at a greater loss: one household more\n" in said
    assert "The best other households" not in said
    (row,) = document["alternatives"]["households"]
    assert (row["referral_ref"], len(row["households"])) == ("R-1", 1)


def test_what_was_asked_stands_last_in_the_result_and_nothing_else_changes(files: Path) -> None:
    plain = result(files)
    asked = result(files, *ASKED)

    assert list(asked) == [*plain, "alternatives", "within", "weights"]
    assert {key: asked[key] for key in plain} == plain
    (plan,) = asked["alternatives"]["plans"]
    assert plan["loss"] == {"urgent": 0, "soon": 0, "routine": 0, "points": 28}
    assert plan["changes"] == [
        {"referral_ref": "R-1", "household_ref": "H-2", "instead_of": "H-1"},
        {"referral_ref": "R-2", "household_ref": "H-1", "instead_of": "H-2"},
    ]
    assert all(stage["cost"] == stage["bound"] for stage in plan["certificate"])


def test_the_result_names_firm_pairs_open_pairs_and_ranges(files: Path) -> None:
    document = result(files, *ASKED)

    assert [pair["firm"] for pair in document["within"]["suggested"]] == [False, False]
    assert [pair["loss"]["points"] for pair in document["within"]["open"]] == [28, 28]
    (weight,) = document["weights"]
    assert weight["looked_at"] == {"from": 0, "to": 10_000, "solves": weight["looked_at"]["solves"], "whole": True}
    assert weight["pairs"][0] | {"from": 0, "to": 10_000} == weight["pairs"][0]


def test_without_numbers_near_is_within_five_points_and_every_weight_is_looked_at(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(files, "--weights", "--within") == 0

    said = capsys.readouterr().out
    assert said.startswith("Firm, in every plan within 5 points of the best")
    assert "  kept, today 3: looked at every weight that a policy may hold, 0 to 10000\n" in said
    assert "  travel, today 30: looked at 0 to 100, cut after 100 solves\n" in said


def test_the_answers_are_the_same_whatever_the_order_of_rows(files: Path) -> None:
    result(files, *ASKED)
    before = (files / "out.json").read_bytes()
    for name in ("children.csv", "households.csv"):
        head, *rows = (files / name).read_text().splitlines()
        (files / name).write_text("\n".join([head, *reversed(rows)]))

    result(files, *ASKED)

    assert (files / "out.json").read_bytes() == before
    assert json.loads(before)["alternatives"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--alternatives", "0"), "argument --alternatives: give a whole number from 1 to 20, not '0'"),
        (("--alternatives", "21"), "argument --alternatives: give a whole number from 1 to 20, not '21'"),
        (("--alternatives", "many"), "argument --alternatives: give a whole number from 1 to 20, not 'many'"),
        (("--within", "-1"), "argument --within: give a whole number from 0 to 1,000,000, not '-1'"),
        (("--within", "2.5"), "argument --within: give a whole number from 0 to 1,000,000, not '2.5'"),
        (("--weights", "money"), "--weights: money is not a merit. Leave it out to ask of every one, or name travel,"),
        (("--alternatives", "2", "--explain", "R-9"), "--explain: R-9 is not among the referrals of this run."),
    ],
)
def test_a_question_out_of_bounds_is_refused_with_what_is_allowed_and_writes_nothing(
    files: Path, capsys: pytest.CaptureFixture[str], options: Sequence[str], said: str
) -> None:
    assert refused(files, "--out", str(files / "out.json"), *options) == 2

    assert said in capsys.readouterr().err
    assert not (files / "out.json").exists()


def refused(files: Path, *options: str) -> int | str | None:
    """The exit code, which argparse gives by leaving."""
    try:
        return match(files, *options)
    except SystemExit as left:
        return left.code
