"""Lines that do not agree as a page shows them: the three sides, the sum in figures, and what may be decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from contracts.charging.days import Span, without
from contracts.charging.pence import half_up, pounds
from contracts.charging.prices import CONTACT_HOURLY, FOSTERING_WEEKLY
from contracts.invoicing.grounds import Grounds
from contracts.invoicing.queues import Outcome
from contracts.invoicing.telling import Told
from contracts.reconciling.codes import SENTENCES, Code
from web.pictures.day_strip import day_strip
from web.shown import count, last_day
from web.words import sentence_case

UNITS = {
    FOSTERING_WEEKLY: "a week",
    CONTACT_HOURLY: "an hour",
    "monthly_after_12": "a month",
    "placement_fee": "in all",
}
BILLED = {
    "placement_fee": "Placement fee",
    FOSTERING_WEEKLY: "Fostering",
    CONTACT_HOURLY: "Supervised family time",
    "monthly_after_12": "Monthly fee after a year",
}
OF_DAYS = {Code.OUTSIDE_STAY, Code.OVERLAP, Code.NOT_CONFIRMED, Code.DUPLICATE}
Sum = tuple[str, str, str]


@dataclass(frozen=True)
class Shown:
    """One line that does not agree, with what it is held against."""

    told: Told
    grounds: Grounds

    @property
    def line(self) -> Any:
        """The line as it was issued."""
        return self.told.standing.line

    @property
    def charge(self) -> str:
        """What is billed, in words."""
        return charge(self.line.charge)

    @property
    def reasons(self) -> list[str]:
        """All that is wrong, one sentence each."""
        return [sentence_case(SENTENCES[code]) + "." for code in self.told.codes]

    @property
    def price(self) -> str:
        """What the tariff gives; a dash where it has nothing."""
        price = self.grounds.price
        return f"{pounds(price.amount_pence)} {UNITS.get(self.line.charge, '')}".strip() if price else "–"

    @property
    def hours(self) -> str:
        """The hours that both sides confirmed."""
        total = sum(one.hundredths for one in self.grounds.receipts)
        return f"{total / 100:g} hours" if total else "none"

    def is_wrong(self, *codes: str) -> bool:
        """Whether one of these is wrong with the line."""
        return bool({Code(code) for code in codes} & set(self.told.codes))

    @property
    def sums(self) -> list[Sum]:
        """What is billed, what is expected, what was credited, and what is at stake: how, and how much."""
        return list(self._sums())

    def _sums(self) -> Iterator[Sum]:
        told, line = self.told, self.line
        yield "Billed", self._how(line.span, line.net_pence), pounds(line.net_pence)
        if line.vat_pence:
            yield "VAT billed", "none is due" if self.is_wrong("vat_on_exempt") else "", pounds(line.vat_pence)
        if told.expected_pence is None:
            yield "Expected", "no order or price says it", "not known"
        else:
            yield "Expected", self._expected(told.expected_pence), pounds(told.expected_pence)
        if told.standing.credited_pence:
            yield "Credited", "by credit notes so far", pounds(told.standing.credited_pence)

    def _how(self, span: Span | None, pence: int) -> str:
        """The sum that gives an amount; what was counted, where no price gives it."""
        days = self._counted(span)
        return self._product(span) if self._worth(span) == pence else days

    def _expected(self, pence: int) -> str:
        span = self.line.span
        free = sum(one.days for one in self.free)
        if span is not None and self.line.charge == FOSTERING_WEEKLY and free != span.days:
            return f"{count(free, 'day')}{self._times()}; {count(span.days - free, 'day')} cannot be billed"
        return (
            self._product(span) if self._worth(span) == pence else ("nothing" if pence == 0 else "what is left of it")
        )

    def _counted(self, span: Span | None) -> str:
        if self.line.charge == CONTACT_HOURLY and self.line.hundredths:
            return f"{self.line.hundredths / 100:g} hours"
        return count(span.days, "day") if span and span.days else ""

    def _product(self, span: Span | None) -> str:
        return f"{self._counted(span)}{self._times()}" or self.price

    def _times(self) -> str:
        price = self.grounds.price
        if price is None or self.line.charge not in (FOSTERING_WEEKLY, CONTACT_HOURLY):
            return ""
        return f" × {pounds(price.amount_pence)}{' ÷ 7' if self.line.charge == FOSTERING_WEEKLY else ''}"

    def _worth(self, span: Span | None) -> int | None:
        price, hundredths = self.grounds.price, self.line.hundredths
        if price is None:
            return None
        if self.line.charge == FOSTERING_WEEKLY:
            return half_up(price.amount_pence * span.days, 7) if span else None
        if self.line.charge == CONTACT_HOURLY:
            return half_up(price.amount_pence * hundredths, 100) if hundredths else None
        return price.amount_pence

    @property
    def free(self) -> list[Span]:
        """The days of the line that are within the stay and that no other line bills."""
        span, runs = self.line.span, self.grounds.runs
        if span is None or runs is None:
            return []
        earlier = [
            one.span for one in map(_as_spanned, self.grounds.others) if one.span and one.comes_before(self.line)
        ]
        return without([span.within(runs)], earlier)

    @property
    def strip(self) -> Markup:
        """The days one by one, where they say something and can be read."""
        span = self.line.span
        if span is None or self.grounds.runs is None or not OF_DAYS & set(self.told.codes):
            return Markup("")
        return day_strip(span, confirmed=self.free, name="days")

    @property
    def over(self) -> tuple[str, str]:
        """What the last line of the sum says: who asks too much or too little, and how much."""
        told = self.told
        owed = told.expected_pence if told.expected_pence is not None else 0
        name = (
            "Over-billed"
            if self.line.net_pence > owed
            else "Under-billed"
            if self.line.net_pence < owed
            else "At stake"
        )
        return name, pounds(told.stake_pence)


@dataclass(frozen=True)
class _Spanned:
    span: Span | None
    key: tuple[Any, ...]

    def comes_before(self, line: Any) -> bool:
        return self.key < _key(line)


def _as_spanned(line: Any) -> _Spanned:
    return _Spanned(line.span if not line.invoice.is_credit else None, _key(line))


def _key(line: Any) -> tuple[Any, ...]:
    return line.invoice.dated_on, line.invoice.number, line.number


def charge(code: str) -> str:
    """A charge in words; one that no tariff knows is read as it is written."""
    return BILLED.get(code, sentence_case(code.replace("_", " ")))


def days(span: Span | None) -> str:
    """How many days, from which to which: 31 (1 to 31 October 2026)."""
    if span is None or not span.days:
        return "–"
    first, last = span.start, last_day(span.end)
    if first == last:
        return f"1 ({first.day} {first:%B %Y})"
    begin = f"{first.day}" if (first.year, first.month) == (last.year, last.month) else f"{first.day} {first:%B}"
    begin = begin if first.year == last.year else f"{begin} {first.year}"
    return f"{span.days} ({begin} to {last.day} {last:%B %Y})"


def offered(told: Told, outcomes: Sequence[Outcome]) -> Mapping[str, str]:
    """What may be decided, in words with the amounts, in the order in which it is offered."""
    net = told.standing.line.net_pence
    expected = told.expected_pence or 0
    words = {
        Outcome.ACCEPTED: f"Pay {pounds(net)} as billed" if net > 0 else f"Take {pounds(-net)} as credited",
        Outcome.PAID_IN_PART: f"Pay {pounds(expected)} and ask for a credit note of {pounds(net - expected)}",
        Outcome.REJECTED: f"Pay nothing and ask for a credit note of {pounds(net)}" if net > 0 else "Do not take it",
        Outcome.SET_ASIDE: "Set it aside: it was billed before",
        Outcome.TAKEN_BACK: "Take the decision back",
    }
    return {one.value: words[one] for one in outcomes}
