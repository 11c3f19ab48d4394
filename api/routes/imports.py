"""The routes of imports: spreadsheets taken in, and the rows given back."""

from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from flask import Response

from api.operations import Door, Values
from api.paging import Listing
from api.schemas.imports import Import, ImportSummary, ImportTerms
from api.uploads import Upload
from consortium.access import Viewer
from consortium.importing import imports
from consortium.sheets import writing

ONE = "/imports/<uuid:import_id>"
COUNTS = ("id", "kind", "filename", "sha256", "created", "changed", "unchanged", "returned", "created_at")
door = Door("imports")


@door.lists("/imports", ImportSummary, may="imports.read")
def index(viewer: Viewer, query: Values) -> Listing:
    """List your imports, the latest first."""
    shown = partial(_shown, names=COUNTS)
    return Listing(imports.visible(viewer, **query), by="created_at", shown=shown, newest_first=True)


@door.acts("/imports", Import, may="imports.take", asks=ImportTerms, takes_file=True)
def take(viewer: Viewer, query: Values, upload: Upload) -> Values:
    """Take a spreadsheet: the good rows come in, the bad ones are given back with their reasons."""
    kind, strict = query["kind"], query.get("strict") == "true"
    taken = imports.take(viewer, kind=kind, content=upload.content, filename=upload.filename, strict=strict)
    return next(_shown([taken]))


@door.reads(ONE, Import, may="imports.read", audited=True)
def read(viewer: Viewer, import_id: UUID) -> Values:
    """Read what became of one file."""
    return next(_shown([imports.opened(viewer, import_id=import_id)]))


@door.reads(f"{ONE}/returned.csv", None, may="imports.read", media="text/csv", audited=True)
def returned(viewer: Viewer, import_id: UUID) -> Response:
    """Give the rows that were not taken as a spreadsheet, to be mended and sent again."""
    kept = imports.opened(viewer, import_id=import_id)
    text = writing.csv_text(imports.kind_of(kept.kind).columns, [row["cells"] for row in kept.returned_rows])
    headers = {"Content-Disposition": f'attachment; filename="{kept.kind}-returned.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)


def _shown(
    found: Sequence[imports.Import], *, names: Sequence[str] = (*COUNTS, "notices", "returned_rows")
) -> Iterator[Values]:
    for one in found:
        yield {name: getattr(one, name) for name in names}
