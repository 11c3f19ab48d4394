"""`consortium match` as a coordinator uses it: files in, suggestions and reasons out, bad rows named."""

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from commands.main import main

CHILDREN = """\
referral_ref,child_ref,authority_code,date_of_birth,expected_date_of_delivery,sex,urgency,needs,contact_postcode
R-1,a,S12000036,2026-08-01,,F,urgent,prematurity,EH1 1BB
R-2,a,S12000015,,2026-12-20,,soon,,KY1 1XT
R-3,a,S12000036,2026-01-01,,M,,prenatal_alcohol;prematurity,EH12 5AA
R-3,b,S12000036,2025-01-01,,M,,,EH12 5AA
"""
HOUSEHOLDS = """\
household_ref,agency,postcode,approved_fostering_on,approved_adoption_on,max_age_months,approved_children,no_needs
H-1,OCHIL,EH3 9AA,2026-01-01,2026-02-01,24,1,
H-2,OCHIL,KY2 5AA,2026-01-01,2026-02-01,24,2,prenatal_alcohol
H-3,TARVIT,G1 1XQ,2026-01-01,,24,1,
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "children.csv").write_text(CHILDREN)
    (tmp_path / "households.csv").write_text(HOUSEHOLDS)
    return tmp_path


def match(folder: Path, *options: str) -> int:
    sheets = [str(folder / "children.csv"), str(folder / "households.csv")]
    return main(["match", *sheets, "--as-of", "2026-11-22", *options])


def result(folder: Path, *options: str) -> Any:
    assert match(folder, "--out", str(folder / "out.json"), *options) == 0
    return json.loads((folder / "out.json").read_bytes())


def test_each_suggestion_is_printed_with_its_points_and_each_other_child_with_the_reasons(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert match(files) == 0

    printed = capsys.readouterr().out
    assert "2 of 4 children with a suggestion (urgent 1 of 1 · soon 1 of 1 · routine 0 of 2)." in printed
    assert "R-1 with H-1: 34 points (urgent, 1 child)\n      travel 29 · waiting 5\n      to discuss" in printed
    assert "R-3 (routine, 2 children)\n       2 have no free place for the group\n" in printed


def test_the_bytes_are_the_same_whatever_the_order_of_rows(files: Path) -> None:
    result(files)
    before = (files / "out.json").read_bytes()
    for name, text in (("children.csv", CHILDREN), ("households.csv", HOUSEHOLDS)):
        head, *rows = text.splitlines()
        (files / name).write_text("\r\n".join(["\ufeff" + head, *random.sample(rows, len(rows))]) + "\r\n")

    result(files)

    assert (files / "out.json").read_bytes() == before


def test_the_pairs_let_anyone_check_the_plan(files: Path) -> None:
    document = result(files, "--pairs", str(files / "pairs.csv"))

    pairs = list(csv.DictReader((files / "pairs.csv").read_text().splitlines()))
    points = {(pair["referral_ref"], pair["household_ref"]): int(pair["points"]) for pair in pairs}
    assert set(points) == {("R-1", "H-1"), ("R-1", "H-2"), ("R-2", "H-1"), ("R-2", "H-2")}
    assert sum(points[s["referral_ref"], s["household_ref"]] for s in document["suggestions"]) == 34 + 59


def test_the_result_fits_a_spreadsheet(files: Path) -> None:
    assert match(files, "--out", str(files / "out.xlsx")) == 0

    book = CalamineWorkbook.from_path(files / "out.xlsx")
    assert book.sheet_names == ["Suggestions", "Without a suggestion", "Policy"]
    assert [row[0] for row in book.get_sheet_by_index(0).to_python()] == ["referral_ref", "R-1", "R-2", "R-3"]


def test_what_was_suggested_before_is_kept_and_says_so(files: Path) -> None:
    first = result(files)
    again = result(files, "--previous", str(files / "out.json"))

    assert [s["kept"] for s in first["suggestions"]] == [False, False]
    assert [s["kept"] for s in again["suggestions"]] == [True, True]
    assert again["objective"]["points"] == first["objective"]["points"] + 6


def test_members_travel_pins_and_policy_are_heard(files: Path) -> None:
    sheets = {
        "members.csv": "code,name,kind,consortium\nS12000036,Edinburgh,authority,EAST\nOCHIL,Ochil,agency,EAST\n",
        "travel.csv": "from_district,to_district,minutes\nEH3,EH1,50\n",
        "pins.csv": "referral_ref,household_ref,decision,override,reason\nR-1,H-2,forbid,,Known to each other.\n",
        "policy.toml": 'version = "3"\n[merits]\ntravel = 60\n',
    }
    for name, text in sheets.items():
        (files / name).write_text(text)

    document = result(files, *(word for name in sheets for word in (f"--{name.split('.')[0]}", str(files / name))))

    assert document["policy"]["version"] == "3"
    assert [(s["household_ref"], s["merits"]["travel"]) for s in document["suggestions"]] == [("H-1", 10)]
    assert {"bar": "other_consortium", "households": 3} in document["unmatched"][0]["reasons"]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("children.csv", CHILDREN.replace("2026-08-01", "last summer"), "children.csv, line 2, column date_of_birth:"),
        ("children.csv", CHILDREN.replace("2026-12-20", ""), "children.csv, line 3, column date_of_birth:"),
        ("children.csv", CHILDREN.replace("R-3,b,S12000036", "R-3,b,S12000047"), "line 5, column authority_code:"),
        ("households.csv", HOUSEHOLDS.replace("household_ref,", "price,"), "households.csv, line 1, column price:"),
        ("households.csv", HOUSEHOLDS.replace("H-2", "H-1"), "households.csv, line 3, column household_ref:"),
        ("households.csv", HOUSEHOLDS.replace("EH3 9AA", "Leith"), "households.csv, line 2, column postcode:"),
    ],
)
def test_one_bad_row_refuses_the_whole_with_its_place(
    files: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, place: str
) -> None:
    (files / name).write_text(text)

    assert match(files, "--out", str(files / "out.json"), "--pairs", str(files / "pairs.csv")) == 2

    assert place in capsys.readouterr().err
    assert not list(files.glob("*.json")) + list(files.glob("pairs*"))


@pytest.mark.parametrize(
    ("pin", "place"),
    [
        (
            "R-1,H-3,pin,yes,Asked for",
            "pins.csv, line 2, column decision: R-1 cannot be pinned to H-3. The household is not",
        ),
        ("R-9,H-1,pin,,Asked for", "pins.csv, line 2, column referral_ref: R-9 is not among the referrals"),
        ("R-1,H-1,pin,,", "pins.csv, line 2, column reason:"),
    ],
)
def test_a_pin_that_cannot_stand_is_refused_at_its_line(
    files: Path, capsys: pytest.CaptureFixture[str], pin: str, place: str
) -> None:
    (files / "pins.csv").write_text(f"referral_ref,household_ref,decision,override,reason\n{pin}\n")

    assert match(files, "--pins", str(files / "pins.csv")) == 2
    assert place in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ("--policy", "missing.toml"),
        ("--previous", "households.csv"),
        ("--members", "."),
        ("--out", "nowhere/out.json"),
    ],
)
def test_files_that_cannot_be_used_are_a_sentence_and_never_a_traceback(
    files: Path, capsys: pytest.CaptureFixture[str], options: Sequence[str]
) -> None:
    assert match(files, options[0], str(files / options[1])) == 2

    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert said.strip()


def test_a_conflict_with_nobody_here_is_noted_and_one_separated_by_commas_refused(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, *rows = CHILDREN.splitlines()
    for conflict, code, said in (("H-9", 0, "H-9 is not among the households"), ('"H-1, H-2"', 2, "with semicolons")):
        sheet = [f"{head},conflicts", f"{rows[0]},{conflict}", *(f"{row}," for row in rows[1:])]
        (files / "children.csv").write_text("\n".join(sheet))
        assert match(files) == code
        told = capsys.readouterr().err
        assert "children.csv, line 2, column conflicts: " in told
        assert said in told


@pytest.mark.parametrize("options", [("--out", "children.csv"), ("--pairs", "households.csv")])
def test_no_sheet_that_is_read_is_written_over(
    files: Path, capsys: pytest.CaptureFixture[str], options: Sequence[str]
) -> None:
    assert match(files, options[0], str(files / options[1])) == 2
    assert "name another file" in capsys.readouterr().err
    assert (files / "children.csv").read_text() == CHILDREN


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--as-of", "9999-12-31"), "years from 1900 to 2199"),
        (("--as-of", "20261122"), "Write the day as year-month-day"),
        (("--out", "plan.docx"), "end the name with .json, .xlsx, .csv"),
        (("--pairs", "pairs.xlsx"), "end the name with .csv"),
    ],
)
def test_an_option_that_cannot_be_read_is_a_sentence(
    files: Path, capsys: pytest.CaptureFixture[str], options: Sequence[str], said: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        match(files, *options)
    assert said in capsys.readouterr().err


def test_a_child_born_after_the_day_of_the_run_counts_as_unborn_and_is_noted(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "children.csv").write_text(CHILDREN.replace("2026-08-01", "2026-12-01"))

    assert match(files) == 0
    assert "line 2, column date_of_birth: This day lies after the day of the run" in capsys.readouterr().err
