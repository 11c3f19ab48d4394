"""How rows of the tariffs sheet become records; offered to the imports."""

from collections.abc import Sequence

import sqlalchemy as sa

from consortium import consortia
from consortium.access import Viewer
from consortium.consortia import Consortium
from consortium.floor.db import db
from consortium.floor.errors import ConsortiumError
from consortium.importing import imports
from consortium.importing.imports import Kind, Outcome, SomeRefused
from consortium.importing.incoming import outcome, told
from consortium.sheets.columns import Row
from contracts.pricing import tariffs
from contracts.sheets import TARIFFS_CHECKS, TARIFFS_COLUMNS


def write_tariffs(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Records each price, or changes the one of the same charge, agency, group and first day.

    The earliest comes first, wherever it stands in the sheet: a price is ended before the one that follows it begins.
    """
    found: dict[int, Outcome] = {}
    refusals: dict[int, ConsortiumError] = {}
    for at, row in sorted(enumerate(rows), key=lambda numbered: numbered[1].values["valid_from"]):
        try:
            found[at] = _write(viewer, row)
        except ConsortiumError as refusal:
            refusals[at] = refusal
    if refusals:
        raise SomeRefused(refusals)
    return [found[at] for at in range(len(rows))]


def _write(viewer: Viewer, row: Row) -> Outcome:
    tariff = tariffs.standing(viewer, values=row.values)
    if tariff is None:
        return outcome(None, tariffs.record(viewer, values=told(row, TARIFFS_COLUMNS)).version)
    before = tariff.version
    values = told(row, TARIFFS_COLUMNS, leave=tuple(tariffs.IDENTITY))
    tariffs.change(viewer, tariff_id=tariff.id, version=row.values["version"] or before, values=values)
    return outcome(before, tariff.version)


def hold_consortia(_rows: Sequence[Row]) -> None:
    """Holds every consortium before the first price is written: two imports never wait for each other."""
    consortia.hold(consortium_ids=db.session.scalars(sa.select(Consortium.id)))


imports.offer(
    Kind(
        name="tariffs",
        columns=TARIFFS_COLUMNS,
        checks=TARIFFS_CHECKS,
        capability="tariffs.change",
        write=write_tariffs,
        at_once=True,
        begin=hold_consortia,
    )
)
