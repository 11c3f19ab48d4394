"""Step 2 of a year end: units that one authority took beyond its own minimum are attributed to one that lacks them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from contracts import minimums
from contracts.minimums import Commitment, Purchase
from contracts.year_end.books import Book, Kind, told

Key = tuple[str, str, date]
"""A commitment as the sheets name it: agreement, authority, and the day after the period's last."""


@dataclass(frozen=True)
class Transfer:
    """Units of a giver's minimum that a receiver's placements are attributed to; the period is the giver's."""

    from_authority: str
    to_authority: str
    agreement_ref: str
    period_end: date
    units: int
    on: date

    @property
    def key(self) -> Key:
        """What the giver's commitment is known by."""
        return (self.agreement_ref, self.from_authority, self.period_end)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From the values of a row of the transfers sheet, or any mapping with these keys."""
        return cls(**{name: values[name] for name in cls.__dataclass_fields__})


def in_order(transfers: Iterable[tuple[int, Transfer]]) -> list[tuple[int, Transfer]]:
    """Numbered transfers in the order in which they take effect: by day, then giver, then receiver."""
    return sorted(
        transfers, key=lambda numbered: (numbered[1].on, numbered[1].from_authority, numbered[1].to_authority)
    )


class Spare:
    """Placements that no commitment of their authority counts: what an authority without a minimum has to spare.

    Each placement is attributed once: as a whole where groups are counted, child by child where children are.
    """

    def __init__(self, commitments: Sequence[Commitment], purchases: Iterable[Purchase], *, as_of: date) -> None:
        committed: dict[str, list[Commitment]] = {}
        for commitment in commitments:
            committed.setdefault(commitment.authority_code, []).append(commitment)
        self._as_of = as_of
        self._children: dict[str, int] = {}
        self._free: dict[str, list[Purchase]] = {}
        for purchase in sorted(purchases, key=lambda one: (one.moved_in_on, one.placement_ref)):
            own = committed.get(purchase.authority_code, ())
            if not any(minimums.is_counted(commitment, purchase, as_of=as_of) for commitment in own):
                self._free.setdefault(purchase.authority_code, []).append(purchase)
                self._children[purchase.placement_ref] = purchase.children

    def units(self, giver: Commitment, *, authority_code: str) -> int:
        """How many units of the giver's agency, basis and period the authority has to spare."""
        return sum(self._left(giver, purchase) for purchase in self._of(giver, authority_code=authority_code))

    def use(self, giver: Commitment, units: int, *, authority_code: str) -> list[tuple[str, int]]:
        """Takes so many of these units, the earliest placements first; gives each placement with its units."""
        used = []
        for purchase in self._of(giver, authority_code=authority_code):
            taken = min(units, self._left(giver, purchase))
            if taken:
                children = taken if giver.unit_basis == "child" else purchase.children
                self._children[purchase.placement_ref] -= children
                used.append((purchase.placement_ref, taken))
                units -= taken
        return used

    def _of(self, giver: Commitment, *, authority_code: str) -> Iterable[Purchase]:
        for purchase in self._free.get(authority_code, ()):
            counted_on = purchase.counted_on(giver.count_event)
            known = counted_on is not None and giver.period_start <= counted_on < giver.period_end
            lapsed = minimums.lapsed_on(giver, purchase)
            stands = lapsed is None or self._as_of < lapsed
            if known and stands and giver.agency in (None, purchase.agency):
                yield purchase

    def _left(self, giver: Commitment, purchase: Purchase) -> int:
        left = self._children[purchase.placement_ref]
        return left if giver.unit_basis == "child" else int(left == purchase.children)


def make(transfer: Transfer, *, giver: Book, receiver: Book | None, spare: Spare) -> str | None:
    """Attributes the units of one transfer; gives the sentence that refuses it where there are not as many.

    The receiver is the book of its own commitment for the same period, None where it has none.
    """
    if giver.is_closed:
        _repeat(transfer, giver=giver, receiver=receiver, spare=spare)
        return None
    lacking = giver.lacking
    if receiver is not None and receiver.is_closed:
        return f"Transfer within periods that are open: that of {transfer.to_authority} is closed."
    if transfer.units > lacking:
        return f"Transfer no more than is lacking: {transfer.from_authority} lacks {_units(lacking)} of this minimum."
    to = transfer.to_authority
    beyond = spare.units(giver.commitment, authority_code=to) if receiver is None else receiver.beyond
    if transfer.units > beyond:
        return f"Transfer no more than the receiver has to spare: {to} took {_units(beyond)} beyond its own minimum."
    if receiver is not None:
        receiver.post(Kind.TRANSFERRED_OUT, transfer.units, cause=told(giver.commitment))
        giver.post(Kind.TRANSFERRED_IN, transfer.units, cause=told(receiver.commitment))
        return None
    for placement_ref, units in spare.use(giver.commitment, transfer.units, authority_code=to):
        giver.post(Kind.TRANSFERRED_IN, units, cause=f"{to} {placement_ref}")
    return None


def _repeat(transfer: Transfer, *, giver: Book, receiver: Book | None, spare: Spare) -> None:
    """What a closed book was given stands: nobody else has it to spare, and a receiver that is open gave it away."""
    if receiver is None:
        spare.use(giver.commitment, transfer.units, authority_code=transfer.to_authority)
    elif not receiver.is_closed:
        receiver.post(Kind.TRANSFERRED_OUT, transfer.units, cause=told(giver.commitment))


def receiving(books: Iterable[Book], to_authority: str, *, giver: Commitment) -> Book | None:
    """The receiver's own book for the giver's period: of the same agency first, then of any agency.

    A minimum with another agency than the giver's is none of this: its placements could never be the giver's.
    """
    days = (giver.period_start, giver.period_end)
    own = [
        book
        for book in books
        if book.commitment.authority_code == to_authority
        and (book.commitment.period_start, book.commitment.period_end) == days
        and (giver.agency is None or book.commitment.agency in (None, giver.agency))
    ]
    return min(own, key=lambda book: _nearness(book.commitment, giver), default=None)


def doubt(giver: Book, receiver: Book) -> str | None:
    """What both sides should look at, where their commitments count unlike things."""
    if receiver.commitment.unit_basis != giver.commitment.unit_basis:
        return "Look at this again: one of the two commitments counts children, the other sibling groups."
    if receiver.commitment.agency != giver.commitment.agency:
        return "Look at this again: only one of the two commitments names an agency."
    return None


def _nearness(own: Commitment, giver: Commitment) -> tuple[bool, bool, bool, str, str]:
    same = own.agreement_ref == giver.agreement_ref
    return (own.agency != giver.agency, own.agency is not None, not same, own.agency or "", own.agreement_ref)


def _units(number: int) -> str:
    return f"{number} unit" if number == 1 else f"{number} units"
