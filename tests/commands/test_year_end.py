"""`consortium year-end` as a finance officer uses it: files in, figures, entries and sentences out, bad rows named."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from commands.main import main

COMMITMENTS = """\
agreement_ref,authority_code,period_start,period_end,minimum_units,shortfall_price_pct,carry_forward_cap
A-1,S12000033,2025-04-01,2026-04-01,3,50,
A-1,S12000026,2025-04-01,2026-04-01,2,50,1
A-1,S12000026,2026-04-01,2027-04-01,2,50,1
"""
PURCHASES = """\
placement_ref,authority_code,agency,children,moved_in_on
P-1,S12000033,ROWAN,1,2025-05-01
P-2,S12000026,ROWAN,1,2025-05-01
P-3,S12000026,ROWAN,1,2025-06-01
P-4,S12000026,ROWAN,1,2025-07-01
P-5,S12000026,ROWAN,1,2026-03-31
P-6,S12000005,ROWAN,1,2025-09-01
"""
TRANSFERS = """\
from_authority,to_authority,agreement_ref,period_end,units,on,reason
S12000033,S12000005,A-1,2026-04-01,1,2026-03-20,agreed at the March meeting
"""
TARIFFS = "tariff_ref,valid_from,charge,amount_pence\nT-1,2025-04-01,placement_fee,3000000\n"
KEYS = [
    "agreement_ref",
    "authority_code",
    "period_start",
    "period_end",
    "minimum_units",
    "taken_units",
    "transferred_units",
    "carried_in_units",
    "made_up_units",
    "relieved_units",
    "tolerated_units",
    "shortfall_units",
    "shortfall_pence",
    "excess_units",
    "carried_out_units",
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (
        ("commitments", COMMITMENTS),
        ("purchases", PURCHASES),
        ("transfers", TRANSFERS),
        ("tariffs", TARIFFS),
    ):
        (tmp_path / f"{name}.csv").write_text(text)
    return tmp_path


def year_end(folder: Path, *options: str) -> int:
    sheets = [str(folder / "commitments.csv"), str(folder / "purchases.csv")]
    return main(["year-end", *sheets, "--as-of", "2026-11-22", *options])


def everything(folder: Path, out: str) -> Path:
    given = ("--transfers", str(folder / "transfers.csv"), "--tariffs", str(folder / "tariffs.csv"))
    assert year_end(folder, *given, "--out", str(folder / out)) == 0
    return folder / out


def result(folder: Path) -> Any:
    return json.loads(everything(folder, "out.json").read_bytes())


def test_the_document_holds_each_period_that_ended_with_its_figures(files: Path) -> None:
    document = result(files)

    assert list(document) == ["as_of", "results", "entries"]
    assert [list(one) for one in document["results"]] == [KEYS] * 2
    borders, aberdeen = document["results"]
    assert list(borders.values()) == ["A-1", "S12000026", "2025-04-01", "2026-04-01", 2, 4, 0, 0, 0, 0, 0, 0, 0, 2, 1]
    assert list(aberdeen.values())[4:] == [3, 1, 1, 0, 0, 0, 0, 1, 1_500_000, 0, 0]


def test_every_figure_opens_to_its_entries(files: Path) -> None:
    document = result(files)

    of_aberdeen = [one for one in document["entries"] if one["authority_code"] == "S12000033"]
    assert [(one["entry"], one["units"], one["cause"]) for one in of_aberdeen] == [
        ("committed", 3, "A-1 S12000033 2025-04-01"),
        ("taken", 1, "P-1"),
        ("transferred_in", 1, "S12000005 P-6"),
        ("shortfall", 1, "minimum"),
    ]


def test_each_commitment_has_a_sentence(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything(files, "out.json")

    printed = capsys.readouterr().out
    assert "Aberdeen City, A-1, to 31 March 2026: took 1 of 3 (1 transferred in): 1 short." in printed
    assert "The shortfall's price is £15,000.00." in printed
    assert (
        "Scottish Borders, A-1, to 31 March 2026: took 4 of 2: 2 above the minimum, of which 1 carried out." in printed
    )
    assert "The shortfalls come to £15,000.00." in printed
    assert "1 period has not ended by then." in printed


def test_without_tariffs_it_says_that_there_is_no_price(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert year_end(files) == 0
    assert "Without tariffs the shortfall has no price." in capsys.readouterr().out

    (files / "tariffs.csv").write_text(TARIFFS.replace("2025-04-01", "2026-04-01"))
    assert year_end(files, "--tariffs", str(files / "tariffs.csv")) == 0
    assert "No tariff gives a placement fee for the period's last day" in capsys.readouterr().out


def test_a_workbook_holds_the_results_and_the_entries_and_a_csv_the_results(files: Path) -> None:
    book = CalamineWorkbook.from_path(str(everything(files, "out.xlsx")))
    lines = everything(files, "out.csv").read_text().splitlines()

    assert book.sheet_names == ["Year end", "Entries"]
    assert book.get_sheet_by_name("Year end").to_python()[0] == [*KEYS, "as_of"]
    assert len(book.get_sheet_by_name("Entries").to_python()) == 1 + 11
    assert lines[0] == ",".join([*KEYS, "as_of"])
    assert lines[2] == "A-1,S12000033,2025-04-01,2026-04-01,3,1,1,0,0,0,0,1,1500000,0,0,2026-11-22"


def test_the_same_rows_give_the_same_bytes_in_any_order(files: Path) -> None:
    before = everything(files, "out.json").read_bytes()
    for name in ("commitments", "purchases", "transfers", "tariffs"):
        head, *rows = (files / f"{name}.csv").read_text().splitlines()
        random.Random(7).shuffle(rows)
        (files / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n")

    assert everything(files, "out.json").read_bytes() == before


def test_a_transfer_of_more_than_there_is_refuses_the_whole_and_names_its_row(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = TRANSFERS + "S12000033,S12000026,A-1,2026-04-01,2,2026-03-21,more than is lacking\n"
    (files / "transfers.csv").write_text(more)

    assert year_end(files, "--transfers", str(files / "transfers.csv"), "--out", str(files / "out.json")) == 2
    assert "transfers.csv, line 3, column units: Transfer no more than is lacking" in capsys.readouterr().err
    assert not (files / "out.json").exists()


def test_every_bad_row_of_every_file_is_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = "S12000015,S12000047,A-1,2026-04-01,0,2026-02-30,\n"
    (files / "transfers.csv").write_text(TRANSFERS + own)
    (files / "unavailability.csv").write_text(
        "agreement_ref,authority_code,period_end,units,reason\nA-1,Fife,2026-04-01,1.5,none\n"
    )
    (files / "purchases.csv").write_text(PURCHASES + "P-6,S12000005,ROWAN,0,2025-09-01\n")
    named = ("--transfers", "transfers.csv", "--unavailability", "unavailability.csv")

    assert year_end(files, *(str(files / one) if one.endswith("csv") else one for one in named)) == 2

    said = capsys.readouterr().err
    for place in (
        "transfers.csv, line 3, column to_authority",
        "transfers.csv, line 3, column units",
        "transfers.csv, line 3, column on",
        "transfers.csv, line 3, column reason",
        "unavailability.csv, line 2, column authority_code",
        "unavailability.csv, line 2, column units",
        "purchases.csv, line 8, column placement_ref",
        "purchases.csv, line 8, column children",
    ):
        assert place in said


def test_relief_counts_and_unknown_relief_refuses(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "agreement_ref,authority_code,period_end,units,reason\n"
    path = files / "unavailability.csv"
    path.write_text(head + "A-1,S12000033,2026-04-01,5,no suitable carer in 40 days\n")

    assert year_end(files, "--unavailability", str(path), "--out", str(files / "out.json")) == 0
    assert json.loads((files / "out.json").read_bytes())["results"][1]["relieved_units"] == 2
    path.write_text(head + "A-9,S12000033,2026-04-01,5,no suitable carer in 40 days\n")
    assert year_end(files, "--unavailability", str(path)) == 2
    assert "unavailability.csv, line 2, column agreement_ref: Name a commitment" in capsys.readouterr().err


def test_a_purchase_that_nothing_can_count_is_told(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, *rows = COMMITMENTS.splitlines()
    counting = [f"{head},count_event", *(f"{row},match_approved" for row in rows)]
    (files / "commitments.csv").write_text("\n".join(counting))

    assert year_end(files) == 0

    assert "Note: P-1 has no match_approved_on" in capsys.readouterr().err


def test_where_no_period_has_ended_it_says_so(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets = [str(files / "commitments.csv"), str(files / "purchases.csv")]

    assert main(["year-end", *sheets, "--as-of", "2025-06-01"]) == 0

    assert capsys.readouterr().out == "No period had ended by 1 June 2025. 3 periods have not ended by then.\n"
