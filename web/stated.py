"""Statements as a page shows them: what the address asks for, the choices, the figures and the pictures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from flask import url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from contracts.charging.days import Span
from contracts.commitments import Commitment
from contracts.statements import spans, words
from contracts.statements.figures import Detail, Kind, Money, Month, Statement
from contracts.statements.subjects import Chosen
from web.pictures import ageing, cash
from web.shown import count, day

YEARS = 3
MOST_MONTHS = 24
DETAILS = {Detail.FULL: "Everything", Detail.SUMS: "Sums alone", Detail.OUTSIDE: "For outside the consortium"}


@dataclass(frozen=True)
class Asked:
    """What an address asks for: of whom, which days (the last one included), as at which day, in which detail."""

    whom: tuple[Kind, str] | None
    span: Span
    detail: Detail

    @classmethod
    def of(cls, given: MultiDict[str, str], *, today: date) -> Self:
        """From the questions of an address; what cannot be read is as if it were not asked."""
        kind, _, code = given.get("whom", "").partition(":")
        whom = (Kind(kind), code) if kind in set(Kind) and code else None
        first, last = _day(given, "from"), _day(given, "until")
        year = spans.year_of(first or last or today)
        ends = last + timedelta(days=1) if last and last < date.max else year.end
        detail = given.get("detail", Detail.FULL)
        return cls(whom, Span(first or year.start, ends), Detail(detail) if detail in set(Detail) else Detail.FULL)

    @property
    def fault(self) -> str | None:
        """What to choose otherwise; None where the days are in order."""
        if not self.span.days:
            return "Choose a last day that is not before the first."
        if spans.fault(self.span):
            return f"Choose days within {spans.LONGEST_MONTHS // 12} years of each other."
        return None

    @property
    def question(self) -> dict[str, Any]:
        """The same as `telling.of` takes it."""
        kind, code = self.whom or (None, None)
        days = {"period_start": self.span.start, "period_end": self.span.end}
        return {"kind": kind, "code": code, **days, "detail": self.detail}

    def address(self, endpoint: str, *, whom: tuple[Kind, str] | None = None, **changes: Any) -> str:
        """An address that asks for the same, but for some changes: span, detail, form."""
        kind, code = whom or self.whom or ("", "")
        span, detail = changes.pop("span", self.span), changes.pop("detail", self.detail)
        days = {"from": span.start.isoformat(), "until": spans.last_day(span).isoformat()}
        return url_for(endpoint, whom=f"{kind}:{code}", **days, detail=detail.value, **changes)


def _day(given: MultiDict[str, str], name: str) -> date | None:
    return given.get(name, type=date.fromisoformat)


@dataclass(frozen=True)
class Page:
    """A statement with the choices that stand beside it."""

    statement: Statement
    asked: Asked
    today: date

    @property
    def day(self) -> date:
        """The last day that counts."""
        return min(self.statement.as_of, self.statement.period_end - timedelta(days=1))

    @property
    def whom(self) -> tuple[Kind, str]:
        """Of whom it is."""
        return self.statement.subject.kind, self.statement.subject.code

    @property
    def years(self) -> list[tuple[str, str, None]]:
        """This financial year and those before it, as links."""
        this, found = spans.year_of(self.today), []
        for back in range(YEARS):
            year = spans.year_of(date(this.start.year - back, 4, 1))
            link = self.asked.address(".index", whom=self.whom, span=year, detail=Detail.FULL)
            found.append((year_name(year), link, None))
        return found

    @property
    def year(self) -> str:
        """The financial year that it is of, if it is of one."""
        span = Span(self.statement.period_start, self.statement.period_end)
        return year_name(span) if spans.is_whole_year(span) else ""

    @property
    def details(self) -> list[tuple[str, str, None]]:
        """In how much detail it can be had, as links; outside only what may leave the consortium."""
        over = self.year and self.statement.as_of >= self.statement.period_end
        outside = over and self.statement.subject.kind is Kind.CONSORTIUM
        offered = [detail for detail in Detail if detail is not Detail.OUTSIDE or outside]
        return [
            (DETAILS[detail], self.asked.address(".index", whom=self.whom, detail=detail), None) for detail in offered
        ]

    @property
    def detail(self) -> str:
        """In which it is."""
        return DETAILS[self.statement.detail]

    @property
    def head(self) -> list[str]:
        """The sentences that say what it comes to."""
        return words.sentences(self.statement)

    @property
    def figures(self) -> list[tuple[str, str, str]]:
        """The headline figures."""
        totals, said = self.statement.totals, self._said
        taken = f"{said('taken')} of {said('promised')}" if totals.promised else said("taken")
        unbilled = "" if totals.uninvoiced_pence is None else f"{words.money(totals.uninvoiced_pence)} not yet billed"
        none = "" if self.statement.is_billed else "no invoice is recorded"
        return [
            ("Taken of what was promised", taken, f"{said('short')} short, {said('above')} above"),
            ("Owed in this period", said("owed_pence"), unbilled),
            ("Billed", said("billed_pence"), none),
            ("Paid", said("paid_pence"), ""),
            ("In dispute", said("disputed_pence"), ""),
        ]

    @property
    def period(self) -> str:
        """Both its days: no report goes without them."""
        return words.period(self.statement)

    @property
    def has_elsewhere(self) -> bool:
        """Whether anything was billed or paid of no placement in it."""
        return self.statement.elsewhere != Money()

    @property
    def charged(self) -> str:
        """How many charges there are, of how many placements."""
        stays = sum(bool(stay.charges) for stay in self.statement.stays)
        return f"{count(len(self.statement.charges), 'charge')} of {count(stays, 'placement')}"

    @property
    def address(self) -> str:
        """The address of the same page."""
        return self.asked.address(".index", whom=self.whom)

    def file(self, form: str) -> str:
        """The address of the same as a file."""
        return self.asked.address(".file", whom=self.whom, form=form)

    @property
    def print(self) -> str:
        """The address of the same to print."""
        return self.asked.address(".paper", whom=self.whom)

    @property
    def cash(self) -> "Drawing | None":
        """Cash by month, or by year where the months are many; nothing where nothing moved."""
        months = self.statement.months
        by_year = len(months) > MOST_MONTHS
        bars = _by_year(months) if by_year else [_bar(f"{one.start:%b}", f"{one.start:%B %Y}", [one]) for one in months]
        if not any(any(value for value in (bar.owed, bar.billed, bar.paid) if value) for bar in bars):
            return None
        finding = f"{self.statement.subject.name}, {words.period(self.statement)}: {self.head[1]}"
        wide, narrow = (cash.draw(bars, frame=frame, finding=finding) for frame in (cash.WIDE, cash.NARROW))
        return Drawing(wide, narrow, bars)

    @property
    def ageing(self) -> "tuple[Markup, Markup] | None":
        """The lines that do not agree, by their age, in both forms; nothing where all agree or were decided on."""
        found = self.statement.ageing
        bands = [ageing.Band(words.age(one), one.lines, words.money(one.pence)) for one in found]
        total, stake = sum(one.lines for one in found), words.money(sum(one.pence for one in found))
        finding = f"{count(total, 'line')} did not agree on {day(self.day)}, with {stake} at stake."
        wide, narrow = (ageing.draw(bands, name="ageing", finding=finding, narrow=one) for one in (False, True))
        return (wide, narrow) if found else None

    def _said(self, name: str) -> str:
        return words.figure(self.statement, name)


@dataclass(frozen=True)
class Drawing:
    """A picture of cash in both its forms, with the bars that are its table."""

    wide: Markup
    narrow: Markup
    bars: Sequence[cash.Bars]


def year_name(span: Span) -> str:
    """2026/27."""
    return f"{span.start.year}/{(span.start.year + 1) % 100:02}"


def choices(offered: Iterable[Chosen]) -> dict[str, list[tuple[str, str]]]:
    """Of whom a statement may be asked, by kind: what the form sends, and the name."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in offered:
        kind = words.KINDS[one.subject.kind]
        found.setdefault(kind, []).append((f"{one.subject.kind}:{one.subject.code}", one.subject.name))
    return found


def meeting(found: Iterable[Commitment], statement: Statement) -> list[Commitment]:
    """The commitments whose period shares a day with a statement's."""
    days = Span(statement.period_start, statement.period_end)
    return [one for one in found if days.meets(Span(one.period_start, one.period_end))]


def _by_year(months: Sequence[Month]) -> list[cash.Bars]:
    years: dict[Span, list[Month]] = {}
    for one in months:
        years.setdefault(spans.year_of(one.start), []).append(one)
    return [_bar(year_name(year), year_name(year), found) for year, found in years.items()]


def _bar(short: str, name: str, months: Sequence[Month]) -> cash.Bars:
    return cash.Bars(
        short=short,
        name=name,
        owed=sum(one.owed_pence for one in months),
        billed=_sum(one.billed_pence for one in months),
        paid=_sum(one.paid_pence for one in months),
    )


def _sum(found: Iterable[int | None]) -> int | None:
    known = [one for one in found if one is not None]
    return sum(known) if known else None
