"""`consortium match` asked why not: in words for a pair or a referral, as data for every pair."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.test_match import CHILDREN, HOUSEHOLDS, files, match, result

__all__ = ["files"]


def test_every_pair_stands_in_the_result_with_its_bars_or_its_loss(files: Path) -> None:
    document = result(files, "--why-not", "all")

    assert len(document["pairs"]) == 3 * 3 - len(document["suggestions"])
    assert document["pairs"][0] == {
        "referral_ref": "R-1",
        "household_ref": "H-2",
        "loss": {"urgent": 0, "soon": 0, "routine": 0, "points": 28},
    }
    assert document["pairs"][1]["bars"] == ["not_dual_approved", "too_far"]


def test_the_rest_of_the_result_is_the_same_and_is_heard_as_a_run_before(files: Path) -> None:
    plain = result(files)
    asked = result(files, "--why-not", "all")

    assert {key: value for key, value in asked.items() if key != "pairs"} == plain
    assert all(entry["kept"] for entry in result(files, "--previous", str(files / "out.json"))["suggestions"])


def test_a_pair_and_a_referral_are_answered_in_words_alone(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(files, "--explain", "R-3", "--why-not", "R-1", "H-2") == 0

    said = capsys.readouterr().out
    assert said.startswith("If H-2 instead of H-1 took R-1, R-2 would move to H-1 and the plan would lose 28 points.")
    assert "\n\nR-3: no suggestion\n" in said
    assert "Suggestions" not in said


def test_a_barred_pair_ends_with_the_smallest_change_or_with_why_there_is_none(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(files, "--why-not", "R-3", "H-1") == 0
    changed = capsys.readouterr().out.splitlines()[-1]
    assert match(files, "--why-not", "R-3", "H-2") == 0
    none = capsys.readouterr().out.splitlines()[-1]

    assert changed == (
        "The smallest change: R-3 with H-1 would be possible if H-1 (OCHIL) were approved for 2 children instead of 1."
    )
    assert none.endswith("A household that answers “no” to a need is not talked round.")


def test_a_referral_without_a_suggestion_ends_with_what_would_bring_it_one(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "children.csv").write_text(
        "\n".join(CHILDREN.splitlines()[:3]) + "\nR-4,a,S12000036,2026-08-01,,F,,,G1 1XQ\n"
    )
    (files / "households.csv").write_text(HOUSEHOLDS + "H-4,TARVIT,G1 1XQ,2026-01-01,2026-01-01,1,1,\n")

    assert match(files, "--explain", "R-4") == 0

    assert capsys.readouterr().out.endswith(
        "What would bring R-4 a suggestion, the best first:\n"
        "  1. If H-4 (TARVIT) were approved up to 3 months instead of 1, R-4 would be suggested with H-4 and nobody "
        "would be left without one. To be asked: the household's agency, by its panel.\n"
    )


def test_bottlenecks_are_told_and_their_absence_too(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(files, "--bottlenecks") == 0
    (files / "children.csv").write_text("\n".join(CHILDREN.splitlines()[:3]))
    assert match(files, "--bottlenecks") == 0

    some, none = capsys.readouterr().out.splitlines()
    assert some.startswith("1 referral has no possible household: R-3.")
    assert none == "There is no bottleneck: every child has a suggestion."


def test_open_questions_are_listed_for_each_agency_or_for_one(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(files, "--missing") == 0
    every = capsys.readouterr().out
    assert match(files, "--missing", "OCHIL") == 0

    assert every == capsys.readouterr().out
    assert every.startswith("Questions to OCHIL, first the one that could change the plan most\n  1. Knowing ")
    assert "Knowing H-1's answer on prematurity decides 1 pair. What is suggested for R-1 hangs on it." in every


def test_where_all_is_answered_there_is_nothing_to_ask(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "households.csv").write_text("\n".join(HOUSEHOLDS.splitlines()[:1]) + "\n")

    assert match(files, "--missing") == 0

    assert capsys.readouterr().out.startswith("No question is open whose answer would bar a pair")


def test_a_plan_is_held_against_an_earlier_result(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = result(files)
    moved = {"R-1": "H-2", "R-2": "H-1"}
    for entry in earlier["suggestions"]:
        entry["household_ref"] = moved.get(entry["referral_ref"], entry["household_ref"])
    (files / "earlier.json").write_text(json.dumps(earlier))
    capsys.readouterr()

    assert match(files, "--compare", str(files / "earlier.json")) == 0
    said = capsys.readouterr().out
    assert said.startswith("R-1 has H-1 instead of H-2.\n  If H-2 instead of H-1 took R-1, R-2 would move to H-1")
    assert match(files, "--compare", str(files / "out.json")) == 0
    assert capsys.readouterr().out == "The same is suggested as before.\n"


def test_an_earlier_result_that_is_none_is_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("children.csv", "nowhere.json"):
        assert match(files, "--compare", str(files / name)) == 2
        assert name in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--why-not", "all"), "--why-not: The answer for every pair goes into the result: name it with --out F.json."),
        (("--why-not", "R-1"), "--why-not: Write `all`, or one referral and one household"),
        (("--why-not", "R-1", "H-1", "H-2"), "--why-not: Write `all`, or one referral and one household"),
        (("--why-not", "R-9", "H-1"), "--why-not: R-9 is not among the referrals of this run."),
        (("--why-not", "R-1", "H-9"), "--why-not: H-9 is not among the households of this run."),
        (("--why-not", "R-1", "H-1"), "--why-not: R-1 with H-1 is what the plan suggests"),
        (("--missing", "NOBODY"), "--missing: NOBODY is neither an agency nor an authority of this run."),
        (("--explain", "H-1"), "--explain: H-1 is not among the referrals of this run."),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_a_sentence_and_writes_nothing(
    files: Path, capsys: pytest.CaptureFixture[str], options: Sequence[str], said: str
) -> None:
    assert match(files, "--out", str(files / "out.csv"), *options) == 2

    assert said in capsys.readouterr().err
    assert not (files / "out.csv").exists()


def test_the_answers_are_the_same_whatever_the_order_of_rows(files: Path) -> None:
    result(files, "--why-not", "all")
    before = (files / "out.json").read_bytes()
    for name in ("children.csv", "households.csv"):
        head, *rows = (files / name).read_text().splitlines()
        (files / name).write_text("\n".join([head, *reversed(rows)]))

    result(files, "--why-not", "all")

    assert (files / "out.json").read_bytes() == before
    assert json.loads(before)["pairs"]
