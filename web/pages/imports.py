"""Imports: a spreadsheet sent, what became of it, the bad rows given back, and what each kind's columns hold."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from consortium.importing import imports
from consortium.sheets.writing import csv_text
from web import taken
from web.auth import can, may, viewer
from web.forms import Answer, done
from web.forms.imports import ImportForm
from web.paging import page

pages = Blueprint("imports", __name__, url_prefix="/imports")


@pages.route("/", methods=["GET", "POST"])
@may("imports.read")
def index() -> Answer:
    """Send a spreadsheet; find what was sent before."""
    form = ImportForm()
    form.kind.offer({kind.name: taken.called(kind.name) for kind in _kinds()})
    if form.is_sent() and (found := form.carry_out(imports.take, viewer(), **form.sheet())):
        return done(".one", import_id=found.id)
    return form.page("imports/index.html", kinds=_kinds(), found=page(imports.visible(viewer())), called=taken.called)


@pages.get("/<uuid:import_id>")
@may("imports.read", audited=True)
def one(import_id: UUID) -> Answer:
    """What became of one file."""
    found = taken.Taken(imports.opened(viewer(), import_id=import_id))
    return render_template("imports/one.html", taken=found, called=taken.called)


@pages.get("/<uuid:import_id>/returned.csv")
@may("imports.read", audited=True)
def returned(import_id: UUID) -> Response:
    """The returned rows as they were, to mend and send again."""
    found = taken.Taken(imports.opened(viewer(), import_id=import_id))
    return _file(csv_text(found.columns, found.cells), name=f"{found.kept.kind}-to-mend.csv")


@pages.get("/columns/<kind>")
@may("imports.read")
def columns(kind: str) -> Answer:
    """What each column of one kind of sheet holds."""
    return render_template("imports/columns.html", kind=imports.kind_of(kind), called=taken.called)


@pages.get("/columns/<kind>.csv")
@may("imports.read")
def template(kind: str) -> Response:
    """An empty spreadsheet with the columns that can be filled."""
    names = [column.name for column in imports.kind_of(kind).columns if not column.derived]
    return _file(csv_text(names, []), name=f"{kind}.csv")


def _kinds() -> list[imports.Kind]:
    """The kinds of sheet that the person who looks may send."""
    return [kind for kind in imports.kinds() if can(kind.capability)]


def _file(text: str, *, name: str) -> Response:
    held = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text, mimetype="text/csv", headers=held)
