"""`consortium position` as a coordinator uses it: files in, figures and sentences out, bad rows named."""

import csv
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from commands.main import main

COMMITMENTS = """\
agreement_ref,authority_code,agency,period_start,period_end,minimum_units,unit_basis,count_event,tolerance_units
A-1,S12000015,,2026-04-01,2027-04-01,3,,,
A-2,S12000036,ROWAN,2026-04-01,2027-04-01,2,sibling_group,match_approved,1
A-2,S12000036,HARBOUR,2026-04-01,2027-04-01,2,,,
A-0,S12000050,,2025-04-01,2026-04-01,2,,,
A-3,S12000050,,2027-04-01,2028-04-01,1,,,
"""
PURCHASES = """\
placement_ref,authority_code,agency,children,match_approved_on,moved_in_on,ended_on
P-1,S12000047,ROWAN,1,,2026-05-01,2026-06-01
P-2,S12000036,ROWAN,2,2026-04-20,2026-05-01,
P-3,S12000036,ROWAN,1,,2026-05-01,
P-4,S12000036,HARBOUR,3,,2026-06-01,
P-5,S12000047,ROWAN,1,,2026-11-23,
"""
TARIFFS = "tariff_ref,valid_from,charge,amount_pence\nT-1,2026-04-01,placement_fee,3924555\n"
KEYS = [
    "agreement_ref",
    "authority_code",
    "agency",
    "period_start",
    "period_end",
    "unit_basis",
    "minimum_units",
    "taken_units",
    "remaining_units",
    "shortfall_units",
    "excess_units",
    "expected_by_now",
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "commitments.csv").write_text(COMMITMENTS)
    (tmp_path / "purchases.csv").write_text(PURCHASES)
    (tmp_path / "tariffs.csv").write_text(TARIFFS)
    return tmp_path


def position(folder: Path, *options: str) -> int:
    sheets = [str(folder / "commitments.csv"), str(folder / "purchases.csv")]
    return main(["position", *sheets, "--as-of", "2026-11-22", *options])


def result(folder: Path, *options: str) -> Any:
    assert position(folder, "--out", str(folder / "out.json"), *options) == 0
    return json.loads((folder / "out.json").read_bytes())


def test_the_document_holds_each_commitment_with_its_figures(files: Path) -> None:
    document = result(files)

    assert list(document) == ["as_of", "positions"]
    assert document["as_of"] == "2026-11-22"
    assert [list(one) for one in document["positions"]] == [KEYS] * 5
    assert [list(one.values())[5:] for one in document["positions"]] == [
        ["child", 2, 3, 0, 0, 1, 1.29],
        ["sibling_group", 2, 1, 1, 0, 0, 1.29],
        ["child", 3, 1, 2, 2, 0, 1.93],
        ["child", 2, 0, 2, 2, 0, 2.0],
        ["child", 1, 0, 1, 1, 0, 0.0],
    ]
    assert [one["agency"] for one in document["positions"]] == ["HARBOUR", "ROWAN", None, None, None]


def test_old_codes_and_half_open_periods_come_out_as_they_are_today(files: Path) -> None:
    fife = result(files)["positions"][2]

    assert (fife["authority_code"], fife["period_start"], fife["period_end"]) == (
        "S12000047",
        "2026-04-01",
        "2027-04-01",
    )


def test_each_commitment_has_a_sentence(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert position(files) == 0

    printed = capsys.readouterr()
    assert "Fife has taken 1 of 3 children, to be reached by 31 March 2027; an even pace would be 1.93" in printed.out
    assert "it would be 2 short. One placement makes it 2 of 3 and leaves 1 short." in printed.out
    assert "North Lanarkshire took 0 of 2 children by 31 March 2026: 2 short." in printed.out
    assert "North Lanarkshire is to take 1 child from 1 April 2027 to 31 March 2028: not begun." in printed.out
    assert "City of Edinburgh has taken 3 of 2 children from HARBOUR" in printed.out
    assert printed.err.startswith("Note: P-3 has no match_approved_on")


def test_tariffs_price_each_shortfall_or_say_that_there_is_no_price(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = result(files, "--tariffs", str(files / "tariffs.csv"))

    assert [one["shortfall_pence"] for one in document["positions"]] == [0, 0, 7_849_110, None, 3_924_555]
    printed = capsys.readouterr().out
    assert "The shortfall's price is £78,491.10." in printed
    assert "No tariff gives a placement fee for the period's last day" in printed


def test_the_same_rows_give_the_same_bytes_in_any_order(files: Path) -> None:
    result(files)
    before = (files / "out.json").read_bytes()
    for name in ("commitments.csv", "purchases.csv"):
        head, *rows = (files / name).read_text().splitlines()
        random.Random(7).shuffle(rows)
        (files / name).write_text("\n".join([head, *rows]))

    result(files)

    assert (files / "out.json").read_bytes() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_result_can_be_a_spreadsheet(files: Path, kind: str) -> None:
    out = files / f"out.{kind}"
    assert position(files, "--out", str(out)) == 0

    assert _rows(out)[0] == [*KEYS, "as_of"]
    assert [row[7] for row in _rows(out)[1:]] == (["3", "1", "1", "0", "0"] if kind == "csv" else [3, 1, 1, 0, 0])


def _rows(path: Path) -> Sequence[Sequence[Any]]:
    if path.suffix == ".csv":
        return list(csv.reader(path.read_text().splitlines()))
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_every_bad_row_of_every_file_is_listed_and_nothing_is_written(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "commitments.csv").write_text(COMMITMENTS + "A-9,S12000047,ROWAN,2027-01-01,2027-05-01,many,,,\n")
    (files / "purchases.csv").write_text(PURCHASES + "P-1,S12000047,,0,,2026-05-01,\n")
    (files / "tariffs.csv").write_text(TARIFFS.replace("3924555", "39,245.55"))

    code = position(files, "--tariffs", str(files / "tariffs.csv"), "--out", str(files / "out.json"))

    said = [line.removeprefix(f"{files}/").split(": ")[0] for line in capsys.readouterr().err.splitlines()]
    assert (code, (files / "out.json").exists()) == (2, False)
    assert said == [
        "commitments.csv, line 7, column period_start",
        "commitments.csv, line 7, column minimum_units",
        "purchases.csv, line 7, column placement_ref",
        "purchases.csv, line 7, column agency",
        "purchases.csv, line 7, column children",
        "tariffs.csv, line 2",
    ]


@pytest.mark.parametrize("out", ["missing/out.json", "folder.json"])
def test_a_place_that_cannot_be_written_is_a_sentence(
    files: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    (files / "folder.json").mkdir()

    assert position(files, "--out", str(files / out)) == 2
    assert capsys.readouterr().err.strip().endswith(".")
    assert list((files / "folder.json").iterdir()) == []


def test_paths_that_are_no_files_are_all_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["position", str(files), str(files / "none.csv")]) == 2

    assert capsys.readouterr().err.splitlines() == [
        f"{files}: Name a file: this is a folder.",
        f"{files}/none.csv: Check the name: there is no file here.",
    ]


def test_a_file_without_commitments_says_so(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "commitments.csv").write_text(COMMITMENTS.splitlines()[0])

    assert result(files)["positions"] == []
    assert "There are no commitments in this file." in capsys.readouterr().out
