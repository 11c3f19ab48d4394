"""A statement as a file: to print, as a workbook, or as plain rows; its name holds whose and which days alone."""

from enum import StrEnum

from consortium.access import Viewer
from consortium.documents.papers import Printed
from consortium.sheets import writing
from contracts.statements import papers, tables
from contracts.statements.figures import Statement


class Form(StrEnum):
    """What a statement may be taken away as, beside JSON."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


def of(viewer: Viewer, *, statement: Statement, form: Form) -> Printed:
    """The file; every form holds the same figures."""
    if form is Form.PDF:
        return papers.printed(viewer, statement=statement)
    if form is Form.XLSX:
        content = writing.xlsx_bytes(tables.sheets(statement))
    else:
        content = writing.csv_text(tables.COLUMNS, tables.rows(statement)).encode()
    return Printed(f"{name(statement)}.{form.value}", content)


def name(statement: Statement) -> str:
    """What the file is called, without its ending."""
    return papers.document(statement, made_for="").name
