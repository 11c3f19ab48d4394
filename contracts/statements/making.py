"""A statement out of plain facts: what was agreed and taken, what was bought at which price, billed and paid; pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from contracts.charging.days import Span
from contracts.charging.prices import Price, Prices
from contracts.owing import charges, unbilled
from contracts.owing.charges import Bought
from contracts.owing.streams import Stream
from contracts.reconciling.records import Line, Placement
from contracts.statements import figures, spans
from contracts.statements.figures import Age, Detail, Kind, Money, Month, Party, Statement, Stay, Subject, Units

Pair = tuple[str, str]
"""An authority and an agency, by their codes."""
Key = tuple[str, str, str | None]
"""A placement of a pair, by its reference; None for what names none."""


@dataclass(frozen=True)
class Billed:
    """A line of an invoice, and how much of it is in dispute."""

    line: Line
    disputed_pence: int = 0

    @property
    def key(self) -> Key:
        """Who is billed, who bills, and for which placement."""
        return self.line.authority_code, self.line.supplier, self.line.placement_ref


@dataclass(frozen=True)
class Paid:
    """What an authority paid an agency on a day; of which placement, where it is known."""

    key: Key
    on: date
    pence: int


@dataclass(frozen=True)
class Facts:
    """All that a statement is made of; prices by who buys of whom, names by code."""

    units: Sequence[Units] = ()
    bought: Sequence[Bought] = ()
    prices: Mapping[Pair, Sequence[Price]] = field(default_factory=dict)
    billed: Sequence[Billed] = ()
    paid: Sequence[Paid] = ()
    ageing: Sequence[Age] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def statement(subject: Subject, span: Span, facts: Facts, *, as_of: date) -> Statement:
    """The whole statement of a subject for the days of a span that were over by a day."""
    made = _Made(facts, span, as_of)
    return Statement(
        subject=subject,
        period_start=span.start,
        period_end=span.end,
        as_of=as_of,
        detail=Detail.FULL,
        totals=figures.totals(facts.units, made.stays, made.total(made.by_pair.values())),
        units=facts.units,
        parties=sorted(made.parties(subject.kind), key=lambda one: (one.kind, one.code)),
        stays=made.stays,
        months=[made.month(month) for month in spans.months_of(span)],
        ageing=facts.ageing,
        elsewhere=made.total(made.elsewhere.values()),
        names=facts.names,
    )


class _Made:
    """The sums of the facts, each reckoned once: by placement, and for what is billed and paid of none of them."""

    def __init__(self, facts: Facts, span: Span, as_of: date) -> None:
        self.facts, self.as_of = facts, as_of
        self.over = Span(span.start, max(span.start, min(span.end, as_of)))
        self.counted = Span(span.start, min(span.end, as_of + timedelta(days=1)))
        self.prices = {pair: Prices(prices) for pair, prices in facts.prices.items()}
        self.lines, self.paid = self._by_key()
        self.uninvoiced = self._uninvoiced()
        self.streams: list[Stream] = []
        found = [self._stay(bought) for bought in facts.bought]
        self.stays = sorted((stay for stay in found if self._is_shown(stay)), key=_order)
        keys = {_key(one.placement) for one in facts.bought}
        others = {*self.lines, *self.paid} - keys
        self.elsewhere = {key: self._cash(key, Money()) for key in sorted(others, key=str)}

    @cached_property
    def by_pair(self) -> dict[Pair, Money]:
        """What each authority and agency come to."""
        found = defaultdict[Pair, list[Money]](list)
        for stay in self.stays:
            found[stay.authority_code, stay.agency].append(stay.money)
        for key, money in self.elsewhere.items():
            found[key[:2]].append(money)
        return {pair: self.total(each) for pair, each in found.items()}

    def total(self, found: Iterable[Money]) -> Money:
        """All of them together."""
        return Money.total(found, is_billed=bool(self.facts.billed))

    def parties(self, kind: Kind) -> Iterator[Party]:
        """Each member on the other side; of a whole consortium, each on both."""
        sides = ((0, Kind.AUTHORITY, Kind.AGENCY), (1, Kind.AGENCY, Kind.AUTHORITY))
        for at, side, other in sides:
            if kind in (Kind.CONSORTIUM, other):
                codes = {pair[at] for pair in self.by_pair}
                yield from (self._party(side, code, at) for code in codes)

    def month(self, month: Span) -> Month:
        """What was owed for the days of a month, billed and paid in it."""
        billed, paid = self._sums(month.within(self.counted))
        return Month(month.start, charges.between(self.streams, month.within(self.over)), billed, paid)

    def _party(self, side: Kind, code: str, at: int) -> Party:
        money = self.total(money for pair, money in self.by_pair.items() if pair[at] == code)
        return Party(side, code, sum((stay.authority_code, stay.agency)[at] == code for stay in self.stays), money)

    def _stay(self, bought: Bought) -> Stay:
        placement, prices = bought.placement, self._prices(bought.placement)
        owed = charges.owed(bought, prices, self.over, as_of=self.as_of)
        self.streams += [stream for stream, _ in charges.streams(bought, prices, as_of=self.as_of)]
        key = _key(placement)
        money = Money(
            owed_pence=sum(charge.pence for charge in owed),
            vat_pence=sum(charge.vat_pence for charge in owed),
            uninvoiced_pence=self.uninvoiced.get(key, 0),
        )
        return Stay(
            placement_ref=placement.placement_ref,
            authority_code=placement.authority_code,
            agency=placement.agency,
            children=placement.children,
            moved_in_on=placement.moved_in_on,
            ended_on=placement.ended_on,
            is_confirmed=placement.is_confirmed(self.as_of),
            is_priced=charges.is_priced(bought, prices),
            money=self._cash(key, money),
            charges=tuple(owed),
        )

    def _is_shown(self, stay: Stay) -> bool:
        """Whether it lasted on any of the days, or comes to anything."""
        lasted = Span(stay.moved_in_on, stay.ended_on or date.max)
        return lasted.meets(self.over) or any(getattr(stay.money, name) for name in figures.PENCE)

    def _cash(self, key: Key, money: Money) -> Money:
        """With what was billed, paid and disputed of it; where no invoice is recorded at all, that is not known."""
        if not self.facts.billed:
            return money
        lines, paid = self.lines.get(key, ()), self.paid.get(key, ())
        return replace(
            money,
            billed_pence=sum(one.line.net_pence for one in lines),
            paid_pence=sum(one.pence for one in paid),
            disputed_pence=sum(one.disputed_pence for one in lines),
        )

    def _sums(self, span: Span) -> tuple[int | None, int | None]:
        if not self.facts.billed:
            return None, None
        billed = sum(one.line.net_pence for one in self._lines(span))
        return billed, sum(one.pence for one in self.facts.paid if _is_in(one.on, span))

    def _lines(self, span: Span) -> Iterator[Billed]:
        yield from (one for one in self.facts.billed if _is_in(one.line.invoice_date, span))

    def _by_key(self) -> tuple[dict[Key, list[Billed]], dict[Key, list[Paid]]]:
        """The lines billed and the payments made in the days, by what they are of."""
        lines, paid = defaultdict[Key, list[Billed]](list), defaultdict[Key, list[Paid]](list)
        for billed in self._lines(self.counted):
            lines[billed.key].append(billed)
        for payment in self.facts.paid:
            if _is_in(payment.on, self.counted):
                paid[payment.key].append(payment)
        return dict(lines), dict(paid)

    def _uninvoiced(self) -> dict[Key, int]:
        """What is owed by the end of the days and not billed, pair by pair, since the beginning."""
        bought, lines = defaultdict[Pair, list[Bought]](list), defaultdict[Pair, list[Line]](list)
        for one in self.facts.bought:
            bought[_key(one.placement)[:2]].append(one)
        for billed in self.facts.billed:
            if billed.line.invoice_date < self.counted.end:
                lines[billed.key[:2]].append(billed.line)
        found = defaultdict[Key, int](int)
        for pair, its_own in bought.items():
            prices = self.facts.prices.get(pair, ())
            for left in unbilled.before(self.over.end, lines[pair], its_own, prices, as_of=self.as_of):
                found[*pair, left.placement_ref] += left.pence
        return found

    def _prices(self, placement: Placement) -> Prices:
        return self.prices.get(_key(placement)[:2], Prices(()))


def _key(placement: Placement) -> Key:
    return placement.authority_code, placement.agency, placement.placement_ref


def _order(stay: Stay) -> tuple[str, str, date, str]:
    return stay.authority_code, stay.agency, stay.moved_in_on, stay.placement_ref


def _is_in(day: date, span: Span) -> bool:
    return span.start <= day < span.end
