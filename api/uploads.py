"""A spreadsheet as it arrives: a field of a form, or the body itself with the rest in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from api import gate
from api.problems import Refused

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = "multipart/form-data"
RAW = (CSV, XLSX, "application/octet-stream")
MOST_PARTS = 8
LONGEST_NAME = 200


@dataclass(frozen=True)
class Upload:
    """The bytes of one file, what it is called and what the caller said of it."""

    content: bytes
    filename: str
    said: dict[str, str]


def received(query: Mapping[str, Any]) -> Upload:
    """The file of this request; what a form says beside it goes before the address."""
    kind = gate.media_type()
    said = {name: str(value) for name, value in query.items()}
    if kind == FORM:
        return _of_form(said)
    if kind not in RAW:
        accept = {"Accept": ", ".join((FORM, *RAW))}
        raise Refused(415, "not_a_sheet", "Send the file as text/csv, as .xlsx or in a form.", headers=accept)
    content = gate.read(gate.LARGEST_FILE)
    return Upload(content, f"{said.get('kind', 'sheet')}{'.csv' if kind == CSV else '.xlsx'}", said)


def _of_form(said: dict[str, str]) -> Upload:
    request.max_content_length = gate.LARGEST_FILE
    request.max_form_parts = MOST_PARTS
    files = request.files.getlist("file")
    if len(files) != 1 or len(request.files) != 1:
        raise Refused(
            422, "no_file", "Send one file, in the field “file”.", [{"detail": "Send it.", "pointer": "#/file"}]
        )
    said |= {name: gate.fit(value) for name, value in request.form.items()}
    return Upload(files[0].read(), gate.fit(files[0].filename or "sheet")[-LONGEST_NAME:], said)
