"""Small files to read in tests: CSV text and workbooks, whole, changed and hostile."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook

from consortium.sheets import children, reading
from consortium.sheets.columns import Sheet

CHILD = "referral_ref,child_ref,authority_code,date_of_birth"
FIRST_SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def read_children(content: bytes | str) -> Sheet:
    """The children sheet of these bytes (or of CSV text)."""
    packed = content.encode() if isinstance(content, str) else content
    return reading.read_bytes(packed, "children.csv", children.COLUMNS, children.CHECKS)


def child_with(**cells: str) -> Sheet:
    """A children sheet of one row, right but for these cells."""
    row = {"referral_ref": "R-1", "child_ref": "C1", "authority_code": "S12000047", "date_of_birth": "2026-05-01"}
    row |= cells
    return read_children(",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n")


def workbook(rows: Sequence[Sequence[Any]], *, down: int = 0, right: int = 0) -> bytes:
    """A workbook with these rows, its table set down and to the right by so many cells; days are real dates."""
    packed = io.BytesIO()
    book = Workbook(packed, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate(rows, start=down):
        for at, cell in enumerate(row, start=right):
            if isinstance(cell, date):
                sheet.write_datetime(line, at, cell, day)
            elif cell is not None:
                sheet.write(line, at, cell)
    book.close()
    return packed.getvalue()


def changed(parts: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """A workbook of one child in which these parts have other contents."""
    packed = io.BytesIO()
    way = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    whole = workbook([CHILD.split(","), ["R-1", "C1", "S12000047", "2026-05-01"]])
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(packed, "w", way, compresslevel=1) as target:
        for part in source.infolist():
            if part.filename not in parts:
                target.writestr(part.filename, source.read(part))
        for name, content in parts.items():
            target.writestr(name, content)
    return packed.getvalue()


def sheet_of(markup: str) -> bytes:
    """A worksheet part around these rows."""
    return f'<?xml version="1.0"?><worksheet {NAMESPACE}><sheetData>{markup}</sheetData></worksheet>'.encode()


def sentences(sheet: Sheet) -> list[str]:
    """Every fault as people read it."""
    return [str(fault) for fault in sheet.faults]
