"""What closing a period settles: the figures and entries as one document, and what of it goes into both ledgers."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer
from consortium.floor import clock
from consortium.floor.db import db
from consortium.floor.errors import NotFound, RuleBroken
from consortium.floor.guard import whole
from contracts import year_ends
from contracts.agreements import Agreement
from contracts.commitments import Commitment
from contracts.ledger import posting, unit_entries
from contracts.money import posting as money
from contracts.money.accounts import Act
from contracts.year_end.books import COUNTED, MINIMUM, Kind
from contracts.year_ends import Ended, Reckoned

WORDS: Mapping[Kind, str] = {
    Kind.CARRIED_IN: "carried in from the period that began on {}",
    Kind.MADE_UP: "made up for the period that began on {}",
    Kind.RELIEVED: "no household was offered in time",
    Kind.TOLERATED: "within the tolerance",
    Kind.SHORTFALL: "short of the minimum",
    Kind.EXCESS: "above the minimum",
    Kind.CARRIED_OUT: "may be used in later periods",
}
"""The cause that a commitment's ledger tells of each kind that a year end adds to it."""


@dataclass(frozen=True)
class Preview:
    """A period as it would be closed now: the document, and what has to be done first, if anything."""

    document: dict[str, Any]
    hindrance: RuleBroken | None


def preview(agreement: Agreement, *, period_end: date) -> Preview:
    """Each commitment of the period with its figures and all entries behind them, as plain data.

    A period that is still to end is told as it would end if nothing more were recorded.
    """
    reckoned = year_ends.of_agreement(agreement.id, as_of=max(clock.today(), period_end))
    chosen = [one for one in reckoned.ended if one.commitment.period_end == period_end]
    if not chosen:
        raise NotFound
    document = {
        "agreement_ref": agreement.ref,
        "period_end": period_end.isoformat(),
        "commitments": [_told(one) for one in chosen],
    }
    return Preview(document, _hindrance(reckoned, chosen, period_end=period_end))


def settled(agreement: Agreement, *, period_end: date) -> dict[str, Any]:
    """The document of a period that can be closed; refused where it cannot yet."""
    found = preview(agreement, period_end=period_end)
    if found.hindrance is not None:
        raise found.hindrance
    return found.document


def _hindrance(reckoned: Reckoned, chosen: Sequence[Ended], *, period_end: date) -> RuleBroken | None:
    last = _day(_last(period_end))
    if period_end > clock.today():
        return RuleBroken(f"The period runs to {last}: it can be closed after that day.", code="not_over")
    if chosen[0].is_closed:
        return RuleBroken("This period is closed.", code="status")
    earlier = [one.commitment.period_end for one in reckoned.ended if not one.is_closed]
    if min(earlier) < period_end:
        first = _day(_last(min(earlier)))
        return RuleBroken(f"Close the period that ended on {first} first: what it leaves counts here.", code="in_order")
    if reckoned.objections:
        return RuleBroken(f"Put this right first. {reckoned.objections[0]}", code="in_doubt")
    if unpriced := sorted(one.commitment.authority.name for one in chosen if one.result.shortfall_pence is None):
        return RuleBroken(
            f"Record the placement fee for one child that holds on {last} first: the shortfall of "
            f"{', '.join(unpriced)} has no price.",
            code="no_price",
        )
    return None


def digest(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a document in one form, whatever order its keys have."""
    said = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


@whole("what is counted of the authorities of an agreement is counted one after the other")
def hold(agreement_id: UUID) -> None:
    """Holds every authority that has a commitment in the agreement: nothing is bought or agreed meanwhile."""
    found = sa.select(Commitment.authority_id).where(Commitment.agreement_id == agreement_id)
    posting.hold(*db.session.scalars(found.distinct()))


def post(viewer: Viewer, *, document: Mapping[str, Any], period_end: date) -> None:
    """Adds to the unit ledger what the year end made of the units, and to that of money what is owed for shortfalls."""
    last = _last(period_end)
    for told in document["commitments"]:
        commitment_id, authority_id = UUID(told["commitment_id"]), UUID(told["authority_id"])
        unit_entries.add(
            viewer, commitment_id=commitment_id, authority_id=authority_id, entries=_entries(told, on=last)
        )
        if told["shortfall_pence"]:
            money.post(
                viewer,
                act=Act.SHORTFALL,
                authority_id=authority_id,
                agency_id=UUID(told["agency_id"]) if told["agency_id"] else None,
                pence=told["shortfall_pence"],
                on=last,
                cause=f"{document['agreement_ref']}: {told['shortfall_units']} short in the period to {_day(last)}",
                cause_id=commitment_id,
            )


def _told(one: Ended) -> dict[str, Any]:
    commitment, result = one.commitment, one.result
    figures = {name: getattr(result, name) for name in result.__dataclass_fields__ if name.endswith(("units", "pence"))}
    return {
        "commitment_id": str(commitment.id),
        "authority_id": str(commitment.authority_id),
        "authority_code": commitment.authority.code,
        "authority": commitment.authority.name,
        "agency_id": str(commitment.agency_id) if commitment.agency_id else None,
        "agency": commitment.agency.code if commitment.agency else None,
        "period_start": commitment.period_start.isoformat(),
        "adjusted_units": one.adjusted_units,
        **figures,
        "entries": [
            {
                "kind": entry.kind.value,
                "units": entry.units,
                "cause": entry.cause,
                "counterpart_id": str(one.counterparts[entry.cause].id) if entry.cause in one.counterparts else None,
            }
            for entry in one.entries
        ],
    }


def _entries(told: Mapping[str, Any], *, on: date) -> Iterator[dict[str, Any]]:
    """What is not in the ledger already: the minimum and what was taken are."""
    for entry in told["entries"]:
        kind = Kind(entry["kind"])
        if kind in (*MINIMUM, *COUNTED, Kind.TRANSFERRED_IN, Kind.TRANSFERRED_OUT):
            continue
        began = entry["cause"].rpartition(" ")[2]
        said = {"cause": WORDS[kind]}
        if kind in (Kind.CARRIED_IN, Kind.MADE_UP):
            said["cause"] = WORDS[kind].format(_day(date.fromisoformat(began)))
        other = UUID(entry["counterpart_id"]) if entry["counterpart_id"] else None
        yield {"kind": kind, "units": entry["units"], "accounting_on": on, "counterpart_id": other} | said


def _last(period_end: date) -> date:
    return period_end - timedelta(days=1)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
