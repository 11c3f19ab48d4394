"""How rows of the travel and pins sheets become records; offered to the imports."""

from collections.abc import Sequence

from consortium import consortia
from consortium.access import Viewer
from consortium.consortia import Consortium
from consortium.floor.db import db
from consortium.floor.errors import RuleBroken
from consortium.importing import imports
from consortium.importing.imports import Kind, Outcome
from consortium.importing.incoming import outcome, told
from consortium.rights import sight
from consortium.sheets.columns import Row
from matching.sheets import PINS_CHECKS, PINS_COLUMNS, TRAVEL_CHECKS, TRAVEL_COLUMNS
from matching.terms import pins, travel


def write_travel(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Records the minutes of ways in every consortium that the viewer coordinates."""
    homes = consortia.visible(viewer).with_only_columns(Consortium.id)
    if not viewer.operator:
        homes = homes.where(Consortium.id.in_(sight.consortia_of(viewer, "travel.change")))
    ways = [told(row, TRAVEL_COLUMNS) | {"version": row.values["version"]} for row in rows]
    made = [travel.tell(viewer, consortium_id=home, ways=ways) for home in db.session.scalars(homes).all()]
    if not made:
        raise RuleBroken("Import the members first: there is no consortium whose matrix this could be.")
    return [_overall(outcomes) for outcomes in zip(*made, strict=True)]


def _overall(outcomes: Sequence[Outcome]) -> Outcome:
    """What became of a row that is recorded in several consortia."""
    return outcomes[0] if len(set(outcomes)) == 1 else Outcome.CHANGED


def write_pin(viewer: Viewer, rows: Sequence[Row]) -> list[Outcome]:
    """Records a decision on a pair in place of what was decided on it before."""
    (row,) = rows
    known = pins.known(viewer, referral_ref=row.values["referral_ref"], household_ref=row.values["household_ref"])
    before = known.version if known else None
    pin = pins.decide(viewer, values=told(row, PINS_COLUMNS), version=row.values["version"])
    return [outcome(before, pin.version)]


imports.offer(
    Kind(
        name="travel",
        columns=TRAVEL_COLUMNS,
        checks=TRAVEL_CHECKS,
        capability="travel.change",
        write=write_travel,
        at_once=True,
        most_rows=50_000,
    )
)
imports.offer(
    Kind(
        name="pins",
        columns=PINS_COLUMNS,
        checks=PINS_CHECKS,
        capability="pins.change",
        write=write_pin,
    )
)
