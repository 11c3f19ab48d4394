"""Year ends from the records: how each period that is over ended, by the arithmetic of `consortium year-end`.

A shortfall has the price of its own consortium's tariffs. What was transferred or relieved and no longer stands on the
records is told as something to look at, and moves no unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from consortium.access import Viewer, may, require
from consortium.floor.db import db
from consortium.floor.guard import whole
from consortium.rights import sight
from contracts import agreements, commitments, minimums
from contracts.charging.prices import PLACEMENT_FEE
from contracts.commitments import Commitment
from contracts.minimums import Tariff
from contracts.pricing import tariffs
from contracts.year_end import attribution, books
from contracts.year_end.attribution import Objection, Result, YearEnd
from contracts.year_end.books import Entry, Kind
from contracts.years import loading, unit_transfers
from contracts.years.loading import Known
from contracts.years.records import UnitTransfer, last_day

_DOUBTED = "agreement_ref"  # the column of a doubt that both sides should look at; others say what is not over yet
_FALLEN_OF = "The transfer of {} ({} units from {}) no longer stands on the records: take it back or mend what changed."
_FALLEN = "This transfer no longer stands on the records: ask who coordinates the agreement."


@dataclass(frozen=True)
class Ended:
    """A commitment whose period is over, how it ended, and every entry behind it.

    `counterparts` are the commitments that the causes of entries name: the other side of a transfer, another period.
    """

    commitment: Commitment
    result: Result
    entries: Sequence[Entry]
    counterparts: Mapping[str, Commitment]
    is_closed: bool

    @property
    def adjusted_units(self) -> int:
        """What the period counts for closed ones that missed it, less what these counted and should not have."""
        return sum(one.units for one in self.entries if one.kind == Kind.ADJUSTED)


@dataclass(frozen=True)
class Reckoned:
    """How the periods of an agreement ended, and what of its records could not be followed, in sentences."""

    ended: list[Ended]
    objections: list[str]


@dataclass(frozen=True)
class ToLookAt:
    """A transfer that no longer stands because records changed since, or that counts unlike things, and why."""

    transfer: UnitTransfer
    sentence: str
    stands: bool


@dataclass(frozen=True)
class Told:
    """How every period ended, agreement by agreement and oldest first, and what there is to look at."""

    ended: list[Ended]
    to_look_at: list[ToLookAt]


def of(viewer: Viewer, *, as_of: date, agreement_id: UUID | None = None) -> list[Ended]:
    """How every period within the viewer's sight that is over by the day ended: see `told`."""
    return told(viewer, as_of=as_of, agreement_id=agreement_id).ended


def told(viewer: Viewer, *, as_of: date, agreement_id: UUID | None = None) -> Told:
    """How every period within the viewer's sight that is over by the day ended.

    A unit may come from another period of the chain, so a chain is told only to who sees every period of it: an agency
    would read off it what was bought of another.
    """
    require(viewer, "positions.read")
    found = list(db.session.scalars(commitments.visible(viewer, agreement_id=agreement_id)).unique())
    seen, moved = {one.id for one in found}, _transfers(viewer)
    known = loading.of({*(one.authority_id for one in found), *(one.authority_id for one in moved)})
    year_end = attribution.of(known.agreed, known.bought, as_of=as_of)
    reckoned = _priced(known, year_end)
    hidden = {_chain(one.commitment) for one in reckoned if one.commitment.id not in seen}
    ended = [one for one in reckoned if one.commitment.id in seen and _chain(one.commitment) not in hidden]
    of_these = {one for one in moved if agreement_id in (None, one.commitment.agreement_id)}
    return Told(ended, _to_look_at(viewer, known, year_end.objections, may_see=of_these))


def _transfers(viewer: Viewer) -> set[UnitTransfer]:
    """Those that the viewer may see, of which they are told where one no longer stands."""
    if not may(viewer, unit_transfers.READ):
        return set()
    return set(db.session.scalars(unit_transfers.visible(viewer)).unique())


@whole("a period is closed for the whole of its agreement")
def of_agreement(agreement_id: UUID, *, as_of: date) -> Reckoned:
    """How every period of an agreement that is over by the day ended, for whoever closes one; the oldest first."""
    chosen = sa.select(Commitment.authority_id).where(Commitment.agreement_id == agreement_id)
    known = loading.of(db.session.scalars(chosen))
    year_end = attribution.of(known.agreed, known.bought, as_of=as_of)
    ended = [one for one in _priced(known, year_end) if one.commitment.agreement_id == agreement_id]
    fallen = [known.transfers[one.number] for one in year_end.objections if one.of == "transfers" and not one.is_doubt]
    mine = [one for one in fallen if one.commitment.agreement_id == agreement_id]
    return Reckoned(ended, [_FALLEN_OF.format(one.transferred_on, one.units, one.to_authority.name) for one in mine])


def _chain(commitment: Commitment) -> tuple[UUID, UUID]:
    return commitment.agreement_id, commitment.authority_id


@whole("a shortfall has the price of its consortium, whoever may read the price itself")
def _priced(known: Known, year_end: YearEnd) -> list[Ended]:
    """Each period with its price, under the reference that people know the agreement by."""
    prices = {key: tariffs.prices(key) for key in {one.consortium_id for one in known.commitments.values()}}
    names = {books.told(terms): row for terms, row in known.commitments.items()}
    priced = []
    for book, result in zip(year_end.books, year_end.results, strict=True):
        commitment = known.commitments[book.commitment]
        fixed = _fixed(commitment) if result.shortfall_units else []
        pence = minimums.shortfall_pence(
            book.commitment, result.shortfall_units, fixed or prices[commitment.consortium_id]
        )
        if commitment.id in known.closed:  # the price is the one that it was closed with
            pence = known.closed[commitment.id]["shortfall_pence"]
        result = replace(result, agreement_ref=commitment.agreement.ref, shortfall_pence=pence)
        counterparts = {entry.cause: names[entry.cause] for entry in book.entries if entry.cause in names}
        priced.append(Ended(commitment, result, book.entries, counterparts, is_closed=book.is_closed))
    return sorted(priced, key=_order)


def _fixed(commitment: Commitment) -> list[Tariff]:
    """The price of the agreement itself, where its terms on the period's last day fix one."""
    terms = agreements.terms_on(last_day(commitment), agreement_id=commitment.agreement_id)
    if terms.fixed_price_pence is None:
        return []
    return [Tariff(date.min, None, None, PLACEMENT_FEE, None, terms.fixed_price_pence)]


def _order(one: Ended) -> tuple[str, str, date]:
    return one.result.agreement_ref, one.result.authority_code, one.result.period_start


def _to_look_at(
    viewer: Viewer, known: Known, objections: list[Objection], *, may_see: set[UnitTransfer]
) -> list[ToLookAt]:
    """The transfers objected to that the viewer may see; an authority is not told what the other lacks or has."""
    objected = [one for one in objections if one.of == "transfers" and (not one.is_doubt or one.column == _DOUBTED)]
    found = []
    for one in objected:
        row = known.transfers[one.number]
        if row not in may_see:
            continue
        if sight.may_in(viewer, unit_transfers.READ, consortium_id=row.commitment.consortium_id):
            found.append(ToLookAt(row, unit_transfers.in_names(one.sentence, transfer=row), stands=one.is_doubt))
        elif not one.is_doubt:
            found.append(ToLookAt(row, _FALLEN, stands=False))
    return found
