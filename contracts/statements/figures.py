"""What a statement says, as plain values: units by commitment, pence by placement and by member, cash by month; pure.

Whatever form a statement takes is written from these, so that every form has the same figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum

from contracts.owing.charges import Charge


class Kind(StrEnum):
    """Of whom a statement is."""

    AUTHORITY = "authority"
    AGENCY = "agency"
    CONSORTIUM = "consortium"


class Detail(StrEnum):
    """How much of a statement is told."""

    FULL = "full"
    SUMS = "sums"  # sums and counts alone, for readers within the consortium
    OUTSIDE = "outside"  # of a whole consortium and a year that is over, small numbers hidden


@dataclass(frozen=True)
class Subject:
    """Of whom a statement is, by code and name."""

    kind: Kind
    code: str
    name: str


@dataclass(frozen=True)
class Units:
    """One commitment by the statement's last day; how it ended, once its period is over and all of it may be told.

    While the period runs, `short` is what lacks if it ended that day, after the tolerance; what only the year end
    settles is None, and so it is where the chain of periods shows what is another's.
    """

    agreement_ref: str
    authority_code: str
    agency: str | None
    period_start: date
    period_end: date
    unit_basis: str
    has_ended: bool
    promised: int
    taken: int
    transferred: int | None
    carried_in: int | None
    made_up: int | None
    relieved: int | None
    tolerated: int | None
    short: int
    shortfall_pence: int | None
    above: int
    carried_out: int | None


UNITS = (
    *("promised", "taken", "transferred", "carried_in", "made_up", "relieved", "tolerated", "short", "above"),
    "carried_out",
)
"""The figures of a commitment in units, in the order of attribution."""


@dataclass(frozen=True)
class Money:
    """Whole pence in the period, without VAT but for `vat_pence`; None where no invoice is recorded.

    `uninvoiced_pence` alone looks back to the beginning: what was owed by the period's last day and not yet billed.
    """

    owed_pence: int = 0
    vat_pence: int = 0
    billed_pence: int | None = None
    paid_pence: int | None = None
    disputed_pence: int | None = None
    uninvoiced_pence: int = 0

    def __add__(self, other: "Money") -> "Money":
        """Both together; what is not recorded of either is not known of both."""
        return Money(
            owed_pence=self.owed_pence + other.owed_pence,
            vat_pence=self.vat_pence + other.vat_pence,
            billed_pence=_sum(self.billed_pence, other.billed_pence),
            paid_pence=_sum(self.paid_pence, other.paid_pence),
            disputed_pence=_sum(self.disputed_pence, other.disputed_pence),
            uninvoiced_pence=self.uninvoiced_pence + other.uninvoiced_pence,
        )

    @classmethod
    def total(cls, found: Iterable["Money"], *, is_billed: bool) -> "Money":
        """All of them together; none of them is nothing where invoices are recorded, and not known otherwise."""
        return sum(found, Money(0, 0, 0, 0, 0) if is_billed else Money())


PENCE = tuple(one.name for one in fields(Money))


@dataclass(frozen=True)
class Stay:
    """One placement: whose, since when, and what it comes to; nothing is owed until both sides have confirmed it."""

    placement_ref: str
    authority_code: str
    agency: str
    children: int
    moved_in_on: date
    ended_on: date | None
    is_confirmed: bool
    is_priced: bool
    money: Money
    charges: tuple[Charge, ...]


@dataclass(frozen=True)
class Party:
    """One member of those with whom the statement is: how many placements, and what they come to."""

    kind: Kind
    code: str
    placements: int
    money: Money


@dataclass(frozen=True)
class Month:
    """What was owed for a calendar month's days, and what was billed and paid in it."""

    start: date
    owed_pence: int
    billed_pence: int | None
    paid_pence: int | None


@dataclass(frozen=True)
class Age:
    """Lines of invoices that do not agree and that nobody has decided on, by how many days already, both within."""

    from_days: int
    to_days: int | None
    lines: int
    pence: int


@dataclass(frozen=True)
class Totals:
    """The sums of a statement; None is not known or, in the twin for outside, not shown."""

    commitments: int | None
    promised: int | None
    taken: int | None
    transferred: int | None
    carried_in: int | None
    made_up: int | None
    relieved: int | None
    tolerated: int | None
    short: int | None
    shortfall_pence: int | None
    above: int | None
    carried_out: int | None
    placements: int | None
    children: int | None
    unconfirmed: int | None
    unpriced: int | None
    owed_pence: int | None
    vat_pence: int | None
    billed_pence: int | None
    paid_pence: int | None
    disputed_pence: int | None
    uninvoiced_pence: int | None


FIGURES = tuple(one.name for one in fields(Totals))


@dataclass(frozen=True)
class Statement:
    """A statement of one subject for the days from `period_start` up to, and without, `period_end`.

    Days are counted that were over by `as_of`; what was confirmed or put right by then is in it, whenever it was.
    `elsewhere` is what was billed and paid of no placement in it, so that all sums come to the totals.
    """

    subject: Subject
    period_start: date
    period_end: date
    as_of: date
    detail: Detail
    totals: Totals
    units: Sequence[Units] = ()
    parties: Sequence[Party] = ()
    stays: Sequence[Stay] = ()
    months: Sequence[Month] = ()
    ageing: Sequence[Age] = ()
    elsewhere: Money = field(default_factory=Money)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def until(self) -> date:
        """The day after the last whose days are counted."""
        return min(self.period_end, self.as_of)

    @property
    def is_billed(self) -> bool:
        """Whether any invoice is recorded that bears on it."""
        return self.totals.billed_pence is not None

    @property
    def charges(self) -> list[Charge]:
        """Every charge of every placement, in their order."""
        return [charge for stay in self.stays for charge in stay.charges]


def totals(units: Sequence[Units], stays: Sequence[Stay], money: Money) -> Totals:
    """The sums of all; a shortfall without a price leaves the sum of them unknown."""
    ended = [one.shortfall_pence for one in units if one.has_ended and one.short]
    return Totals(
        commitments=len(units),
        **{name: _total(getattr(one, name) for one in units) for name in UNITS},
        shortfall_pence=None if None in ended else _total(ended),
        placements=len(stays),
        children=sum(stay.children for stay in stays),
        unconfirmed=sum(not stay.is_confirmed for stay in stays),
        unpriced=sum(stay.is_confirmed and not stay.is_priced for stay in stays),
        **{name: getattr(money, name) for name in PENCE},
    )


def _total(found: Iterable[int | None]) -> int:
    """What is known of them together: what only a year end settles is nothing yet."""
    return sum(one or 0 for one in found)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
