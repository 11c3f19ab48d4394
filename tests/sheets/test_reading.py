"""A sheet is read whole, and every bad place in it is named with what to do."""

from datetime import date
from pathlib import Path

import pytest

from consortium.sheets import children, reading
from consortium.sheets.columns import Refused, returned, sound, whole
from tests.sheets.files import CHILD, child_with, read_children, sentences, workbook

GOOD = "R-1,C1,S12000047,2026-05-01"


def test_a_row_holds_every_column_and_says_which_were_filled_in():
    row = whole(read_children(f"{CHILD},needs,urgency\n{GOOD},prenatal_drugs; ;prematurity ,\n"))[0]

    assert row.values["date_of_birth"] == date(2026, 5, 1)
    assert row.values["needs"] == ("prenatal_drugs", "prematurity")
    assert (row.values["urgency"], row.values["max_travel_minutes"], row.values["sex"]) == ("routine", 60, None)
    assert row.given == {*CHILD.split(","), "needs"}
    assert set(row.values) == {column.name for column in children.COLUMNS}


@pytest.mark.parametrize(
    "content",
    [
        f"{CHILD}\n{GOOD}\n".encode(),
        f"\ufeff{CHILD}\r\n{GOOD}\r\n".encode(),
        f"\n\n{CHILD}\n,,,\n \n{GOOD}".encode(),
        b'"referral_ref","child_ref","authority_code","date_of_birth"\n"R-1","C1","S12000047","2026-05-01"\n',
        b"date_of_birth,authority_code,child_ref,referral_ref,,\n2026-05-01,S12000047,C1,R-1,,\n",
        b"referral_ref , child_ref,authority_code,date_of_birth\n R-1 ,C1,s12000015, 2026-05-01\n",
    ],
    ids=["plain", "mark and crlf", "blank rows", "quoted", "any order", "spaces"],
)
def test_the_same_child_is_read_from_every_way_of_writing_csv(content):
    sheet = read_children(content)

    assert sentences(sheet) == []
    assert [(row.values["referral_ref"], row.values["authority_code"]) for row in sheet.rows] == [("R-1", "S12000047")]


def test_lines_are_those_that_a_person_sees():
    text = f'{CHILD},ethnicity\n\n{GOOD},"two\nlines"\nR-2,C1,S12000047,soon,\n'

    sheet = read_children(text)

    assert [row.line for row in sheet.rows] == [3, 5]
    assert sentences(sheet) == [
        "children.csv, line 5, column date_of_birth: Write the day as year-month-day, for example 2026-11-22."
    ]


def test_every_bad_cell_of_every_row_is_listed():
    sheet = read_children(f"{CHILD},urgency\nR-1,,X,01/05/2026,now\n,C1,S12000099,2026-02-30,soon\n")

    assert [(fault.line, fault.column) for fault in sheet.faults] == [
        (2, "child_ref"),
        (2, "authority_code"),
        (2, "date_of_birth"),
        (2, "urgency"),
        (3, "referral_ref"),
        (3, "authority_code"),
        (3, "date_of_birth"),
    ]


def test_unknown_and_missing_columns_are_named():
    sheet = read_children("referral_ref,Child Ref,authority_code,date_of_birth,colour\nR-1,C1,S12000047,,blue\n")

    assert {(fault.line, fault.column) for fault in sheet.faults} == {(1, "child_ref"), (1, "Child Ref"), (1, "colour")}
    assert any("did you mean child_ref?" in sentence for sentence in sentences(sheet))
    assert sheet.rows == []


