"""What can be wrong with a line of an invoice, in the one order in which every list of codes is told."""

from enum import StrEnum


class Code(StrEnum):
    """One exception; its queue, its owner and its resolution go by this word."""

    UNKNOWN_PLACEMENT = "unknown_placement"
    WRONG_AUTHORITY = "wrong_authority"
    WRONG_SUPPLIER = "wrong_supplier"
    WRONG_FEE_YEAR = "wrong_fee_year"
    WRONG_AMOUNT = "wrong_amount"
    GROUP_BILLED_AS_SINGLES = "group_billed_as_singles"
    OUTSIDE_STAY = "outside_stay"
    OVERLAP = "overlap"
    DUPLICATE = "duplicate"
    OVER_TOTAL = "over_total"
    NOT_CONFIRMED = "not_confirmed"
    VAT_ON_EXEMPT = "vat_on_exempt"
    BEFORE_PLACEMENT = "before_placement"
    CREDIT_OVER_ORIGINAL = "credit_over_original"
    NOT_IN_TARIFF = "not_in_tariff"


SENTENCES: dict[Code, str] = {
    Code.UNKNOWN_PLACEMENT: "no purchase has this placement reference",
    Code.WRONG_AUTHORITY: "billed to another authority than the one that placed",
    Code.WRONG_SUPPLIER: "billed by another agency than the one bought from",
    Code.WRONG_FEE_YEAR: "priced by another tariff version than that of the day of moving in",
    Code.WRONG_AMOUNT: "not the amount that the tariff gives",
    Code.GROUP_BILLED_AS_SINGLES: "a sibling group billed as single children",
    Code.OUTSIDE_STAY: "days on which this charge does not run",
    Code.OVERLAP: "days that an earlier line bills",
    Code.DUPLICATE: "billed before, on the same or another invoice",
    Code.OVER_TOTAL: "more than the whole placement fee",
    Code.NOT_CONFIRMED: "not, or not yet, confirmed by both sides",
    Code.VAT_ON_EXEMPT: "VAT where none is due",
    Code.BEFORE_PLACEMENT: "invoiced before the day of moving in",
    Code.CREDIT_OVER_ORIGINAL: "credits more than was billed",
    Code.NOT_IN_TARIFF: "the tariff has no such charge for this placement",
}

_ORDER = {code: at for at, code in enumerate(Code)}


def in_order(codes: set[Code]) -> tuple[Code, ...]:
    """The codes in the order in which they are told."""
    return tuple(sorted(codes, key=_ORDER.__getitem__))
