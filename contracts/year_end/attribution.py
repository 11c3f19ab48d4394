"""A year end from what was agreed and bought: the table of contents of its steps, and what they come to.

The order is fixed, and each unit is used once: own placements by the day that counts; transfers; units carried in,
the oldest first; an excess makes up earlier paid shortfalls; relief where the agency had nobody; tolerance; what still
lacks is the shortfall, and what is above is the excess. A child's return home takes no unit away: nothing here asks
what came of a placement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Literal, Self

from contracts import minimums
from contracts.minimums import Commitment, Purchase, Tariff
from contracts.year_end import books, chains, transferring
from contracts.year_end.books import Book, Entry, Kind
from contracts.year_end.transferring import Key, Spare, Transfer

Sheet = Literal["transfers", "unavailability"]


@dataclass(frozen=True)
class Unavailability:
    """Units for which the agency offered nobody suitable in time."""

    agreement_ref: str
    authority_code: str
    period_end: date
    units: int

    @property
    def key(self) -> Key:
        """What the relieved commitment is known by."""
        return (self.agreement_ref, self.authority_code, self.period_end)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From the values of a row of the unavailability sheet, or any mapping with these keys."""
        return cls(**{name: values[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Result:
    """How one commitment's period ended; its fields are the keys of the JSON document, in order.

    minimum + excess + made up = taken + transferred + carried in + relieved + tolerated + shortfall, always.
    """

    agreement_ref: str
    authority_code: str
    period_start: date
    period_end: date
    minimum_units: int
    taken_units: int
    transferred_units: int
    carried_in_units: int
    made_up_units: int
    relieved_units: int
    tolerated_units: int
    shortfall_units: int
    shortfall_pence: int | None
    excess_units: int
    carried_out_units: int


@dataclass(frozen=True)
class Objection:
    """What is wrong with the transfer or the relief of this number (from 0); a doubt leaves it in force."""

    of: Sheet
    number: int
    column: str
    sentence: str
    is_doubt: bool = False


@dataclass(frozen=True)
class YearEnd:
    """Every period that ended by the day, in order; the books hold what stands behind each figure."""

    books: list[Book]
    results: list[Result]
    objections: list[Objection]


@dataclass(frozen=True)
class Agreed:
    """What goes into a year end beside placements: all in whole units, none of it about a child."""

    commitments: Sequence[Commitment]
    transfers: Sequence[Transfer] = ()
    unavailability: Sequence[Unavailability] = ()
    tariffs: Sequence[Tariff] = ()
    closed: Mapping[Commitment, Sequence[Entry]] = field(default_factory=dict)
    """The entries of each book that was closed: they stand, whatever was recorded since."""
    adjusted: Mapping[Commitment, Sequence[Entry]] = field(default_factory=dict)
    """What an open book counts of a closed one: units that this counted and should not have, or the other way round."""


@dataclass(frozen=True)
class Stood:
    """Steps 1 and 2: the books after transfers, what is to spare beside them, and what is objected to."""

    books: list[Book]
    spare: Spare
    objections: list[Objection]

    def lacking(self, giver: Commitment) -> int:
        """The units of a minimum that nothing stands against yet."""
        return next(book.lacking for book in self.books if book.commitment == giver)

    def receiving(self, giver: Commitment, *, authority_code: str) -> Book | None:
        """The authority's own book from which units would go to this minimum, where it has one."""
        return transferring.receiving(self.books, authority_code, giver=giver)

    def to_spare(self, giver: Commitment, *, authority_code: str) -> int:
        """How many units the authority could give up for this minimum."""
        own = self.receiving(giver, authority_code=authority_code)
        return own.beyond if own else self.spare.units(giver, authority_code=authority_code)


def of(agreed: Agreed, purchases: Iterable[Purchase], *, as_of: date) -> YearEnd:
    """How each period that ended by the day ended. What is objected to is not in it, but for what is a mere doubt."""
    over = [commitment for commitment in agreed.commitments if commitment.period_end <= as_of]
    stood, named = _stood(agreed, over, purchases, as_of=as_of), _named(agreed.commitments)
    relief = Counter[Key]()
    for one in agreed.unavailability:
        relief[one.key] += one.units
    for _, chain in groupby(
        stood.books, key=lambda book: (book.commitment.agreement_ref, book.commitment.authority_code)
    ):
        periods = list(chain)
        keys = [_key(book.commitment) for book in periods]
        chains.close(periods, unavailable=[relief[key] if named[key] == 1 else 0 for key in keys])
    objections = [*stood.objections, *_unnamed(agreed, named)]
    return YearEnd(stood.books, [_result(book, agreed.tariffs) for book in stood.books], objections)


def standing(agreed: Agreed, purchases: Iterable[Purchase], *, as_of: date) -> Stood:
    """What each minimum lacks and each authority has to spare on a day, in periods that still run as well."""
    return _stood(agreed, agreed.commitments, purchases, as_of=as_of)


def _stood(agreed: Agreed, commitments: Iterable[Commitment], purchases: Iterable[Purchase], *, as_of: date) -> Stood:
    bought = sorted(purchases, key=lambda one: (one.moved_in_on, one.placement_ref))
    opened, named = _opened(agreed, commitments, bought, as_of=as_of), _named(agreed.commitments)
    by_key = {_key(book.commitment): book for book in opened if named[_key(book.commitment)] == 1}
    spare = Spare(agreed.commitments, bought, as_of=as_of)
    return Stood(opened, spare, list(_transfer(agreed.transfers, opened, by_key, spare=spare, as_of=as_of)))


def _opened(
    agreed: Agreed, commitments: Iterable[Commitment], bought: Iterable[Purchase], *, as_of: date
) -> list[Book]:
    """Step 1: a book for each commitment, with the minimum and the authority's own placements."""
    by_authority: dict[str, list[Purchase]] = {}
    for purchase in bought:
        by_authority.setdefault(purchase.authority_code, []).append(purchase)
    opened = books.in_order(Book(commitment) for commitment in commitments)
    for book in opened:
        commitment = book.commitment
        if commitment in agreed.closed:
            book.entries.extend(agreed.closed[commitment])
            book.is_closed = True
            continue
        book.post(Kind.COMMITTED, commitment.minimum_units, cause=books.told(commitment))
        for purchase in by_authority.get(commitment.authority_code, ()):
            if minimums.is_counted(commitment, purchase, as_of=as_of):
                units = minimums.units(purchase, commitment.unit_basis)
                book.post(Kind.TAKEN, units, cause=purchase.placement_ref)
        book.entries.extend(agreed.adjusted.get(commitment, ()))
    return opened


def _transfer(
    transfers: Iterable[Transfer], opened: Sequence[Book], by_key: Mapping[Key, Book], *, spare: Spare, as_of: date
) -> Iterator[Objection]:
    """Step 2: every transfer made by the day, in order; yields those that are refused, and doubts about others.

    Those of closed books go first: what they attributed is nobody else's, on whatever day another is said to have been.
    """
    closed = {key for key, book in by_key.items() if book.is_closed}
    made = transferring.in_order(enumerate(transfers))
    for number, transfer in sorted(made, key=lambda numbered: numbered[1].key not in closed):
        giver = by_key.get(transfer.key)
        if transfer.period_end > as_of:
            yield Objection("transfers", number, "period_end", _RUNNING.format(as_of), is_doubt=True)
        if giver is None:
            continue
        if transfer.on > as_of:
            yield Objection("transfers", number, "on", _LATER.format(as_of), is_doubt=True)
            continue
        receiver = transferring.receiving(opened, transfer.to_authority, giver=giver.commitment)
        refusal = transferring.make(transfer, giver=giver, receiver=receiver, spare=spare)
        if refusal:
            yield Objection("transfers", number, "units", refusal)
        elif receiver is not None and (doubt := transferring.doubt(giver, receiver)):
            yield Objection("transfers", number, "agreement_ref", doubt, is_doubt=True)


_RUNNING = "The period has not ended by {}: this transfer waits."
_LATER = "This transfer was made after {}: it is left out."
UNNAMED = "Name a commitment: none of this agreement and authority has a period that ends on this day."
AMBIGUOUS = "Give each agency's commitment an agreement_ref of its own: two of this one end on this day."


def _unnamed(agreed: Agreed, named: Mapping[Key, int]) -> Iterator[Objection]:
    """Transfers and reliefs that name no commitment, or two."""
    given: tuple[tuple[Sheet, list[Key]], ...] = (
        ("transfers", [row.key for row in agreed.transfers]),
        ("unavailability", [row.key for row in agreed.unavailability]),
    )
    for sheet, keys in given:
        for number, key in enumerate(keys):
            if named.get(key) != 1:
                yield Objection(sheet, number, "agreement_ref", AMBIGUOUS if key in named else UNNAMED)


def _named(commitments: Iterable[Commitment]) -> Counter[Key]:
    return Counter(map(_key, commitments))


def _key(commitment: Commitment) -> Key:
    return (commitment.agreement_ref, commitment.authority_code, commitment.period_end)


def _result(book: Book, tariffs: Iterable[Tariff]) -> Result:
    commitment = book.commitment
    short = book.sum(Kind.SHORTFALL)
    return Result(
        agreement_ref=commitment.agreement_ref,
        authority_code=commitment.authority_code,
        period_start=commitment.period_start,
        period_end=commitment.period_end,
        minimum_units=book.sum(*books.MINIMUM),
        taken_units=book.sum(Kind.TAKEN),
        transferred_units=book.sum(Kind.TRANSFERRED_IN) - book.sum(Kind.TRANSFERRED_OUT),
        carried_in_units=book.sum(Kind.CARRIED_IN),
        made_up_units=book.sum(Kind.MADE_UP),
        relieved_units=book.sum(Kind.RELIEVED),
        tolerated_units=book.sum(Kind.TOLERATED),
        shortfall_units=short,
        shortfall_pence=minimums.shortfall_pence(commitment, short, tariffs),
        excess_units=book.sum(Kind.EXCESS),
        carried_out_units=book.sum(Kind.CARRIED_OUT),
    )
