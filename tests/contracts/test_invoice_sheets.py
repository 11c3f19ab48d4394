"""The invoices and receipts sheets: what may stand in a cell, and what is said of what may not."""

from datetime import date
from decimal import Decimal

import pytest

from consortium.sheets import reading, writing
from consortium.sheets.columns import whole
from contracts import invoice_sheets as sheets

HEAD = (
    "supplier,invoice_number,invoice_date,line,authority_code,placement_ref,charge,from_day,to_day,quantity,net_pence,"
    "vat_pence,description"
)
CELLS = {
    "supplier": "ROWAN",
    "invoice_number": "INV-1",
    "invoice_date": "2025-06-11",
    "line": "1",
    "authority_code": "S12000015",
    "placement_ref": "P-1",
    "charge": "fostering_weekly",
    "from_day": "2025-06-10",
    "to_day": "2025-06-17",
    "quantity": "",
    "net_pence": "16831",
    "vat_pence": "",
    "description": "",
}


def read(**cells: str):
    row = ",".join(f'"{value}"' for value in {**CELLS, **cells}.values())
    return reading.read_bytes(f"{HEAD}\n{row}\n".encode(), "i.csv", sheets.INVOICES_COLUMNS, sheets.INVOICES_CHECKS)


def faults(**cells: str):
    return [fault.column for fault in read(**cells).faults]


def receipt(**cells: str):
    row = {
        "placement_ref": "P-1",
        "charge": "contact_hourly",
        "from_day": "2025-06-10",
        "to_day": "2025-06-17",
        "quantity": "1.5",
        "confirmed_on": "2025-06-20",
    }
    text = f"{','.join(row)}\n{','.join({**row, **cells}.values())}\n"
    return reading.read_bytes(text.encode(), "r.csv", sheets.RECEIPTS_COLUMNS, sheets.RECEIPTS_CHECKS)


def test_a_line_is_read_with_the_councils_code_of_today():
    values = whole(read(charge="Fostering_Weekly", quantity="1.500", vat_pence="0", net_pence="16831.0"))[0].values

    assert (values["authority_code"], values["charge"], values["quantity"]) == (
        "S12000047",
        "fostering_weekly",
        Decimal("1.50"),
    )
    assert (values["net_pence"], values["vat_pence"], values["invoice_date"]) == (16_831, 0, date(2025, 6, 11))


@pytest.mark.parametrize(
    "name", ["supplier", "invoice_number", "invoice_date", "line", "authority_code", "charge", "net_pence"]
)
def test_what_an_invoice_cannot_be_without_is_asked_for(name):
    assert faults(**{name: ""}) == [name]


def test_all_else_may_be_left_empty_and_a_charge_may_be_any():
    assert faults(placement_ref="", from_day="", to_day="", charge="therapy", description="") == []


@pytest.mark.parametrize("net", ["168.31", "£16831", "16831 EUR", "1,683", "ten", "1e5", "99999999999"])
def test_fractional_pence_and_other_currencies_are_refused_with_a_sentence(net):
    (fault,) = read(net_pence=net).faults

    assert fault.column == "net_pence"
    assert fault.sentence.startswith("Write whole pence without a currency sign")


def test_a_currency_column_is_refused_by_its_name():
    text = f"{HEAD},currency\n{','.join(CELLS.values())},EUR\n".encode()
    found = reading.read_bytes(text, "i.csv", sheets.INVOICES_COLUMNS, sheets.INVOICES_CHECKS)

    assert [fault.column for fault in found.faults] == ["currency"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"net_pence": "-5", "vat_pence": "-1", "quantity": "-1"}, []),
        ({"net_pence": "-5", "vat_pence": "1"}, ["vat_pence"]),
        ({"net_pence": "-5", "quantity": "1"}, []),
        ({"net_pence": "5", "vat_pence": "-1"}, ["vat_pence"]),
        ({"net_pence": "5", "quantity": "-1"}, ["quantity"]),
        ({"net_pence": "0", "vat_pence": "-1"}, ["vat_pence"]),
    ],
)
def test_only_a_credit_note_goes_below_nothing_and_all_of_it_does(cells, found):
    assert faults(**cells) == found


