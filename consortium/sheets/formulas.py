"""Finds cells whose formula shows an error, or never had a result: a parser would read them as empty."""

import re
import zipfile
from collections.abc import Iterator

NO_RESULT = "#NO RESULT!"
"""Stands for a formula whose result was never worked out and saved."""

_ERRORS = frozenset(
    (
        "#N/A",
        "#REF!",
        "#DIV/0!",
        "#VALUE!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        NO_RESULT,
    )
)
_ERROR_OF_LIBREOFFICE = re.compile(r"Err:\d{3}", re.ASCII)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\br:id=\"([^\"]+)\"")
_TARGET = re.compile(rb"<Relationship\s[^>]*>")
_CELL = re.compile(rb"<c\s([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_VALUE = re.compile(rb"<v>([^<]+)</v>")


def is_error(text: str) -> bool:
    """Whether a cell's text is what a spreadsheet shows where a formula failed."""
    return text in _ERRORS or _ERROR_OF_LIBREOFFICE.fullmatch(text) is not None


def failed(archive: zipfile.ZipFile) -> dict[tuple[int, int], str]:
    """The failed cells of the first sheet by row and column, both from 1, with what they show."""
    name = _first_sheet(archive)
    markup = archive.read(name) if name else b""
    if b't="e"' not in markup and b"<f" not in markup:
        return {}
    return dict(_failures(markup))


def _first_sheet(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    first = _SHEET.search(archive.read("xl/workbook.xml"))
    relations = archive.read("xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in names else b""
    for relation in _TARGET.findall(relations) if first else ():
        target = re.search(rb"\bTarget=\"/?(?:xl/)?([^\"]+)\"", relation)
        if first and b'Id="' + first[1] + b'"' in relation and target:
            name = "xl/" + target[1].decode("ascii", "replace")
            return name if name in names else None
    return None


def _failures(markup: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for attributes, inside in _CELL.findall(markup):
        place, value = _PLACE.search(attributes), _VALUE.search(inside)
        if place is None:
            continue
        at = int(place[2]), _column(place[1])
        if b't="e"' in attributes:
            yield at, value[1].decode("ascii", "replace") if value else NO_RESULT
        elif b"<f" in inside and value is None and b't="str"' not in attributes:
            yield at, NO_RESULT


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
