"""Which lines stand in the file twice: the same line of the same invoice, however its number is written."""

from collections.abc import Hashable, Iterable
from datetime import date
from decimal import Decimal

from contracts.reconciling import numbers
from contracts.reconciling.records import Line


def order(line: Line) -> tuple[Hashable, ...]:
    """By invoice date, invoice number and line, then by all else: the earlier line stands, the later is looked at."""
    days = (line.from_day is not None, line.from_day, line.to_day is not None, line.to_day)
    held = (line.quantity if line.quantity is not None else Decimal(-1), line.net_pence, line.vat_pence or 0)
    names = (line.placement_ref or "", line.charge, line.authority_code)
    return (line.invoice_date, line.invoice_number, line.line, line.supplier, *names, *_comparable(days), *held)


def _comparable(days: tuple[Hashable, ...]) -> tuple[Hashable, ...]:
    return tuple("" if one is None else str(one) for one in days)


def found(lines: Iterable[Line]) -> set[int]:
    """The places, in the order given, of lines that repeat an earlier one; the lines come in `order`.

    A line repeats another of its supplier when number and line are the same but for spelling, or when two numbers that
    differ in spelling alone bill the same. An invoice has one number and one day: where its number comes again in
    another spelling or of another day, that is the same invoice once more, unless it gives back. Two lines of one
    invoice that bill the same are not repeats: thirds do.
    """
    numbered: set[Hashable] = set()
    invoices: dict[Hashable, tuple[str, date]] = {}
    written: dict[Hashable, str] = {}
    repeated = set()
    for at, line in enumerate(lines):
        plain, bare = numbers.plain(line.invoice_number), numbers.bare(line.invoice_number)
        by_line, invoice = (line.supplier, plain, line.line, line.is_credit), (line.invoice_number, line.invoice_date)
        same = (line.supplier, line.placement_ref, line.charge, line.from_day, line.to_day, line.net_pence)
        spellings = {written.setdefault((spelt, *same), line.invoice_number) for spelt in (plain, bare)}
        comes_again = not line.is_credit and invoices.setdefault((line.supplier, plain), invoice) != invoice
        if by_line in numbered or spellings != {line.invoice_number} or comes_again:
            repeated.add(at)
        numbered.add(by_line)
    return repeated