def test_a_column_that_stands_twice_is_refused():
    sheet = read_children(f"{CHILD},child_ref\n{GOOD},C1\n")

    assert sentences(sheet) == [
        "children.csv, line 1, column child_ref: Keep one column of this name: it stands here twice."
    ]


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        (b"", "the file is empty"),
        (b"\n ,\n\r\n", "the file is empty"),
        (f"{CHILD}\nR\0,C1,S12000047,2026-05-01".encode(), "line 2 holds a NUL byte"),
        (f"{CHILD}\nR-1,C1,S12000047,2026-05-01\nÉire".encode("latin-1"), 'Save the file again as "CSV UTF-8"'),
        (f"{CHILD}\n{GOOD}".encode("utf-16"), 'Save the file again as "CSV UTF-8"'),
        (f"{CHILD}\n{GOOD}".replace(",", ";").encode(), "this one has semicolons"),
        (f"{CHILD}\n{GOOD}".replace(",", "\t").encode(), "this one has tabs"),
        (f'{CHILD}\n{GOOD}\n"R-2,C1\n'.encode(), "quotation marks"),
        (f'{CHILD}\n"R"2,C1,S12000047,2026-05-01\n'.encode(), "quotation marks"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old workbook", "as an Excel workbook (.xlsx)"),
        (b"a" * 20_971_521, "20 MB is the most"),
        (f"{CHILD}\n".encode() + b'"' + b"x" * 200_000 + b'",C1,S12000047,2026-05-01', "Shorten the cells"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(content, asked):
    sheet = read_children(content)

    assert asked in sentences(sheet)[-1]
    with pytest.raises(Refused):
        whole(sheet)
    assert sound(sheet) == []


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (f"{GOOD},stray", "Move what stands beyond the named columns"),
        ("R-1,C1,S12000047", "Fill up this row: it has 3 cells, and the first row names 4 columns."),
    ],
)
def test_a_ragged_row_is_given_back(row, asked):
    assert asked in sentences(read_children(f"{CHILD}\n{row}\n"))[0]


def test_more_rows_than_a_file_may_hold_are_refused():
    rows = "\n".join(f"R-{at},C1,S12000047,2026-05-01" for at in range(150_001))

    assert "Split the file: 150,000 rows" in sentences(read_children(f"{CHILD}\n{rows}"))[-1]


def test_a_lone_dash_clears_and_is_empty_to_an_analysis():
    row = whole(child_with(sex="-", needs=" - "))[0]

    assert (row.values["sex"], row.values["needs"]) == (None, ())
    assert row.cleared == {"sex", "needs"}
    assert "needs" not in row.given


def test_a_dash_that_was_written_with_an_apostrophe_clears_as_well():
    row = whole(child_with(expected_date_of_delivery="'-", religion=" '- "))[0]

    assert row.cleared == {"expected_date_of_delivery", "religion"}
    assert row.values["religion"] is None


@pytest.mark.parametrize(
    ("cell", "held"), [(12345, "12345"), (12.5, "12.5"), (True, "TRUE"), (date(2026, 5, 1), "2026-05-01")]
)
def test_a_workbooks_cells_are_given_back_as_one_would_type_them(cell, held):
    sheet = read_children(workbook([CHILD.split(","), [cell, "C1", "nowhere", "2026-05-01"]]))

    assert sheet.rows[0].cells["referral_ref"] == held


def test_what_is_needed_cannot_be_cleared():
    assert "needed and cannot be cleared" in sentences(child_with(referral_ref="-"))[0]


def test_good_rows_stay_apart_from_those_that_go_back():
    sheet = read_children(f"{CHILD}\n{GOOD}\nR-2,C1,S12000047,tomorrow\n")

    assert [row.line for row in sound(sheet)] == [2]
    [(row, faults)] = returned(sheet)
    assert row.cells["date_of_birth"] == "tomorrow"
    assert [fault.column for fault in faults] == ["date_of_birth"]


@pytest.mark.parametrize(("name", "asked"), [("none.csv", "there is no file here"), (".", "this is a folder")])
def test_a_path_that_is_no_file_is_a_sentence(tmp_path: Path, name, asked):
    sheet = reading.read(tmp_path / name, children.COLUMNS)

    assert asked in sentences(sheet)[0]
    assert sheet.faults[0].line is None
