"""`consortium match` asked why not: in words for a pair or a referral, as data for every pair."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.test_match import files, match, result

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


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--why-not", "all"), "--why-not: The answer for every pair goes into the result: name it with --out F.json."),
        (("--why-not", "R-1"), "--why-not: Write `all`, or one referral and one household"),
        (("--why-not", "R-1", "H-1", "H-2"), "--why-not: Write `all`, or one referral and one household"),
        (("--why-not", "R-9", "H-1"), "--why-not: R-9 is not among the referrals of this run."),
        (("--why-not", "R-1", "H-9"), "--why-not: H-9 is not among the households of this run."),
        (("--why-not", "R-1", "H-1"), "--why-not: R-1 with H-1 is what the plan suggests"),
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