@pytest.mark.parametrize("quantity", ["1.234", "half", "1,5", "12345678", "1."])
def test_a_quantity_has_at_most_two_decimals(quantity):
    assert faults(quantity=quantity) == ["quantity"]


@pytest.mark.parametrize("name", ["supplier", "invoice_number", "placement_ref", "charge", "description"])
@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+A1", "-A1", "-1+2", "=HYPERLINK(1)"])
def test_a_formula_is_refused_where_words_belong(name, formula):
    (fault,) = read(**{name: formula}).faults

    assert fault.column == name
    assert "formula" in fault.sentence
    assert formula not in fault.sentence


def test_what_only_looks_a_little_like_a_formula_is_taken():
    for text in ("- two weeks", "-12", "'=1", "a=b"):
        assert faults(description=text) == []


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"to_day": "2025-06-10"}, ["to_day"]),
        ({"to_day": "2025-06-11"}, []),
        ({"to_day": "2025-06-09"}, ["to_day"]),
        ({"to_day": ""}, ["to_day"]),
        ({"from_day": ""}, ["from_day"]),
        ({"charge": "placement_fee", "to_day": "2025-06-10"}, []),
        ({"charge": "placement_fee", "to_day": "2025-06-09"}, ["to_day"]),
        ({"charge": "placement_fee", "to_day": ""}, []),
        ({"charge": "placement_fee", "from_day": ""}, ["from_day"]),
        ({"from_day": "soon"}, ["from_day"]),
    ],
)
def test_days_are_half_open_and_both_ends_are_named(cells, found):
    assert faults(**cells) == found


def test_a_name_in_a_description_is_refused_and_not_said_again():
    (fault,) = read(description="Weekly fee for Emma Campbell").faults

    assert fault.column == "description"
    assert "Emma" not in fault.sentence
    assert "Campbell" not in fault.sentence
    assert faults(supplier="Harbourside", description="Placement of Harbourside") == []


def test_a_workbook_is_read_like_a_text_file():
    row = {**CELLS, "invoice_date": date(2025, 6, 11), "line": 1, "net_pence": 16_831, "quantity": 1.5}
    packed = writing.file_bytes(".xlsx", {"Invoices": (list(row), [row])})

    values = whole(reading.read_bytes(packed, "i.xlsx", sheets.INVOICES_COLUMNS, sheets.INVOICES_CHECKS))[0].values

    assert (values["net_pence"], values["line"], values["quantity"]) == (16_831, 1, Decimal("1.5"))


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, []),
        ({"charge": "Contact_Hourly"}, []),
        ({"charge": "fostering_weekly"}, ["charge"]),
        ({"quantity": "0"}, ["quantity"]),
        ({"quantity": "-1"}, ["quantity"]),
        ({"to_day": "2025-06-10"}, ["to_day"]),
        ({"confirmed_on": ""}, ["confirmed_on"]),
        ({"placement_ref": ""}, ["placement_ref"]),
    ],
)
def test_a_receipt_confirms_hours_of_contact_that_took_place(cells, found):
    assert [fault.column for fault in receipt(**cells).faults] == found


def test_hours_of_the_same_placement_and_days_are_written_once():
    head = "placement_ref,charge,from_day,to_day,quantity,confirmed_on"
    rows = [f"P-1,contact_hourly,2025-06-10,2025-06-{to},2025-06-20" for to in ("17,2", "17,3", "18,2")]
    found = reading.read_bytes(
        "\n".join([head, *rows]).encode(), "r.csv", sheets.RECEIPTS_COLUMNS, sheets.RECEIPTS_CHECKS
    )

    assert [(fault.line, fault.column, fault.sentence) for fault in found.faults] == [
        (3, "to_day", "Write one row for the hours of these days: line 2 has the same placement and days.")
    ]
