"""The ledger of a commitment as a page shows it: each entry in words, with the sums so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.year_end.books import MINIMUM, Kind
from web.words import UNIT_ENTRIES

# What comes from another authority's placements counts for the minimum, and what goes to another's no longer does.
_MOVED = {Kind.TRANSFERRED_IN.value: 1, Kind.TRANSFERRED_OUT.value: -1}


@dataclass(frozen=True)
class Told:
    """One entry, and what all entries up to it come to."""

    number: int
    on: date
    what: str
    purchase_id: UUID | None
    placement_ref: str | None
    by: str | None
    at: datetime
    other: str | None
    minimum: int | None
    taken: int | None
    moved: int | None
    minimum_so_far: int
    taken_so_far: int
    moved_so_far: int

    @property
    def short_so_far(self) -> int:
        """What lacks of the minimum, before any tolerance."""
        return max(self.minimum_so_far - self.taken_so_far - self.moved_so_far, 0)


def told(rows: Iterable[Mapping[str, Any]], *, starts: date, as_of: date) -> list[Told]:
    """The entries that count up to a day, in the order in which they were made.

    What was agreed from the first day of a period that is yet to start is told before it, as a position tells it.
    """
    minimum = taken = moved = 0
    entries = []
    for row in rows:
        sign = _MOVED.get(row["kind"])
        units, promised = row["units"] * (sign or 1), row["kind"] in MINIMUM
        if row["accounting_on"] > (max(as_of, starts) if promised else as_of):
            continue
        minimum += units if promised else 0
        moved += units if sign else 0
        taken += 0 if promised or sign else units
        entries.append(
            Told(
                number=row["number"],
                on=row["accounting_on"],
                what=_what(row["kind"], units=row["units"]),
                purchase_id=row["purchase_id"],
                placement_ref=row["placement_ref"],
                by=row["recorded_by"],
                at=row["recorded_at"],
                other=row["other_name"],
                minimum=units if promised else None,
                taken=None if promised or sign else units,
                moved=units if sign else None,
                minimum_so_far=minimum,
                taken_so_far=taken,
                moved_so_far=moved,
            )
        )
    return entries


def _what(kind: str, *, units: int) -> str:
    said = UNIT_ENTRIES[kind]
    return f"{said}, put right" if kind not in MINIMUM and units < 0 else said
