"""Bytes become rows of cells, each with the line a person sees: CSV here, .xlsx in a child process."""

import csv
import io
from collections.abc import Iterator

from consortium.sheets.columns import Cell

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 150_000
MOST_COLUMNS = 200
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
SAVE_AS_UTF8 = 'Save the file again as "CSV UTF-8": some letters in it are written in another encoding.'
TOO_LONG = f"Split the file: {MOST_ROWS:,} rows is the most that one file may hold."

_QUOTES = (
    "Look at the quotation marks of this row: one is opened and not closed, or text follows a closed one. "
    "What follows could not be read."
)
_TOO_LONG_A_CELL = (
    "Shorten the cells of this row, or close the quotation mark that is open in it. What follows could not be read."
)

Line = tuple[int, list[Cell | None]]


class Unreadable(Exception):
    """The file cannot be read from this line on; the sentence says what to do."""

    def __init__(self, sentence: str, *, line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


def lines(content: bytes) -> Iterator[Line]:
    """Each row that holds something, with its line; raises Unreadable where reading has to stop."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"Split the file: {MOST_BYTES // 1024**2} MB is the most that one file may hold.")
    if content.startswith(_ZIP):
        from consortium.sheets import workbooks

        found = workbooks.lines(content)
    elif content.startswith(_OLD_EXCEL):
        raise Unreadable("Save the file again as an Excel workbook (.xlsx) without a password, or as CSV UTF-8.")
    else:
        found = _csv_lines(_decoded(content))
    yield from _filled(found)


def _filled(found: Iterator[Line]) -> Iterator[Line]:
    count = 0
    for line, cells in found:
        if all(cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        count += 1
        if count > MOST_ROWS + 1:
            raise Unreadable(TOO_LONG)
        yield line, cells


def _decoded(content: bytes) -> str:
    if content.startswith(_UTF_16):
        raise Unreadable(SAVE_AS_UTF8)
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise Unreadable(f"Save the file again from the spreadsheet: line {line} holds a NUL byte.", line=line)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{SAVE_AS_UTF8} The first one is in line {line}.", line=line) from None


def _records(text: str) -> int:
    """How many rows a long CSV holds, counted before any of them is looked at; 0 where it cannot be read."""
    try:
        return sum(any(cells) for cells in csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return 0


def _csv_lines(text: str) -> Iterator[Line]:
    if text.count("\n") > MOST_ROWS and _records(text) > MOST_ROWS + 1:
        raise Unreadable(TOO_LONG)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(_TOO_LONG_A_CELL if "field limit" in str(error) else _QUOTES, line=line) from None
        yield line, list(cells)
