"""`consortium reconcile` as a finance officer uses it: files in, answers and sentences out, bad rows named."""

import csv
import json
import random
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from commands.main import main
from consortium.sheets import writing
from tests.commands.terminal import environment

TARIFFS = """\
tariff_ref,valid_from,valid_to,agency,charge,children,amount_pence,vat
T-25,2025-04-01,2026-04-01,,placement_fee,1,3924500,
T-25,2025-04-01,2026-04-01,,placement_fee,2,6250000,
T-25,2025-04-01,2026-04-01,,fostering_weekly,,16831,exempt
T-25,2025-04-01,2026-04-01,,contact_hourly,,4000,exempt
"""
PURCHASES = """\
placement_ref,authority_code,agency,children,moved_in_on,ended_on,confirmed_on
P-1,S12000015,ROWAN,1,2025-06-10,2025-06-24,2025-06-12
P-2,S12000036,ROWAN,2,2025-07-01,2025-07-08,2025-07-02
"""
RECEIPTS = """\
placement_ref,charge,from_day,to_day,quantity,confirmed_on
P-1,contact_hourly,2025-06-10,2025-06-17,3,2025-06-20
"""
INVOICES = """\
supplier,invoice_number,invoice_date,line,authority_code,placement_ref,charge,from_day,to_day,quantity,net_pence,vat_pence,description
ROWAN,INV-1,2025-07-01,1,S12000047,P-1,placement_fee,,,,3924500,,Placement fee
ROWAN,INV-1,2025-07-01,2,S12000047,P-1,fostering_weekly,2025-06-10,2025-06-17,,16831,,
ROWAN,INV-1,2025-07-01,10,S12000047,P-1,contact_hourly,2025-06-10,2025-06-17,3,12000,2400,
ROWAN,inv 01,2025-08-01,1,S12000047,P-1,placement_fee,,,,3924500,,
ROWAN,INV-2,2025-08-01,1,S12000036,P-2,placement_fee,,,,7849000,,
ROWAN,INV-3,2025-08-01,1,S12000047,,fostering_weekly,2025-06-17,2025-06-24,,16831,,
"""
KEYS = [
    "supplier",
    "invoice_number",
    "line",
    "status",
    "exceptions",
    "placement_ref",
    "expected_pence",
    "confidence",
]
MISSING = ["placement_ref", "charge", "from_day", "to_day", "expected_pence"]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("invoices", INVOICES), ("purchases", PURCHASES), ("tariffs", TARIFFS), ("receipts", RECEIPTS)):
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def reconcile(folder: Path, *options: str, kind: str = "csv", as_of: str = "2026-03-31") -> int:
    named = [str(folder / f"{name}.{kind}") for name in ("invoices", "purchases", "tariffs")]
    return main(["reconcile", *named, "--receipts", str(folder / f"receipts.{kind}"), "--as-of", as_of, *options])


def result(folder: Path, **how: str) -> Any:
    assert reconcile(folder, "--out", str(folder / "out.json"), **how) == 0
    return json.loads((folder / "out.json").read_bytes())


def test_the_document_answers_each_line_and_says_what_nobody_bills(files: Path) -> None:
    document = result(files)

    assert list(document) == ["as_of", "lines", "missing"]
    assert [list(line) for line in document["lines"]] == [KEYS] * 6
    assert [list(line.values()) for line in document["lines"]] == [
        ["ROWAN", "INV-1", 1, "matched", [], "P-1", 3_924_500, 1.0],
        ["ROWAN", "INV-1", 2, "matched", [], "P-1", 16_831, 1.0],
        ["ROWAN", "INV-1", 10, "exception", ["vat_on_exempt"], "P-1", 12_000, 0.99],
        ["ROWAN", "INV-2", 1, "exception", ["group_billed_as_singles"], "P-2", 6_250_000, 0.8],
        ["ROWAN", "INV-3", 1, "exception", ["unknown_placement"], "P-1", 16_831, 0.7],
        ["ROWAN", "inv 01", 1, "exception", ["duplicate"], "P-1", 0, 0.8],
    ]
    assert [list(one.items()) for one in document["missing"]] == [
        list(zip(MISSING, ["P-1", "fostering_weekly", "2025-06-17", "2025-06-24", 16_831], strict=True)),
        list(zip(MISSING, ["P-2", "fostering_weekly", "2025-07-01", "2025-07-08", 16_831], strict=True)),
    ]


