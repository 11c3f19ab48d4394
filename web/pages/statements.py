"""Statements: what was promised, taken, moved, owed, billed, paid and disputed in a period, of whom one may ask."""

import json

from flask import Blueprint, Response, render_template, request

from api.schemas.statements import Statement
from consortium.documents.papers import Printed, reader
from consortium.floor import clock
from contracts import commitments, positions
from contracts.statements import figures, files, papers, subjects, telling, words
from contracts.statements.figures import Kind
from contracts.statements.files import Form
from web import lines, stated
from web.auth import may, viewer
from web.forms import Answer
from web.paging import everything
from web.stated import Asked, Page

pages = Blueprint("statements", __name__, url_prefix="/statements")
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@pages.get("/")
@may("statements.read")
def index() -> Answer:
    """The statement that the address asks for, of one's own organisation and this financial year otherwise."""
    asked, choices = _asked(), stated.choices(subjects.offered(viewer()))
    if asked.fault:
        return render_template("statements/index.html", asked=asked, choices=choices, shown=None), 422
    shown = Page(telling.of(viewer(), **asked.question), asked, clock.today())
    parts = {"burnups": _burnups(shown), "wording": words}
    return render_template("statements/index.html", asked=asked, choices=choices, shown=shown, **parts)


@pages.get("/print")
@may("statements.read")
def paper() -> Answer:
    """The same as a document, to print from the browser."""
    asked = _asked()
    found = telling.of(viewer(), **asked.question)
    document = papers.document(found, made_for=reader(viewer()))
    return render_template("statements/print.html", found=document, shown=Page(found, asked, clock.today()))


@pages.get("/statement.<any(pdf, xlsx, csv, json):form>")
@may("statements.read")
def file(form: str) -> Response:
    """The same as a file: every form has the same figures."""
    found = telling.of(viewer(), **_asked().question)
    made = _as_json(found) if form == "json" else files.of(viewer(), statement=found, form=Form(form))
    response = Response(made.content, content_type=TYPES[form])
    response.headers.set("Content-Disposition", "attachment", filename=made.name)
    return response


def _as_json(found: figures.Statement) -> Printed:
    """As the JSON door gives it."""
    told = json.dumps(Statement().dump(telling.as_values(found)), ensure_ascii=False, indent=1)
    return Printed(f"{files.name(found)}.json", told.encode())


def _asked() -> Asked:
    return Asked.of(request.args, today=clock.today())


def _burnups(shown: Page) -> list[tuple[lines.Line, lines.Drawing]]:
    """Each commitment of an authority against its minimum, by the statement's last day."""
    found = shown.statement
    if found.subject.kind is not Kind.AUTHORITY or not found.units:
        return []
    chosen = subjects.get(viewer(), kind=found.subject.kind, code=found.subject.code)
    made = stated.meeting(everything(commitments.visible(viewer(), authority_id=chosen.id)), found)
    stood = positions.of(viewer(), as_of=shown.day, authority_id=chosen.id)
    return [(one, _drawn(one)) for one in lines.paired(made, stood, as_of=shown.day)]


def _drawn(one: lines.Line) -> lines.Drawing:
    return one.drawn(positions.counted(viewer(), commitment_id=one.commitment.id, as_of=one.as_of))
