"""The invoices and receipts sheets: what agencies bill, and the hours that both sides confirmed."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from consortium.sheets import cells
from consortium.sheets.checks import VERSION, in_order, once
from consortium.sheets.columns import Cell, Check, Column, Finding, Read, Row
from consortium.sheets.vocabulary import CHARGES
from contracts import descriptions

MOST_PENCE = 10_000_000_000
BY_DAYS = ("fostering_weekly", "contact_hourly", "monthly_after_12")
CONFIRMED = "contact_hourly"
_QUANTITY = re.compile(r"(-?\d{1,7}(?:\.\d{1,2})?)0*", re.ASCII)
_FORMULA = re.compile(r"[=+@\t\r]|-[^\s\d]|-\d.*[-+*/(|!]")
_CHARGES = {charge.casefold(): charge for charge in CHARGES}


def typed(read: Read) -> Read:
    """A reader that refuses a formula: what was typed belongs into an invoice, not what works it out."""

    def read_typed(cell: Cell) -> object:
        if isinstance(cell, str) and _FORMULA.match(cell):
            raise ValueError("Type what the invoice says: this cell holds a formula, or begins like one.")
        return read(cell)

    return read_typed


def charge(cell: Cell) -> str:
    """A charge's code; one that no tariff knows is taken, for an invoice may say anything."""
    word = cells.code_word(cell)
    return _CHARGES.get(word.casefold(), word)


def confirmed_charge(cell: Cell) -> str:
    """The one charge whose quantity is confirmed apart."""
    if cells.text(cell).casefold() != CONFIRMED:
        raise ValueError(
            f"Write {CONFIRMED}: days are confirmed with the purchase, and a fee with the day of moving in."
        )
    return CONFIRMED


def quantity(cell: Cell) -> Decimal:
    """Hours, weeks or months, to two decimals; a credit note may write them below nothing."""
    match = None if isinstance(cell, bool) else _QUANTITY.fullmatch(cells.text(cell))
    if match is None:
        raise ValueError("Write a number with at most two decimals, for example 1.5.")
    return Decimal(match[1])


def hours(cell: Cell) -> Decimal:
    """A quantity above nothing."""
    found = quantity(cell)
    if found <= 0:
        raise ValueError("Write a number above 0: what was confirmed has taken place.")
    return found


def pence(cell: Cell) -> int:
    """Whole pence, below nothing for a credit note."""
    try:
        found = cells.whole(-MOST_PENCE, MOST_PENCE)(cell)
    except ValueError:
        raise ValueError(
            "Write whole pence without a currency sign, a point or a comma, for example 3924500 for £39,245.00."
        ) from None
    return int(str(found))


INVOICES_COLUMNS: tuple[Column, ...] = (
    Column("supplier", typed(cells.reference), required=True, meaning="The agency that bills, by its code."),
    Column("invoice_number", typed(cells.reference), required=True, meaning="As the supplier writes it."),
    Column("invoice_date", cells.day, required=True, meaning="The day on the invoice."),
    Column("line", cells.whole(0, 1_000_000), required=True, meaning="The line of the invoice."),
    Column("authority_code", cells.authority, required=True, meaning="ONS code of the authority that is billed."),
    Column("placement_ref", typed(cells.reference), meaning="The placement that is billed."),
    Column("charge", typed(charge), required=True, meaning="What is billed, by its code."),
    Column("from_day", cells.day, meaning="The first day billed."),
    Column("to_day", cells.day, meaning="The day after the last."),
    Column("quantity", quantity, meaning="Hours, weeks or months."),
    Column("net_pence", pence, required=True, meaning="Whole pence without VAT; below nothing for a credit note."),
    Column("vat_pence", pence, meaning="Whole pence of VAT; empty: not recorded."),
    Column("description", typed(cells.text), meaning="What the line says. Never a child's name."),
    VERSION,
)

RECEIPTS_COLUMNS: tuple[Column, ...] = (
    Column("placement_ref", cells.reference, required=True, meaning="The placement it was for."),
    Column("charge", confirmed_charge, required=True, meaning="contact_hourly."),
    Column("from_day", cells.day, required=True, meaning="The first day."),
    Column("to_day", cells.day, required=True, meaning="The day after the last."),
    Column("quantity", hours, required=True, meaning="Hours that both sides confirmed."),
    Column("confirmed_on", cells.day, required=True, meaning="When both sides had confirmed them."),
    VERSION,
)


def _no_names(rows: Sequence[Row]) -> Iterator[Finding]:
    """No sentence holds the words themselves: they may be a child's name."""
    for row in rows:
        said = row.values["description"]
        if said and descriptions.names_a_person(said) and descriptions.names_a_person(said, _own_words(row)):
            yield Finding(row.line, "description", descriptions.SENTENCE)


def _own_words(row: Row) -> frozenset[str]:
    """The codes that the row itself holds: they name an agency, an invoice or a placement, and no person."""
    held = (row.values[name] for name in ("supplier", "invoice_number", "placement_ref", "charge"))
    return frozenset(word for code in held if code for word in descriptions.words(code))


def _both_days(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        if not row.has_read("from_day", "to_day", "charge"):
            continue
        start, end = row.values["from_day"], row.values["to_day"]
        if start is None and end is not None:
            yield Finding(row.line, "from_day", "Fill in the first day too, or leave both empty.")
        elif start is not None and end is None and row.values["charge"] in BY_DAYS:
            yield Finding(row.line, "to_day", "Fill in the day after the last too, or leave both empty.")
        elif start is not None and end is not None and _ends_too_early(row, start, end):
            yield Finding(row.line, "to_day", "Give a to_day after from_day: it is the day after the last day.")


def _ends_too_early(row: Row, start: date, end: date) -> bool:
    """A fee is for no days, so that it may name its day twice; whatever runs by days needs one at the least."""
    return end < start or (end == start and row.values["charge"] in BY_DAYS)


def _one_sign(rows: Sequence[Row]) -> Iterator[Finding]:
    """A credit note gives back net, VAT and quantity alike; a line that charges does not take any of them away."""
    for row in rows:
        net = row.values["net_pence"]
        if not row.has_read("net_pence", "vat_pence", "quantity") or net is None:
            continue
        for name in ("vat_pence", "quantity"):
            held = row.values[name] or 0
            if (net < 0 < held and name == "vat_pence") or (net >= 0 > held):
                yield Finding(row.line, name, "Give it the sign of net_pence: only a credit note goes below nothing.")


INVOICES_CHECKS: tuple[Check, ...] = (_both_days, _one_sign, _no_names)
RECEIPTS_CHECKS: tuple[Check, ...] = (
    once(
        *("placement_ref", "charge", "from_day", "to_day"),
        sentence="Write one row for the hours of these days: line {line} has the same placement and days.",
    ),
    in_order("from_day", "to_day", same_day=False, sentence="Give a to_day after from_day: it is the day after it."),
)
