"""How sure it is that a line belongs to a placement's charge: points for what agrees, told in words.

A hundred points are a key: placement, authority, supplier, charge, amount and days agree, and nothing contradicts. Only
then is a line matched. Below it the points are a help to whoever looks, and nothing is posted by them.
"""

from collections.abc import Iterable
from decimal import Decimal

from contracts.reconciling.codes import SENTENCES, Code
from contracts.reconciling.records import Answer, Line

POINTS = {"placement": 30, "authority": 10, "supplier": 15, "charge": 10, "amount": 20, "days": 15}
REWRITTEN, SLIPPED = 25, 15
"""Points for a reference that differs in spelling alone, or by one slip of the pen, instead of the placement's."""
SURE, ALMOST, NONE = Decimal(1), Decimal("0.99"), Decimal(0)

CONTRADICTED: dict[Code, str] = {
    Code.UNKNOWN_PLACEMENT: "placement",
    Code.WRONG_AUTHORITY: "authority",
    Code.WRONG_SUPPLIER: "supplier",
    Code.NOT_IN_TARIFF: "charge",
    Code.WRONG_FEE_YEAR: "amount",
    Code.WRONG_AMOUNT: "amount",
    Code.GROUP_BILLED_AS_SINGLES: "amount",
    Code.OVER_TOTAL: "amount",
    Code.DUPLICATE: "amount",
    Code.CREDIT_OVER_ORIGINAL: "amount",
    Code.OUTSIDE_STAY: "days",
    Code.OVERLAP: "days",
    Code.NOT_CONFIRMED: "days",
    Code.BEFORE_PLACEMENT: "days",
}


def of_codes(codes: Iterable[Code]) -> Decimal:
    """The confidence in a placement that the line itself names: certain without a code, never certain with one."""
    against = set(codes)
    if not against:
        return SURE
    lost = {CONTRADICTED[code] for code in against if code in CONTRADICTED}
    return share(sum(points for fact, points in POINTS.items() if fact not in lost), rivals=1)


def share(points: int, *, rivals: int) -> Decimal:
    """Points as a confidence below certainty, shared among the charges that fit as well."""
    return min(ALMOST, (Decimal(points) / (100 * rivals)).quantize(Decimal("0.01")))


def because(codes: Iterable[Code]) -> str:
    """Why a line is an exception, in words; that all agrees, where it is none."""
    said = [SENTENCES[code] for code in codes]
    return "; ".join(said) if said else "placement, authority, agency, charge, days and amount agree"


def answered(line: Line, codes: tuple[Code, ...], expected: int | None, *, credited: int = 0) -> Answer:
    """The answer for a line whose placement is known by its reference."""
    return Answer(line, codes, line.placement_ref, expected, of_codes(codes), because(codes), credited)


def of_hint(codes: Iterable[Code], points: int, rivals: int) -> str:
    """The same for a line with a suggestion: what speaks for the charge, and that others fit as well."""
    shared = f", shared by {rivals} charges that fit as well" if rivals > 1 else ""
    return f"{because(codes)}; {points} of 100 points speak for the charge suggested{shared}"
