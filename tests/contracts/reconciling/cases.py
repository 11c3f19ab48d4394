"""A placement, its prices and its invoices, small: each test changes one cell."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from contracts.charging.prices import Price
from contracts.reconciling import three_way
from contracts.reconciling.records import Answer, Line, Missing, Placement, Receipt

FIFE, EDINBURGH = "S12000047", "S12000036"
AS_OF = date(2026, 3, 31)
MOVED_IN, LEFT = date(2025, 6, 10), date(2025, 11, 3)
FEE, PAIR_FEE, EARLIER_FEE, WEEK, HOUR, MONTH = 3_924_500, 6_250_000, 3_700_000, 16_831, 4_000, 109_014
YEAR = (date(2025, 4, 1), date(2026, 4, 1))

PRICES = [
    Price(*YEAR, None, "placement_fee", 1, FEE),
    Price(*YEAR, None, "placement_fee", 2, PAIR_FEE),
    Price(date(2024, 4, 1), YEAR[0], None, "placement_fee", 1, EARLIER_FEE),
    Price(*YEAR, None, "fostering_weekly", None, WEEK),
    Price(date(2024, 4, 1), YEAR[0], None, "fostering_weekly", None, 15_000),
    Price(*YEAR, None, "contact_hourly", None, HOUR),
    Price(date(2024, 4, 1), None, None, "monthly_after_12", None, MONTH),
]
CHILD = Placement("P-1", FIFE, "ROWAN", 1, MOVED_IN, ended_on=LEFT, confirmed_on=date(2025, 6, 12))
PAIR = replace(CHILD, placement_ref="P-2", children=2)
BILLED_FEE = Line("ROWAN", "INV-1", date(2025, 6, 11), 1, FIFE, "P-1", "placement_fee", None, None, None, FEE, None)
BILLED_WEEK = replace(
    BILLED_FEE,
    invoice_number="W-1",
    invoice_date=date(2025, 7, 1),
    charge="fostering_weekly",
    from_day=MOVED_IN,
    to_day=date(2025, 6, 17),
    net_pence=WEEK,
)
BILLED_HOURS = replace(
    BILLED_WEEK, invoice_number="C-1", charge="contact_hourly", quantity=Decimal(3), net_pence=12_000
)
HOURS = Receipt("P-1", "contact_hourly", MOVED_IN, date(2025, 6, 17), Decimal(3), date(2025, 6, 20))


def week(number: int, **cells) -> Line:
    """The bill of the so many-th week of the stay (from 0), on an invoice of its own."""
    start, end = date.fromordinal(MOVED_IN.toordinal() + 7 * number), MOVED_IN.toordinal() + 7 * number + 7
    line = replace(BILLED_WEEK, invoice_number=f"W-{number + 1}", from_day=start, to_day=date.fromordinal(end))
    return replace(line, **cells)


def reconciled(*lines: Line, placements=(CHILD,), prices=PRICES, receipts=(), as_of=AS_OF) -> three_way.Reconciliation:
    return three_way.reconcile(lines, placements, prices, receipts, as_of=as_of)


def answers(*lines: Line, **world) -> list[Answer]:
    """The answers in the order of the lines given."""
    found = list(reconciled(*lines, **world).answers)
    return [found.pop(next(at for at, one in enumerate(found) if one.line is line)) for line in lines]


def codes(*lines: Line, **world) -> list[str]:
    """What is wrong with the last of the lines."""
    return [code.value for code in answers(*lines, **world)[-1].exceptions]


def expected(*lines: Line, **world) -> int | None:
    """What is owed for the last of the lines."""
    return answers(*lines, **world)[-1].expected_pence


def missing(*lines: Line, charge: str | None = None, **world) -> list[Missing]:
    """What is due and not billed, of one charge or of all."""
    return [one for one in reconciled(*lines, **world).missing if charge in (None, one.charge)]
