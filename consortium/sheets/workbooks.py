"""The first sheet of an .xlsx, looked at and read in a child process: bombs, macros and entities are refused."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from consortium.floor import bounded
from consortium.sheets import formulas
from consortium.sheets.columns import Cell
from consortium.sheets.tables import MOST_COLUMNS, MOST_ROWS, TOO_LONG, Line, Unreadable

MOST_PARTS = 500
MOST_UNPACKED = 64 * 1024 * 1024
MOST_CELLS = 1_500_000
MOST_LINES = 200_000
"""With the empty ones: a sheet that was formatted to its end is no bomb, but it is not to be unpacked either."""
_CHUNK = 1024 * 1024
_OVERLAP = 32
_LONGEST_TEXT = 128 * 1024
"""Bytes without any markup: a spreadsheet's cell holds 32,767 characters at the most."""
_TOO_BIG = "Save the rows in a new, plain workbook: this one unpacks to more than a spreadsheet of records needs."
_MACROS = "Save the file again as a workbook without macros (.xlsx): files that hold programs are not opened."
_ENTITIES = "Save the file again from the spreadsheet: it holds declarations that no workbook needs."
_NOT_A_WORKBOOK = "Save the file again as an Excel workbook (.xlsx) or as CSV UTF-8: it is neither."
_BROKEN = "Save the file again from the spreadsheet: parts of this workbook cannot be read."
_TOO_WIDE = f"Take out columns: {MOST_COLUMNS} is the most that one file may hold."


def lines(content: bytes) -> Iterator[Line]:
    """Each row of the first sheet with its row number; raises Unreadable."""
    try:
        answer = json.loads(bounded.run("consortium.sheets.workbooks:parse", content, seconds=8))
    except (bounded.Exceeded, ValueError):
        raise Unreadable(_TOO_BIG) from None
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    for at, cells in enumerate(answer["rows"], start=answer["first"]):
        yield at, [_cell(cell) for cell in cells]


def _cell(packed: Any) -> Cell | None:
    if isinstance(packed, dict):
        kind, iso = next(iter(packed.items()))
        return date.fromisoformat(iso) if kind == "date" else datetime.fromisoformat(iso)
    return packed  # type: ignore[no-any-return]


def parse(content: bytes) -> bytes:
    """Runs in the child: the rows as JSON, or a sentence that says why not."""
    try:
        _look(content)
        answer = _rows(content)
    except Unreadable as refusal:
        answer = {"refused": refusal.sentence}
    return json.dumps(answer).encode()


def _look(content: bytes) -> None:
    """Refuses what is dangerous before any parser of spreadsheets sees it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _look_at_names([part.filename.lower() for part in parts])
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable(_TOO_BIG)
            left = MOST_UNPACKED
            for part in parts:
                left -= _look_into(archive, part, left)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError):
        raise Unreadable(_BROKEN) from None


def _look_at_names(names: list[str]) -> None:
    if len(names) > MOST_PARTS:
        raise Unreadable(_TOO_BIG)
    if any("vbaproject" in name or "macrosheets/" in name or "/activex/" in name for name in names):
        raise Unreadable(_MACROS)
    if "xl/workbook.xml" not in names or len(set(names)) != len(names):
        raise Unreadable(_NOT_A_WORKBOOK)


def _look_into(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Unpacks one part for its true size, in pieces that are not kept; its declared size may lie."""
    size = cells = rows = 0
    tail = b""
    with archive.open(part) as source:
        while piece := source.read(_CHUNK):
            size += len(piece)
            if size > left:
                raise Unreadable(_TOO_BIG)
            seen = tail + piece
            _look_at_markup(seen, start=size == len(piece))
            if part.filename.endswith((".xml", ".rels")):
                _look_at_length(piece)
            cells += piece.count(b"<c ") + piece.count(b"<c>")
            rows += piece.count(b"<row")
            tail = seen[-_OVERLAP:]
    if cells > MOST_CELLS or rows > MOST_LINES:
        raise Unreadable(TOO_LONG)
    return size


def _look_at_markup(seen: bytes, *, start: bool) -> None:
    upper = seen.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper or (start and seen[:2] in (b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(_ENTITIES)
    if b"MACROENABLED" in upper:
        raise Unreadable(_MACROS)


def _look_at_length(piece: bytes) -> None:
    """Refuses a text (or one cell's attribute) that is longer than any spreadsheet writes."""
    last = len(piece) - _LONGEST_TEXT + 1
    if any(b"<" not in piece[at : at + _LONGEST_TEXT] for at in range(0, last, _LONGEST_TEXT)):
        raise Unreadable(_TOO_BIG)


def _rows(content: bytes) -> dict[str, Any]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, OSError, ValueError, IndexError):
        raise Unreadable(_BROKEN) from None
    if sheet.width > MOST_COLUMNS:
        raise Unreadable(_TOO_WIDE)
    if sheet.height > MOST_LINES:
        raise Unreadable(TOO_LONG)
    top, left = sheet.start or (0, 0)
    rows = [[_packed(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    if sum(any(cell not in ("", None) for cell in row) for row in rows) > MOST_ROWS + 1:
        raise Unreadable(TOO_LONG)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for (line, column), shown in formulas.failed(archive).items():
            rows[line - 1 - top][column - 1 - left] = shown
    return {"first": top + 1, "rows": rows}


def _packed(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return {"instant": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if cell is None or isinstance(cell, str | bool | int | float):
        return cell
    return str(cell)
