"""A spreadsheet as it arrives: the file of a form, or the body itself."""

from dataclasses import dataclass

from flask import current_app, request

from api import gate
from api.problems import Refused

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = "multipart/form-data"
KINDS = (FORM, CSV, XLSX, "application/octet-stream")
LARGEST = 10 * 2**20  # bytes, where the settings say nothing else
MOST_PARTS = 4


@dataclass(frozen=True)
class Upload:
    """The bytes of one file, and what it is called."""

    content: bytes
    filename: str


def received() -> Upload:
    """The file of this request."""
    kind = gate.media_type()
    if kind not in KINDS:
        accept = {"Accept": ", ".join(KINDS)}
        raise Refused(415, "not_a_sheet", "Send the file in a form, or as text/csv or .xlsx.", headers=accept)
    largest = current_app.config["MAX_CONTENT_LENGTH"] or LARGEST
    if kind == FORM:
        return _of_form(largest)
    return Upload(gate.read(largest), "body.csv" if kind == CSV else "body.xlsx")


def _of_form(largest: int) -> Upload:
    request.max_content_length = largest
    request.max_form_parts = MOST_PARTS
    files = request.files.getlist("file")
    if len(files) != 1 or len(request.files) != 1 or request.form:
        place = [{"detail": "Send it here.", "pointer": "#/file"}]
        raise Refused(422, "no_file", "Send one file, in the field “file”, and nothing beside it.", place)
    return Upload(files[0].read(), gate.fit(files[0].filename or "form.csv"))
