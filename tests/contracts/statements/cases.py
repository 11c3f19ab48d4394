"""A statement out of plain facts: Fife and Edinburgh buy of two agencies, and are billed for some of it."""

from dataclasses import replace as replace
from datetime import date, timedelta

from contracts.charging.days import Span
from contracts.owing.charges import Bought
from contracts.reconciling.records import Line
from contracts.statements import making
from contracts.statements.figures import Kind, Statement, Subject, Units
from contracts.statements.making import Billed, Facts, Paid
from tests.contracts.reconciling.cases import AS_OF, BILLED_FEE, CHILD, EDINBURGH, FEE, FIFE, MOVED_IN, PRICES, week

YEAR = Span(date(2025, 4, 1), date(2026, 4, 1))
SUBJECTS = {
    Kind.AUTHORITY: Subject(Kind.AUTHORITY, FIFE, "Fife"),
    Kind.AGENCY: Subject(Kind.AGENCY, "ROWAN", "Rowan"),
    Kind.CONSORTIUM: Subject(Kind.CONSORTIUM, "EAST", "East"),
}
UNITS = Units("A-1", FIFE, None, YEAR.start, YEAR.end, "child", True, 3, 2, 0, 0, 0, 0, 0, 1, FEE, 0, 0)
SECOND = replace(CHILD, placement_ref="P-2", agency="ASPEN", moved_in_on=date(2026, 1, 5), ended_on=None)
STAYS = [CHILD, replace(SECOND, confirmed_on=date(2026, 1, 6))]
WEEK = week(0)
__all__ = ["AS_OF", "BILLED_FEE", "CHILD", "EDINBURGH", "FEE", "FIFE", "MOVED_IN", "WEEK"]


def stated(
    *lines: Billed | Line,
    stays=STAYS,
    kind=Kind.AUTHORITY,
    span=YEAR,
    as_of=AS_OF + timedelta(days=1),
    paid: tuple[Paid, ...] = (),
    prices=PRICES,
    units=(UNITS,),
) -> Statement:
    """The statement of these placements and lines."""
    facts = Facts(
        units=units,
        bought=[Bought(one) for one in stays],
        prices={(one.authority_code, one.agency): prices for one in stays},
        billed=[one if isinstance(one, Billed) else Billed(one) for one in lines],
        paid=paid,
        names={FIFE: "Fife", EDINBURGH: "Edinburgh", "ROWAN": "Rowan", "ASPEN": "Aspen"},
    )
    return making.statement(SUBJECTS[kind], span, facts, as_of=as_of)
