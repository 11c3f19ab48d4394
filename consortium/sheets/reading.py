"""Reads a sheet: every row, every bad cell named by its place, with a sentence that says what to do."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from consortium.sheets import cells as cell_readers
from consortium.sheets import formulas, tables
from consortium.sheets.columns import Cell, Check, Column, Fault, Row, Sheet

CLEARED = ("-", "'-")
"""What clears a cell: a lone dash, as typed and as the product writes it in the CSV that it gives back."""
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read(source: Path, columns: Sequence[Column], checks: Sequence[Check] = ()) -> Sheet:
    """The sheet in a file (CSV UTF-8 or .xlsx, told by content); what is wrong with it stands in its faults."""
    try:
        with source.open("rb") as file:
            content = file.read(tables.MOST_BYTES + 1)
    except OSError as error:
        return Sheet(str(source), faults=[Fault(str(source), None, None, _unopened(error))])
    return read_bytes(content, str(source), columns, checks)


def read_bytes(content: bytes, name: str, columns: Sequence[Column], checks: Sequence[Check] = ()) -> Sheet:
    """The sheet in these bytes; `name` is what its faults call the file."""
    sheet = Sheet(name)
    try:
        _fill(sheet, tables.lines(content), columns)
    except tables.Unreadable as stop:
        sheet.faults.append(Fault(name, stop.line, None, stop.sentence))
    for check in checks:
        for found in check(sheet.rows):
            kept = sheet.notices if found.notice else sheet.faults
            kept.append(Fault(name, found.line, found.column, found.sentence))
    order = {column.name: at for at, column in enumerate(columns)}
    sheet.faults.sort(key=lambda fault: (fault.line or 0, order.get(fault.column or "", -1)))
    return sheet


def _unopened(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "Check the name: there is no file here."
    if isinstance(error, IsADirectoryError):
        return "Name a file: this is a folder."
    if isinstance(error, PermissionError):
        return "Ask for leave to read this file: the computer does not let you open it."
    return f"The file could not be opened: {error.strerror or 'unknown reason'}."


def _fill(sheet: Sheet, lines: Iterator[tables.Line], columns: Sequence[Column]) -> None:
    first = next(lines, None)
    if first is None:
        raise tables.Unreadable("Put the names of the columns in the first row: the file is empty.")
    header = _header(sheet, first, columns)
    if sheet.faults:
        return
    defaults = {column.name: column.default for column in columns}
    for line, cells in lines:
        _take(sheet, line, cells, header, defaults)


def _header(sheet: Sheet, first: tables.Line, columns: Sequence[Column]) -> list[Column | None]:
    line, cells = first
    names = ["" if cell is None else str(cell).strip() for cell in cells]
    _look_at_separator(names, line)
    if len(names) > tables.MOST_COLUMNS:
        raise tables.Unreadable(f"Take out columns: {tables.MOST_COLUMNS} is the most.", line=line)
    by_name = {column.name: column for column in columns}
    for at, name in enumerate(names):
        if name and name not in by_name:
            sheet.faults.append(Fault(sheet.name, line, name[:100], _unknown(name, by_name)))
        elif name in names[:at] and name:
            sheet.faults.append(Fault(sheet.name, line, name, "Keep one column of this name: it stands here twice."))
    for column in columns:
        if column.required and column.name not in names:
            sheet.faults.append(Fault(sheet.name, line, column.name, f"Add the column {column.name}: it is needed."))
    return [by_name.get(name) for name in names]


def _look_at_separator(names: Sequence[str], line: int) -> None:
    filled = [name for name in names if name]
    for separator, called in _SEPARATORS.items():
        if len(filled) == 1 and separator in filled[0]:
            raise tables.Unreadable(
                f"Save the file again as CSV with commas between the columns: this one has {called}.", line=line
            )


def _unknown(name: str, known: Mapping[str, Column]) -> str:
    near = difflib.get_close_matches(name.lower().replace(" ", "_")[:100], known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"Take out or rename this column{hint}: it is not one of this sheet's."


def _take(
    sheet: Sheet,
    line: int,
    cells: Sequence[Cell | None],
    header: Sequence[Column | None],
    defaults: Mapping[str, object],
) -> None:
    filled = [None if cell is None or (isinstance(cell, str) and not cell.strip()) else cell for cell in cells]
    row = Row(line, dict(defaults), _named(filled, header), _named(filled, header, cleared=True))
    unread = {column.name for column in header[len(filled) :] if column is not None}
    held = {}
    for column, cell in zip(header, filled, strict=False):
        if column is None:
            continue
        held[column.name] = "" if cell is None else cell_readers.as_typed(cell)[: cell_readers.LONGEST]
        try:
            _place(row, column, cell)
        except ValueError as refusal:
            unread.add(column.name)
            sheet.faults.append(Fault(sheet.name, line, column.name, str(refusal)))
    if sentence := _ragged(filled, header):
        sheet.faults.append(Fault(sheet.name, line, None, sentence))
    sheet.rows.append(replace(row, unread=frozenset(unread), cells=held))


def _named(cells: Sequence[Cell | None], header: Sequence[Column | None], *, cleared: bool = False) -> frozenset[str]:
    return frozenset(
        column.name
        for column, cell in zip(header, cells, strict=False)
        if column is not None and cell is not None and _is_clearing(cell) is cleared
    )


def _is_clearing(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip() in CLEARED


def _place(row: Row, column: Column, cell: Cell | None) -> None:
    if isinstance(cell, str) and formulas.is_error(cell.strip()):
        raise ValueError(f"Mend the formula of this cell, or type its result: it shows {cell.strip()}.")
    if cell is not None and not _is_clearing(cell):
        row.values[column.name] = column.read(cell)
    elif column.required:
        raise ValueError(f"Fill in {column.name}: it is needed{' and cannot be cleared' if cell else ''}.")


def _ragged(cells: Sequence[Cell | None], header: Sequence[Column | None]) -> str | None:
    stray = [cell for at, cell in enumerate(cells) if cell is not None and (at >= len(header) or header[at] is None)]
    if stray:
        return "Move what stands beyond the named columns: a comma inside a cell needs quotation marks around the cell."
    if len(cells) < len(header):
        return f"Fill up this row: it has {len(cells)} cells, and the first row names {len(header)} columns."
    return None
