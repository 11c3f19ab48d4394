"""`consortium match --what-if F.json`: told in words and as data, never instead of the run."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.test_match import files, match, result

__all__ = ["files"]


def suppose(files: Path, changes: Any, **more: Any) -> str:
    path = files / "what_if.json"
    path.write_text(json.dumps({"changes": changes, **more}))
    return str(path)


def test_a_lost_household_is_told_beside_the_run(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = suppose(files, [{"change": "household_lost", "household_ref": "H-1"}])

    assert match(files, "--what-if", lost) == 0

    said = capsys.readouterr().out
    assert said.startswith("Supposed: nothing of this is real\n  1. What if H-1 (OCHIL) were lost?\n")
    assert "Why: H-1 (OCHIL) were lost." in said


def test_the_result_keeps_what_was_supposed_and_is_else_the_same(files: Path) -> None:
    changes = [{"change": "household_lost", "household_ref": "H-1"}]
    plain, asked = result(files), result(files, "--what-if", suppose(files, changes, name="Without H-1"))

    told = asked.pop("what_if")
    assert asked == plain
    assert (told["name"], told["changes"]) == ("Without H-1", changes)
    assert {one["referral_ref"] for one in told["others"]} == {"R-1", "R-2"}


def test_a_supposed_child_lies_where_its_postcode_lies(files: Path) -> None:
    twins = {"change": "referral_added", "referral_ref": "WHAT-IF-1", "authority": "S12000036", "ages_months": [2]}

    told = result(files, "--what-if", suppose(files, [twins | {"contact_postcode": "IV1 1AA"}]))["what_if"]

    reasons = {one["bar"] for one in told["without"][-1]["reasons"]}
    assert (told["without"][-1]["referral_ref"], "too_far" in reasons) == ("WHAT-IF-1", True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "This is no JSON of what to suppose."),
        ("{", "This is no JSON of what to suppose."),
        ("[" * 100_000, "This is no JSON of what to suppose."),
        ('{"changes": [], "weights": 3}', "This is no JSON of what to suppose."),
        ('{"changes": []}', "Suppose at least one change."),
        ('{"changes": [{"change": "x"}]}', "Change 1: “change” is one of"),
        ('{"changes": [{"change": "household_lost", "household_ref": "H-9"}]}', "H-9 is not among the households"),
    ],
)
def test_what_cannot_be_supposed_is_refused_and_nothing_is_written(
    files: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    (files / "bad.json").write_text(text)

    assert match(files, "--what-if", str(files / "bad.json"), "--out", str(files / "out.json")) == 2

    assert why in capsys.readouterr().err
    assert not (files / "out.json").exists()


def test_a_file_that_is_not_there_is_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert match(files, "--what-if", str(files / "none.json")) == 2
    assert "none.json" in capsys.readouterr().err


def test_a_pin_that_could_not_stand_is_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "pins.csv").write_text("referral_ref,household_ref,decision,reason\nR-1,H-1,pin,asked for\n")
    changes = [{"change": "fact_changed", "fact": "max_age_months", "ref": "H-1", "value": 0}]

    assert match(files, "--pins", str(files / "pins.csv"), "--what-if", suppose(files, changes)) == 2

    assert "With this supposed there is no plan: R-1 cannot be pinned to H-1." in capsys.readouterr().err
