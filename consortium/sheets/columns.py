"""What a sheet is made of: columns with the way each cell is read, rows, and faults in sentences for people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

Cell = str | int | float | bool | date | datetime | time | timedelta
Read = Callable[[Cell], object]


@dataclass(frozen=True)
class Column:
    """One column; `read` turns a filled cell into its value or raises ValueError with a sentence for people."""

    name: str
    read: Read
    required: bool = False
    default: object = None
    derived: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class Fault:
    """Something to mend (or, as a notice, to know) in a file, with the place that a person sees in the spreadsheet."""

    file: str
    line: int | None
    column: str | None
    sentence: str

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.sentence}"


@dataclass(frozen=True)
class Row:
    """One row as read; a column whose cell could not be read holds its default and is named in `unread`."""

    line: int
    values: dict[str, Any]
    given: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    cells: Mapping[str, str] = field(default_factory=dict)

    def has_read(self, *names: str) -> bool:
        """True when none of these columns held a cell that could not be read: a check may look at them."""
        return self.unread.isdisjoint(names)


@dataclass(frozen=True)
class Finding:
    """What a check of the whole sheet has to say about one row: a fault, or a notice when it may stay."""

    line: int
    column: str | None
    sentence: str
    notice: bool = False


Check = Callable[[Sequence[Row]], Iterable[Finding]]


@dataclass
class Sheet:
    """All rows of a file, good and bad, with what is to be mended (faults) and what is to be known (notices)."""

    name: str
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)


class Refused(Exception):
    """The files cannot be used as they are; `faults` holds everything there is to mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


def whole(sheet: Sheet) -> list[Row]:
    """Every row of a sheet without a fault; raises Refused with all faults when there is one."""
    if sheet.faults:
        raise Refused(sheet.faults)
    return sheet.rows


def sound(sheet: Sheet) -> list[Row]:
    """The rows without a fault of their own; none at all when a fault concerns the file and not one of its rows."""
    lines = {fault.line for fault in sheet.faults}
    if not lines <= {row.line for row in sheet.rows}:
        return []
    return [row for row in sheet.rows if row.line not in lines]


def returned(sheet: Sheet) -> list[tuple[Row, list[Fault]]]:
    """The rows that have faults, each with all of them, in the order of the file."""
    by_line: dict[int | None, list[Fault]] = {}
    for fault in sheet.faults:
        by_line.setdefault(fault.line, []).append(fault)
    return [(row, by_line[row.line]) for row in sheet.rows if row.line in by_line]
