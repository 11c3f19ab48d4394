"""Formulas that failed: a cell that shows an error is never taken for an empty one."""

import io
from typing import Any

import pytest
import xlsxwriter

from consortium.sheets import cells
from consortium.sheets.columns import Column, Sheet
from consortium.sheets.reading import read_bytes

COLUMNS = (Column("ref", cells.reference, required=True), Column("needs", cells.listing(cells.code_word), default=()))


def workbook(value: Any, *, formula: str = "=VLOOKUP(1,Z1,1)", first_row: int = 0) -> Sheet:
    """A workbook of two sheets whose first has one row, with a formula that shows a value."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, other = book.add_worksheet("Records"), book.add_worksheet("Notes")
        sheet.write_row(first_row, 1, ["ref", "needs"])
        sheet.write(first_row + 1, 1, "R-1")
        sheet.write_formula(first_row + 1, 2, formula, None, value)
        other.write_formula(0, 0, "=1/0", None, "#DIV/0!")
    return read_bytes(content.getvalue(), "records.xlsx", COLUMNS)


@pytest.mark.parametrize("shown", ["#N/A", "#DIV/0!", "#REF!", "#NAME?"])
@pytest.mark.parametrize("first_row", [0, 3])
def test_a_formula_that_shows_an_error_is_a_fault_of_its_cell(shown: str, first_row: int) -> None:
    (fault,) = workbook(shown, first_row=first_row).faults

    assert (fault.line, fault.column) == (first_row + 2, "needs")
    assert f"it shows {shown}" in fault.sentence


def test_a_formula_whose_result_was_never_saved_is_a_fault() -> None:
    (fault,) = workbook("").faults

    assert "#NO RESULT!" in fault.sentence


def test_a_formula_with_a_result_is_its_result_and_another_sheets_errors_do_not_matter() -> None:
    sheet = workbook("prematurity")

    assert not sheet.faults
    assert sheet.rows[0].values["needs"] == ("prematurity",)


@pytest.mark.parametrize("shown", ["#N/A", "Err:502"])
def test_a_csv_that_holds_an_error_is_refused_as_well(shown: str) -> None:
    sheet = read_bytes(f"ref,needs\nR-1,{shown}\n".encode(), "records.csv", COLUMNS)

    assert [fault.column for fault in sheet.faults] == ["needs"]


def test_a_reference_that_the_spreadsheet_changed_is_refused() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ref"])
        sheet.write_number(1, 0, 12345678901234567890)

    (fault,) = read_bytes(content.getvalue(), "records.xlsx", COLUMNS).faults

    assert "Format this cell as text" in fault.sentence
