"""`consortium match` asked what breaks a plain assignment: two in a household, brothers and sisters apart but near."""

from pathlib import Path

import pytest

from tests.commands.test_match import files, match, result

__all__ = ["files"]


def test_a_household_that_may_take_two_is_told_beside_the_run(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (files / "households.csv").open("a") as file:
        file.write("H-4,OCHIL,EH3 9AA,2026-01-01,2026-02-01,24,2,\n")

    found = result(files, "--two", "H-4")["wider"]

    said = capsys.readouterr().out
    assert said.startswith("Supposed: nothing of this is real, and nobody is proposed by it\n  It would place")
    assert found["sentence"] in said
    assert found["proven"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--two", "H-99"), "There is no household H-99 in the run."),
        (("--apart", "R-99"), "There is no referral R-99 in the run."),
        (("--apart", "R-1:30"), "R-1 is one child: nobody can be placed apart."),
        (("--apart", "R-1:999"), "Near is 0 to 240 minutes, not 999."),
    ],
)
def test_what_cannot_be_allowed_is_refused_in_a_sentence(
    files: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], sentence: str
) -> None:
    assert match(files, *options) == 2

    assert sentence in capsys.readouterr().err


def test_minutes_that_are_no_number_are_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        match(files, "--apart", "R-1:soon")

    assert "as R-031:30, not 'R-1:soon'" in capsys.readouterr().err