def test_the_terminal_tells_it_in_sentences(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reconcile(files) == 0

    said = capsys.readouterr().out
    assert "Reconciled on 31 March 2026: 6 lines, £157,436.62 net" in said
    assert "Matched: 2 lines, £39,413.31" in said
    assert "ROWAN INV-2, line 1 (P-2): £78,490.00 billed; a sibling group billed as single children." in said
    assert "£62,500.00 is owed for it." in said
    assert "Due and not billed: 2 charges, £336.62" in said
    assert "P-1  fostering_weekly  from 2025-06-17 up to 2025-06-24  £168.31" in said


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_the_same_rows_give_the_same_bytes_in_any_order(files: Path, kind: str) -> None:
    out = files / f"out.{kind}"
    assert reconcile(files, "--out", str(out)) == 0
    before = out.read_bytes()
    for name in ("invoices", "purchases", "tariffs", "receipts"):
        head, *rows = (files / f"{name}.csv").read_text().splitlines()
        random.Random(7).shuffle(rows)
        (files / f"{name}.csv").write_text("\n".join([head, *rows]))

    assert reconcile(files, "--out", str(out)) == 0

    assert out.read_bytes() == before


def test_workbooks_give_what_text_files_give(files: Path) -> None:
    for name in ("invoices", "purchases", "tariffs", "receipts"):
        head, *rows = csv.reader((files / f"{name}.csv").read_text().splitlines())
        (files / f"{name}.xlsx").write_bytes(writing.file_bytes(".xlsx", {name: (head, rows)}))

    assert result(files, kind="xlsx") == result(files)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_result_can_be_a_spreadsheet_that_says_why(files: Path, kind: str) -> None:
    out = files / f"out.{kind}"
    assert reconcile(files, "--out", str(out)) == 0

    rows = _rows(out)
    assert rows[0] == [*KEYS, "because", "as_of"]
    assert rows[3][4] == "vat_on_exempt"
    assert rows[3][8] == "VAT where none is due"
    if kind == "xlsx":
        assert _rows(out, sheet=1)[0] == [*MISSING, "as_of"]


def _rows(path: Path, sheet: int = 0) -> list[list[Any]]:
    if path.suffix == ".csv":
        return list(csv.reader(path.read_text().splitlines()))
    return CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()


def test_every_bad_row_of_every_file_is_listed_and_nothing_is_written(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (files / "invoices.csv").open("a") as file:
        file.write("ROWAN,INV-9,2025-07-01,1,S12000047,P-1,placement_fee,,,,392.45,,for Emma Campbell\n")
        file.write("=1+1,INV-9,2025-07-01,x,S12000047,P-1,fostering_weekly,2025-06-10,2025-06-10,,5,-1,\n")
    with (files / "receipts.csv").open("a") as file:
        file.write("P-9,contact_hourly,2025-06-10,2025-06-17,3,2025-06-20\n")

    code = reconcile(files, "--out", str(files / "out.json"))

    printed = capsys.readouterr()
    said = [line.removeprefix(f"{files}/").split(": ")[0] for line in printed.err.splitlines()]
    assert (code, (files / "out.json").exists(), printed.out) == (2, False, "")
    assert "Emma" not in printed.err
    assert said == [
        "invoices.csv, line 8, column net_pence",
        "invoices.csv, line 8, column description",
        "invoices.csv, line 9, column supplier",
        "invoices.csv, line 9, column line",
        "invoices.csv, line 9, column to_day",
        "invoices.csv, line 9, column vat_pence",
        "receipts.csv, line 3, column placement_ref",
    ]


def test_a_placement_whose_fee_no_tariff_has_is_noted(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "tariffs.csv").write_text("\n".join(TARIFFS.splitlines()[:2]))

    assert reconcile(files) == 0

    assert capsys.readouterr().err == (
        "Note: P-2 has no placement fee in the tariffs: what is missing of it is not told.\n"
    )


def test_files_without_rows_have_nothing_to_say(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("invoices", "purchases", "receipts"):
        path = files / f"{name}.csv"
        path.write_text(path.read_text().splitlines()[0])

    assert result(files) == {"as_of": "2026-03-31", "lines": [], "missing": []}
    assert "Nothing that is due is without a line." in capsys.readouterr().out


def test_long_lists_are_cut_on_the_terminal_and_nowhere_else(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (files / "invoices.csv").open("a") as file:
        for number in range(25):
            file.write(f"ROWAN,X-{number},2025-07-01,1,S12000047,P-9,placement_fee,,,,1,,\n")

    assert len(result(files)["lines"]) == 31
    assert "... and 9 more exceptions; --out writes them all." in capsys.readouterr().out


def test_a_file_that_is_read_is_not_written_over(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reconcile(files, "--out", str(files / "tariffs.csv")) == 2

    assert (files / "tariffs.csv").read_text() == TARIFFS
    assert "reads or writes it" in capsys.readouterr().err


def test_hours_without_their_receipts_are_not_confirmed_and_today_is_the_day_unless_one_is_given(files: Path) -> None:
    named = [str(files / f"{name}.csv") for name in ("invoices", "purchases", "tariffs")]
    assert main(["reconcile", *named, "--out", str(files / "out.json")]) == 0

    lines = json.loads((files / "out.json").read_bytes())["lines"]
    assert lines[2]["exceptions"] == ["not_confirmed", "vat_on_exempt"]


def test_the_command_says_what_it_takes_without_loading_what_it_needs() -> None:
    code = "import sys; from commands.main import parser; parser('reconcile'); print(sorted(sys.modules))"
    loaded = run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment()).stdout

    assert not any(f"'{name}'" in loaded for name in ("ortools", "numpy", "sqlalchemy", "contracts", "consortium"))
