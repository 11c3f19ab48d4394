"""Writes tables as CSV or .xlsx: nothing in them can act as a formula, and the same rows give the same bytes."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from consortium.sheets.cells import FORMULA_STARTS
from consortium.sheets.columns import Column

Columns = Sequence[str | Column]
Row = Sequence[Any] | Mapping[str, Any]
Table = tuple[Columns, Iterable[Row]]

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - an .xlsx holds local times; a fixed one keeps the bytes the same
_WIDEST = 48


def csv_text(columns: Columns, rows: Iterable[Row]) -> str:
    """The table as CSV, with the names of its columns first; a row is a sequence, or a mapping by column name."""
    names = _names(columns)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_inert(name) for name in names])
    for row in rows:
        writer.writerow([_as_csv(value) for value in _in_columns(names, row)])
    return text.getvalue()


def xlsx_bytes(tables: Mapping[str, Table]) -> bytes:
    """A workbook with one sheet a table, in order; days are real dates and numbers are numbers."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    book = Workbook(packed, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    forms = {"head": book.add_format({"bold": True}), "day": book.add_format({"num_format": "yyyy-mm-dd"})}
    for title, (columns, rows) in tables.items():
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        _fill(sheet, _names(columns), rows, forms)
    book.close()
    return packed.getvalue()


def file_bytes(suffix: str, tables: Mapping[str, Table]) -> bytes:
    """The file whose name ends so: all tables as .xlsx, the first of them as .csv."""
    if suffix == ".xlsx":
        return xlsx_bytes(tables)
    return csv_text(*next(iter(tables.values()))).encode()


def _names(columns: Columns) -> list[str]:
    return [column.name if isinstance(column, Column) else column for column in columns]


def _in_columns(names: Sequence[str], row: Row) -> Sequence[Any]:
    return [row.get(name) for name in names] if isinstance(row, Mapping) else row


def _as_csv(value: Any) -> str | int | float | Decimal:
    plain = _plain(value)
    return plain.isoformat() if isinstance(plain, date) else plain


def _plain(value: Any) -> str | int | float | Decimal | date:
    """What a value is in a cell: text, number or day."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int | float | Decimal | date):
        return value
    if isinstance(value, tuple | list | set | frozenset):
        return _inert(";".join(str(part) for part in value))
    return _inert(str(value))


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _fill(sheet: Any, names: Sequence[str], rows: Iterable[Row], forms: Mapping[str, Any]) -> None:
    widths = [len(name) for name in names]
    for at, name in enumerate(names):
        sheet.write_string(0, at, _inert(name), forms["head"])
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(_in_columns(names, row)):
            plain = _plain(value)
            _put(sheet, line, at, plain, forms["day"])
            widths[at] = max(widths[at], len(str(plain)))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(width + 2, _WIDEST))


def _put(sheet: Any, line: int, at: int, plain: str | int | float | Decimal | date, day: Any) -> None:
    if isinstance(plain, date):
        sheet.write_datetime(line, at, plain, day)
    elif isinstance(plain, str):
        if plain:
            sheet.write_string(line, at, plain)
    else:
        sheet.write_number(line, at, float(plain))
