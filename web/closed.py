"""How a period is closed, as pages show it: its commitments in figures, every entry in words, and what is open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from consortium.floor.errors import NotFound
from contracts.agreements import Agreement
from contracts.charging.pence import pounds
from contracts.year_end.books import COUNTED, MINIMUM, Kind
from contracts.year_ends import Ended
from contracts.years.closed import Closing, ClosingStatus
from web.ending import FIGURES
from web.shown import count, day, last_day
from web.words import UNIT_ENTRIES


def ends(text: str) -> date:
    """The day that an address names as the end of a period; one that is none is not found."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None


@dataclass(frozen=True)
class Closed:
    """The document of a closing."""

    document: Mapping[str, Any]

    @property
    def title(self) -> str:
        """Which period of which agreement."""
        return f"{self.document['agreement_ref']}, period to {day(last_day(self.ends))}"

    @property
    def ends(self) -> date:
        """The day after the last."""
        return date.fromisoformat(self.document["period_end"])

    @property
    def parts(self) -> list[Mapping[str, Any]]:
        """Each commitment, by the authority's name."""
        return sorted(self.document["commitments"], key=lambda one: (one["authority"], one["agency"] or ""))

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Each head of the table with the key of its figure; adjustments have a column only where there are any."""
        if not any(one["adjusted_units"] for one in self.parts):
            return list(FIGURES)
        return [*FIGURES[:2], ("Adjusted", "adjusted_units"), *FIGURES[2:]]

    @property
    def sentence(self) -> str:
        """What the whole period comes to."""
        short = sum(one["shortfall_units"] for one in self.parts)
        owed = sum(one["shortfall_pence"] or 0 for one in self.parts)
        taken = sum(one["taken_units"] for one in self.parts)
        minimum = sum(one["minimum_units"] for one in self.parts)
        said = f"{taken} of {count(minimum, 'unit')} taken by the authorities’ own placements"
        if not short:
            return f"{said}, and nothing is short."
        return f"{said}, and {count(short, 'unit is', 'units are')} short: {pounds(owed)} is owed."

    def entries(self, part: Mapping[str, Any]) -> list[tuple[str, int, str]]:
        """What each entry of a commitment is, its units and what it stands on."""
        agreement = self.document["agreement_ref"]
        return [(UNIT_ENTRIES[one["kind"]], one["units"], _cause(one, agreement)) for one in part["entries"]]


def _cause(entry: Mapping[str, Any], agreement: str) -> str:
    """Another commitment is told by its authority and first day, a placement by its reference, and else in words."""
    cause = str(entry["cause"])
    if entry["kind"] in COUNTED:
        return cause.rsplit(" ", 1)[0]
    if entry["kind"] in MINIMUM:
        return agreement
    if entry["counterpart_id"] is None:
        return cause.split(" ", 1)[0] if entry["kind"] == Kind.TRANSFERRED_IN else cause
    _, code, began = entry["cause"].rsplit(" ", 2)
    return f"{agreement}, {code}, from {day(date.fromisoformat(began))}"


@dataclass(frozen=True)
class Waiting:
    """A period that is over and that nobody has proposed to close."""

    agreement: Agreement
    period_end: date
    commitments: int
    short: int


def waiting(found: Iterable[Ended], *, closings: Iterable[Closing]) -> list[Waiting]:
    """The periods that are over and open, the oldest first."""
    standing = {(one.agreement_id, one.period_end) for one in closings if one.status is not ClosingStatus.WITHDRAWN}
    by_period: dict[tuple[UUID, date], list[Ended]] = {}
    for one in found:
        key = (one.commitment.agreement_id, one.commitment.period_end)
        if key not in standing:
            by_period.setdefault(key, []).append(one)
    told = [
        Waiting(rows[0].commitment.agreement, end, len(rows), sum(one.result.shortfall_units for one in rows))
        for (_, end), rows in by_period.items()
    ]
    return sorted(told, key=lambda one: (one.period_end, one.agreement.ref))
