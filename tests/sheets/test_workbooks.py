"""I22: a workbook is read as people see it; bombs, entities and macros are refused in bounded time."""

import io
import resource
import struct
import zipfile
from datetime import date, datetime

import pytest

from consortium.sheets.columns import whole
from tests.sheets.files import (
    CHILD,
    FIRST_SHEET,
    NAMESPACE,
    STRINGS,
    changed,
    read_children,
    sentences,
    sheet_of,
    workbook,
)

HEAD = CHILD.split(",")
ROW = ["R-1", "C1", "S12000047", date(2026, 5, 1)]
SECONDS = 1.5
"""Of processor time, which a busy machine does not stretch as it does the clock; each needs well under one."""


def test_real_dates_and_numbers_are_read_as_people_see_them():
    sheet = read_children(workbook([[*HEAD, "max_travel_minutes"], [*ROW, 45.0], [7, 1, *ROW[2:], None]]))

    assert sentences(sheet) == []
    assert [row.values["date_of_birth"] for row in sheet.rows] == [date(2026, 5, 1)] * 2
    assert [row.values["max_travel_minutes"] for row in sheet.rows] == [45, 60]
    assert sheet.rows[1].values["referral_ref"] == "7"


def test_lines_are_the_row_numbers_of_the_spreadsheet():
    sheet = read_children(workbook([HEAD, ROW, [None], ["R-2", "C1", "S12000047", "soon"]], down=3, right=2))

    assert [row.line for row in sheet.rows] == [5, 7]
    assert [fault.line for fault in sheet.faults] == [7]


@pytest.mark.parametrize("day", [datetime(2026, 5, 1, 9), 46_143, True])  # noqa: DTZ001 - no zone in a spreadsheet
def test_a_cell_that_is_no_day_is_given_back(day):
    assert [fault.column for fault in read_children(workbook([HEAD, [*ROW[:3], day]])).faults] == ["date_of_birth"]


@pytest.mark.asvs("5.2.2")
def test_the_kind_of_a_file_is_told_by_its_content_not_its_name():
    assert len(whole(read_children(workbook([HEAD, ROW])))) == 1


def test_a_formula_gives_the_value_that_was_saved_with_it():
    markup = '<row r="1">' + "".join(
        f'<c r="{at}1" t="inlineStr"><is><t>{name}</t></is></c>' for at, name in zip("ABCD", HEAD, strict=True)
    )
    markup += '</row><row r="2"><c r="A2" t="str"><f>"R-"&amp;1</f><v>R-1</v></c><c r="B2"><v>1</v></c>'
    markup += '<c r="C2" t="str"><v>S12000047</v></c><c r="D2" t="str"><v>2026-05-01</v></c></row>'

    assert whole(read_children(changed({FIRST_SHEET: sheet_of(markup)})))[0].values["referral_ref"] == "R-1"


def _laughs() -> bytes:
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a0 "ha">{grown}]><sst {NAMESPACE}>&a9;</sst>'.encode()


def _outside() -> bytes:
    entity = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    return f'<?xml version="1.0"?>{entity}<sst {NAMESPACE}>&a;</sst>'.encode()


def _many_parts() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for at in range(5_000):
            archive.writestr(f"xl/{at}", "")
    return packed.getvalue()


def _lying_about_size() -> bytes:
    size = 200 * 1024 * 1024
    return changed({FIRST_SHEET: b" " * size}).replace(struct.pack("<I", size), struct.pack("<I", 1_000))


def _far_apart() -> bytes:
    cell = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    return changed({FIRST_SHEET: sheet_of(cell.format(1, "A") + cell.format(1_048_576, "XFD"))})


def _one_string_everywhere() -> bytes:
    cells = "".join(f'<c r="{column}%d" t="s"><v>0</v></c>' for column in "ABCDEFGHIJKLMNOPQRST")
    rows = "".join(f'<row r="{line}">{cells.replace("%d", str(line))}</row>' for line in range(1, 10_001))
    strings = f"<sst {NAMESPACE}><si><t>{'x' * 100_000}</t></si></sst>".encode()
    return changed({FIRST_SHEET: sheet_of(rows), STRINGS: strings})


HOSTILE = {
    "zip bomb": (lambda: changed({FIRST_SHEET: b"\0" * (200 * 1024 * 1024)}), "unpacks to more"),
    "size that lies": (_lying_about_size, "cannot be read"),
    "many parts": (_many_parts, "unpacks to more"),
    "a thousand million laughs": (lambda: changed({STRINGS: _laughs()}), "declarations"),
    "entity of another file": (lambda: changed({STRINGS: _outside()}), "declarations"),
    "entity in other letters": (lambda: changed({STRINGS: _outside().decode().encode("utf-16")}), "declarations"),
    "macros": (lambda: changed({"xl/vbaProject.bin": b"x"}), "without macros"),
    "macros by type": (lambda: changed({"xl/x.xml": b"<x t='sheet.macroEnabled.main+xml'/>"}), "without macros"),
    "cells far apart": (_far_apart, "unpacks to more"),
    "one endless text": (lambda: changed({STRINGS: b"<sst>" + b"x" * 10_000_000}), "unpacks to more"),
    "one text everywhere": (_one_string_everywhere, "unpacks to more"),
    "cells without end": (lambda: changed({FIRST_SHEET: sheet_of('<c r="A1"/>' * 1_600_000)}), "150,000 rows"),
    "another zip": (lambda: _plain_zip(), "it is neither"),
    "cut off": (lambda: workbook([HEAD, ROW])[:3_000], "cannot be read"),
    "no workbook inside": (lambda: changed({"xl/workbook.xml": b"<x/>"}), "Save the"),
    "wide": (lambda: workbook([[f"c{at}" for at in range(300)]]), "200 is the most"),
}


def _plain_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("notes.txt", "no workbook")
    return packed.getvalue()


def _processor_seconds() -> float:
    ours, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return ours.ru_utime + ours.ru_stime + theirs.ru_utime + theirs.ru_stime


@pytest.mark.asvs("1.5.1", "5.2.1")
@pytest.mark.api_top_ten("API4")
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_in_bounded_time_and_we_live_on(kind):
    made, asked = HOSTILE[kind]
    content = made()
    before = _processor_seconds()

    sheet = read_children(content)

    assert asked in sentences(sheet)[0]
    assert _processor_seconds() - before < SECONDS
    assert sheet.rows == []


def test_the_same_workbook_without_its_charge_is_read():
    assert sentences(read_children(changed({}))) == []
